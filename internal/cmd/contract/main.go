// Command contract checks the facts about the IdentityCall API that the provider relies on against a real account,
// and prints a report without keys, phone numbers, names and addresses.
//
// It reads IDENTITYCALL_API_KEY and IDENTITYCALL_BASE_URL as the provider does. It only reads, unless WRITE=1 is set:
// then it also creates and deletes an operator and a project, and changes the virtual number that NUMBER names, there
// and back. It never purchases a number.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/contract"
	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

const (
	exitDiffers = 1
	exitFailed  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Getenv, os.Stdout, os.Stderr, nil)
	stop()
	os.Exit(code)
}

// run checks the service that the environment names and returns the exit status. A nil sleep waits in real time.
func run(
	ctx context.Context, getenv func(string) string, out, errOut io.Writer,
	sleep func(context.Context, time.Duration) error,
) int {
	config, err := configure(getenv)
	if err != nil {
		_, _ = fmt.Fprintf(errOut, "Error: %s.\n", err)
		return exitFailed
	}
	config.Sleep = sleep
	report, err := contract.Run(ctx, config)
	if err != nil {
		_, _ = fmt.Fprintf(errOut, "Error: %s. Check IDENTITYCALL_API_KEY and IDENTITYCALL_BASE_URL.\n", err)
		return exitFailed
	}
	if err := report.Write(out); err != nil {
		_, _ = fmt.Fprintf(errOut, "Error: %s.\n", err)
		return exitFailed
	}
	if report.Count(contract.Differs) > 0 || len(report.LeftBehind) > 0 {
		return exitDiffers
	}
	return 0
}

// configure reads the environment. An empty variable counts as unset.
func configure(getenv func(string) string) (contract.Config, error) {
	config := contract.Config{
		APIKey: getenv("IDENTITYCALL_API_KEY"), BaseURL: getenv("IDENTITYCALL_BASE_URL"), Number: getenv("NUMBER"),
		UserAgent: "terraform-provider-identitycall/contract",
	}
	if config.APIKey == "" {
		return config, errors.New("set IDENTITYCALL_API_KEY to an API key. Create one in the IdentityCall dashboard")
	}
	if err := identitycall.CheckAPIKey(config.APIKey); err != nil {
		return config, fmt.Errorf("the API key in IDENTITYCALL_API_KEY %w", err)
	}
	if config.BaseURL == "" {
		config.BaseURL = identitycall.DefaultBaseURL
	}
	if err := identitycall.CheckBaseURL(config.BaseURL); err != nil {
		return config, fmt.Errorf("the base URL in IDENTITYCALL_BASE_URL %w", err)
	}
	switch write := getenv("WRITE"); write {
	case "", "0":
	case "1":
		config.Write = true
	default:
		return config, errors.New("set WRITE to 1 to allow changes, or to 0")
	}
	if config.Number != "" && !config.Write {
		return config, errors.New("NUMBER is for checks that change something: set WRITE=1 too")
	}
	return config, nil
}
