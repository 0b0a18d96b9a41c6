package provider

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const wrongKey = "key does not see expected_phone_number +…. It is probably the key of another account or project. " +
	"The key comes from the argument api_key…state is kept"

// guardedObjects has an object of each kind, with a configuration that changes it.
var guardedObjects = []struct {
	kind, id      string
	same, changed arguments
	destroys      bool // a destroy sends something
}{
	{"virtual_number", "9", arguments{"id": "9"}, arguments{"id": "9", "name": "UK"}, false},
	{"virtual_number_operators", "9", arguments{"virtual_number_id": "9", "operator_ids": []any{"11"}},
		arguments{"virtual_number_id": "9", "operator_ids": []any{"11", "12"}}, false},
	{"virtual_number_operator", "9/11", arguments{"virtual_number_id": "9", "operator_id": "11"},
		arguments{"virtual_number_id": "9", "operator_id": "12"}, true},
	{"operator", "11", arguments{"name": "Operator", "phone_number": "+15555550111"},
		arguments{"name": "Ann", "phone_number": "+15555550111"}, true},
	{"project", "3", arguments{"name": "Support", "language": "en"},
		arguments{"name": "Help", "language": "en"}, true},
	{"virtual_number_purchase", "9", arguments{"phone_number": "+442079460958"}, nil, false},
}

// guarded returns an account with these objects, and a provider that expects number 7.
func guarded(t *testing.T) *account {
	t.Helper()
	a := accountWithNumbers(t)
	a.EditVirtualNumber(9, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11} })
	a.AddProject(sandbox.Project{ID: 3, Name: "Support", Language: "en"})
	a.Block = arguments{"expected_phone_number": "+1 (555) 123-4567"}
	return a
}

// checks counts the lists of numbers, which only the check reads in these tests.
func checks(a *account) int { return a.Count(http.MethodGet, "/virtual_numbers") }

// A run in which nothing is missing and nothing changes sends no extra request.
func TestExpectedPhoneNumber_noChanges(t *testing.T) {
	a := guarded(t)
	for _, test := range guardedObjects {
		state, diags := a.Import(test.kind, test.id)
		mustMatch(t, diags.Errors())
		if test.kind == "virtual_number_operators" { // whose import shows no diff either
			state.Must(t, map[string]string{"operator_ids": "[11]"})
		}
		a.ClearRequests()
		a.MustHaveNoDiff(test.kind, state, test.same)
		if got := checks(a); got != 0 {
			t.Errorf("%s: a run without changes listed the numbers %d times", test.kind, got)
		}
	}
}

// The check is one list per run: before the first write, or before the first removal from state.
func TestExpectedPhoneNumber_oncePerRun(t *testing.T) {
	a := guarded(t)
	states := map[string]*object{}
	for _, test := range guardedObjects {
		states[test.kind], _ = a.Import(test.kind, test.id)
	}
	a.ClearRequests()
	r := a.Start()
	for _, test := range guardedObjects {
		if test.changed == nil {
			continue
		}
		p := r.Plan(test.kind, states[test.kind], test.changed)
		if got := checks(a); got > 1 {
			t.Fatalf("%s: planning listed the numbers %d times", test.kind, got)
		}
		_, diags := r.ApplyPlanned(p)
		mustMatch(t, diags.Errors())
		if got := checks(a); got != 1 {
			t.Fatalf("%s: the numbers were listed %d times, want once", test.kind, got)
		}
	}

	a.ReleaseVirtualNumber(9)
	a.RemoveOperator(11)
	a.RemoveProject(3)
	a.ClearRequests()
	r = a.Start()
	for _, test := range guardedObjects {
		after, diags := r.Refresh(test.kind, states[test.kind])
		mustMatch(t, diags.Errors())
		mustMatch(t, diags.Warnings(), "was removed from state")
		if after != nil {
			t.Errorf("%s is in state", test.kind)
		}
		if got := checks(a); got != 1 {
			t.Fatalf("%s: the numbers were listed %d times, want once", test.kind, got)
		}
	}
}

// The check and the lookup of a phone number share one list per run.
func TestExpectedPhoneNumber_sharesTheList(t *testing.T) {
	a := guarded(t)
	r := a.Start()
	p := r.Plan("virtual_number", nil, arguments{"phone_number": "+442079460958", "active": true})
	_, diags := r.ApplyPlanned(p)
	mustMatch(t, diags.Errors())
	if got := checks(a); got != 1 {
		t.Errorf("the numbers were listed %d times, want once", got)
	}
}

