// Package acctest runs the provider against the sandbox: with real CLIs (Workspace), or in process, through the plugin
// protocol (Provider, Account). Tests, the demo and the bench share it. CLI and Service return errors and need no
// *testing.T; everything that has a *testing.T fails the test instead.
package acctest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	providerPackage = "github.com/identitycall/terraform-provider-identitycall"
	providerBinary  = "terraform-provider-identitycall"

	// commandTimeout is far longer than any command takes, so that a command that hangs becomes an error.
	commandTimeout = 5 * time.Minute

	// RequiredProviders is the required_providers block for the provider. Configure adds it.
	RequiredProviders = `terraform {
  required_providers {
    identitycall = { source = "identitycall/identitycall" }
  }
}

`
)

// Build builds a provider into a directory, for NewCLI and UseProvider. The package defaults to this module's
// provider; arguments are further arguments of go build.
func Build(ctx context.Context, directory, source string, arguments ...string) error {
	if source == "" {
		source = providerPackage
	}
	arguments = append(append([]string{"build"}, arguments...), "-o", filepath.Join(directory, providerBinary), source)
	command := exec.CommandContext(ctx, "go", arguments...) //nolint:gosec // the callers pass constants
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build %s: %w\n%s", source, err, output)
	}
	return nil
}

// CLI is a Terraform or an OpenTofu with a directory to work in.
type CLI struct {
	// Path is the absolute path of the executable.
	Path string
	// Directory holds the configuration and its state.
	Directory string
	// Environment is the complete environment of the commands.
	Environment []string
}

// NewCLI prepares a directory in which the CLI uses the provider in plugins without init, and the service.
func NewCLI(path, directory, plugins string, service *Service) (*CLI, error) {
	path, err := exec.LookPath(path)
	if err != nil {
		return nil, err
	}
	if path, err = filepath.Abs(path); err != nil { // the commands run in another directory
		return nil, err
	}
	c := &CLI{Path: path, Directory: directory}
	if err := c.UseProvider(plugins); err != nil {
		return nil, err
	}
	c.Environment = append(withoutSettings(os.Environ()),
		"TF_CLI_CONFIG_FILE="+filepath.Join(directory, "cli.tfrc"),
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
		"IDENTITYCALL_API_KEY="+sandbox.DefaultKey,
		"IDENTITYCALL_BASE_URL="+service.URL,
	)
	return c, nil
}

// UseProvider makes later commands use the provider in this directory.
func (c *CLI) UseProvider(plugins string) error {
	return c.Write("cli.tfrc", fmt.Sprintf("provider_installation {\n  dev_overrides {\n"+
		"    \"identitycall/identitycall\" = %q\n  }\n  direct {}\n}\n", plugins))
}

// withoutSettings removes the variables that configure the CLI or the provider.
func withoutSettings(environment []string) []string {
	var kept []string
	for _, entry := range environment {
		isSetting := false
		for _, prefix := range []string{"TF_", "TOFU_", "IDENTITYCALL_", "CHECKPOINT_"} {
			isSetting = isSetting || strings.HasPrefix(entry, prefix)
		}
		if !isSetting {
			kept = append(kept, entry)
		}
	}
	return kept
}

// Write writes a file into the directory.
func (c *CLI) Write(name, content string) error {
	return os.WriteFile(filepath.Join(c.Directory, name), []byte(content), 0o600)
}

// Configure replaces the configuration. The required_providers block is added.
func (c *CLI) Configure(content string) error { return c.Write("main.tf", RequiredProviders+content) }

// Command prepares a command that has not started. When the context ends, the CLI is interrupted and stops its
// provider.
func (c *CLI) Command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, c.Path, arguments...) //nolint:gosec // the caller chooses the CLI
	command.Dir, command.Env = c.Directory, c.Environment
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	return command
}

// Result is the output of a command and its exit status.
type Result struct {
	Output string
	State  *os.ProcessState
}

// ExitCode returns the exit code of the command.
func (r Result) ExitCode() int { return r.State.ExitCode() }

// Run runs a command to its end. Only a command that does not start or does not end is an error.
func (c *CLI) Run(ctx context.Context, arguments ...string) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	command := c.Command(ctx, arguments...)
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if ctx.Err() != nil || (err != nil && !errors.As(err, &exit)) {
		return Result{}, fmt.Errorf("%s: %w\n%s", strings.Join(arguments, " "), errors.Join(err, ctx.Err()), output)
	}
	return Result{Output: string(output), State: command.ProcessState}, nil
}

// Version returns the first line of the CLI's version, such as "Terraform v1.16.2" or "OpenTofu v1.12.6".
func (c *CLI) Version(ctx context.Context) (string, error) {
	result, err := c.Run(ctx, "version")
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(result.Output, "\n")
	if result.ExitCode() != 0 || (!strings.HasPrefix(line, "Terraform v") && !strings.HasPrefix(line, "OpenTofu v")) {
		return "", fmt.Errorf("%s is neither Terraform nor OpenTofu: version ended with %d and printed %s",
			c.Path, result.ExitCode(), result.Output)
	}
	return line, nil
}

// Screen joins the lines that a CLI has wrapped and framed into one.
func Screen(output string) string {
	text := strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)
	return strings.Join(strings.Fields(text), " ")
}

// RunCommand is the main function of the demo and the bench. It runs one of them with the CLI that TERRAFORM in the
// environment names and with a temporary directory, until it ends or is interrupted.
func RunCommand(name string, run func(ctx context.Context, terraform, directory string) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	terraform := os.Getenv("TERRAFORM")
	directory, err := os.MkdirTemp("", "identitycall-"+name+"-")
	switch {
	case err != nil:
	case terraform == "":
		err = fmt.Errorf("TERRAFORM is not set: run \"make %s\", or name a CLI with TERRAFORM=terraform or TERRAFORM=tofu",
			name)
	default:
		err = run(ctx, terraform, directory)
	}
	stop()
	if err = errors.Join(err, os.RemoveAll(directory)); err != nil {
		fmt.Fprintf(os.Stderr, "\n%s: %v\n", name, err)
		os.Exit(1)
	}
}
