package provider

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const oneOperator = "identitycall_virtual_number_operator.one"

// Another operator is an update in place, also for the identity: attached first, then detached.
func TestAccVirtualNumberOperator_lifecycle(t *testing.T) {
	s := startNumbers(t, 11)
	one := func(number, operator string) string {
		return block(s, oneOperator, "virtual_number_id = \""+number+"\"\noperator_id = \""+operator+"\"")
	}
	run(t,
		resource.TestStep{
			Config: one("7", "12"),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(attachOf(7, 12)), attached(s, 11, 12), resource.TestCheckResourceAttr(oneOperator, "id", "7/12")),
		},
		resource.TestStep{
			Config:           one("7", "13"),
			ConfigPlanChecks: action(oneOperator, plancheck.ResourceActionUpdate),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(attachOf(7, 13), detachOf(7, 12)),
				attached(s, 11, 13),
				resource.TestCheckResourceAttr(oneOperator, "operator_id", "13"),
			),
		},
		resource.TestStep{
			Config:           one("9", "13"),
			ConfigPlanChecks: action(oneOperator, plancheck.ResourceActionUpdate),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(attachOf(9, 13), detachOf(7, 13)),
				attached(s, 11),
				resource.TestCheckResourceAttr(oneOperator, "id", "9/13"),
			),
		},
		resource.TestStep{Config: one("9", "13"), ConfigPlanChecks: action(oneOperator, plancheck.ResourceActionNoop)},
		resource.TestStep{ // detached in the dashboard: removed from state, and attached again
			PreConfig: func() {
				s.EditVirtualNumber(9, func(n *sandbox.VirtualNumber) { n.Operators = nil })
				s.ClearRequests()
			},
			Config:           one("9", "13"),
			ConfigPlanChecks: action(oneOperator, plancheck.ResourceActionCreate),
			Check:            s.Sent(attachOf(9, 13)),
		},
		resource.TestStep{
			ResourceName:                         oneOperator,
			ImportState:                          true,
			ImportStateId:                        "9/13",
			ImportStateVerify:                    true,
			ImportStateVerifyIdentifierAttribute: "operator_id",
		},
	)
	s.MustSend(t, detachOf(9, 13))
}

// If the new operator cannot be attached, state has the old attachment. If the old one cannot be detached, state has the
// new attachment, and the next plan is an update that detaches the old one.
func TestVirtualNumberOperator_attachFails(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	a.Inject(sandbox.Fault{Method: http.MethodPost, Reply: refusedWrite})
	o := a.apply("virtual_number_operator", state, attachmentOf("13"))
	mustMatch(t, o.failed, "error: Cannot attach operator …Write permission required")
	o.after.must(t, map[string]string{"id": "7/12", "operator_id": "12"})
	a.MustSend(t, attachOf(7, 13))
	a.mustHaveNoDiff("virtual_number_operator", o.after, attachmentOf("12"))
}

var refusedWrite = sandbox.Status(403, `{"error":"Write permission required"}`)

// halfDone is an attachment that changed from operator 12 to 13 and could not detach 12.
func halfDone(t *testing.T, a *account) *object {
	t.Helper()
	state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	a.Inject(sandbox.Fault{Method: http.MethodDelete, Reply: refusedWrite})
	o := a.apply("virtual_number_operator", state, attachmentOf("13"))
	mustMatch(t, o.failed, "error: Cannot detach operator Bob Ferris (ID 12) from virtual number +15551234567 (ID 7): "+
		"…Write permission required")
	o.after.must(t, map[string]string{"id": "7/13", "operator_id": "13"})
	a.MustSend(t, attachOf(7, 13), detachOf(7, 12))
	refreshed, diags := a.refresh("virtual_number_operator", o.after)
	mustMatch(t, append(diags.errors(), diags.warnings()...))
	if !refreshed.value.Equal(o.after.value) || !bytes.Equal(refreshed.private, o.after.private) {
		t.Errorf("a refresh changed %s, %s to %s, %s", o.after.value, o.after.private, refreshed.value, refreshed.private)
	}
	return refreshed
}

