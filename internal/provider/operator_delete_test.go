package provider

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// accountWithTwoNumbers has the active numbers 7 and 8, the inactive number 9, and the operators 12 to 15.
func accountWithTwoNumbers(t *testing.T, operatorsOf7, operatorsOf8 []int64) *account {
	t.Helper()
	a := newAccount(t)
	for i, name := range []string{"Alice Carter", "Ben Diaz", "Cora Evans", "Dan Fox"} {
		id := int64(12 + i)
		a.AddOperator(sandbox.Operator{ID: id, Name: name, PhoneNumber: fmt.Sprintf("+155555501%d", id), Active: true})
	}
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true, Operators: operatorsOf7})
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: "+15557654321", Active: true, Operators: operatorsOf8})
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 9, PhoneNumber: "+442079460958", Operators: []int64{12}})
	return a
}

// operator imports one of the operators, with force_destroy applied if it is set.
func (a *account) operator(id string, isForced bool) *object {
	a.T.Helper()
	state, diags := a.Import("operator", id)
	mustMatch(a.T, diags.Errors())
	if isForced {
		state = a.MustApply("operator", state, arguments{
			"name": state.Show("name"), "phone_number": state.Show("phone_number"), "force_destroy": true,
		})
	}
	return state
}

func ids(operators ...int64) []int64 { return operators }

// force_destroy is not a setting of the API.
func TestOperator_forceDestroySendsNothing(t *testing.T) {
	a := accountWithTwoNumbers(t, nil, nil)
	state := a.operator("12", false)
	state.Must(t, map[string]string{"force_destroy": "false"})
	state = a.operator("12", true)
	a.MustSend(t)
	a.MustRefresh("operator", state).Must(t, map[string]string{"force_destroy": "true"})
}

