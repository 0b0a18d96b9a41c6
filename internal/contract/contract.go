// Package contract checks the facts about the IdentityCall API that the provider relies on. The checks run against the
// sandbox in the tests, and against the configured service in `make contract`.
//
// The checks use net/http alone and share no code with the client, so that a mistake in the client cannot hide a
// difference. They never purchase a number. A report holds no key, phone number, name or address: every sentence in it
// consists of constants, field names of the reference, statuses and counts.
package contract

import (
	"context"
	"errors"
	"fmt"
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

// Fact is one statement about the API.
type Fact struct {
	// Name is stable: tests and issues refer to it.
	Name string
	// Reference is the page of the vendor's reference, and the request or heading on it.
	Reference string
	// Statement is what should be true.
	Statement string
	// Disputed is set if the vendor's pages disagree about the fact.
	Disputed bool
	// Write is set if the fact is checked only if writing is allowed.
	Write bool
}

// Result is a fact with the outcome of its check.
type Result struct {
	Fact
	Outcome Outcome
	// Details explain how the fact differs, why it was not checked, or what else was observed.
	Details []string
}

// Config selects the service, and what a check may change.
type Config struct {
	// BaseURL is the base URL of the API, without a trailing slash.
	BaseURL string
	APIKey  string
	// Write allows the checks that change something and undo it.
	Write bool
	// Number is the ID or phone number of the virtual number that write checks may change; empty for none.
	Number string
	// UserAgent is sent with each request.
	UserAgent string
	// Sleep waits for a rate limit and for the API's clock; nil waits in real time.
	Sleep func(context.Context, time.Duration) error
}

// Report is the outcome of one run.
type Report struct {
	Results []Result
	// LeftBehind lists what a run created or changed and could not undo.
	LeftBehind []string
	Requests   int
}

// Count returns how many facts had an outcome.
func (r Report) Count(outcome Outcome) int {
	return len(r.Names(outcome))
}

// Names returns the names of the facts that had an outcome, in the order of the report.
func (r Report) Names(outcome Outcome) []string {
	names := []string{}
	for _, result := range r.Results {
		if result.Outcome == outcome {
			names = append(names, result.Name)
		}
	}
	return names
}

// ErrKeyRefused means that the service did not accept the key, so that nothing could be checked.
var ErrKeyRefused = errors.New("the service refused the key (401)")

// Run checks every fact. It returns an error only if there is no connection to the service, or if it rejects the key.
func Run(ctx context.Context, config Config) (Report, error) {
	r := newRun(ctx, config)
	if err := r.connect(); err != nil {
		return Report{}, err
	}
	r.checkBasics()
	r.checkLists()
	r.checkVirtualNumbers()
	r.checkInventory()
	r.checkOperators()
	r.checkProjects()
	if config.Write {
		r.checkWrites()
	}
	r.checkRateLimit() // last, since it checks all responses
	return r.report(), nil
}

// run is one run of all checks.
type run struct {
	ctx    context.Context
	config Config
	http   *http.Client

	cache    map[string]response
	outcomes map[string]*Result
	limited  []response // every 429 received
	headers  map[string]bool
	others   map[string]bool // fields outside the reference, of those in knownOtherFields
	unnamed  bool            // more were found
	requests int
	undos    []*undo
	left     []string
}

func newRun(ctx context.Context, config Config) *run {
	if config.Sleep == nil {
		config.Sleep = sleep
	}
	config.BaseURL = strings.TrimRight(config.BaseURL, "/")
	r := &run{
		ctx: ctx, config: config,
		http: &http.Client{
			Timeout:       time.Minute,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		cache: map[string]response{}, outcomes: map[string]*Result{}, headers: map[string]bool{}, others: map[string]bool{},
	}
	for _, fact := range Facts() {
		r.outcomes[fact.Name] = &Result{Fact: fact, Outcome: NotChecked}
	}
	return r
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// connect sends the first request. If it fails, nothing else is checked.
func (r *run) connect() error {
	got := r.get("/virtual_numbers", "per_page=100")
	switch {
	case got.err != nil:
		return fmt.Errorf("no connection to the service: %s", got.fault())
	case got.status == http.StatusUnauthorized:
		return ErrKeyRefused
	}
	return nil
}

// check records one observation of a fact: it holds if there are no problems. A fact that differs once differs.
func (r *run) check(name string, problems ...string) {
	result := r.outcomes[name]
	switch {
	case len(problems) > 0:
		if result.Outcome != Differs {
			result.Outcome, result.Details = Differs, nil
		}
		r.add(result, problems)
	case result.Outcome == NotChecked:
		result.Outcome, result.Details = Holds, nil
	}
}

// observe adds what was seen to a fact that holds.
func (r *run) observe(name, text string) {
	if result := r.outcomes[name]; result.Outcome == Holds {
		r.add(result, []string{text})
	}
}

// skip records why a fact is not checked, unless it has been checked.
func (r *run) skip(why string, names ...string) {
	for _, name := range names {
		if result := r.outcomes[name]; result.Outcome == NotChecked {
			r.add(result, []string{why})
		}
	}
}

func (r *run) add(result *Result, details []string) {
	for _, detail := range details {
		if !slices.Contains(result.Details, detail) {
			result.Details = append(result.Details, detail)
		}
	}
}

func (r *run) report() Report {
	report := Report{LeftBehind: r.left, Requests: r.requests}
	for _, fact := range Facts() {
		result := *r.outcomes[fact.Name]
		if result.Outcome == NotChecked && len(result.Details) == 0 {
			result.Details = []string{"there was nothing to check it with"}
			if fact.Write && !r.config.Write {
				result.Details = []string{"it needs WRITE=1"}
			}
		}
		report.Results = append(report.Results, result)
	}
	return report
}

// when returns a problem if a condition is true.
func when(condition bool, format string, args ...any) []string {
	if !condition {
		return nil
	}
	return []string{fmt.Sprintf(format, args...)}
}
