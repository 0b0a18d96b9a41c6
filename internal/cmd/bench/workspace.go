package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// workspace is a CLI in a directory of its own, with an account of its own.
type workspace struct {
	*acctest.CLI
	service *acctest.Service
	bench   *bench
}

// newWorkspace serves an empty account. The caller closes the service.
func (b *bench) newWorkspace() (*workspace, error) {
	directory, err := os.MkdirTemp(b.directory, "work-")
	if err != nil {
		return nil, err
	}
	service := acctest.NewService()
	cli, err := acctest.NewCLI(b.terraform, directory, b.plugins(realProvider), service)
	if err != nil {
		service.Close()
		return nil, err
	}
	return &workspace{CLI: cli, service: service, bench: b}, nil
}

// addNumbers puts numbers into the account, with the IDs from 1 on.
func (w *workspace) addNumbers(count int) {
	for i := 1; i <= count; i++ {
		phone := fmt.Sprintf("+1555%07d", i)
		w.service.AddVirtualNumber(sandbox.VirtualNumber{ID: int64(i), PhoneNumber: phone, Active: true})
	}
}

// adopts configures the adoption of numbers by ID or by phone number. The argument is an expression of count.index.
func adopts(count int, argument string) string {
	return fmt.Sprintf(`resource "identitycall_virtual_number" "many" {
  count     = %d
  recording = true
  %s
}
`, count, argument)
}

// The two ways to adopt the numbers of addNumbers.
const (
	byID          = `id = tostring(count.index + 1)`
	byPhoneNumber = `phone_number = format("+1555%07d", count.index + 1)`
)

// adopted returns a workspace whose state has numbers, and whose plans have no changes.
func (b *bench) adopted(ctx context.Context, numbers int) (*workspace, error) {
	w, err := b.newWorkspace()
	if err != nil {
		return nil, err
	}
	w.addNumbers(numbers)
	err = w.Configure(adopts(numbers, byID))
	if err == nil {
		_, err = w.run(ctx, 0, "apply", "-auto-approve", "-input=false", "-no-color")
	}
	if err != nil {
		w.service.Close()
		return nil, err
	}
	return w, nil
}

// spent is the cost of one command.
type spent struct {
	took time.Duration
	// cpu is the processor time of the CLI and its provider, which other work on the machine affects less.
	cpu time.Duration
}

// The exit codes of a plan without and with changes.
const (
	noChanges = 0
	changes   = 2
)

// plan plans with a provider. Another exit code is an error.
func (w *workspace) plan(ctx context.Context, provider string, want int) (spent, error) {
	if err := w.UseProvider(w.bench.plugins(provider)); err != nil {
		return spent{}, err
	}
	return w.run(ctx, want, "plan", "-detailed-exitcode", "-input=false", "-no-color")
}

func (w *workspace) run(ctx context.Context, want int, arguments ...string) (spent, error) {
	start := time.Now()
	result, err := w.Run(ctx, arguments...)
	if err != nil {
		return spent{}, err
	}
	took := time.Since(start)
	if code := result.ExitCode(); code != want {
		return spent{}, fmt.Errorf("%s ended with %d, want %d:\n%s", strings.Join(arguments, " "), code, want, result.Output)
	}
	return spent{took: took, cpu: result.State.UserTime() + result.State.SystemTime()}, nil
}