// The next apply completes a change that is half done, whatever the configuration is by then.
func TestVirtualNumberOperator_halfDone(t *testing.T) {
	toNine := arguments{"virtual_number_id": "9", "operator_id": "14"}
	for name, test := range map[string]struct {
		config  arguments
		id      string // in the plan
		warning []string
		writes  []string
		after   []int64
	}{
		"again": {attachmentOf("13"), "unknown", []string{"warning: Operator Bob Ferris (ID 12) is detached from virtual number +15551234567 (ID 7): "},
			[]string{detachOf(7, 12)}, []int64{11, 13}},
		"reverted": {attachmentOf("12"), "7/12", nil, []string{attachOf(7, 12), detachOf(7, 13)}, []int64{11, 12}},
		"changed again": {attachmentOf("14"), "7/14", []string{"warning: Operator Bob Ferris (ID 12) is detached from virtual number +15551234567 (ID 7): "},
			[]string{attachOf(7, 14), detachOf(7, 12), detachOf(7, 13)}, []int64{11, 14}},
		"another number": {toNine, "9/14", []string{"warning: Operator Bob Ferris (ID 12) is detached from virtual number +15551234567 (ID 7): "},
			[]string{attachOf(9, 14), detachOf(7, 12), detachOf(7, 13)}, []int64{11}},
		"destroyed": {nil, "no object", nil, []string{detachOf(7, 12), detachOf(7, 13)}, []int64{11}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, 11)
			state := halfDone(t, a)
			o := a.apply("virtual_number_operator", state, test.config)
			mustMatch(t, append(o.errors, o.failed...))
			mustMatch(t, o.warnings, test.warning...)
			if got := o.show("id"); got != test.id {
				t.Errorf("id is planned as %s, want %s", got, test.id)
			}
			a.MustSend(t, test.writes...)
			a.mustRoute(t, test.after...)
			if test.config != nil {
				a.mustHaveNoDiff("virtual_number_operator", o.after, test.config)
			}
		})
	}
}

// What a second failure leaves behind is detached later too. A destroy that fails keeps the attachment in state.
func TestVirtualNumberOperator_halfDoneFailsAgain(t *testing.T) {
	a := accountWithPeople(t, 11)
	state := halfDone(t, a)
	a.Inject(sandbox.Fault{Method: http.MethodDelete, Times: 2, Reply: refusedWrite})
	o := a.apply("virtual_number_operator", state, attachmentOf("14"))
	mustMatch(t, o.failed, "Cannot detach operator …12", "Cannot detach operator …13")
	o.after.must(t, map[string]string{"id": "7/14"})
	a.ClearRequests()

	a.Inject(sandbox.Fault{Method: http.MethodDelete, Skip: 1, Reply: refusedWrite})
	destroyed := a.apply("virtual_number_operator", o.after, nil)
	mustMatch(t, destroyed.failed, "Cannot detach operator …13")
	a.MustSend(t, detachOf(7, 12), detachOf(7, 13))
	destroyed.after.must(t, map[string]string{"id": "7/14"})

	after := a.apply("virtual_number_operator", destroyed.after, attachmentOf("14"))
	mustMatch(t, after.failed)
	a.MustSend(t, detachOf(7, 13))
	a.mustRoute(t, 11, 14)
	a.mustHaveNoDiff("virtual_number_operator", after.after, attachmentOf("14"))
}

// What is still to be detached counts as given up: another resource of the run that attaches it keeps it, and one that
// does not change is an error in the plan.
func TestVirtualNumberOperator_halfDoneBesideOthers(t *testing.T) {
	const conflict = "The attachment of operator Bob Ferris (ID 12) to virtual number +15551234567 (ID 7) is given up by one"
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
					other = a.apply(test.kind, nil, test.config).after
				}
				a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11, 12, 13} })
				a.ClearRequests()
				r := a.run()
				if _, diags := r.read("virtual_number_operator", state); len(diags) > 0 {
					t.Fatal(diags.errors())
				}
				plan := []func() *planned{
					func() *planned { return r.plan("virtual_number_operator", state, attachmentOf("13")) },
					func() *planned { return r.plan(test.kind, other, test.config) },
				}
				if first == "half done last" {
					slices.Reverse(plan)
				}
				var errors []string
				var changes []*planned
				for _, plan := range plan {
					p := plan()
					errors, changes = append(errors, p.errors...), append(changes, p)
				}
				if test.conflict != "" {
					mustMatch(t, errors, test.conflict)
					return
				}
				mustMatch(t, errors)
				for _, change := range changes {
					_, diags := r.applyPlanned(change)
					mustMatch(t, diags.errors())
				}
				a.MustSend(t, test.writes...)
			})
		}
	}
}

