// Command bench measures what the tests do not count: the time of a plan beside Terraform's own, how it grows, what
// adopting by phone number costs, and the provider's process. It builds the provider as a release does, runs a real
// Terraform or OpenTofu against sandboxes in this process, and prints one table. Missed goals are marked and do not
// fail the run, since times depend on the machine.
//
// TERRAFORM in the environment names the CLI; "make bench" builds one if it is not set.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// The providers that the bench builds, by directory, with their packages. Empty stands for the real provider.
var providers = map[string]string{
	realProvider:  "",
	floorProvider: "github.com/identitycall/terraform-provider-identitycall/internal/cmd/bench/floor",
}

const (
	realProvider  = "real"
	floorProvider = "floor"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Getenv("TERRAFORM"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, terraform string) (err error) {
	if terraform == "" {
		return errors.New(`TERRAFORM is not set: run "make bench", or name a CLI with TERRAFORM=terraform or TERRAFORM=tofu`)
	}
	directory, err := os.MkdirTemp("", "identitycall-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()

	b := &bench{terraform: terraform, directory: directory, table: &table{}}
	version, err := b.version(ctx)
	if err != nil {
		return fmt.Errorf("TERRAFORM=%s: %w", terraform, err)
	}
	if err := b.build(ctx); err != nil {
		return err
	}
	var failures []error
	for _, measurement := range []struct {
		name    string
		measure func(*bench, context.Context) error
	}{
		{"a plan against its floor", (*bench).floor},
		{"the growth of a plan", (*bench).growth},
		{"adoption by phone number", (*bench).adoption},
		{"the process", (*bench).process},
	} {
		fmt.Fprintln(os.Stderr, "measuring", measurement.name)
		if err := measurement.measure(b, ctx); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", measurement.name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	fmt.Printf("\n%s, %s/%s, %d CPUs. Times of plans are medians of %d.\n\n%s",
		version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), rounds, b.table)
	return errors.Join(failures...)
}

// bench holds what all measurements share.
type bench struct {
	terraform string
	directory string
	table     *table
}

// build builds both providers with the flags of a release.
func (b *bench) build(ctx context.Context) error {
	if err := os.Setenv("CGO_ENABLED", "0"); err != nil { // go build inherits it
		return err
	}
	for name, source := range providers {
		fmt.Fprintln(os.Stderr, "building the", name, "provider")
		if err := acctest.Build(ctx, b.plugins(name), source, "-trimpath", "-ldflags", "-s -w"); err != nil {
			return err
		}
	}
	return nil
}

// plugins is the directory in which a provider is built.
func (b *bench) plugins(provider string) string { return filepath.Join(b.directory, provider) }

func (b *bench) version(ctx context.Context) (string, error) {
	w, err := b.newWorkspace()
	if err != nil {
		return "", err
	}
	defer w.service.Close()
	return w.Version(ctx)
}
