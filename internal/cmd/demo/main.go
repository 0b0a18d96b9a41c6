// Command demo walks through real configuration with a real Terraform or OpenTofu against an IdentityCall account in
// this process's memory, shows what the CLI prints and what was asked of the API, and fails when either is not as told.
//
// TERRAFORM in the environment names the CLI; "make demo" builds one where it is not set.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const providerPackage = "github.com/identitycall/terraform-provider-identitycall"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := demonstrate(ctx, os.Getenv("TERRAFORM"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
		os.Exit(1)
	}
}

// demonstrate sets the stage, plays every step, and leaves nothing behind on the machine.
func demonstrate(ctx context.Context, cliName string) (err error) {
	cliPath, err := findCLI(cliName)
	if err != nil {
		return err
	}
	directory, err := os.MkdirTemp("", "identitycall-demo-")
	if err != nil {
		return err
	}
	defer func() {
		if removeErr := os.RemoveAll(directory); err == nil {
			err = removeErr
		}
	}()

	account, baseURL, stop, err := serveAccount(ctx)
	if err != nil {
		return err
	}
	defer stop()
	plugins := filepath.Join(directory, "plugins")
	cli, err := newCLI(ctx, cliPath, directory, plugins, baseURL)
	if err != nil {
		return err
	}
	fmt.Println("Building the provider.") // a minute, where nothing is compiled yet
	if err := buildProvider(ctx, filepath.Join(plugins, "terraform-provider-identitycall")); err != nil {
		return err
	}

	fmt.Printf("The demo runs %s with the provider of this tree against an IdentityCall account in memory,\n%s: nothing leaves this machine.\n", cli.version, baseURL)
	player := &player{cli: cli, account: account}
	for i, step := range allSteps() {
		if err := player.play(ctx, i+1, step); err != nil {
			return fmt.Errorf("step %d, %q: %w", i+1, step.title, err)
		}
	}
	fmt.Printf("\n\nAll of this has been true. On the way, exit codes, the decisive words, every request that changes something\nand what the account holds were checked, with %s.\n", cli.version)
	return nil
}

func buildProvider(ctx context.Context, path string) error {
	// By the package's path, so that the demo runs from any directory of the module.
	build := exec.CommandContext(ctx, "go", "build", "-o", path, providerPackage) //nolint:gosec // the path is the demo's own
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build the provider: %w\n%s", err, output)
	}
	return nil
}

// serveAccount starts an account that holds the documentation's examples on a free loopback port.
func serveAccount(ctx context.Context) (account *sandbox.Sandbox, baseURL string, stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", nil, fmt.Errorf("cannot serve the sandbox: %w", err)
	}
	account = sandbox.New()
	account.Populate()
	server := &http.Server{Handler: account, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return account, "http://" + listener.Addr().String() + sandbox.Prefix, func() { _ = server.Close() }, nil
}
