package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
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
	a.AddProject(sandbox.Project{
		ID: 3, Name: "Support", Language: "en", RetentionDays: pointer[int64](90), QualityBaselinePct: pointer(87.5),
	})
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
		{"project", "3", arguments{"name": "Support", "language": "en", "retention_days": 90, "quality_baseline_pct": 87.5}},
	} {
		imported, diags := a.Import(test.kind, test.id)
		mustMatch(t, diags.Errors())
		a.MustHaveNoDiff(test.kind, imported, test.config)
	}
	a.MustSend(t)
}

// Every resource is imported by its identity.
func TestAccImport_identity(t *testing.T) {
	s := startNumbers(t, 12, 11)
	var config strings.Builder
	steps := []resource.TestStep{{}}
	for _, r := range []struct{ kind, arguments string }{
		{"virtual_number", `id = "7"`},
		{"virtual_number_purchase", `phone_number = "+15551234567"`},
		{"virtual_number_operators", "virtual_number_id = \"7\"\noperator_ids = [\"12\", \"11\"]"},
		{"virtual_number_operator", "virtual_number_id = \"7\"\noperator_id = \"11\""},
		{"operator", "name = \"Greta Hall\"\nphone_number = \"+15555550199\""},
		{"project", "name = \"Support\"\nlanguage = \"en\""},
	} {
		fmt.Fprintf(&config, "resource \"identitycall_%s\" \"x\" {\n%s\n}\n", r.kind, r.arguments)
		steps = append(steps, resource.TestStep{
			ResourceName: "identitycall_" + r.kind + ".x", ImportState: true,
			ImportStateKind: resource.ImportBlockWithResourceIdentity,
		})
	}
	steps[0].Config = s.Config(config.String())
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps:                    steps,
	})
}
