package e2e_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The fault matrix covers the loss of every response. These tests add equal objects: operators and projects have no
// natural key, so that a lost response cannot be resolved by a lookup alone.

// createdKind is a kind of object without a natural key.
type createdKind struct {
	resource string
	path     string
	config   arguments
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
		config: arguments{"name": "Greta Hall", "phone_number": "(415) 555-0134"},
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
		config: arguments{"name": "Support", "language": "en", "retention_days": 30, "quality_baseline_pct": 87.5},
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

// applyTogether creates objects at the same time, with one provider.
func (k createdKind) applyTogether(a *acctest.Account, configs ...arguments) []*acctest.Outcome {
	a.T.Helper()
	planned, outcomes := a.Start(), make([]*acctest.Outcome, len(configs))
	var changes []*acctest.Change
	for _, config := range configs {
		change := planned.Plan(k.resource, nil, config)
		if len(change.Errors) > 0 {
			a.T.Fatalf("the plan failed: %q", change.Errors)
		}
		changes = append(changes, change)
	}
	run := a.Start()
	var applies sync.WaitGroup
	for i, change := range changes {
		applies.Go(func() { outcomes[i] = run.Apply(change) })
	}
	applies.Wait()
	return outcomes
}

// eachKind runs a test for every kind, with fake time.
func eachKind(t *testing.T, test func(*testing.T, *acctest.Account, createdKind)) {
	t.Helper()
	t.Parallel()
	for _, kind := range createdKinds {
		t.Run(kind.resource, func(t *testing.T) {
			acctest.WithFakeTime(t, func(t *testing.T) { test(t, underTest.NewAccount(t), kind) })
		})
	}
}

// An equal object that existed before is never adopted after a lost response.
func TestLostResponse_equalExistedBefore(t *testing.T) {
	eachKind(t, func(t *testing.T, a *acctest.Account, kind createdKind) {
		kind.add(a.Service) // with the ID 1001
		kind.lose(a.Service, sandbox.Fault{AfterWork: true})
		o := a.Apply(kind.resource, nil, kind.config)
		if o.After.Show("id") != "1002" {
			t.Fatalf("the state is %v, the errors are %q", o.After, o.AllErrors())
		}
		a.MustSend(t, kind.post())
		a.MustHaveNoDiff(kind.resource, o.After, kind.config)
		if o = a.Apply(kind.resource, o.After, nil); len(o.AllErrors()) > 0 {
			t.Fatalf("the errors are %q", o.AllErrors())
		}
		if ids := kind.ids(a.Service); !slices.Equal(ids, []int64{1001}) {
			t.Errorf("after the destroy the account has %v, want 1001", ids)
		}
	})
}

// The object is found by its full form. No request follows, whose failure would lose it.
func TestLostResponse_foundOnce(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		a, kind := underTest.NewAccount(t), createdKinds[1]
		kind.lose(a.Service, sandbox.Fault{AfterWork: true})
		a.Inject(sandbox.Fault{
			Method: http.MethodGet, Path: "/projects/1001", Skip: 1, Times: -1,
			Reply: sandbox.Status(403, `{"error":"Read permission required"}`),
		})
		if o := a.Apply(kind.resource, nil, kind.config); len(o.AllErrors()) > 0 {
			t.Errorf("the errors are %q", o.AllErrors())
		}
	})
}

// Two equal objects are created at the same time, and both responses are lost. Each resource gets an object of its own.
func TestLostResponse_twoEqual(t *testing.T) {
	eachKind(t, func(t *testing.T, a *acctest.Account, kind createdKind) {
		kind.lose(a.Service, sandbox.Fault{AfterWork: true, Times: 2})
		both := kind.applyTogether(a, kind.config, kind.config)
		first, second := both[0].After, both[1].After
		if first == nil || second == nil || first.Show("id") == second.Show("id") {
			t.Errorf("the states are %v and %v, the errors %q", first, second,
				slices.Concat(both[0].Failed, both[1].Failed))
		}
		a.MustSend(t, kind.post(), kind.post())
		if ids := kind.ids(a.Service); len(ids) != 2 {
			t.Errorf("the account has %v, want two objects", ids)
		}
	})
}

// Of two equal objects, one is created and the request for the other one is lost. Its resource does not get the
// first object, but an error, and the next apply creates it.
func TestLostResponse_oneOfTwoEqual(t *testing.T) {
	eachKind(t, func(t *testing.T, a *acctest.Account, kind createdKind) {
		kind.lose(a.Service, sandbox.Fault{})
		both := kind.applyTogether(a, kind.config, kind.config)
		lost, created := both[0], both[1]
		if created.After == nil {
			lost, created = created, lost
		}
		if lost.After != nil || created.After == nil || !containsText(lost.Failed, kind.object+" may or may not exist") {
			t.Fatalf("the states are %v and %v, the errors %q", lost.After, created.After,
				slices.Concat(lost.Failed, created.Failed))
		}
		if ids := kind.ids(a.Service); len(ids) != 1 {
			t.Errorf("the account has %v, want one object", ids)
		}
		again := a.Apply(kind.resource, nil, kind.config)
		if len(again.AllErrors()) > 0 || again.After.Show("id") == created.After.Show("id") {
			t.Errorf("the states are %v and %v, the errors %q", again.After, created.After, again.AllErrors())
		}
		if ids := kind.ids(a.Service); len(ids) != 2 {
			t.Errorf("the account has %v, want two objects", ids)
		}
	})
}

// Of two resources that differ in an optional setting, each finds its own object.
func TestLostResponse_optionalSetting(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		a, kind := underTest.NewAccount(t), createdKinds[0]
		kind.lose(a.Service, sandbox.Fault{AfterWork: true, Times: 2})
		with := maps.Clone(kind.config)
		with["email"] = "greta@example.com"
		both := kind.applyTogether(a, with, kind.config)
		if errors := slices.Concat(both[0].Failed, both[1].Failed); len(errors) > 0 {
			t.Fatalf("the errors are %q", errors)
		}
		for _, o := range a.Operators() {
			want := both[0].After
			if o.Email == nil {
				want = both[1].After
			}
			if toID(want.Show("id")) != o.ID {
				t.Errorf("the state of %d is %v", o.ID, want.Value)
			}
		}
		if !strings.Contains(text(a.Operators()[0].Email)+text(a.Operators()[1].Email), "greta@") {
			t.Error("no operator has an e-mail address")
		}
	})
}