// The check is not repeated after a purchase, which makes the cached list outdated.
func TestExpectedPhoneNumber_twoPurchases(t *testing.T) {
	a := accountWithInventory(t)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true})
	a.Block = arguments{"expected_phone_number": "+15551234567"}
	r := a.Start()
	for _, phone := range []string{offered, "+15550002222"} {
		_, diags := r.ApplyPlanned(r.Plan("virtual_number_purchase", nil, arguments{"phone_number": phone}))
		mustMatch(t, diags.Errors())
	}
	// Each plan reads a list, the second one since the first purchase, and each create reads another. The check shares a
	// list.
	if got := checks(a); got != 4 {
		t.Errorf("the numbers were listed %d times, want 4", got)
	}
	a.ClearRequests()
	p := r.Plan("virtual_number", nil, arguments{"id": "7", "name": "Sales"})
	_, diags := r.ApplyPlanned(p)
	mustMatch(t, diags.Errors())
	if got := checks(a); got != 0 {
		t.Errorf("the key was checked again: %v", a.Requests())
	}
}

// With the key of another account everything is a 404. State is kept, and the error says that it is probably the
// wrong key.
func TestExpectedPhoneNumber_wrongKey(t *testing.T) {
	a := guarded(t)
	other := acctest.StartMemoryService(t)
	mine := a.Service
	for _, test := range guardedObjects {
		t.Run(test.kind, func(t *testing.T) {
			a.Service = mine
			state, diags := a.Import(test.kind, test.id)
			mustMatch(t, diags.Errors())
			a.Service = other
			other.ClearRequests()
			after, diags := a.Refresh(test.kind, state)
			mustMatch(t, diags.Errors(), "error: …was not found with this key: The "+wrongKey)
			mustMatch(t, diags.Warnings())
			if after == nil || !after.Value.Equal(state.Value) {
				t.Errorf("state was not kept: %v", after)
			}
			if test.destroys {
				o := a.Apply(test.kind, state, nil)
				mustMatch(t, o.Failed, wrongKey)
				if o.After == nil {
					t.Error("the destroy removed the object from state")
				}
			}
			if test.changed == nil {
				return
			}
			o := a.Apply(test.kind, state, test.changed)
			mustMatch(t, append(o.Errors, o.Failed...), wrongKey)
			if !o.After.Value.Equal(state.Value) {
				t.Errorf("state was not kept: %s", o.After.Value)
			}
			other.MustSend(t)
		})
	}
}

// An operator that a complete response does not list is removed from state only if the key is right.
func TestExpectedPhoneNumber_detachedOperator(t *testing.T) {
	a := guarded(t)
	state, _ := a.Import("virtual_number_operator", "9/11")
	a.EditVirtualNumber(9, func(n *sandbox.VirtualNumber) { n.Operators = nil })
	a.Block = arguments{"expected_phone_number": "+15550009999"}
	after, diags := a.Refresh("virtual_number_operator", state)
	mustMatch(t, diags.Errors(),
		"error: Operator 11 of virtual number +442079460958 (ID 9) was not found with this key: The "+wrongKey)
	if after == nil {
		t.Error("state was not kept")
	}
}

// Every write is checked first: no create, purchase, attach, update or delete is sent with the wrong key.
func TestExpectedPhoneNumber_beforeEachWrite(t *testing.T) {
	a := newAccount(t)
	addInventory(a.Service)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 9, PhoneNumber: "+442079460958", Active: true, Operators: []int64{11}})
	a.AddOperator(sandbox.Operator{ID: 11, Name: "Operator", PhoneNumber: "+15555550111", Active: true})
	a.AddProject(sandbox.Project{ID: 3, Name: "Support", Language: "en"})
	a.Block = arguments{"expected_phone_number": "+15551234567"}
	for name, test := range map[string]struct {
		kind, id string // of the existing object; empty for a create
		config   arguments
	}{
		"create an operator":     {"operator", "", arguments{"name": "Ann", "phone_number": "+15555550112"}},
		"create a project":       {"project", "", arguments{"name": "Help", "language": "en"}},
		"purchase":               {"virtual_number_purchase", "", arguments{"phone_number": offered}},
		"adopt with settings":    {"virtual_number", "", arguments{"id": "9", "name": "UK"}},
		"adopt without settings": {"virtual_number", "", arguments{"id": "9"}},
		"adopt by phone number":  {"virtual_number", "", arguments{"phone_number": "+442079460958"}},
		"adopt by both": {"virtual_number", "",
			arguments{"id": "9", "phone_number": "+442079460958", "name": "UK"}},
		"find a purchased number": {"virtual_number_purchase", "", arguments{"phone_number": "+442079460958"}},
		"attach":                  {"virtual_number_operator", "", arguments{"virtual_number_id": "9", "operator_id": "11"}},
		"manage a list": {"virtual_number_operators", "",
			arguments{"virtual_number_id": "9", "operator_ids": []any{}}},
		"manage an unchanged list": {"virtual_number_operators", "",
			arguments{"virtual_number_id": "9", "operator_ids": []any{"11"}}},
		"update a number":    {"virtual_number", "9", arguments{"id": "9", "active": false}},
		"update a project":   {"project", "3", arguments{"name": "Help", "language": "en"}},
		"delete an operator": {"operator", "11", nil},
		"delete a project":   {"project", "3", nil},
		"detach":             {"virtual_number_operator", "9/11", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var state *object
			if test.id != "" {
				state, _ = a.Import(test.kind, test.id)
			}
			a.ClearRequests()
			o := a.Apply(test.kind, state, test.config)
			mustMatch(t, append(o.Errors, o.Failed...), wrongKey) // the plan of a purchase fails
			a.MustSend(t)
			if (o.After == nil) != (state == nil) {
				t.Errorf("in state is %v", o.After)
			}
		})
	}
	// An operation that sends nothing needs no check.
	for _, kind := range []string{"virtual_number", "virtual_number_operators"} {
		state, _ := a.Import(kind, "9")
		mustMatch(t, a.Apply(kind, state, nil).Failed)
	}
}

