package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// commandTimeout is far more than any command takes: a hang shall end as an error.
const commandTimeout = 2 * time.Minute

// preamble is in every configuration. It holds no credentials: those come from the environment.
const preamble = `terraform {
  required_providers {
    identitycall = {
      source = "identitycall/identitycall"
    }
  }
}

provider "identitycall" {}
`

// cli is a Terraform or an OpenTofu with a directory of its own to work in.
type cli struct {
	path        string
	name        string // what a person types
	version     string // such as "Terraform v1.16.0"
	directory   string
	environment []string
}

// findCLI returns the absolute path of the CLI that a path or a name on the PATH means.
func findCLI(name string) (string, error) {
	if name == "" {
		return "", errors.New("TERRAFORM does not name a terraform or tofu to run; \"make demo\" builds one, or set TERRAFORM=terraform to take yours")
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("TERRAFORM=%s: %w", name, err)
	}
	return filepath.Abs(path) // it runs in another directory
}

// newCLI prepares a directory in which the CLI finds the built provider without init, and asks who it is.
func newCLI(ctx context.Context, path, directory, plugins, baseURL string) (*cli, error) {
	work := filepath.Join(directory, "work")
	if err := os.Mkdir(work, 0o700); err != nil {
		return nil, err
	}
	configuration := filepath.Join(directory, "cli.tfrc")
	content := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"identitycall/identitycall\" = %q\n  }\n  direct {}\n}\n", plugins)
	if err := os.WriteFile(configuration, []byte(content), 0o600); err != nil {
		return nil, err
	}
	c := &cli{path: path, name: "terraform", directory: work}
	c.environment = append(undisturbed(os.Environ()),
		"CHECKPOINT_DISABLE=1", // no question to HashiCorp about newer versions
		"TF_CLI_CONFIG_FILE="+configuration,
		"IDENTITYCALL_BASE_URL="+baseURL,
		"IDENTITYCALL_API_KEY="+sandbox.DefaultKey,
	)
	output, exit, err := c.run(ctx, "version")
	if err != nil {
		return nil, err
	}
	c.version, _, _ = strings.Cut(output, "\n")
	switch {
	case exit == 0 && strings.HasPrefix(c.version, "OpenTofu "):
		c.name = "tofu"
	case exit != 0 || !strings.HasPrefix(c.version, "Terraform "):
		return nil, fmt.Errorf("%s is neither Terraform nor OpenTofu; asked for its version it ended with %d and said: %s", path, exit, output)
	}
	return c, nil
}

// undisturbed is the environment without what would steer the CLI or the provider: arguments, logs, workspaces, another
// account.
func undisturbed(environment []string) []string {
	var kept []string
	for _, entry := range environment {
		steers := false
		for _, prefix := range []string{"TF_", "TOFU_", "IDENTITYCALL_", "CHECKPOINT_"} {
			steers = steers || strings.HasPrefix(entry, prefix)
		}
		if !steers {
			kept = append(kept, entry)
		}
	}
	return kept
}

// configure makes these resources the whole configuration.
func (c *cli) configure(resources string) error {
	return os.WriteFile(filepath.Join(c.directory, "main.tf"), []byte(preamble+"\n"+resources), 0o600)
}

// run returns what the CLI prints, on both channels, and its exit code. Only a CLI that does not come to an end is an error.
func (c *cli) run(ctx context.Context, arguments ...string) (string, int, error) {
	limited, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	command := exec.CommandContext(limited, c.path, arguments...) //nolint:gosec // running the CLI that the user names is the purpose
	command.Dir = c.directory
	command.Env = c.environment
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) } // the CLI then stops the provider
	command.WaitDelay = 5 * time.Second
	output, err := command.CombinedOutput()
	if limited.Err() != nil {
		return "", 0, fmt.Errorf("%s %s did not come to its end: %w", c.name, strings.Join(arguments, " "), limited.Err())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", 0, err
	}
	return string(output), command.ProcessState.ExitCode(), nil
}

// noise is what the CLI says in every run and nobody needs to read here: that the provider is not from a registry, what
// the signs of a plan mean, and how a saved plan is applied.
var noise = regexp.MustCompile(`(?s)` + strings.Join([]string{
	`Warning: Provider development overrides are in effect\n.*?releases\.\n`,
	`(?:Terraform|OpenTofu) used the selected providers? to generate.*?will perform the following(?:\s+actions)?:\n`,
	`Saved the plan to: [^\n]*\n\nTo perform exactly these actions, run the following command to apply:\n[^\n]*\n`,
	`─{20,}\n`,
}, "|"))

var manyEmptyLines = regexp.MustCompile(`\n(?:[ \t]*\n){2,}`)

// essential is what the CLI printed, without the noise.
func essential(output string) string {
	return strings.Trim(manyEmptyLines.ReplaceAllString(noise.ReplaceAllString(output, ""), "\n\n"), "\n")
}
