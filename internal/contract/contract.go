// Package contract checks the facts about the IdentityCall API that the provider relies on. The checks run against the
// sandbox in the tests, and against the configured service in `make contract`.
//
// The client's own decoder checks the form of objects. Requests, and what the client does not read of a response, are
// this package's own, so that a mistake in the client cannot hide a difference there. No check purchases a number. A
// report holds no key, phone number, name or address: every sentence in it consists of constants, field names of the
// reference, statuses, counts and IDs.
package contract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Outcome is the result of the check of one fact.
type Outcome string

// The outcomes of a check.
const (
	Holds      Outcome = "holds"
	Differs    Outcome = "differs"
	NotChecked Outcome = "not checked"
)

// Config selects the service, and what a check may change.
type Config struct {
	BaseURL, APIKey string
	// Write allows the checks that change something and undo it.
	Write bool
	// Number is the ID or phone number of the virtual number that write checks may change; empty for none.
	Number string
	// Sleep waits for a rate limit and for the API's clock.
	Sleep func(context.Context, time.Duration) error
}

// Report is the outcome of one run.
type Report struct {
	Facts []*Fact
	// LeftBehind lists what a run created or changed and could not undo.
	LeftBehind []string
	requests   int
}

// Names returns the names of the facts that had an outcome, in the order of the report.
func (r Report) Names(outcome Outcome) []string {
	names := []string{}
	for _, fact := range r.Facts {
		if fact.Outcome == outcome {
			names = append(names, fact.Name)
		}
	}
	return names
}

// Write prints a report that can be pasted into an issue.
func (r Report) Write(w io.Writer) error {
	out := &strings.Builder{}
	fmt.Fprintf(out, "IdentityCall API contract: %d facts hold, %d differ, %d not checked (%d requests)\n",
		len(r.Names(Holds)), len(r.Names(Differs)), len(r.Names(NotChecked)), r.requests)
	for _, left := range r.LeftBehind {
		fmt.Fprintf(out, "\n! Left behind: %s. Check the account and correct it in the dashboard.\n", left)
	}
	r.section(out, "Where the vendor's pages disagree", true, Differs, NotChecked, Holds)
	r.section(out, "Differs", false, Differs)
	r.section(out, "Not checked", false, NotChecked)
	r.section(out, "Holds", false, Holds)
	_, err := io.WriteString(w, out.String())
	return err
}

func (r Report) section(out io.Writer, title string, disputed bool, outcomes ...Outcome) {
	heading := "\n" + title + "\n\n"
	for _, fact := range r.Facts {
		if fact.Disputed != disputed || !slices.Contains(outcomes, fact.Outcome) {
			continue
		}
		_, _ = fmt.Fprintf(out, "%s%-11s  %s: %s\n", heading, fact.Outcome, fact.Name, fact.Statement)
		heading = ""
		if fact.Outcome == Differs {
			_, _ = fmt.Fprintf(out, "             reference: %s\n", fact.Reference)
		}
		for _, detail := range fact.Details {
			_, _ = fmt.Fprintf(out, "             - %s\n", detail)
		}
	}
}

// ErrKeyRefused means that the service did not accept the key, so that nothing could be checked.
var ErrKeyRefused = errors.New("the service refused the key (401)")

// run is one run of all checks.
type run struct {
	Config
	ctx      context.Context
	cache    map[string]*response
	facts    map[string]*Fact
	others   map[string]bool // fields that the reference does not list
	headers  map[string]bool // about a rate limit
	requests int
	undos    []func() string // each reverts one change, and returns what stays if that fails
	left     []string
}

// Run checks every fact. It returns an error only if there is no connection to the service, or if it rejects the key.
func Run(ctx context.Context, config Config) (Report, error) {
	r := &run{Config: config, ctx: ctx, cache: map[string]*response{}, facts: map[string]*Fact{},
		others: map[string]bool{}, headers: map[string]bool{}}
	report := Report{Facts: Facts()}
	for _, fact := range report.Facts {
		r.facts[fact.Name] = fact
	}
	switch first := r.get(numbers + "?per_page=100"); {
	case first.err != nil:
		return Report{}, errors.New("no connection to the service")
	case first.status == http.StatusUnauthorized:
		return Report{}, ErrKeyRefused
	}
	r.probe()
	for _, fact := range report.Facts {
		r.checkObjects(fact)
	}
	if config.Write {
		r.writeRound()
	}
	r.record("basics.other_fields")
	r.observe("basics.other_fields", "seen: "+names(r.others))
	r.observe("rate_limit.retry_after", "headers seen: "+names(r.headers))
	r.skip("no request met the limit; headers seen: "+names(r.headers), "rate_limit.retry_after")
	for _, fact := range report.Facts {
		switch {
		case !fact.Write:
			r.skip("there was nothing to check it with", fact.Name)
		case config.Write:
			r.skip("an earlier write failed", fact.Name)
		default:
			r.skip("it needs WRITE=1", fact.Name)
		}
	}
	report.LeftBehind, report.requests = r.left, r.requests
	return report, nil
}

func names(set map[string]bool) string {
	return cmp.Or(strings.Join(slices.Sorted(maps.Keys(set)), ", "), "none")
}

// record records one observation of a fact: it holds if there are no problems. A fact that differs once differs.
func (r *run) record(name string, problems ...string) {
	fact := r.facts[name]
	switch {
	case len(problems) == 0 && fact.Outcome == NotChecked:
		fact.Outcome, fact.Details = Holds, nil
	case len(problems) > 0 && fact.Outcome != Differs:
		fact.Outcome, fact.Details = Differs, nil
	}
	for _, problem := range problems {
		if !slices.Contains(fact.Details, problem) {
			fact.Details = append(fact.Details, problem)
		}
	}
}

// observe adds what was seen to a fact that holds.
func (r *run) observe(name, text string) {
	if fact := r.facts[name]; fact.Outcome == Holds {
		fact.Details = append(fact.Details, text)
	}
}

// skip records why facts are not checked, unless they have been checked or have a reason.
func (r *run) skip(why string, names ...string) {
	for _, name := range names {
		if fact := r.facts[name]; fact.Outcome == NotChecked && len(fact.Details) == 0 {
			fact.Details = []string{why}
		}
	}
}

// when returns a problem if a condition is true.
func when(condition bool, format string, args ...any) []string {
	if !condition {
		return nil
	}
	return []string{fmt.Sprintf(format, args...)}
}