// The plan fails if this configuration is only going to purchase the expected number.
func TestExpectedPhoneNumber_notPurchasedYet(t *testing.T) {
	a := accountWithInventory(t)
	a.Block = arguments{"expected_phone_number": offered}
	p := a.Plan("virtual_number_purchase", nil, arguments{"phone_number": offered})
	mustMatch(t, p.Errors, "error: Cannot purchase +15550001111: …expected_phone_number +15550001111…If this "+
		"configuration is only going to purchase the number, set expected_phone_number to a number that the account already "+
		"has.")
	mustMatch(t, p.Warnings)
	if got := a.asked(); len(got) > 0 {
		t.Errorf("asked for %q", got)
	}
}

// A check that cannot be made is an error too: nothing is written, and state is kept.
func TestExpectedPhoneNumber_checkFails(t *testing.T) {
	a := guarded(t)
	state, _ := a.Import("operator", "11")
	a.Block["max_retries"] = 0
	a.Inject(
		sandbox.Fault{Path: "/virtual_numbers", Times: -1, Reply: sandbox.Status(503, `{"error":"Service unavailable"}`)},
	)
	o := a.Apply("operator", state, arguments{"name": "Ann", "phone_number": "+15555550111"})
	mustMatch(t, o.Failed, "annot check that the key sees expected_phone_number: GET /virtual_numbers …503")
	a.MustSend(t)
	a.RemoveOperator(11)
	after, diags := a.Refresh("operator", state)
	mustMatch(t, diags.Errors(), "was not found with this key: …annot check that the key sees expected_phone_number")
	if after == nil {
		t.Error("state was not kept")
	}
	a.ClearFaults() // a failed check is not cached
	after, diags = a.Refresh("operator", state)
	mustMatch(t, diags.Errors())
	if after != nil {
		t.Error("the operator is in state")
	}
}

// While the expected number is not known, nothing can be checked, so nothing is read or written.
func TestExpectedPhoneNumber_unknown(t *testing.T) {
	a := guarded(t)
	a.Block = arguments{"expected_phone_number": unknown}
	p := a.Plan("virtual_number", nil, arguments{"phone_number": "+15551234567"})
	mustMatch(t, p.Errors)
	p.Must(t, map[string]string{"id": "unknown"})
	_, diags := a.Start().ApplyPlanned(p)
	mustMatch(t, diags.Errors(), "error: The provider configuration is not known yet: The value of expected_phone_number")
	if len(a.Requests()) > 0 {
		t.Errorf("sent %v", a.Requests())
	}
}

// Without the argument, a 404 removes an object that its list lacks too.
func TestExpectedPhoneNumber_omitted(t *testing.T) {
	a := guarded(t)
	a.Block = nil
	state, _ := a.Import("virtual_number", "9")
	a.ReleaseVirtualNumber(9)
	a.ClearRequests()
	after, diags := a.Refresh("virtual_number", state)
	mustMatch(t, diags.Errors())
	if after != nil || checks(a) != 1 {
		t.Errorf("in state is %v after %v", after, a.Requests())
	}
}

// Concurrent operations share one check.
func TestExpectedPhoneNumber_concurrent(t *testing.T) {
	a := guarded(t)
	r := a.Start()
	var changes []*acctest.Change
	for i := range 8 {
		changes = append(changes, r.Plan("operator", nil,
			arguments{"name": fmt.Sprint("Operator ", i), "phone_number": fmt.Sprintf("+1555555013%d", i)}))
	}
	a.ClearRequests()
	done := make(chan []*tfprotov6.Diagnostic)
	for _, change := range changes {
		go func() {
			_, diags := r.ApplyPlanned(change)
			done <- diags
		}()
	}
	for range changes {
		mustMatch(t, acctest.Diagnostics(<-done).Errors())
	}
	if got := checks(a); got != 1 {
		t.Errorf("the numbers were listed %d times, want once", got)
	}
}
