package provider

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var refusedWrite = sandbox.Status(403, `{"error":"Write permission required"}`)

// halfDone is an attachment that changed from operator 12 to 13 and could not detach 12.
func halfDone(t *testing.T, a *account) *object {
	t.Helper()
	state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	a.Inject(sandbox.Fault{Method: http.MethodDelete, Reply: refusedWrite})
	o := a.Apply("virtual_number_operator", state, attachmentOf("13"))
	mustMatch(t, o.Failed, "error: Cannot detach operator Bob Ferris (ID 12) from virtual number +15551234567 (ID 7): "+
		"…Write permission required")
	o.After.Must(t, map[string]string{"id": "7/13", "operator_id": "13"})
	a.MustSend(t, attachOf(7, 13), detachOf(7, 12))
	refreshed, diags := a.Refresh("virtual_number_operator", o.After)
	mustMatch(t, append(diags.Errors(), diags.Warnings()...))
	if !refreshed.Value.Equal(o.After.Value) || !bytes.Equal(refreshed.Private, o.After.Private) {
		t.Errorf("a refresh changed %s, %s to %s, %s", o.After.Value, o.After.Private, refreshed.Value, refreshed.Private)
	}
	return refreshed
}

// The next apply completes a change that is half done, whatever the configuration is by then.
func TestVirtualNumberOperator_halfDone(t *testing.T) {
	const rest = "warning: Operator Bob Ferris (ID 12) is detached from virtual number +15551234567 (ID 7): "
	toNine := arguments{"virtual_number_id": "9", "operator_id": "14"}
	for name, test := range map[string]struct {
		config  arguments
		id      string // in the plan
		warning []string
		writes  []string
		after   []int64
	}{
		"again": {attachmentOf("13"), "unknown", []string{rest},
			[]string{detachOf(7, 12)}, []int64{11, 13}},
		"reverted": {attachmentOf("12"), "7/12", nil, []string{attachOf(7, 12), detachOf(7, 13)}, []int64{11, 12}},
		"changed again": {attachmentOf("14"), "7/14", []string{rest},
			[]string{attachOf(7, 14), detachOf(7, 12), detachOf(7, 13)}, []int64{11, 14}},
		"another number": {toNine, "9/14", []string{rest},
			[]string{attachOf(9, 14), detachOf(7, 12), detachOf(7, 13)}, []int64{11}},
		"destroyed": {nil, "no object", nil, []string{detachOf(7, 12), detachOf(7, 13)}, []int64{11}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, 11)
			state := halfDone(t, a)
			o := a.Apply("virtual_number_operator", state, test.config)
			mustMatch(t, append(o.Errors, o.Failed...))
			mustMatch(t, o.Warnings, test.warning...)
			if got := o.Show("id"); got != test.id {
				t.Errorf("id is planned as %s, want %s", got, test.id)
			}
			a.MustSend(t, test.writes...)
			a.mustRoute(t, test.after...)
			if test.config != nil {
				a.MustHaveNoDiff("virtual_number_operator", o.After, test.config)
			}
		})
	}
}

// What a second failure leaves behind is detached later too. A destroy that fails keeps the attachment in state.
func TestVirtualNumberOperator_halfDoneFailsAgain(t *testing.T) {
	a := accountWithPeople(t, 11)
	state := halfDone(t, a)
	a.Inject(sandbox.Fault{Method: http.MethodDelete, Times: 2, Reply: refusedWrite})
	o := a.Apply("virtual_number_operator", state, attachmentOf("14"))
	mustMatch(t, o.Failed, "Cannot detach operator …12", "Cannot detach operator …13")
	o.After.Must(t, map[string]string{"id": "7/14"})
	a.ClearRequests()

	a.Inject(sandbox.Fault{Method: http.MethodDelete, Skip: 1, Reply: refusedWrite})
	destroyed := a.Apply("virtual_number_operator", o.After, nil)
	mustMatch(t, destroyed.Failed, "Cannot detach operator …13")
	a.MustSend(t, detachOf(7, 12), detachOf(7, 13))
	destroyed.After.Must(t, map[string]string{"id": "7/14"})

	after := a.Apply("virtual_number_operator", destroyed.After, attachmentOf("14"))
	mustMatch(t, after.Failed)
	a.MustSend(t, detachOf(7, 13))
	a.mustRoute(t, 11, 14)
	a.MustHaveNoDiff("virtual_number_operator", after.After, attachmentOf("14"))
}

