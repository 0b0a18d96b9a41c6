package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	// commandTimeout is far more than any command takes: a hang shall end as an error.
	commandTimeout = 5 * time.Minute
	preamble       = "terraform {\n  required_providers {\n    identitycall = { source = \"identitycall/identitycall\" }\n  }\n}\n\n"
)

// workspace is a configuration with its state and the account that it is about.
type workspace struct {
	bench     *bench
	account   *sandbox.Sandbox
	url       string
	directory string
	close     func()
}

// newWorkspace serves an empty account on a loopback port.
func (b *bench) newWorkspace(ctx context.Context) (*workspace, error) {
	directory, err := os.MkdirTemp(b.directory, "work-")
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	account := sandbox.New()
	server := &http.Server{Handler: account, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return &workspace{
		bench: b, account: account, directory: directory,
		url:   "http://" + listener.Addr().String() + sandbox.Prefix,
		close: func() { _ = server.Close() },
	}, nil
}

// configure makes these resources the whole configuration.
func (w *workspace) configure(resources string) error {
	return os.WriteFile(filepath.Join(w.directory, "main.tf"), []byte(preamble+resources), 0o600)
}

// spent is what one command cost.
type spent struct {
	requests requests
	took     time.Duration
	// worked is the processor time of the CLI and its provider, which other work on the machine hardly moves.
	worked time.Duration
}

// What the measurements run. A plan counts only when it finds nothing to do, else it is about something else than meant.
func (w *workspace) plan(ctx context.Context, provider string) (spent, error) {
	return w.run(ctx, provider, 0, "plan", "-detailed-exitcode", "-input=false", "-no-color")
}

// planChange is a plan that finds something to do.
func (w *workspace) planChange(ctx context.Context) (spent, error) {
	return w.run(ctx, realProvider, 2, "plan", "-detailed-exitcode", "-input=false", "-no-color")
}

func (w *workspace) apply(ctx context.Context, arguments ...string) (spent, error) {
	return w.run(ctx, realProvider, 0, append([]string{"apply", "-auto-approve", "-input=false", "-no-color"}, arguments...)...)
}

// run runs the CLI with a provider and wants it to end with an exit code.
func (w *workspace) run(ctx context.Context, provider string, wanted int, arguments ...string) (spent, error) {
	w.account.ForgetRequests()
	began := time.Now()
	output, state, err := w.bench.command(ctx, w.directory, arguments,
		"TF_CLI_CONFIG_FILE="+w.bench.settings(provider),
		"IDENTITYCALL_BASE_URL="+w.url,
		"IDENTITYCALL_API_KEY="+sandbox.DefaultKey,
	)
	if err != nil {
		return spent{}, err
	}
	cost := spent{requests: w.account.Requests(), took: time.Since(began), worked: state.UserTime() + state.SystemTime()}
	if exit := state.ExitCode(); exit != wanted {
		return cost, fmt.Errorf("%s ended with %d and not with %d:\n%s", strings.Join(arguments, " "), exit, wanted, output)
	}
	return cost, nil
}

// command runs the CLI in an environment that holds nothing but what it needs: no user's settings, no other account.
func (b *bench) command(ctx context.Context, directory string, arguments []string, environment ...string) (string, *os.ProcessState, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, b.cli, arguments...) //nolint:gosec // running the CLI that the user names is the purpose
	command.Dir = directory
	command.Env = append(b.environment(), environment...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) } // the CLI then stops the provider
	command.WaitDelay = 5 * time.Second
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if ctx.Err() != nil || (err != nil && !errors.As(err, &exit)) {
		return "", nil, errors.Join(err, ctx.Err())
	}
	return string(output), command.ProcessState, nil
}

func (b *bench) environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.directory, "TMPDIR=" + b.directory, "CHECKPOINT_DISABLE=1"}
}

func (b *bench) version(ctx context.Context) (string, error) {
	output, state, err := b.command(ctx, b.directory, []string{"version"}, "TF_CLI_CONFIG_FILE="+b.settings(realProvider))
	if err != nil {
		return "", err
	}
	if !state.Success() {
		return "", fmt.Errorf("%s ended with %d when asked for its version: %s", b.cli, state.ExitCode(), output)
	}
	first, _, _ := strings.Cut(output, "\n")
	return first, nil
}
