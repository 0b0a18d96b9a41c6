// Command bench measures what the provider costs: the requests that it sends, the time that it takes beside Terraform's
// own, and the process. It builds the provider, drives a real Terraform or OpenTofu against accounts in this process's
// memory, and prints one table. It fails where more requests are sent than the bounds allow; times are only told, since
// they belong to the machine.
//
// TERRAFORM in the environment names the CLI; "make bench" builds one where it is not set.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
)

const module = "github.com/identitycall/terraform-provider-identitycall"

// The packages of the two providers, and the directories below the bench's own where they are built.
var providers = map[string]string{
	realProvider:  module,
	floorProvider: module + "/internal/cmd/bench/floor",
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

func run(ctx context.Context, cli string) (err error) {
	if cli == "" {
		return errors.New("TERRAFORM names no terraform or tofu; \"make bench\" builds one, or set TERRAFORM=terraform to take yours")
	}
	if cli, err = exec.LookPath(cli); err != nil {
		return err
	}
	if cli, err = filepath.Abs(cli); err != nil {
		return err
	}
	directory, err := os.MkdirTemp("", "identitycall-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()

	b := &bench{cli: cli, directory: directory, table: &table{}}
	if err := b.build(ctx); err != nil {
		return err
	}
	version, err := b.version(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, measurement := range []struct {
		about   string
		measure func(*bench, context.Context) error
	}{
		{"operators", (*bench).operators},
		{"projects", (*bench).projects},
		{"numbers", (*bench).numbers},
		{"a rate limit", (*bench).throttled},
		{"one request a second", (*bench).slowest},
		{"the floor", (*bench).floor},
		{"growth", (*bench).growth},
		{"the process", (*bench).process},
	} {
		fmt.Fprintln(os.Stderr, "measuring", measurement.about)
		if err := measurement.measure(b, ctx); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", measurement.about, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	fmt.Printf("%s, %s/%s, %d CPUs\n\n%s", version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.table)
	if missed := b.table.missed(); missed > 0 {
		failures = append(failures, fmt.Errorf("lines that miss the bound on their requests: %d", missed))
	}
	return errors.Join(failures...)
}

// bench is what all measurements share.
type bench struct {
	cli       string
	directory string
	table     *table
}

// build makes both providers as a release does.
func (b *bench) build(ctx context.Context) error {
	for name, source := range providers {
		fmt.Fprintln(os.Stderr, "building", source)
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.binary(name), source) //nolint:gosec // both are the bench's own
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if output, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("cannot build %s: %w\n%s", source, err, output)
		}
		settings := fmt.Sprintf("provider_installation {\n  dev_overrides { \"identitycall/identitycall\" = %q }\n  direct {}\n}\n", filepath.Dir(b.binary(name)))
		if err := os.WriteFile(b.settings(name), []byte(settings), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) binary(provider string) string {
	return filepath.Join(b.directory, provider, "terraform-provider-identitycall")
}

// settings is the CLI configuration with which a CLI finds a provider.
func (b *bench) settings(provider string) string {
	return filepath.Join(b.directory, provider+".tfrc")
}
