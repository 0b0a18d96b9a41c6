package provider

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const operatorList = "identitycall_virtual_number_operators.list"

func listBlock(s *acctest.Service, operators string) string {
	return block(s, operatorList, "virtual_number_id = \"7\"\noperator_ids = "+operators)
}

func TestAccVirtualNumberOperators_lifecycle(t *testing.T) {
	s := startNumbers(t)
	run(
		t,
		resource.TestStep{
			Config: listBlock(s, `["12", "11"]`),
			Check:  resource.ComposeAggregateTestCheckFunc(s.Sent(attachOf(7, 12), attachOf(7, 11)), attached(s, 12, 11)),
		},
		resource.TestStep{
			Config: listBlock(s, `["11", "12"]`),
			Check:  resource.ComposeAggregateTestCheckFunc(s.Sent(detachOf(7, 12), attachOf(7, 12)), attached(s, 11, 12)),
		},
		resource.TestStep{ // drift is corrected, also of the order
			PreConfig: func() {
				s.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{12} })
				s.ClearRequests()
			},
			Config:           listBlock(s, `["11", "12"]`),
			ConfigPlanChecks: action(operatorList, plancheck.ResourceActionUpdate),
			Check: resource.ComposeAggregateTestCheckFunc(s.Sent(attachOf(7, 11), detachOf(7, 12), attachOf(7, 12)),
				attached(s, 11, 12)),
		},
		resource.TestStep{Taint: []string{operatorList}, Config: listBlock(s, `["11", "12"]`), Check: s.Sent()},
		resource.TestStep{Config: listBlock(s, `[]`), Check: resource.ComposeAggregateTestCheckFunc(
			s.Sent(detachOf(7, 11), detachOf(7, 12)), resource.TestCheckResourceAttr(operatorList, "operator_ids.#", "0"))},
		resource.TestStep{
			Config: listBlock(s, `["15"]`),
			Check:  resource.ComposeAggregateTestCheckFunc(s.Sent(attachOf(7, 15)), attached(s, 15)),
		},
	)
	s.MustSend(t) // the destroy
	if err := attached(s, 15)(nil); err != nil {
		t.Error(err)
	}
}

func TestVirtualNumberOperators_reconcile(t *testing.T) {
	for name, test := range map[string]struct {
		before []int64
		config arguments
		writes []string
		after  []int64
	}{
		"nothing to do": {[]int64{11, 12}, listOf("11", "12"), nil, []int64{11, 12}},
		"the wanted prefix": {[]int64{11, 12, 13}, listOf("12", "14"),
			[]string{attachOf(7, 14), detachOf(7, 11), detachOf(7, 13)}, []int64{12, 14}},
		"two change places": {[]int64{11, 12, 13}, listOf("11", "13", "12"),
			[]string{detachOf(7, 12), attachOf(7, 12)}, []int64{11, 13, 12}},
		"no operator is kept": {[]int64{11, 12}, listOf("13", "14"),
			[]string{attachOf(7, 13), attachOf(7, 14), detachOf(7, 11), detachOf(7, 12)}, []int64{13, 14}},
		"to an empty list":            {[]int64{11, 12}, listOf(), []string{detachOf(7, 11), detachOf(7, 12)}, nil},
		"to an empty list, unchanged": {nil, listOf(), nil, nil},
		"from an empty list":          {nil, listOf("12", "11"), []string{attachOf(7, 12), attachOf(7, 11)}, []int64{12, 11}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, test.before...)
			o := a.Apply("virtual_number_operators", nil, test.config)
			mustMatch(t, append(o.Errors, o.Failed...))
			a.MustSend(t, test.writes...)
			a.mustRoute(t, test.after...)
			a.MustHaveNoDiff("virtual_number_operators", o.After, test.config)
		})
	}
}

// Create and Update start from the current list, not from the planned one.
func TestVirtualNumberOperators_startsFromTheCurrentList(t *testing.T) {
	a := accountWithNumbers(t, 11)
	a.Between = func() {
		a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{12, 14} })
	}
	o := a.Apply("virtual_number_operators", nil, listOf("12", "13"))
	mustMatch(t, o.Failed)
	a.MustSend(t, attachOf(7, 13), detachOf(7, 14))
	a.Between = func() {
		a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{13} })
	}
	o = a.Apply("virtual_number_operators", o.After, listOf("13"))
	mustMatch(t, o.Failed)
	a.MustSend(t)
}

