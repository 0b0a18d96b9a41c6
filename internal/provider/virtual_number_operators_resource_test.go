package provider

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const routing = "identitycall_virtual_number_operators.line"

// newServiceWithOperators has the number 7 with the attached operators, out of 11 to 16.
func newServiceWithOperators(t *testing.T, attached ...int64) *service {
	t.Helper()
	s := newService(t)
	for id := int64(11); id <= 16; id++ {
		s.AddOperator(sandbox.Operator{ID: id, Name: fmt.Sprintf("Operator %d", id), PhoneNumber: fmt.Sprintf("+155555501%d", id), Active: true})
	}
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true, Operators: attached})
	return s
}

func (s *service) routingConfig(operators string) string {
	return s.config(fmt.Sprintf(`resource "identitycall_virtual_number_operators" "line" {
		virtual_number_id = "7"
		operator_ids      = %s
	}`, operators))
}

func (s *service) attached(wanted ...int64) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if number, _ := s.VirtualNumber(7); !slices.Equal(number.Operators, wanted) {
			return fmt.Errorf("attached are %v, not %v", number.Operators, wanted)
		}
		return nil
	}
}

// neverEmpty fails the test when the line was without an operator at a moment between two with one.
func (s *service) neverEmpty(t *testing.T) {
	t.Helper()
	history := s.RoutingHistory(7)
	for i, operators := range history {
		if len(operators) == 0 && i > 0 && i < len(history)-1 {
			t.Errorf("the line was without an operator: %v", history)
		}
	}
}

func attachCall(operator int) string {
	return fmt.Sprintf(`POST /virtual_numbers/7/add_operator {"operator_id":%d}`, operator)
}

func detachCall(operator int) string {
	return fmt.Sprintf(`DELETE /virtual_numbers/7/remove_operator?operator_id=%d`, operator)
}

func TestAccVirtualNumberOperators(t *testing.T) {
	s := newServiceWithOperators(t)
	run(t,
		resource.TestStep{
			Config: s.routingConfig(`["12", "11"]`),
			Check:  resource.ComposeAggregateTestCheckFunc(s.sent(attachCall(12), attachCall(11)), s.attached(12, 11)),
		},
		resource.TestStep{
			Config: s.routingConfig(`["11", "12"]`),
			Check:  resource.ComposeAggregateTestCheckFunc(s.sent(detachCall(12), attachCall(12)), s.attached(11, 12)),
		},
		resource.TestStep{ // nobody can stay: the first new one comes before anybody goes
			Config: s.routingConfig(`["13", "14"]`),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(attachCall(13), detachCall(11), detachCall(12), attachCall(14)), s.attached(13, 14)),
		},
		resource.TestStep{ // a detached operator is mended, in its place
			PreConfig: func() {
				s.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{14} })
				s.ForgetRequests()
			},
			Config:           s.routingConfig(`["13", "14"]`),
			ConfigPlanChecks: planned(routing, plancheck.ResourceActionUpdate),
			Check:            resource.ComposeAggregateTestCheckFunc(s.sent(attachCall(13), detachCall(14), attachCall(14)), s.attached(13, 14)),
		},
		resource.TestStep{Taint: []string{routing}, Config: s.routingConfig(`["13", "14"]`), Check: s.sent()},
		resource.TestStep{Config: s.routingConfig(`[]`), Check: resource.ComposeAggregateTestCheckFunc(
			s.sent(detachCall(13), detachCall(14)), resource.TestCheckResourceAttr(routing, "operator_ids.#", "0"))},
		resource.TestStep{Config: s.routingConfig(`["15"]`), Check: s.attached(15)},
		resource.TestStep{ResourceName: routing, ImportState: true, ImportStateId: "7", ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "virtual_number_id"},
		resource.TestStep{ResourceName: routing, ImportState: true, ImportStateId: "+1 555 123 4567", ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "virtual_number_id"},
		resource.TestStep{Config: s.routingConfig(`["15", "15"]`), ExpectError: says("Duplicate List Value")},
		resource.TestStep{Config: s.routingConfig(`["fifteen"]`), ExpectError: says("must be an id")},
		resource.TestStep{Config: s.routingConfig(`["15"]`)},
	)
	if err := s.attached()(nil); err != nil {
		t.Error(err)
	}
}

