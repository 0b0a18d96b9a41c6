package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// A new list warns about the operators that it detaches, by name, and if it leaves an active number without anybody.
func TestVirtualNumberOperators_warnsOfDetached(t *testing.T) {
	const list = "warning at operator_ids: The list of virtual number +15551234567 (ID 7) "
	for name, test := range map[string]struct {
		config  arguments
		warning []string
	}{
		"some": {listOf("12"), []string{list + "detaches Alice Carter (ID 11) and Carol Diaz (ID 13): …If another resource"}},
		"all": {listOf(), []string{list + "detaches Alice Carter (ID 11), Bob Ferris (ID 12) and Carol Diaz (ID 13): ",
			"warning at operator_ids: The list leaves virtual number +15551234567 (ID 7) without an operator: …unless"}},
		"none": {listOf("13", "12", "11", "14"), nil},
		"one is unknown": {listOf("11", unknown), []string{list + "may detach Bob Ferris (ID 12) and Carol Diaz (ID 13): …" +
			"Some of operator_ids is not known yet: an operator that turns out to be in it stays attached."}},
		"the list unknown":   {arguments{"virtual_number_id": "7", "operator_ids": unknown}, nil},
		"the number unknown": {arguments{"virtual_number_id": unknown, "operator_ids": []any{"12"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, 11, 12, 13)
			p := a.Plan("virtual_number_operators", nil, test.config)
			mustMatch(t, p.Errors)
			mustMatch(t, p.Warnings, test.warning...)
			a.MustSend(t)
		})
	}
}

// An update warns about the people that it removes. If it removes nobody, it costs no lookup inside apply, where
// nothing has been read.
func TestVirtualNumberOperators_updateWarnsOfDetached(t *testing.T) {
	const list = "warning at operator_ids: The list of virtual number +15551234567 (ID 7) "
	for name, test := range map[string]struct {
		active  bool
		config  arguments
		warning []string
		reads   int
	}{
		"removes two":    {true, listOf("12"), []string{list + "detaches Alice Carter (ID 11) and Carol Diaz (ID 13): "}, 2},
		"may remove one": {true, listOf("11", "13", unknown), []string{list + "may detach Bob Ferris (ID 12): "}, 2},
		"removes all": {true, listOf(), []string{list + "detaches Alice Carter (ID 11), Bob Ferris (ID 12) and Carol Diaz",
			"The list leaves virtual number +15551234567 (ID 7) without an operator: …unless this plan attaches"}, 2},
		"removes all of an inactive number": {false, listOf(), []string{list + "detaches Alice"}, 2},
		"another order":                     {true, listOf("13", "12", "11"), nil, 1},
		"one more":                          {true, listOf("11", "12", "13", "14"), nil, 1},
		"perhaps one more":                  {true, listOf("11", "12", "13", unknown), nil, 1},
		"unknown":                           {true, arguments{"virtual_number_id": "7", "operator_ids": unknown}, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, 11, 12, 13)
			a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Active = test.active })
			state := a.MustApply("virtual_number_operators", nil, listOf("11", "12", "13"))
			r := a.Start()
			state, _ = r.Refresh("virtual_number_operators", state)
			p := r.Plan("virtual_number_operators", state, test.config)
			mustMatch(t, p.Errors)
			mustMatch(t, p.Warnings, test.warning...)
			if !p.Value.IsFullyKnown() {
				return
			}
			a.ClearRequests()
			_, diags := r.ApplyPlanned(r.Plan("virtual_number_operators", state, test.config))
			mustMatch(t, diags.Errors())
			a.ClearRequests()
			r = a.Start() // as inside apply, where nothing has been refreshed
			_, diags = r.ApplyPlanned(r.Plan("virtual_number_operators", state, test.config))
			mustMatch(t, diags.Errors())
			if got := a.Count("GET", "/virtual_numbers/7"); got != test.reads {
				t.Errorf("the apply read the number %d times, want %d", got, test.reads)
			}
		})
	}
}

// An operator that another resource of the run detaches is not named, and nobody counts as left out if another resource
// attaches somebody.
func TestVirtualNumberOperators_detachedByAttachments(t *testing.T) {
	a := accountWithPeople(t, 11)
	one := a.Apply("virtual_number_operator", nil, attachmentOf("12")).After
	r := a.Start()
	mustMatch(t, r.Plan("virtual_number_operator", one, nil).Warnings)
	p := r.Plan("virtual_number_operators", nil, listOf("13"))
	mustMatch(t, p.Warnings, "detaches Alice Carter (ID 11): ")

	r = a.Start()
	r.Plan("virtual_number_operator", nil, attachmentOf("14"))
	p = r.Plan("virtual_number_operators", nil, listOf())
	mustMatch(t, p.Warnings, "detaches Alice Carter (ID 11) and Bob Ferris")
}

