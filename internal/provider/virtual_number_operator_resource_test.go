package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const attachment = "identitycall_virtual_number_operator.one"

func (s *service) attachmentConfig(operator string) string {
	return s.config(`resource "identitycall_virtual_number_operator" "one" {
		virtual_number_id = "7"
		operator_id       = "` + operator + `"
	}`)
}

func TestAccVirtualNumberOperator(t *testing.T) {
	s := newServiceWithOperators(t, 11)
	run(t,
		resource.TestStep{
			Config: s.attachmentConfig("12"),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(attachCall(12)), s.attached(11, 12), resource.TestCheckResourceAttr(attachment, "priority", "1")),
		},
		resource.TestStep{Taint: []string{attachment}, Config: s.attachmentConfig("12"), Check: resource.ComposeAggregateTestCheckFunc(s.sent(attachCall(12)), s.attached(11, 12))},
		resource.TestStep{ // gone from a complete answer: out of state, and planned anew
			PreConfig: func() {
				s.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11} })
			},
			Config:           s.attachmentConfig("12"),
			ConfigPlanChecks: planned(attachment, plancheck.ResourceActionCreate),
			Check:            s.attached(11, 12),
		},
		resource.TestStep{ // an answer without the list proves nothing
			PreConfig: func() {
				s.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Times: -1, Reply: sandbox.Status(200, `{"data": {
					"id": 7, "phone_number": "+15551234567", "name": null, "country_code": "US", "active": true, "recording": true,
					"routing_strategy": "priority", "ai_receptionist_enabled": false}}`)})
			},
			RefreshState: true,
			ExpectError:  says(`the field "operators" is missing`),
		},
		resource.TestStep{
			PreConfig:    s.Heal,
			ResourceName: attachment, ImportState: true, ImportStateId: "7/12", ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "operator_id",
		},
		resource.TestStep{ResourceName: attachment, ImportState: true, ImportStateId: "7", ExpectError: says("An attachment is imported by")},
		resource.TestStep{Config: s.attachmentConfig("99"), ExpectError: says("Operator 99 is out of reach")},
		resource.TestStep{Config: s.attachmentConfig("12")},
	)
	if err := s.attached(11)(nil); err != nil {
		t.Error(err)
	}
}

func TestAccVirtualNumberOperator_import_identity(t *testing.T) {
	s := newServiceWithOperators(t)
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{Config: s.attachmentConfig("12")},
			{ResourceName: attachment, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}
