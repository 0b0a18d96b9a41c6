package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

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
						synctest.Test(t, func(t *testing.T) { resource.inject(t, operation, row) })
					})
				}
			})
		}
	}
}

// inject injects one fault into one request.
func (r faultResource) inject(t *testing.T, o faultOperation, row matrixRow) {
	s := newMemoryService(t)
	fillMatrixAccount(s)
	p := &inProcess{t: t, resource: r.kind, settings: values{
		"api_key": sandbox.DefaultKey, "base_url": s.URL, "max_retries": 1, "request_timeout": "1s",
	}}
	if o.command == "data" {
		p.resource = o.name
	}
	if o.before != nil && !p.apply(o.before) {
		t.Fatalf("the apply before the fault failed: %q", p.errors)
	}
	if o.drift != nil {
		o.drift(s)
	}
	if o.unlisted != "" {
		s.Inject(sandbox.Fault{
			Method: http.MethodGet, Path: o.unlisted, Times: -1, Reply: sandbox.Status(200, `{"data":[]}`),
		})
	}
	fault := row.faultFor(o.request, o.column)
	if o.remove != nil && row.name == "404" {
		fault.Reply = callBefore(func() { o.remove(s) }, fault.Reply)
	}
	s.Inject(fault)
	p.clearDiagnostics()
	s.ClearRequests()
	succeeded := r.run(p, o)
	r.check(t, s, p, o, row, succeeded)
	if t.Failed() {
		t.Logf("the requests were %v", s.Requests())
		return
	}

	s.ClearFaults()
	p.clearDiagnostics()
	state, account := o.state[1], o.account[1]
	switch {
	case o.command == "data":
		if !r.run(p, o) {
			t.Errorf("the read after the fault failed: %q", p.errors)
		}
		return
	case o.command == "import" && p.state == nil:
		r.run(p, o)
	case o.converged == "destroyed":
		p.apply(nil)
		state, account = "", r.onAccount(s)
	default:
		p.apply(o.config)
		if o.converged != "" {
			state = o.converged
			account = strings.Replace(r.onAccount(s), "100: [1], 101: [3]", o.converged, 1)
			if account != state {
				t.Errorf("after the last apply, the account has %q, want %q", account, state)
			}
			account = r.onAccount(s)
		}
	}
	if len(p.errors) > 0 {
		t.Errorf("one apply after the fault does not converge: %q", p.errors)
	}
	r.compare(t, s, p, "after the last apply,", state, account)
	s.ClearRequests()
	p.start()
	if !p.read() {
		t.Fatalf("the last refresh failed: %q", p.errors)
	}
	config := o.config
	if state == "" {
		config = nil
	}
	if planned, ok := p.plan(config); !ok || planned != nil {
		t.Errorf("the last plan has changes: %q", p.errors)
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
func (r faultResource) run(p *inProcess, o faultOperation) bool {
	switch o.command {
	case "refresh":
		return p.refresh()
	case "import":
		return p.importState(o.importID, o.config)
	case "data":
		state, ok := p.readData(o.config)
		p.state = state
		return ok
	default:
		return p.apply(o.config)
	}
}

// check compares the result of the operation with the matrix.
func (r faultResource) check(
	t *testing.T,
	s *acctest.Service,
	p *inProcess,
	o faultOperation,
	row matrixRow,
	succeeded bool,
) {
	t.Helper()
	outcome := row.outcomes[o.column]
	if outcome == "remove" && o.remove == nil {
		outcome = "error"
	}
	state, account := o.state[0], o.account[0]
	stops := row.stopsRun(o.request) // an error, even if a look-up meets it that only serves a warning
	if o.warning != "" && outcome != "ok" && !stops {
		if len(p.errors) > 0 || !containsText(p.warnings, o.warning) || !containsText(p.warnings, row.texts[0]) {
			t.Errorf("no warning contains %q and %q; errors: %q, warnings: %q", o.warning, row.texts, p.errors, p.warnings)
		}
		outcome = "ok"
	} else if o.silent && !stops {
		if len(p.errors)+len(p.warnings) > 0 {
			t.Errorf("unexpected errors %q and warnings %q", p.errors, p.warnings)
		}
		outcome = "ok"
	} else if err := row.checkDiagnostics(p.errors, p.warnings, outcome); err != nil {
		t.Error(err)
	}
	if want := outcome == "ok" || outcome == "remove"; succeeded != want {
		t.Errorf("the command succeeded: %t, want %t", succeeded, want)
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
	r.compare(t, s, p, "after the fault,", state, account)
}

// compare checks the state and the account.
func (r faultResource) compare(t *testing.T, s *acctest.Service, p *inProcess, when, state, account string) {
	t.Helper()
	got := ""
	if p.state != nil {
		got = r.inState(p.state)
	}
	if p.tainted {
		got += " tainted"
	}
	if got != state {
		t.Errorf("%s state has %q, want %q", when, got, state)
	}
	if got := r.onAccount(s); got != account {
		t.Errorf("%s the account has %q, want %q", when, got, account)
	}
}