// After a failure state has the new number with what was reached, so that the next plan shows it, whether the
// configuration is applied again or reverted. If the new number was never read, state has the old one.
func TestVirtualNumberOperators_moveFails(t *testing.T) {
	refused := sandbox.Status(403, `{"error":"Write permission required"}`)
	moved := arguments{"virtual_number_id": "9", "operator_ids": []any{"11", "14"}}
	for name, test := range map[string]struct {
		fault sandbox.Fault
		after map[string]string
	}{
		"halfway": {sandbox.Fault{Method: http.MethodPost, Skip: 1, Reply: refused},
			map[string]string{"virtual_number_id": "9", "operator_ids": "[13 11]"}},
		"at once": {sandbox.Fault{Method: http.MethodPost, Reply: refused},
			map[string]string{"virtual_number_id": "9", "operator_ids": "[13]"}},
		"before it is read": {sandbox.Fault{Path: "/virtual_numbers/9", Times: -1, Reply: refused},
			map[string]string{"virtual_number_id": "7", "operator_ids": "[11 12]"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, 11, 12)
			a.EditVirtualNumber(9, func(n *sandbox.VirtualNumber) { n.Operators = []int64{13} })
			state := a.MustApply("virtual_number_operators", nil, listOf("11", "12"))
			a.Inject(test.fault)
			o := a.Apply("virtual_number_operators", state, moved)
			mustMatch(t, o.Failed, "Write permission required")
			o.After.Must(t, test.after)
			a.ClearFaults()
			reverted := a.Apply("virtual_number_operators", o.After, listOf("11", "12"))
			mustMatch(t, reverted.Failed)
			if test.after["virtual_number_id"] == "9" {
				mustMatch(t, reverted.Warnings[:1], "Virtual number +442079460958 (ID 9) keeps Carol Diaz (ID 13)")
			} else {
				mustMatch(t, reverted.Warnings)
			}
			a.mustRoute(t, 11, 12)
			after := a.Apply("virtual_number_operators", o.After, moved)
			mustMatch(t, after.Failed)
			a.MustHaveNoDiff("virtual_number_operators", after.After, moved)
		})
	}
}

// An ID that is unknown while planning is an update that turns out to change nothing.
func TestVirtualNumberOperators_unknownIDs(t *testing.T) {
	for name, config := range map[string]arguments{
		"number":   {"virtual_number_id": unknown, "operator_ids": []any{"11", "12"}},
		"operator": listOf("11", unknown),
		"list":     {"virtual_number_id": "7", "operator_ids": unknown},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11, 12)
			state := a.MustApply("virtual_number_operators", nil, listOf("11", "12"))
			a.ClearRequests()
			o := a.Apply("virtual_number_operators", state, config, listOf("11", "12"))
			if o.Action != "update" {
				t.Errorf("the plan is to %s", o.Action)
			}
			mustMatch(t, append(o.Errors, o.Failed...))
			a.MustSend(t)
			a.MustHaveNoDiff("virtual_number_operators", o.After, listOf("11", "12"))
		})
	}
}

// A rate limit in the middle of a new order takes at most one operator off the number for the pause.
func TestVirtualNumberOperators_rateLimitInTheMiddle(t *testing.T) {
	a := accountWithNumbers(t, 11, 12, 13, 14)
	state := a.MustApply("virtual_number_operators", nil, listOf("11", "12", "13", "14"))
	a.ClearRouting()
	for skip := range 6 {
		a.Inject(sandbox.Fault{Method: http.MethodPost, Skip: skip, Reply: sandbox.Status(422, `{"error":"Later"}`)})
		o := a.Apply("virtual_number_operators", state, listOf("14", "13", "12", "11"))
		for _, operators := range a.RoutingHistory(7) {
			if len(operators) < 3 {
				t.Fatalf("the number had only the operators %v", operators)
			}
		}
		if a.ClearFaults(); len(o.Failed) == 0 {
			break
		}
		state = o.After
	}
	a.mustRoute(t, 14, 13, 12, 11)
}