// What is still to be detached counts as given up: another resource of the run that attaches it keeps it, and one that
// does not change is an error in the plan.
func TestVirtualNumberOperator_halfDoneBesideOthers(t *testing.T) {
	const conflict = "The attachment of operator Bob Ferris (ID 12) to virtual number +15551234567 (ID 7) is given up by"
	for name, test := range map[string]struct {
		kind     string
		config   arguments
		isKept   bool // in state before, and unchanged
		conflict string
		writes   []string
	}{
		"a new attachment": {"virtual_number_operator", attachmentOf("12"), false, "", []string{attachOf(7, 12)}},
		"a new list":       {"virtual_number_operators", listOf("11", "12", "13"), false, "", nil},
		"an attachment":    {"virtual_number_operator", attachmentOf("12"), true, conflict, nil},
		"a list":           {"virtual_number_operators", listOf("11", "12", "13"), true, conflict, nil},
	} {
		for _, first := range []string{"half done first", "half done last"} {
			t.Run(name+", "+first, func(t *testing.T) {
				a := accountWithPeople(t, 11)
				state := halfDone(t, a)
				var other *object
				if test.isKept {
					other = a.Apply(test.kind, nil, test.config).After
				}
				a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11, 12, 13} })
				a.ClearRequests()
				r := a.Start()
				if _, diags := r.Refresh("virtual_number_operator", state); len(diags) > 0 {
					t.Fatal(diags.Errors())
				}
				plan := []func() *acctest.Change{
					func() *acctest.Change { return r.Plan("virtual_number_operator", state, attachmentOf("13")) },
					func() *acctest.Change { return r.Plan(test.kind, other, test.config) },
				}
				if first == "half done last" {
					slices.Reverse(plan)
				}
				var errors []string
				var changes []*acctest.Change
				for _, plan := range plan {
					p := plan()
					errors, changes = append(errors, p.Errors...), append(changes, p)
				}
				if test.conflict != "" {
					mustMatch(t, errors, test.conflict)
					return
				}
				mustMatch(t, errors)
				for _, change := range changes {
					_, diags := r.ApplyPlanned(change)
					mustMatch(t, diags.Errors())
				}
				a.MustSend(t, test.writes...)
			})
		}
	}
}

// Removing an attachment, or moving it to another number, warns if that leaves an active number without an operator. Of
// several, the last one warns. A plan that attaches somebody comes earlier or later.
func TestVirtualNumberOperator_warnsOfANumberWithoutOperator(t *testing.T) {
	const warning = "warning: Detaching Bob Ferris (ID 12) leaves virtual number +15551234567 (ID 7) without an operator" +
		": …unless this plan attaches somebody else or deactivates it"
	toNine := arguments{"virtual_number_id": "9", "operator_id": "12"}
	attaches := func(operator any) func(*acctest.Run) {
		return func(r *acctest.Run) { r.Plan("virtual_number_operator", nil, attachmentOf(operator)) }
	}
	inactive := func(a *account) { a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Active = false }) }
	for name, test := range map[string]struct {
		others []int64
		change func(*account)
		before func(*acctest.Run) // other plans
		config arguments
		want   []string
	}{
		"the only one":              {want: []string{warning}},
		"one of two":                {others: []int64{11}},
		"of an inactive number":     {change: inactive},
		"to another number":         {config: toNine, want: []string{warning}},
		"to another operator":       {config: attachmentOf("13")},
		"not known yet":             {config: attachmentOf(unknown)},
		"somebody else is attached": {before: attaches("13")},
		"somebody, not known yet":   {before: attaches(unknown)},
		"a list":                    {before: func(r *acctest.Run) { r.Plan("virtual_number_operators", nil, listOf("13")) }},
		"a list that is empty too":  {before: func(r *acctest.Run) { r.Plan("virtual_number_operators", nil, listOf()) }},
		"the lookup fails": {change: func(a *account) {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers", Reply: refusedWrite})
		}, want: []string{"warning: Cannot check whether virtual number 7 keeps an operator: GET /virtual_numbers …403"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, test.others...)
			state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
			if test.change != nil {
				test.change(a)
			}
			r := a.Start()
			if test.before != nil {
				test.before(r)
			}
			p := r.Plan("virtual_number_operator", state, test.config)
			mustMatch(t, p.Errors)
			mustMatch(t, p.Warnings, test.want...)
		})
	}
	a := accountWithPeople(t, 11)
	one := a.MustApply("virtual_number_operator", nil, attachmentOf("11"))
	two := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	r := a.Start()
	mustMatch(t, r.Plan("virtual_number_operator", one, nil).Warnings)
	mustMatch(t, r.Plan("virtual_number_operator", two, nil).Warnings, warning)
}
