package e2e_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The fault matrix covers the loss of every response. These tests add equal objects: operators and projects have no
// natural key, so that a lost response cannot be resolved by a look-up alone.

// createdKind is a kind of object without a natural key.
type createdKind struct {
	resource string
	path     string
	config   values
	// body is the body of the POST.
	body string
	// object is its name in messages.
	object string
	ids    func(*acctest.Service) []int64
	// add adds an object that equals config.
	add func(*acctest.Service) int64
}

var createdKinds = []createdKind{
	{
		resource: typeOperator, path: pathOperators, object: "Operator Greta Hall",
		config: values{"name": "Greta Hall", "phone_number": "(415) 555-0134"},
		body:   `{"name":"Greta Hall","phone_number":"(415) 555-0134"}`,
		ids: func(s *acctest.Service) (ids []int64) {
			for _, o := range s.Operators() {
				ids = append(ids, o.ID)
			}
			return ids
		},
		add: func(s *acctest.Service) int64 {
			return s.AddOperator(sandbox.Operator{Name: "Greta Hall", PhoneNumber: "+14155550134", Active: true})
		},
	},
	{
		resource: typeProject, path: pathProjects, object: "Project Support",
		config: values{"name": "Support", "language": "en", "retention_days": 30, "quality_baseline_pct": 87.5},
		body:   `{"name":"Support","language":"en","retention_days":30,"quality_baseline_pct":87.5}`,
		ids: func(s *acctest.Service) (ids []int64) {
			for _, p := range s.Projects() {
				ids = append(ids, p.ID)
			}
			return ids
		},
		add: func(s *acctest.Service) int64 {
			return s.AddProject(sandbox.Project{
				Name: "Support", Language: "en", RetentionDays: pointer[int64](30), QualityBaselinePct: pointer(87.5),
			})
		},
	},
}

func (k createdKind) post() string { return "POST " + k.path + " " + k.body }

// lose drops the responses to the first creates.
func (k createdKind) lose(s *acctest.Service, fault sandbox.Fault) {
	fault.Method, fault.Path, fault.Reply = http.MethodPost, k.path, sandbox.Reset()
	s.Inject(fault)
}

func (k createdKind) newObject(t *testing.T, s *acctest.Service) *inProcess {
	return &inProcess{t: t, resource: k.resource, settings: values{"api_key": sandbox.DefaultKey, "base_url": s.URL}}
}

// eachKind runs a test for every kind, in a synctest bubble.
func eachKind(t *testing.T, test func(*testing.T, *acctest.Service, createdKind)) {
	t.Helper()
	t.Parallel()
	for _, kind := range createdKinds {
		t.Run(kind.resource, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, newMemoryService(t), kind) })
		})
	}
}

// An equal object that existed before is never adopted after a lost response.
func TestLostResponse_equalExistedBefore(t *testing.T) {
	eachKind(t, func(t *testing.T, s *acctest.Service, kind createdKind) {
		kind.add(s) // with the ID 1001
		kind.lose(s, sandbox.Fault{AfterWork: true})
		p := kind.newObject(t, s)
		if !p.apply(kind.config) || p.state["id"] != "1002" {
			t.Fatalf("the state is %v, the errors are %q", p.state, p.errors)
		}
		s.MustSend(t, kind.post())
		if !p.apply(kind.config) || !p.apply(nil) {
			t.Fatalf("the errors are %q", p.errors)
		}
		if ids := kind.ids(s); !slices.Equal(ids, []int64{1001}) {
			t.Errorf("after the destroy the account has %v, want 1001", ids)
		}
	})
}

// The object is found by its full form. No request follows, whose failure would lose it.
func TestLostResponse_foundOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, kind := newMemoryService(t), createdKinds[1]
		kind.lose(s, sandbox.Fault{AfterWork: true})
		s.Inject(sandbox.Fault{
			Method: http.MethodGet, Path: "/projects/1001", Skip: 1, Times: -1,
			Reply: sandbox.Status(403, `{"error":"Read permission required"}`),
		})
		if p := kind.newObject(t, s); !p.apply(kind.config) {
			t.Errorf("the errors are %q", p.errors)
		}
	})
}

// Two equal objects are created at the same time, and both responses are lost. Each resource gets an object of its own.
func TestLostResponse_twoEqual(t *testing.T) {
	eachKind(t, func(t *testing.T, s *acctest.Service, kind createdKind) {
		kind.lose(s, sandbox.Fault{AfterWork: true, Times: 2})
		first, second := kind.newObject(t, s), kind.newObject(t, s)
		applyTogether([]values{kind.config, kind.config}, first, second)
		if first.state == nil || second.state == nil || first.state["id"] == second.state["id"] {
			t.Errorf("the states are %v and %v, the errors %q", first.state, second.state,
				slices.Concat(first.errors, second.errors))
		}
		s.MustSend(t, kind.post(), kind.post())
		if ids := kind.ids(s); len(ids) != 2 {
			t.Errorf("the account has %v, want two objects", ids)
		}
	})
}

// Of two equal objects, one is created and the request for the other one is lost. Its resource does not get the
// first object, but an error, and the next apply creates it.
func TestLostResponse_oneOfTwoEqual(t *testing.T) {
	eachKind(t, func(t *testing.T, s *acctest.Service, kind createdKind) {
		kind.lose(s, sandbox.Fault{})
		first, second := kind.newObject(t, s), kind.newObject(t, s)
		applyTogether([]values{kind.config, kind.config}, first, second)
		if second.state == nil {
			first, second = second, first
		}
		if first.state != nil || second.state == nil || !containsText(first.errors, kind.object+" may or may not exist") {
			t.Fatalf("the states are %v and %v, the errors %q", first.state, second.state,
				slices.Concat(first.errors, second.errors))
		}
		if ids := kind.ids(s); len(ids) != 1 {
			t.Errorf("the account has %v, want one object", ids)
		}
		if !first.apply(kind.config) || first.state["id"] == second.state["id"] {
			t.Errorf("the states are %v and %v, the errors %q", first.state, second.state, first.errors)
		}
		if ids := kind.ids(s); len(ids) != 2 {
			t.Errorf("the account has %v, want two objects", ids)
		}
	})
}

// Of two resources that differ in an optional setting, each finds its own object.
func TestLostResponse_optionalSetting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, kind := newMemoryService(t), createdKinds[0]
		kind.lose(s, sandbox.Fault{AfterWork: true, Times: 2})
		with := values{"email": "greta@example.com"}
		for name, value := range kind.config {
			with[name] = value
		}
		first, second := kind.newObject(t, s), kind.newObject(t, s)
		applyTogether([]values{with, kind.config}, first, second)
		if len(first.errors)+len(second.errors) > 0 {
			t.Fatalf("the errors are %q", slices.Concat(first.errors, second.errors))
		}
		for _, o := range s.Operators() {
			want := first
			if o.Email == nil {
				want = second
			}
			if id, _ := want.state["id"].(string); toID(id) != o.ID {
				t.Errorf("the state of %d is %v", o.ID, want.state)
			}
		}
		if !strings.Contains(text(s.Operators()[0].Email)+text(s.Operators()[1].Email), "greta@") {
			t.Error("no operator has an e-mail address")
		}
	})
}
