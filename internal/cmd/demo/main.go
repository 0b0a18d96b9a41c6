// Command demo runs a real Terraform or OpenTofu with a sandbox in this process. It shows the output of the CLI and the
// requests of the provider, and fails if either differs from the expected one.
//
// TERRAFORM in the environment names the CLI; "make demo" builds one if it is not set.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Getenv("TERRAFORM"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
		os.Exit(1)
	}
}

// run prepares a temporary directory and an account, plays every step, and removes the directory.
func run(ctx context.Context, terraform string) (err error) {
	if terraform == "" {
		return errors.New(`TERRAFORM is not set: run "make demo", or name a CLI with TERRAFORM=terraform or TERRAFORM=tofu`)
	}
	directory, err := os.MkdirTemp("", "identitycall-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()

	service := acctest.NewService()
	defer service.Close()
	service.Populate()
	addOtherProject(service)

	work, plugins := filepath.Join(directory, "work"), filepath.Join(directory, "plugins")
	if err := os.Mkdir(work, 0o700); err != nil {
		return err
	}
	cli, err := acctest.NewCLI(terraform, work, plugins, service)
	if err != nil {
		return fmt.Errorf("TERRAFORM=%s: %w", terraform, err)
	}
	version, err := cli.Version(ctx)
	if err != nil {
		return err
	}
	// In a file of its own, so that main.tf is exactly what a step shows, line numbers included.
	if err := cli.Write("versions.tf", acctest.RequiredProviders); err != nil {
		return err
	}
	fmt.Println("Building the provider. The first build takes about a minute.")
	if err := acctest.Build(ctx, plugins, ""); err != nil {
		return err
	}

	fmt.Printf(`
This demo runs %s with the provider built from this directory.
The API is a sandbox in memory at %s. No request leaves this machine.
Each step shows the configuration, what the CLI prints, and the requests that the provider sends.
The required_providers block is in versions.tf, which is not shown.
`, version, service.URL)
	player := newPlayer(cli, service, "terraform")
	if strings.HasPrefix(version, "OpenTofu ") {
		player.name = "tofu"
	}
	steps := allSteps()
	for i, step := range steps {
		if err := player.play(ctx, i+1, step); err != nil {
			return fmt.Errorf("step %d (%s): %w", i+1, step.title, err)
		}
	}
	fmt.Printf(`

All %d steps passed with %s. The demo checked the exit code and the main messages of every command,
every request that changes something, and the account. It leaves no files on this machine.

Next: README.md describes how to install the provider and use it with your own account.
`, len(steps), version)
	return nil
}
