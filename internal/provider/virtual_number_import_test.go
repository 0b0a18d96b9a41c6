package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// Every resource that belongs to a number is imported by the number's ID or phone number.
func TestImport_numbers(t *testing.T) {
	for kind, attribute := range map[string]string{
		"virtual_number": "id", "virtual_number_purchase": "id", "virtual_number_operators": "virtual_number_id",
	} {
		t.Run(kind, func(t *testing.T) {
			a := accountWithNumbers(t, 12, 11)
			for _, id := range []string{"7", "+15551234567", "+1 (555) 123-4567", " +1 555 123-4567"} {
				imported, diags := a.Import(kind, id)
				mustMatch(t, append(diags.Errors(), diags.Warnings()...))
				imported.Must(t, map[string]string{attribute: "7"})
			}
			for id, problem := range map[string]string{
				"seven": "Invalid import ID", "0": "Invalid import ID", "-3": "Invalid import ID", "7/../8": "Invalid import ID",
				"99999999999999999999": "Invalid import ID", "15551234567 ": "Invalid import ID",
				"+1 555": "it has 4", "+15550000000": "+15550000000 is not on this account",
			} {
				imported, diags := a.Import(kind, id)
				mustMatch(t, diags.Errors(), problem)
				if imported != nil {
					t.Errorf("%q was imported", id)
				}
			}
			// Digits alone are an ID: there is no number with it.
			_, diags := a.Import(kind, "15551234567")
			mustMatch(t, diags.Errors(), "error: Cannot import …virtual number 15551234567: GET /virtual_numbers/15551234567 ")
			a.MustSend(t)
		})
	}
}

// The first plan after an import is empty if the configuration matches.
func TestImport_emptyPlan(t *testing.T) {
	a := accountWithNumbers(t, 12, 11)
	for _, test := range []struct {
		kind, id string
		config   arguments
	}{
		{"virtual_number", "7", arguments{"id": "7"}},
		{"virtual_number", "7", arguments{"phone_number": "+1 555 123 4567", "name": "US Sales Line", "active": true}},
		{"virtual_number", "+15551234567", arguments{"id": "7", "phone_number": "+1 555 123 4567", "recording": true,
			"routing_strategy": "priority"}},
		{"virtual_number_purchase", "+15551234567", arguments{"phone_number": "+1 (555) 123-4567"}},
		{"virtual_number_operators", "7", arguments{"virtual_number_id": "7", "operator_ids": []any{"12", "11"}}},
		{"virtual_number_operator", "7/11", arguments{"virtual_number_id": "7", "operator_id": "11"}},
		{"operator", "11", arguments{"name": "Operator", "phone_number": "(555) 555-0111"}},
	} {
		imported, diags := a.Import(test.kind, test.id)
		mustMatch(t, diags.Errors())
		a.MustHaveNoDiff(test.kind, imported, test.config)
	}
	a.MustSend(t)
}

func TestAccVirtualNumber_import(t *testing.T) {
	s := startNumbers(t)
	run(t,
		resource.TestStep{
			Config: s.Config(`
				import {
					to = identitycall_virtual_number.number
					id = "+1 555 123 4567"
				}
				resource "identitycall_virtual_number" "number" {
					phone_number = "+1 555-123-4567"
					name         = "US Sales Line"
					active       = true
				}`),
			ConfigPlanChecks: action(number, plancheck.ResourceActionNoop),
			Check:            s.Sent(),
		},
		resource.TestStep{
			ResourceName: number, ImportState: true, ImportStateId: "+1 (555) 123-4567", ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"phone_number"}, // the format
		},
	)
	s.MustSend(t)
}

// Every resource is imported by its identity.
func TestAccImport_identity(t *testing.T) {
	for address, arguments := range map[string]string{
		number: "id = \"7\"",
		"identitycall_virtual_number_purchase.number":  "phone_number = \"+15551234567\"",
		"identitycall_virtual_number_operators.number": "virtual_number_id = \"7\"\noperator_ids = [\"12\", \"11\"]",
		"identitycall_virtual_number_operator.number":  "virtual_number_id = \"7\"\noperator_id = \"11\"",
		"identitycall_operator.number":                 "name = \"Greta Hall\"\nphone_number = \"+15555550199\"",
		"identitycall_project.number":                  "name = \"Support\"\nlanguage = \"en\"",
	} {
		kind, _, _ := strings.Cut(address, ".")
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := startNumbers(t, 12, 11)
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: providerFactories(),
				TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
				Steps: []resource.TestStep{
					{Config: block(s, address, arguments)},
					{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
				},
			})
		})
	}
}