// Removing an attachment, or moving it to another number, warns if that leaves an active number without an operator. Of
// several, the last one warns. A plan that attaches somebody comes earlier or later.
func TestVirtualNumberOperator_warnsOfANumberWithoutOperator(t *testing.T) {
	const warning = "warning: Detaching Bob Ferris (ID 12) leaves virtual number +15551234567 (ID 7) without an operator: " +
		"…unless this plan attaches somebody else or deactivates it"
	inactive := func(a *account) { a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Active = false }) }
	for name, test := range map[string]struct {
		others []int64
		change func(*account)
		before func(*providerRun) // other plans
		config arguments
		want   []string
	}{
		"the only one":              {want: []string{warning}},
		"one of two":                {others: []int64{11}},
		"of an inactive number":     {change: inactive},
		"to another number":         {config: arguments{"virtual_number_id": "9", "operator_id": "12"}, want: []string{warning}},
		"to another operator":       {config: attachmentOf("13")},
		"not known yet":             {config: attachmentOf(unknown)},
		"somebody else is attached": {before: func(r *providerRun) { r.plan("virtual_number_operator", nil, attachmentOf("13")) }},
		"somebody, not known yet":   {before: func(r *providerRun) { r.plan("virtual_number_operator", nil, attachmentOf(unknown)) }},
		"a list":                    {before: func(r *providerRun) { r.plan("virtual_number_operators", nil, listOf("13")) }},
		"a list that is empty too":  {before: func(r *providerRun) { r.plan("virtual_number_operators", nil, listOf()) }},
		"the look-up fails": {change: func(a *account) {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers", Reply: refusedWrite})
		}, want: []string{"warning: Cannot check whether virtual number 7 keeps an operator: GET /virtual_numbers …403"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, test.others...)
			state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
			if test.change != nil {
				test.change(a)
			}
			r := a.run()
			if test.before != nil {
				test.before(r)
			}
			p := r.plan("virtual_number_operator", state, test.config)
			mustMatch(t, p.errors)
			mustMatch(t, p.warnings, test.want...)
		})
	}
	a := accountWithPeople(t, 11)
	one := a.mustApply("virtual_number_operator", nil, attachmentOf("11"))
	two := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
	r := a.run()
	mustMatch(t, r.plan("virtual_number_operator", one, nil).warnings)
	mustMatch(t, r.plan("virtual_number_operator", two, nil).warnings, warning)
}

// An ID that is unknown while planning is an update that turns out to change nothing.
func TestVirtualNumberOperator_unknownIDs(t *testing.T) {
	for name, config := range map[string]arguments{
		"number":   {"virtual_number_id": unknown, "operator_id": "12"},
		"operator": attachmentOf(unknown),
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
			a.ClearRequests()
			o := a.apply("virtual_number_operator", state, config, attachmentOf("12"))
			if o.action != "update" {
				t.Errorf("the plan is to %s", o.action)
			}
			mustMatch(t, append(append(o.errors, o.failed...), o.warnings...))
			a.MustSend(t)
			o.after.must(t, map[string]string{"id": "7/12", "operator_id": "12"})
		})
	}
}

func TestVirtualNumberOperator_invalidIDs(t *testing.T) {
	a := accountWithNumbers(t)
	config := arguments{"virtual_number_id": "seven", "operator_id": "twelve"}
	mustMatch(t, start(t).validate("virtual_number_operator", config).errors())
	mustMatch(t, a.plan("virtual_number_operator", nil, config).errors,
		"error at virtual_number_id: Invalid ID: …\"seven\"", "error at operator_id: Invalid ID: …\"twelve\"")
	if len(a.Requests()) > 0 {
		t.Errorf("invalid IDs sent %v", a.Requests())
	}
	for _, id := range []string{"7", "7/", "/12", "7/12/1", "7/x", "07/12", "+15551234567/12"} {
		_, diags := a.importObject("virtual_number_operator", id)
		mustMatch(t, diags.errors(), "error: Invalid import ID: Import an attachment by the number's ID and the operator's "+
			"ID, such as \"7/12\". Got \""+id+"\"")
	}
}

// An operator that does not exist is an error in the plan. A 404 while applying points at the argument whose object is
// not found: the number or the operator.
func TestVirtualNumberOperator_notFound(t *testing.T) {
	const missing = "error at operator_id: Operator 99 not found: GET /operators/99 …404 Not Found: Resource not found. …"
	a := accountWithNumbers(t)
	mustMatch(t, a.plan("virtual_number_operator", nil, attachmentOf("99")).errors, missing)
	state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
	mustMatch(t, a.plan("virtual_number_operator", state, attachmentOf("99")).errors, missing)

	r := a.run()
	p := r.plan("virtual_number_operator", nil, attachmentOf("13"))
	a.RemoveOperator(13)
	_, diags := r.applyPlanned(p)
	mustMatch(t, diags.errors(), "error at operator_id: Operator Operator (ID 13) not found: POST "+
		"/virtual_numbers/7/add_operator …404 Not Found…Virtual number +15551234567 (ID 7) exists")
	o := a.apply("virtual_number_operator", nil, arguments{"virtual_number_id": "4711", "operator_id": "11"})
	mustMatch(
		t,
		o.failed,
		"error at virtual_number_id: Virtual number 4711 not found: POST /virtual_numbers/4711/add_operator …404 Not Found",
	)
}

