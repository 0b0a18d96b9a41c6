package provider

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	rejected = "error: The API rejects the key from the argument api_key: This run sends no further request…GET …" +
		"returned 401 Unauthorized: Invalid or expired API key.\n\nCheck that the key is complete"
	seeRejected = ": see the error \"The API rejects the key from the argument api_key\"."
)

// stoppedRun is a run with a key that the API rejects.
func stoppedRun(a *account) *acctest.Run {
	a.Block = arguments{"api_key": "idc_wrong"}
	return a.Start()
}

// One cause is one error: the first resource reports it in full, refreshes of all others are warnings with one summary,
// which Terraform folds, and everything else fails with a line that names the error.
func TestStoppedRun_oneError(t *testing.T) {
	a := guarded(t)
	a.Block = nil
	states := map[string]*object{}
	for _, test := range guardedObjects {
		states[test.kind], _ = a.Import(test.kind, test.id)
	}
	plans := map[string]*acctest.Change{}
	r := a.Start()
	for _, test := range guardedObjects {
		if test.changed != nil {
			plans[test.kind] = r.Plan(test.kind, states[test.kind], test.changed)
		}
	}
	a.ClearRequests()
	r = stoppedRun(a)
	for i, test := range guardedObjects {
		after, diags := r.Refresh(test.kind, states[test.kind])
		if i == 0 {
			mustMatch(t, diags.Errors(), rejected)
			mustMatch(t, diags.Warnings())
		} else {
			mustMatch(t, diags.Errors())
			mustMatch(t, diags.Warnings(), "warning: Not refreshed, because an error stopped this run: …keeps its state. GET …"+
				"was not sent"+seeRejected)
		}
		if after == nil || !after.Value.Equal(states[test.kind].Value) {
			t.Errorf("%s: state was not kept: %v", test.kind, after)
		}
	}
	for kind, planned := range plans {
		after, diags := r.ApplyPlanned(planned)
		mustMatch(t, diags.Errors(), "error: Cannot … was not sent"+seeRejected)
		if after == nil || !after.Value.Equal(states[kind].Value) {
			t.Errorf("%s: state was not kept: %v", kind, after)
		}
	}
	for _, kind := range []string{"virtual_numbers", "operators", "projects", "available_virtual_numbers"} {
		_, diags := r.Data(kind, nil)
		mustMatch(t, diags.Errors(), "error: Cannot list …was not sent"+seeRejected)
	}
	if requests := a.Requests(); len(requests) != 1 {
		t.Errorf("sent %v", requests)
	}
}

// The error points at what stops the run, and says what to do.
func TestStoppedRun_causes(t *testing.T) {
	for name, test := range map[string]struct {
		reply sandbox.Reply
		want  string
	}{
		"the key": {sandbox.Status(401, `{"error":"Unauthorized"}`), "error: The API rejects the key from the argument " +
			"api_key: …GET /operators returned 401 Unauthorized: Unauthorized…create a new key"},
		"base_url": {sandbox.Status(404, `{"error":"Not Found"}`), "error: base_url is not the address of the API: …GET " +
			"/operators returned 404 Not Found: Not Found…it ends in /api/v1/public"},
		"a proxy": {sandbox.HTML(407), "error: A proxy requires a password: …GET /operators returned 407 Proxy " +
			"Authentication Required…HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			a.Inject(sandbox.Fault{Times: -1, Reply: test.reply})
			r := a.Start()
			_, diags := r.Data("operators", nil)
			mustMatch(t, diags.Errors(), test.want)
			_, diags = r.Data("projects", nil)
			mustMatch(t, diags.Errors(), "error: Cannot list the projects: GET /projects was not sent: see the error \"")
		})
	}
}

// A lookup that only serves a warning reports the failure in full if it is the first to meet it: otherwise the plan
// would succeed. After that it is silent.
func TestStoppedRun_lookupsOfWarnings(t *testing.T) {
	for name, test := range map[string]struct {
		kind, id string // of the existing object; empty for a create
		config   arguments
		warnings []string // that need no lookup
	}{
		"a purchase":         {"virtual_number_purchase", "", arguments{"phone_number": offered}, nil},
		"a new operator":     {"operator", "", arguments{"name": "Ann", "phone_number": "+15555550199"}, nil},
		"a new project":      {"project", "", arguments{"name": "Help", "language": "en"}, nil},
		"a list":             {"virtual_number_operators", "", listOf("12"), nil},
		"an attachment":      {"virtual_number_operator", "", attachmentOf("12"), nil},
		"a deleted operator": {"operator", "11", nil, nil},
		"a destroyed list": {"virtual_number_operators", "9", nil,
			[]string{"warning: The operators of a virtual number stay attached: Virtual number 9 keeps operator 11"}},
		"a list that moves": {"virtual_number_operators", "9", listOf("12"),
			[]string{"warning at virtual_number_id: Virtual number 9 keeps operator 11"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := guarded(t)
			a.Block = nil
			var state *object
			if test.id != "" {
				state, _ = a.Import(test.kind, test.id)
			}
			r := stoppedRun(a)
			p := r.Plan(test.kind, state, test.config)
			mustMatch(t, p.Errors, rejected)
			mustMatch(t, p.Warnings, test.warnings...)

			r = stoppedRun(a)
			_, diags := r.Data("projects", nil)
			mustMatch(t, diags.Errors(), rejected)
			p = r.Plan(test.kind, state, test.config)
			mustMatch(t, p.Errors)
			mustMatch(t, p.Warnings, test.warnings...)
		})
	}
}

// Terraform refreshes ten resources at a time. Only what is in flight at the first failure is sent, and one error is in
// full.
func TestStoppedRun_tenAtATime(t *testing.T) {
	a := newAccount(t)
	states := make([]*object, 50)
	for i := range states {
		id := int64(100 + i)
		a.AddVirtualNumber(sandbox.VirtualNumber{ID: id, PhoneNumber: fmt.Sprintf("+1555100%04d", i), Active: true})
		states[i], _ = a.Import("virtual_number", fmt.Sprint(id))
	}
	a.ClearRequests()
	r := stoppedRun(a)
	var all sync.WaitGroup
	var mu sync.Mutex
	var errors, warnings []string
	parallelism := make(chan bool, 10)
	for _, state := range states {
		parallelism <- true
		all.Go(func() {
			_, diags := r.Refresh("virtual_number", state)
			<-parallelism
			mu.Lock()
			defer mu.Unlock()
			errors, warnings = append(errors, diags.Errors()...), append(warnings, diags.Warnings()...)
		})
	}
	all.Wait()
	mustMatch(t, errors, rejected)
	summaries := slices.Compact(slices.Sorted(func(yield func(string) bool) {
		for _, warning := range warnings {
			summary, _, _ := strings.Cut(warning, ": Virtual number")
			if !yield(summary) {
				return
			}
		}
	}))
	if len(warnings) != len(states)-1 || len(summaries) != 1 || len(a.Requests()) > 10 {
		t.Errorf("%d warnings, %q, after %d requests", len(warnings), summaries, len(a.Requests()))
	}
}