// A 404 of the number points at its ID.
func TestVirtualNumberOperators_numberNotFound(t *testing.T) {
	a := accountWithNumbers(t, 11)
	o := a.Apply("virtual_number_operators", nil, arguments{"virtual_number_id": "4711", "operator_ids": []any{"11"}})
	mustMatch(t, o.Failed,
		"error at virtual_number_id: Virtual number 4711 not found: GET /virtual_numbers/4711 …404 Not Found")
}

// If an update fails halfway, state has the list that was reached, and the next apply continues from there. A failed
// create saves nothing.
func TestVirtualNumberOperators_failsHalfway(t *testing.T) {
	tooMany := sandbox.Fault{
		Method: http.MethodPost,
		Skip:   1,
		Reply:  sandbox.Status(http.StatusUnprocessableEntity, `{"error":"Too many operators"}`),
	}
	a := accountWithNumbers(t, 11, 12)
	state := a.MustApply("virtual_number_operators", nil, listOf("11", "12"))
	a.ClearRequests()
	a.Inject(tooMany)
	o := a.Apply("virtual_number_operators", state, listOf("13", "14"))
	mustMatch(t, o.Failed,
		"error at operator_ids[1]: Cannot attach operator Operator (ID 14) to virtual number +15551234567 (ID 7): …422 …: "+
			"Too many operators")
	o.After.Must(t, map[string]string{"operator_ids": "[11 12 13]"})
	a.MustSend(t, attachOf(7, 13), attachOf(7, 14))
	o = a.Apply("virtual_number_operators", o.After, listOf("13", "14"))
	mustMatch(t, o.Failed)
	a.MustSend(t, attachOf(7, 14), detachOf(7, 11), detachOf(7, 12))
	a.mustRoute(t, 13, 14)

	a.Inject(tooMany)
	if o := a.Apply("virtual_number_operators", nil, listOf("15", "16")); o.After != nil {
		t.Errorf("a failed create saves %s", o.After.Value)
	}
	o = a.Apply("virtual_number_operators", nil, listOf("15", "16"))
	mustMatch(t, o.Failed)
	a.mustRoute(t, 15, 16)
}

// Attaching and detaching are retried: repeating them is a success.
func TestVirtualNumberOperators_lostResponses(t *testing.T) {
	a := accountWithNumbers(t, 11)
	a.Inject(sandbox.Fault{Method: http.MethodPost, AfterWork: true, Reply: sandbox.Reset()},
		sandbox.Fault{Method: http.MethodDelete, AfterWork: true, Reply: sandbox.HTML(http.StatusBadGateway)})
	o := a.Apply("virtual_number_operators", nil, listOf("12"))
	mustMatch(t, o.Failed)
	a.mustRoute(t, 12)
}

// If something else keeps changing the list, the apply fails.
func TestVirtualNumberOperators_keepsChanging(t *testing.T) {
	a := accountWithNumbers(t, 11)
	a.Inject(
		sandbox.Fault{
			Method: http.MethodPost,
			Times:  -1,
			Reply: sandbox.Status(200, `{"data": {"id": 7, "phone_number": "+15551234567", "name": null,
		"country_code": "US", "active": true, "recording": true, "routing_strategy": "priority",
		"ai_receptionist_enabled": false,
		"operators": [{"id": 11, "name": "Operator", "phone_number": "+15555550111", "initials": "OP", "priority": 0}]}}`),
		},
	)
	o := a.Apply("virtual_number_operators", nil, listOf("11", "12"))
	mustMatch(t, o.Failed,
		"error: The operators of virtual number +15551234567 (ID 7) do not stay in order: Something else keeps changing")
}

func TestVirtualNumberOperators_read(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.MustApply("virtual_number_operators", nil, listOf("11"))
	a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = nil })
	after, diags := a.Refresh("virtual_number_operators", state) // a number without operators stays in state
	mustMatch(t, append(diags.Errors(), diags.Warnings()...))
	after.Must(t, map[string]string{"operator_ids": "[]"})

	a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: sandbox.Status(200, withoutOperators)})
	after, diags = a.Refresh("virtual_number_operators", state)
	mustMatch(t, diags.Errors(),
		"error: Cannot read the list of operators of virtual number 7: …the field \"operators\" is missing")
	after.Must(t, map[string]string{"operator_ids": "[11]"})
}
