package provider

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
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
			Check: resource.ComposeAggregateTestCheckFunc(s.Sent(attachOf(7, 13), detachOf(7, 12)), attached(s, 11, 13),
				resource.TestCheckResourceAttr(oneOperator, "operator_id", "13")),
		},
		resource.TestStep{
			Config:           one("9", "13"),
			ConfigPlanChecks: action(oneOperator, plancheck.ResourceActionUpdate),
			Check: resource.ComposeAggregateTestCheckFunc(s.Sent(attachOf(9, 13), detachOf(7, 13)), attached(s, 11),
				resource.TestCheckResourceAttr(oneOperator, "id", "9/13")),
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
			ResourceName: oneOperator, ImportState: true, ImportStateId: "9/13", ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: "operator_id",
		},
	)
	s.MustSend(t, detachOf(9, 13))
}

// If the new operator cannot be attached, state has the old attachment.
func TestVirtualNumberOperator_attachFails(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	a.Inject(sandbox.Fault{Method: http.MethodPost, Reply: refusedWrite})
	o := a.Apply("virtual_number_operator", state, attachmentOf("13"))
	mustMatch(t, o.Failed, "error: Cannot attach operator …Write permission required")
	o.After.Must(t, map[string]string{"id": "7/12", "operator_id": "12"})
	a.MustSend(t, attachOf(7, 13))
	a.MustHaveNoDiff("virtual_number_operator", o.After, attachmentOf("12"))
}

// An ID that is unknown while planning is an update that turns out to change nothing.
func TestVirtualNumberOperator_unknownIDs(t *testing.T) {
	for name, config := range map[string]arguments{
		"number":   {"virtual_number_id": unknown, "operator_id": "12"},
		"operator": attachmentOf(unknown),
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
			a.ClearRequests()
			o := a.Apply("virtual_number_operator", state, config, attachmentOf("12"))
			if o.Action != "update" {
				t.Errorf("the plan is to %s", o.Action)
			}
			mustMatch(t, append(append(o.Errors, o.Failed...), o.Warnings...))
			a.MustSend(t)
			o.After.Must(t, map[string]string{"id": "7/12", "operator_id": "12"})
		})
	}
}

func TestVirtualNumberOperator_invalidIDs(t *testing.T) {
	a := accountWithNumbers(t)
	config := arguments{"virtual_number_id": "seven", "operator_id": "twelve"}
	mustMatch(t, underTest.Start(t).Validate("virtual_number_operator", config).Errors())
	mustMatch(t, a.Plan("virtual_number_operator", nil, config).Errors,
		"error at virtual_number_id: Invalid ID: …\"seven\"", "error at operator_id: Invalid ID: …\"twelve\"")
	if len(a.Requests()) > 0 {
		t.Errorf("invalid IDs sent %v", a.Requests())
	}
	for _, id := range []string{"7", "7/", "/12", "7/12/1", "7/x", "07/12", "+15551234567/12"} {
		_, diags := a.Import("virtual_number_operator", id)
		mustMatch(t, diags.Errors(), "error: Invalid import ID: Import an attachment by the number's ID and the operator's "+
			"ID, such as \"7/12\". Got \""+id+"\"")
	}
}

// An operator that does not exist is an error in the plan. A 404 while applying points at the argument whose object is
// not found: the number or the operator.
func TestVirtualNumberOperator_notFound(t *testing.T) {
	const missing = "error at operator_id: Operator 99 not found: GET /operators/99 …404 Not Found: Resource not found. …"
	a := accountWithNumbers(t)
	mustMatch(t, a.Plan("virtual_number_operator", nil, attachmentOf("99")).Errors, missing)
	state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	mustMatch(t, a.Plan("virtual_number_operator", state, attachmentOf("99")).Errors, missing)

	r := a.Start()
	p := r.Plan("virtual_number_operator", nil, attachmentOf("13"))
	a.RemoveOperator(13)
	_, diags := r.ApplyPlanned(p)
	mustMatch(t, diags.Errors(), "error at operator_id: Operator Operator (ID 13) not found: POST "+
		"/virtual_numbers/7/add_operator …404 Not Found…Virtual number +15551234567 (ID 7) exists")
	o := a.Apply("virtual_number_operator", nil, arguments{"virtual_number_id": "4711", "operator_id": "11"})
	mustMatch(t, o.Failed,
		"error at virtual_number_id: Virtual number 4711 not found: POST /virtual_numbers/4711/add_operator …404 Not Found")
}

// A destroy detaches the operator, unless another resource of the run manages the attachment or the number's list.
// Terraform runs the two in either order.
func TestVirtualNumberOperator_destroy(t *testing.T) {
	for name, test := range map[string]struct {
		other  func(r *acctest.Run) *acctest.Change // another change in the same run
		writes []string
	}{
		"alone": {nil, []string{detachOf(7, 12)}},
		"renamed": {func(r *acctest.Run) *acctest.Change {
			return r.Plan("virtual_number_operator", nil, attachmentOf("12"))
		}, []string{attachOf(7, 12)}},
		"turned into a list": {func(r *acctest.Run) *acctest.Change {
			return r.Plan("virtual_number_operators", nil, listOf("11", "12"))
		}, nil},
		"list without it": {func(r *acctest.Run) *acctest.Change {
			return r.Plan("virtual_number_operators", nil, listOf("11"))
		}, []string{detachOf(7, 12)}},
		"another attachment": {func(r *acctest.Run) *acctest.Change {
			return r.Plan("virtual_number_operator", nil, attachmentOf("13"))
		}, []string{detachOf(7, 12), attachOf(7, 13)}},
		"another number's list": {func(r *acctest.Run) *acctest.Change {
			return r.Plan("virtual_number_operators", nil, arguments{"virtual_number_id": "9", "operator_ids": []any{}})
		}, []string{detachOf(7, 12)}},
	} {
		for _, destroyFirst := range []bool{true, false} {
			t.Run(name+map[bool]string{true: ", destroyed first", false: ", created first"}[destroyFirst], func(t *testing.T) {
				a := accountWithNumbers(t, 11)
				state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
				a.ClearRequests()
				r := a.Start()
				changes := []*acctest.Change{r.Plan("virtual_number_operator", state, nil)}
				if test.other != nil {
					changes = append(changes, test.other(r))
				}
				if !destroyFirst && len(changes) > 1 {
					changes[0], changes[1] = changes[1], changes[0]
				}
				for _, change := range changes {
					_, diags := r.ApplyPlanned(change)
					mustMatch(t, diags.Errors())
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
	list := a.MustApply("virtual_number_operators", nil, listOf("11", "12"))
	one := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	r := a.Start()
	destroy := r.Plan("virtual_number_operator", one, nil)
	change := r.Plan("virtual_number_operators", list, listOf("11", "12", "13"))
	for _, p := range []*acctest.Change{destroy, change} {
		_, diags := r.ApplyPlanned(p)
		mustMatch(t, diags.Errors())
	}
	a.MustSend(t, attachOf(7, 13))
}

// A number or an operator that does not exist any more is detached already.
func TestVirtualNumberOperator_destroyDetachedAlready(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.RemoveOperator(12)
	o := a.Apply("virtual_number_operator", state, nil)
	mustMatch(t, o.Failed)
	if o.After != nil {
		t.Errorf("in state is %s", o.After.Value)
	}
}