// Only a complete response that does not list the operator, or a 404, removes the attachment from state.
func TestVirtualNumberOperator_removedFromState(t *testing.T) {
	for name, test := range map[string]struct {
		change            func(*account)
		warnings, problem []string
	}{
		"detached": {func(a *account) {
			a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11} })
		},
			[]string{"warning: Operator 12 of virtual number +15551234567 (ID 7) was removed from state: GET " +
				"/virtual_numbers/7 does not list the operator…this key has no access"}, nil},
		"operator deleted": {func(a *account) {
			a.RemoveOperator(12)
		}, []string{"warning: Operator 12 of virtual number +15551234567 (ID 7) was removed from state"}, nil},
		"number released": {func(a *account) {
			a.ReleaseVirtualNumber(7)
		}, []string{"warning: Operator 12 of virtual number 7 was removed from state: GET /virtual_numbers/7 …404 Not " +
			"Found"}, nil},
		"no list": {func(a *account) {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: sandbox.Status(200, withoutOperators)})
		}, nil, []string{"the field \"operators\" is missing"}},
		"a proxy's 404": {func(a *account) {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: sandbox.HTML(404)})
		}, nil, []string{"404 Not Found"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
			test.change(a)
			after, diags := a.refresh("virtual_number_operator", state)
			mustMatch(t, diags.warnings(), test.warnings...)
			mustMatch(t, diags.errors(), test.problem...)
			if (after != nil) != (test.problem != nil) {
				t.Errorf("in state is %v", after)
			}
		})
	}
}

// A destroy detaches the operator, unless another resource of the run manages the attachment or the number's list.
// Terraform runs the two in either order.
func TestVirtualNumberOperator_destroy(t *testing.T) {
	for name, test := range map[string]struct {
		other  func(r *providerRun) *planned // another change in the same run
		writes []string
	}{
		"alone": {nil, []string{detachOf(7, 12)}},
		"renamed": {func(r *providerRun) *planned {
			return r.plan("virtual_number_operator", nil, attachmentOf("12"))
		}, []string{attachOf(7, 12)}},
		"turned into a list": {func(r *providerRun) *planned {
			return r.plan("virtual_number_operators", nil, listOf("11", "12"))
		}, nil},
		"list without it": {func(r *providerRun) *planned {
			return r.plan("virtual_number_operators", nil, listOf("11"))
		}, []string{detachOf(7, 12)}},
		"another attachment": {func(r *providerRun) *planned {
			return r.plan("virtual_number_operator", nil, attachmentOf("13"))
		}, []string{detachOf(7, 12), attachOf(7, 13)}},
		"another number's list": {func(r *providerRun) *planned {
			return r.plan("virtual_number_operators", nil, arguments{"virtual_number_id": "9", "operator_ids": []any{}})
		}, []string{detachOf(7, 12)}},
	} {
		for _, destroyFirst := range []bool{true, false} {
			t.Run(name+map[bool]string{true: ", destroyed first", false: ", created first"}[destroyFirst], func(t *testing.T) {
				a := accountWithNumbers(t, 11)
				state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
				a.ClearRequests()
				r := a.run()
				changes := []*planned{r.plan("virtual_number_operator", state, nil)}
				if test.other != nil {
					changes = append(changes, test.other(r))
				}
				if !destroyFirst && len(changes) > 1 {
					changes[0], changes[1] = changes[1], changes[0]
				}
				for _, change := range changes {
					_, diags := r.applyPlanned(change)
					mustMatch(t, diags.errors())
				}
				writes := test.writes
				if !destroyFirst && len(writes) > 1 {
					writes = []string{writes[1], writes[0]}
				}
				a.MustSend(t, writes...)
			})
		}
	}
}

// A list that is in state already, and changes in the same run, keeps the operator too.
func TestVirtualNumberOperator_destroyBesideExistingList(t *testing.T) {
	a := accountWithNumbers(t, 11, 12)
	list := a.mustApply("virtual_number_operators", nil, listOf("11", "12"))
	one := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	r := a.run()
	destroy := r.plan("virtual_number_operator", one, nil)
	change := r.plan("virtual_number_operators", list, listOf("11", "12", "13"))
	for _, p := range []*planned{destroy, change} {
		_, diags := r.applyPlanned(p)
		mustMatch(t, diags.errors())
	}
	a.MustSend(t, attachOf(7, 13))
}

// A number or an operator that does not exist any more is detached already.
func TestVirtualNumberOperator_destroyDetachedAlready(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.RemoveOperator(12)
	o := a.apply("virtual_number_operator", state, nil)
	mustMatch(t, o.failed)
	if o.after != nil {
		t.Errorf("in state is %s", o.after.value)
	}
}