func TestAccVirtualNumberOperators_takesOver(t *testing.T) {
	s := newServiceWithOperators(t, 11, 12, 13)
	run(t, resource.TestStep{
		Config: s.routingConfig(`["12", "14"]`),
		Check:  resource.ComposeAggregateTestCheckFunc(s.sent(detachCall(11), detachCall(13), attachCall(14)), s.attached(12, 14)),
	})
	s.neverEmpty(t)
}

// A change that fails half way is saved as far as it got, and the next apply goes on from there.
func TestAccVirtualNumberOperators_halfWay(t *testing.T) {
	s := newServiceWithOperators(t)
	run(t,
		resource.TestStep{Config: s.routingConfig(`["11", "12"]`)},
		resource.TestStep{
			PreConfig: func() {
				s.ForgetRequests()
				s.Inject(sandbox.Fault{Method: "POST", Skip: 1, Reply: sandbox.Status(http.StatusUnprocessableEntity, `{"error":"Too many operators"}`)})
			},
			Config:      s.routingConfig(`["13", "14"]`),
			ExpectError: says("answered 422 Unprocessable Entity: Too many operators"),
		},
		resource.TestStep{
			PreConfig: s.ForgetRequests,
			Config:    s.routingConfig(`["13", "14"]`),
			Check:     resource.ComposeAggregateTestCheckFunc(s.sent(attachCall(14)), s.attached(13, 14)),
		},
	)
	s.neverEmpty(t)
}

// An attachment is sent again after a fault that may pass; being attached already is success, and so is being detached.
func TestAccVirtualNumberOperators_lostAnswers(t *testing.T) {
	s := newServiceWithOperators(t, 11)
	run(t,
		resource.TestStep{
			PreConfig: func() {
				s.Inject(
					sandbox.Fault{Method: "POST", AfterWork: true, Reply: sandbox.Reset()},
					sandbox.Fault{Method: "DELETE", AfterWork: true, Reply: sandbox.HTML(http.StatusBadGateway)},
				)
			},
			Config: s.routingConfig(`["12"]`),
			Check:  s.attached(12),
		},
	)
	s.neverEmpty(t)
}

func TestAccVirtualNumberOperators_outOfReach(t *testing.T) {
	s := newServiceWithOperators(t, 11)
	run(t, resource.TestStep{Config: s.routingConfig(`["11", "99"]`), ExpectError: says("Operator 99 is out of reach")})
}

// A number, a new operator and its routing in one apply; an empty plan after it; the operator replaced without a gap.
func TestAccVirtualNumberOperators_wholeLine(t *testing.T) {
	config := func(s *service, agent string) string {
		return s.config(fmt.Sprintf(`
			resource "identitycall_virtual_number" "line" { phone_number = "+15551234567" }
			resource "identitycall_operator" %[1]q {
				name         = %[1]q
				phone_number = "+15555550199"
				lifecycle { create_before_destroy = true }
			}
			resource "identitycall_virtual_number_operators" "line" {
				virtual_number_id = identitycall_virtual_number.line.id
				operator_ids      = [identitycall_operator.%[1]s.id]
			}`, agent))
	}
	s := newServiceWithOperators(t, 11)
	run(t,
		resource.TestStep{Config: config(s, "Greta")},
		resource.TestStep{ // deleted behind Terraform's back: planned anew, and its place mended in the same apply
			PreConfig: func() { s.RemoveOperator(s.Operators()[6].ID) },
			Config:    config(s, "Greta"),
		},
		resource.TestStep{
			PreConfig: func() { s.EditVirtualNumber(7, func(*sandbox.VirtualNumber) {}) },
			Config:    config(s, "Hanna"),
		},
	)
	history := s.RoutingHistory(7)
	for i, operators := range history[2:] {
		// Two moments are not ours: the operator that vanished, and the end.
		if len(operators) == 0 && i != 1 && i != len(history)-3 {
			t.Errorf("the line was without an operator: %v", history)
		}
	}
}

func TestAccVirtualNumberOperators_import_identity(t *testing.T) {
	s := newServiceWithOperators(t)
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{Config: s.routingConfig(`["11"]`)},
			{ResourceName: routing, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}
