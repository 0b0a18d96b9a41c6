package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// TestFaultMatrix injects each fault into each request of each operation, in process and with a fake clock.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	rows := matrixRows(t)
	for _, resource := range faultResources {
		for _, operation := range resource.operations {
			name := strings.TrimPrefix(resource.kind, "identitycall_") + "/" + operation.name + " " + operation.strikes.path
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for _, row := range rows {
					t.Run(row.name, func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) { resource.meet(t, operation, row) })
					})
				}
			})
		}
	}
}

// meet injects one fault into one request.
func (r faultResource) meet(t *testing.T, o faultOperation, row matrixRow) {
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
	for range 3 {
		if o.settled {
			time.Sleep(time.Minute)
			p.refresh()
		}
	}
	if o.move != nil {
		o.move(s)
	}
	if o.unlisted != "" {
		s.Inject(
			sandbox.Fault{Method: http.MethodGet, Path: o.unlisted, Times: -1, Reply: sandbox.Status(200, `{"data":[]}`)},
		)
	}
	fault := row.meeting(o.strikes, o.column)
	if o.vanish != nil && row.name == "404" {
		fault.Reply = following(func() { o.vanish(s) }, fault.Reply)
	}
	s.Inject(fault)
	p.forget()
	s.ForgetRequests()
	succeeded := r.run(p, o)
	r.check(t, s, p, o, row, succeeded)
	if t.Failed() {
		t.Logf("the requests were %v", s.Requests())
		return
	}

	s.Heal()
	p.forget()
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
		state, account = "", r.held(s)
	default:
		p.apply(o.config)
		if o.converged != "" {
			state = o.converged
			account = strings.Replace(r.held(s), "100: [1], 101: [3]", o.converged, 1)
			if account != state {
				t.Errorf("after the last apply, the account has %q, want %q", account, state)
			}
			account = r.held(s)
		}
	}
	if len(p.errors) > 0 {
		t.Errorf("one apply after the fault does not converge: %q", p.errors)
	}
	r.compare(t, s, p, "after the last apply,", state, account)
	s.ForgetRequests()
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

// following returns a reply that calls do first.
func following[A any](do func(), reply func(http.ResponseWriter, A)) func(http.ResponseWriter, A) {
	return func(w http.ResponseWriter, proper A) {
		do()
		reply(w, proper)
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
	state, account := o.state[0], o.account[0]
	if o.warns != "" && outcome != "ok" {
		if len(p.errors) > 0 || !told(p.warnings, o.warns) || !told(p.warnings, row.says[0]) {
			t.Errorf("no warning contains %q and %q; errors: %q, warnings: %q", o.warns, row.says, p.errors, p.warnings)
		}
		outcome = "ok"
	} else if err := row.checkShown(p.errors, p.warnings, o.column); err != nil {
		t.Error(err)
	}
	if want := outcome == "ok" || outcome == "gone"; succeeded != want {
		t.Errorf("the command succeeded: %t, want %t", succeeded, want)
	}
	switch {
	case outcome == "ok":
		state = o.state[1]
	case outcome == "gone":
		state = ""
	case o.half != "":
		state = o.half
	}
	if row.works(o.strikes, outcome) {
		account = o.account[1]
	}
	switch {
	case outcome == "gone" && o.vanish != nil:
		account = ""
	case outcome == "error" && row.works(o.strikes, outcome) && o.attempted != "":
		account = o.attempted
	}
	r.compare(t, s, p, "after the fault,", state, account)
}

// compare checks the state and the account.
func (r faultResource) compare(t *testing.T, s *acctest.Service, p *inProcess, when, state, account string) {
	t.Helper()
	stated := ""
	if p.state != nil {
		stated = r.stated(p.state)
	}
	if p.tainted {
		stated += " tainted"
	}
	if stated != state {
		t.Errorf("%s state has %q, want %q", when, stated, state)
	}
	if held := r.held(s); held != account {
		t.Errorf("%s the account has %q, want %q", when, held, account)
	}
}