// An operator that is the only one of an active number is not deleted. Everything is read anew, even if this run has
// read it before.
func TestOperator_guardedDelete(t *testing.T) {
	const readOperator, read7, read8, deleted = "GET /operators/12", "GET /virtual_numbers/7", "GET /virtual_numbers/8",
		"DELETE /operators/12"
	only := "error: Operator Alice Carter (ID 12) is the only operator of +15551234567 (ID 7): …was not deleted" +
		"…-target=identitycall_virtual_number_operators.NAME…active = false…force_destroy = true…state rm"
	for name, test := range map[string]struct {
		of7, of8 []int64
		isForced bool
		prepare  func(*account)
		sent     []string
		failed   string
	}{
		"of no active number":      {nil, nil, false, nil, []string{readOperator, deleted}, ""},
		"the only one of a number": {ids(12), nil, false, nil, []string{readOperator, read7}, only},
		"one of two":               {ids(12, 13), nil, false, nil, []string{readOperator, read7, deleted}, ""},
		"of two numbers, the only one of one": {ids(12), ids(12, 13), false, nil, []string{readOperator, read7, read8},
			only},
		"the only one of two": {ids(12), ids(12), false, nil, []string{readOperator, read7, read8},
			"is the only operator of +15551234567 (ID 7) and +15557654321 (ID 8): "},
		"force_destroy": {ids(12), ids(12), true, nil, []string{deleted}, ""},
		"detached meanwhile": {ids(12), nil, false, func(a *account) {
			a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = nil })
		}, []string{readOperator, deleted}, ""},
		"somebody else was detached meanwhile": {ids(12, 13), nil, false, func(a *account) {
			a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = ids(12) })
		}, []string{readOperator, read7}, only},
		"deleted already": {ids(12), nil, false, func(a *account) { a.RemoveOperator(12) },
			[]string{readOperator, "GET /operators?per_page=100"}, ""},
		"the number was released": {ids(12), nil, false, func(a *account) {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: sandbox.Status(404, `{"error":"Resource not found"}`)})
			a.Inject(sandbox.Fault{Path: "/virtual_numbers", Reply: sandbox.Status(200, `{"data":[]}`)})
		}, []string{readOperator, read7, "GET /virtual_numbers?per_page=100", deleted}, ""},
		"a proxy's 404 for the number": {ids(12), nil, false, func(a *account) {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: sandbox.HTML(404)})
		}, []string{readOperator, read7}, "error: Cannot delete operator Alice Carter (ID 12): GET /virtual_numbers/7 "},
		"a proxy's 404 for the operator": {ids(12), nil, false, func(a *account) {
			a.Inject(sandbox.Fault{Path: "/operators/12", Reply: sandbox.HTML(404)})
		}, []string{readOperator}, "error: Cannot delete operator Alice Carter (ID 12): GET /operators/12 "},
		"the operator cannot be read": {ids(12, 13), nil, false, func(a *account) {
			a.Inject(sandbox.Fault{Path: "/operators/12", Reply: sandbox.Status(403, `{"error":"Read permission required"}`)})
		}, []string{readOperator}, "error: Cannot delete operator Alice Carter (ID 12): GET /operators/12 …permission"},
		"a response without the numbers": {ids(12, 13), nil, false, func(a *account) {
			a.Inject(sandbox.Fault{Path: "/operators/12", Reply: sandbox.Status(200, `{"data": {"id": 12, "name": "Alice Carter",
				"phone_number": "+15555550112", "email": null, "active": true, "initials": "AC"}}`)})
		}, []string{readOperator}, `error: Cannot delete operator Alice Carter (ID 12): …"virtual_numbers" is missing`},
		"a response without the operators": {ids(12, 13), nil, false, func(a *account) {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: sandbox.Status(200, withoutOperators)})
		}, []string{readOperator, read7}, `error: Cannot delete operator Alice Carter (ID 12): …"operators" is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithTwoNumbers(t, test.of7, test.of8)
			state := a.operator("12", test.isForced)
			r := a.Start()
			_, _ = r.Refresh("operator", state)
			_, _ = r.Refresh("virtual_number_operators", a.list("7"))
			if test.prepare != nil {
				test.prepare(a)
			}
			a.ClearRequests()
			after, diags := r.Destroy("operator", state)
			var sent []string
			for _, request := range a.Requests() {
				sent = append(sent, request.String())
			}
			if !slices.Equal(sent, test.sent) {
				t.Errorf("sent %q, want %q", sent, test.sent)
			}
			if test.failed == "" {
				mustMatch(t, diags.Errors())
			} else {
				mustMatch(t, diags.Errors(), test.failed)
			}
			if (after != nil) != (test.failed != "") {
				t.Errorf("after %v, state is %v", diags.Errors(), after)
			}
		})
	}
}

// list imports the list of a number.
func (a *account) list(number string) *object {
	a.T.Helper()
	state, diags := a.Import("virtual_number_operators", number)
	mustMatch(a.T, diags.Errors())
	return state
}

// With the wrong key, an operator looks deleted. It stays in state, and nothing else is read.
func TestOperator_deleteWithTheWrongKey(t *testing.T) {
	a := accountWithTwoNumbers(t, ids(12), nil)
	state := a.operator("12", false)
	a.Block = arguments{"expected_phone_number": "+15550009999"}
	a.ClearRequests()
	after, diags := a.Start().Destroy("operator", state)
	mustMatch(t, diags.Errors(), "error: Cannot delete operator Alice Carter (ID 12): …"+wrongKey)
	if reads := a.Reads(); after == nil || !slices.Equal(reads, []string{"/virtual_numbers"}) {
		t.Errorf("read %q, and state is %v", reads, after)
	}
	a.MustSend(t)
}

// Of several operators that are deleted at the same time, each number keeps one, whatever they share.
func TestOperator_deletedTogether(t *testing.T) {
	for name, test := range map[string]struct {
		of7, of8 []int64
		deleted  []string
		stay     int // of the deleted ones
	}{
		"two of one number":             {ids(12, 13), nil, []string{"12", "13"}, 1},
		"two of two numbers":            {ids(12, 13), ids(13, 12), []string{"12", "13"}, 1},
		"four of one number":            {ids(12, 13, 14, 15), nil, []string{"12", "13", "14", "15"}, 1},
		"three of four":                 {ids(12, 13, 14, 15), nil, []string{"12", "13", "14"}, 0},
		"two numbers that share nobody": {ids(12, 13), ids(14, 15), []string{"12", "13", "14", "15"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithTwoNumbers(t, test.of7, test.of8)
			var states []*object
			for _, id := range test.deleted {
				states = append(states, a.operator(id, false))
			}
			a.ClearRouting()
			a.Delay(5 * time.Millisecond) // so that the requests overlap
			r := a.Start()
			var all sync.WaitGroup
			var mu sync.Mutex
			stay := 0
			for _, state := range states {
				all.Go(func() {
					after, diags := r.Destroy("operator", state)
					mu.Lock()
					defer mu.Unlock()
					if after != nil {
						stay++
						mustMatch(t, diags.Errors(), "is the only operator of")
					}
				})
			}
			all.Wait()
			moments := slices.DeleteFunc(a.EmptyMoments(), func(m sandbox.EmptyMoment) bool { return m.NumberID == 9 })
			if stay != test.stay || len(moments) > 0 { // number 9 is inactive
				t.Errorf("%d stay, want %d; without an operator: %v", stay, test.stay, moments)
			}
		})
	}
}
