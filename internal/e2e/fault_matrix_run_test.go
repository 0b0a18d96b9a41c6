package e2e_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// TestFaultMatrix injects each fault into each request of each operation, in process and with a fake clock.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	rows := matrixRows(t)
	for _, resource := range faultResources {
		for _, operation := range resource.operations {
			name := strings.TrimPrefix(resource.kind, "identitycall_") + "/" + operation.name + " " + operation.request.path
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for _, row := range rows {
					t.Run(row.name, func(t *testing.T) {
						acctest.WithFakeTime(t, func(t *testing.T) { resource.inject(t, operation, row) })
					})
				}
			})
		}
	}
}

// result is what a command leaves.
type result struct {
	state            *acctest.Object
	errors, warnings []string
}

// inject injects one fault into one request.
func (r faultResource) inject(t *testing.T, o faultOperation, row matrixRow) {
	a := underTest.NewAccount(t)
	a.RefreshFirst = true
	a.Block = arguments{"max_retries": 1, "request_timeout": "1s"}
	fillMatrixAccount(a.Service)
	var before result
	if o.before != nil {
		if before = r.apply(a, nil, o.before); len(before.errors) > 0 {
			t.Fatalf("the apply before the fault failed: %q", before.errors)
		}
	}
	if o.drift != nil {
		o.drift(a.Service)
	}
	if o.unlisted != "" {
		a.Inject(sandbox.Fault{
			Method: http.MethodGet, Path: o.unlisted, Times: -1, Reply: sandbox.Status(200, `{"data":[]}`),
		})
	}
	fault := row.faultFor(o.request, o.column)
	if o.remove != nil && row.name == "404" {
		fault.Reply = callBefore(func() { o.remove(a.Service) }, fault.Reply)
	}
	a.Inject(fault)
	a.ClearRequests()
	after := r.run(a, before.state, o)
	r.check(t, a.Service, after, o, row)
	if t.Failed() {
		t.Logf("the requests were %v", a.Requests())
		return
	}

	a.ClearFaults()
	config, state, account := o.config, o.state[1], o.account[1]
	switch {
	case o.command == "data":
		if after = r.run(a, nil, o); len(after.errors) > 0 {
			t.Errorf("the read after the fault failed: %q", after.errors)
		}
		return
	case o.command == "import" && after.state == nil:
		after = r.run(a, nil, o)
	case o.converged == "destroyed":
		after = r.apply(a, after.state, nil)
		state, account = "", r.onAccount(a.Service)
	default:
		after = r.apply(a, after.state, config)
		if o.converged != "" {
			state = o.converged
			account = strings.Replace(r.onAccount(a.Service), "100: [1], 101: [3]", o.converged, 1)
			if account != state {
				t.Errorf("after the last apply, the account has %q, want %q", account, state)
			}
			account = r.onAccount(a.Service)
		}
	}
	if len(after.errors) > 0 {
		t.Errorf("one apply after the fault does not converge: %q", after.errors)
	}
	r.compare(t, a.Service, after.state, "after the last apply,", state, account)
	if state == "" {
		config = nil
	}
	if last := a.Plan(r.kind, after.state, config); last.Action != "no-op" {
		t.Errorf("the last plan is to %s: %q", last.Action, last.Errors)
	}
}

// callBefore returns a reply that calls do first.
func callBefore[A any](do func(), reply func(http.ResponseWriter, A)) func(http.ResponseWriter, A) {
	return func(w http.ResponseWriter, normal A) {
		do()
		reply(w, normal)
	}
}

// run runs the operation's command.
func (r faultResource) run(a *acctest.Account, state *acctest.Object, o faultOperation) result {
	switch o.command {
	case "refresh":
		refreshed, diags := a.Refresh(r.kind, state)
		if len(diags.Errors()) == 0 {
			state = refreshed
		}
		return result{state, diags.Errors(), diags.Warnings()}
	case "import": // with an import block
		run := a.Start()
		imported, diags := run.Import(r.kind, o.importID)
		if imported == nil || len(diags.Errors()) > 0 {
			return result{nil, diags.Errors(), diags.Warnings()}
		}
		applied := &acctest.Outcome{Change: run.Plan(r.kind, imported, o.config), After: imported}
		if len(applied.Errors) == 0 && applied.Action != "no-op" {
			applied = a.Start().Apply(applied.Change)
		}
		return result{applied.After, applied.AllErrors(), slices.Concat(diags.Warnings(), applied.AllWarnings())}
	case "data":
		read, diags := a.Data(o.name, o.config)
		return result{read, diags.Errors(), diags.Warnings()}
	}
	return r.apply(a, state, o.config)
}

func (r faultResource) apply(a *acctest.Account, state *acctest.Object, config arguments) result {
	applied := a.Apply(r.kind, state, config)
	if applied.Action == "replace" {
		a.T.Errorf("%s: a replacement is planned", r.kind)
	}
	return result{applied.After, applied.AllErrors(), applied.AllWarnings()}
}

// check compares the result of the operation with the matrix.
func (r faultResource) check(t *testing.T, s *acctest.Service, after result, o faultOperation, row matrixRow) {
	t.Helper()
	outcome := row.outcomes[o.column]
	if outcome == "remove" && o.remove == nil {
		outcome = "error"
	}
	state, account := o.state[0], o.account[0]
	stops := row.stopsRun(o.request) // an error, even if a lookup meets it that only serves a warning
	if o.warning != "" && outcome != "ok" && !stops {
		if len(after.errors) > 0 || !containsText(after.warnings, o.warning) || !containsText(after.warnings, row.texts[0]) {
			t.Errorf("no warning contains %q and %q; errors: %q, warnings: %q",
				o.warning, row.texts, after.errors, after.warnings)
		}
		outcome = "ok"
	} else if o.silent && !stops {
		if len(after.errors)+len(after.warnings) > 0 {
			t.Errorf("unexpected errors %q and warnings %q", after.errors, after.warnings)
		}
		outcome = "ok"
	} else if err := row.checkDiagnostics(after.errors, after.warnings, outcome); err != nil {
		t.Error(err)
	}
	switch {
	case outcome == "ok":
		state = o.state[1]
	case outcome == "remove":
		state = ""
	case o.partialState != "":
		state = o.partialState
	}
	if row.takesEffect(o.request, outcome) {
		account = o.account[1]
	}
	switch {
	case outcome == "remove" && o.remove != nil:
		account = ""
	case outcome == "error" && row.takesEffect(o.request, outcome) && o.accountAfterError != "":
		account = o.accountAfterError
	}
	r.compare(t, s, after.state, "after the fault,", state, account)
}

// compare checks the state and the account.
func (r faultResource) compare(
	t *testing.T, s *acctest.Service, object *acctest.Object, when, state, account string,
) {
	t.Helper()
	got := ""
	if object != nil {
		got = r.inState(object)
	}
	if got != state {
		t.Errorf("%s state has %q, want %q", when, got, state)
	}
	if got := r.onAccount(s); got != account {
		t.Errorf("%s the account has %q, want %q", when, got, account)
	}
}