// The lookup of a new list serves only its warning, so its failure is a warning too, also a 404.
func TestVirtualNumberOperators_failedLookUp(t *testing.T) {
	for reason, reply := range map[string]sandbox.Reply{
		"Read permission required":           sandbox.Status(403, `{"error":"Read permission required"}`),
		"Resource not found":                 sandbox.Status(404, `{"error":"Resource not found"}`),
		"404 Not Found":                      sandbox.HTML(404),
		"it is a page that is not the API's": sandbox.Malformed(),
		`the field "operators" is missing`:   sandbox.Status(200, withoutOperators),
	} {
		t.Run(reason, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			a.Block = arguments{"max_retries": 0}
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: reply})
			o := a.Apply("virtual_number_operators", nil, listOf("12"))
			mustMatch(t, o.Errors)
			mustMatch(t, o.Warnings,
				"warning at operator_ids: The current operators of virtual number …7…are not known: …GET /virtual_numbers/7…"+
					reason+"…Operators that are attached to it and not in operator_ids are detached.")
			mustMatch(t, o.Failed)
			a.mustRoute(t, 12)
		})
	}
}

// The destroy sends nothing, and its plan warns about the operators that stay, by name: also that of terraform destroy,
// where nothing has been refreshed, which costs a list that the run shares. If that fails, it names the IDs.
func TestVirtualNumberOperators_destroy(t *testing.T) {
	a := accountWithPeople(t, 12, 11)
	state := a.MustApply("virtual_number_operators", nil, listOf("12", "11"))
	const warning = "warning: The operators of a virtual number stay attached: Virtual number "
	for _, isRefreshed := range []bool{true, false} {
		a.ClearRequests()
		r, reads := a.Start(), []string{"/virtual_numbers"} // which shows three operators of each number
		if isRefreshed {
			state, _ = r.Refresh("virtual_number_operators", state)
			reads = []string{"/virtual_numbers/7"}
		}
		p := r.Plan("virtual_number_operators", state, nil)
		mustMatch(t, p.Warnings, warning+"+15551234567 (ID 7) keeps Bob Ferris (ID 12) and Alice Carter (ID 11): …To "+
			"detach everybody, apply operator_ids = [] before you destroy the list.")
		_, diags := r.ApplyPlanned(p)
		mustMatch(t, diags.Errors())
		if !slices.Equal(a.Reads(), reads) {
			t.Errorf("the destroy read %v, want %v", a.Reads(), reads)
		}
		a.MustSend(t)
	}
	a.Inject(sandbox.Fault{Times: -1, Reply: sandbox.Status(403, `{"error":"Read permission required"}`)})
	mustMatch(t, a.Plan("virtual_number_operators", state, nil).Warnings, warning+"7 keeps operator 12 and operator 11: ")
	a.ClearFaults()
	a.mustRoute(t, 12, 11)
	empty := a.Apply("virtual_number_operators", nil, listOf()).After
	mustMatch(t, a.Plan("virtual_number_operators", empty, nil).Warnings)
}

// Another number is an update in place. The plan warns about the operators that stay attached to the old number, and
// about those that are detached from the new one.
func TestVirtualNumberOperators_anotherNumber(t *testing.T) {
	a := accountWithPeople(t, 11, 12)
	a.EditVirtualNumber(9, func(n *sandbox.VirtualNumber) { n.Operators = []int64{13} })
	state := a.MustApply("virtual_number_operators", nil, listOf("11", "12"))
	a.ClearRequests()
	r := a.Start()
	state, _ = r.Refresh("virtual_number_operators", state)
	p := r.Plan("virtual_number_operators", state, arguments{"virtual_number_id": "9", "operator_ids": []any{"12"}})
	if p.Action != "update" {
		t.Errorf("the plan is to %s", p.Action)
	}
	mustMatch(t, p.Warnings,
		"warning at virtual_number_id: Virtual number +15551234567 (ID 7) keeps Alice Carter (ID 11) and Bob Ferris (ID 12)",
		"warning at operator_ids: The list of virtual number +442079460958 (ID 9) detaches Carol Diaz (ID 13): ")
	after, diags := r.ApplyPlanned(p)
	mustMatch(t, diags.Errors())
	a.MustSend(t, attachOf(9, 12), detachOf(9, 13))
	a.mustRoute(t, 11, 12)
	after.Must(t, map[string]string{"virtual_number_id": "9", "operator_ids": "[12]"})
}

