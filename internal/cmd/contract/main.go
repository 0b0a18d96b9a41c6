// Command contract checks the facts about the IdentityCall API that the provider relies on against a real account,
// and prints a report without keys, phone numbers, names and addresses.
//
// It reads IDENTITYCALL_API_KEY and IDENTITYCALL_BASE_URL as the provider does. It only reads, unless WRITE=1 is set:
// then it also creates and deletes an operator and a project, and changes the virtual number that NUMBER names, there
// and back. It never purchases a number.
package main

import (
	"cmp"
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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ok, err := run(ctx, os.Getenv, os.Stdout, sleep)
	stop()
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "Error: %s.\n", err)
		os.Exit(2)
	case !ok:
		os.Exit(1)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run checks the service that the environment names, and reports whether no fact differs and nothing is left behind.
func run(
	ctx context.Context, getenv func(string) string, out io.Writer, sleep func(context.Context, time.Duration) error,
) (bool, error) {
	config := contract.Config{
		APIKey:  getenv("IDENTITYCALL_API_KEY"),
		BaseURL: cmp.Or(getenv("IDENTITYCALL_BASE_URL"), identitycall.DefaultBaseURL),
		Write:   getenv("WRITE") == "1", Number: getenv("NUMBER"), Sleep: sleep,
	}
	switch write := getenv("WRITE"); {
	case config.APIKey == "":
		return false, errors.New("set IDENTITYCALL_API_KEY to an API key. Create one in the IdentityCall dashboard")
	case write != "" && write != "0" && write != "1":
		return false, errors.New("set WRITE to 1 to allow changes, or to 0")
	case config.Number != "" && !config.Write:
		return false, errors.New("NUMBER is for checks that change something: set WRITE=1 too")
	}
	if err := identitycall.CheckAPIKey(config.APIKey); err != nil {
		return false, fmt.Errorf("the API key in IDENTITYCALL_API_KEY %w", err)
	}
	if err := identitycall.CheckBaseURL(config.BaseURL); err != nil {
		return false, fmt.Errorf("the base URL in IDENTITYCALL_BASE_URL %w", err)
	}
	report, err := contract.Run(ctx, config)
	if err != nil {
		return false, fmt.Errorf("%w. Check IDENTITYCALL_API_KEY and IDENTITYCALL_BASE_URL", err)
	}
	return len(report.Names(contract.Differs)) == 0 && len(report.LeftBehind) == 0, report.Write(out)
}