// IDs are checked while planning, at the element of the list. Validation accepts what a mocked provider invents.
func TestVirtualNumberOperators_invalidIDs(t *testing.T) {
	for _, test := range []struct {
		config  arguments
		problem string
	}{
		{listOf("15", "15"), "error at operator_ids[1]: Duplicate operator: Operator 15 is in operator_ids more than once."},
		{listOf("15", unknown, "15"), "error at operator_ids[2]: Duplicate operator: "},
		{listOf("fifteen"), "error at operator_ids[0]: Invalid ID: …\"fifteen\""},
		{listOf("15", nil), "error at operator_ids[1]: Missing operator ID: Operator 2 of the list is null."},
		{arguments{"virtual_number_id": "seven", "operator_ids": []any{}},
			"error at virtual_number_id: Invalid ID: The value of virtual_number_id must be an ID, …got \"seven\""},
	} {
		a := accountWithNumbers(t)
		mustMatch(t, underTest.Start(t).Validate("virtual_number_operators", test.config).Errors())
		mustMatch(t, a.Plan("virtual_number_operators", nil, test.config).Errors, test.problem)
		if len(a.Requests()) > 0 {
			t.Errorf("invalid IDs sent %v", a.Requests())
		}
	}
}

// An operator that does not exist is an error in the plan, at its element, before anybody is detached. It is looked up
// only if the list changes, in the shared list and then by its ID, and not if a response of the run has shown it.
func TestVirtualNumberOperators_unknownOperators(t *testing.T) {
	const list, detail = "/operators", "/operators/99"
	const problem = "Operator 99 not found: GET /operators/99 …404 Not Found…Check the ID"
	for name, test := range map[string]struct {
		config  arguments
		problem []string
		reads   []string // of operators
	}{
		"one": {listOf("12", "99"), []string{"error at operator_ids[1]: " + problem}, []string{list, detail}},
		"two": {listOf("98", "99"), []string{"error at operator_ids[0]: ", "error at operator_ids[1]: "},
			[]string{list, "/operators/98", detail}},
		"of an unknown number": {arguments{"virtual_number_id": unknown, "operator_ids": []any{"99"}},
			[]string{"error at operator_ids[0]: " + problem}, []string{list, detail}},
		"not attached":         {listOf("13", "14"), nil, []string{list}},
		"attached":             {listOf("12"), nil, nil},
		"not known yet":        {listOf("12", unknown), nil, nil},
		"a list not known yet": {arguments{"virtual_number_id": "7", "operator_ids": unknown}, nil, nil},
		"none":                 {listOf(), nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithPeople(t, 11, 12)
			p := a.Plan("virtual_number_operators", nil, test.config)
			mustMatch(t, p.Errors, test.problem...)
			reads := slices.DeleteFunc(a.Reads(), func(path string) bool { return !strings.HasPrefix(path, list) })
			if !slices.Equal(reads, test.reads) {
				t.Errorf("read %v, want %v", reads, test.reads)
			}
			a.MustSend(t)
		})
	}
}

// An operator that vanishes after the plan stops the apply before anybody is detached.
func TestVirtualNumberOperators_operatorVanishes(t *testing.T) {
	a := accountWithPeople(t, 11, 12, 13)
	state := a.MustApply("virtual_number_operators", nil, listOf("11", "12", "13"))
	a.Between = func() { a.RemoveOperator(14) }
	o := a.Apply("virtual_number_operators", state, listOf("11", "14"))
	mustMatch(t, o.Failed, "error at operator_ids[1]: Operator 14 not found")
	a.mustRoute(t, 11, 12, 13)

	r := a.Start() // between the plan inside apply and Update
	p := r.Plan("virtual_number_operators", state, listOf("11", "15"))
	a.RemoveOperator(15)
	_, diags := r.ApplyPlanned(p)
	mustMatch(t, diags.Errors(), "error at operator_ids[1]: Operator Eva Frank (ID 15) not found: POST "+
		"/virtual_numbers/7/add_operator …404 Not Found…Virtual number +15551234567 (ID 7) exists")
	a.mustRoute(t, 11, 12, 13)
}

// If the lookup of an operator fails, that is a warning: the apply tells.
func TestVirtualNumberOperators_operatorLookUpFails(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"list": {Path: "/operators", Reply: sandbox.Status(403, `{"error":"Read permission required"}`)},
		"ID":   {Path: "/operators/99", Reply: sandbox.HTML(404)},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t)
			a.Inject(fault)
			p := a.Plan("virtual_number_operators", nil, listOf("99", "98"))
			mustMatch(t, p.Errors)
			mustMatch(t, p.Warnings, "warning at operator_ids[0]: Cannot check that operator 99 exists: GET /operators…40")
		})
	}
	a := accountWithNumbers(t)
	a.Block = arguments{"api_key": unknown}
	mustMatch(t, a.Plan("virtual_number_operators", nil, listOf("99")).Errors)
}
