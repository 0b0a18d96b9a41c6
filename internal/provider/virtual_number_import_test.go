package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

func TestAccVirtualNumber_import(t *testing.T) {
	s := newServiceWithLine(t)
	config := s.lineConfig(`phone_number = "+15551234567"`)
	steps := []resource.TestStep{{Config: config}}
	for _, id := range []string{"7", "+15551234567", "+1 (555) 123-4567"} {
		steps = append(steps, resource.TestStep{
			ResourceName: line, ImportState: true, ImportStateId: id, ImportStateVerify: true,
		})
	}
	for _, id := range []string{"seven", "0", "-3", "7/../8", "99999999999999999999"} {
		steps = append(steps, resource.TestStep{
			ResourceName: line, ImportState: true, ImportStateId: id, ExpectError: says("Invalid import id"),
		})
	}
	steps = append(steps,
		resource.TestStep{ResourceName: line, ImportState: true, ImportStateId: "+1 555", ExpectError: says("has 4 digits")},
		resource.TestStep{ResourceName: line, ImportState: true, ImportStateId: "+15550000000", ExpectError: says("The account has no virtual number +15550000000")},
	)
	run(t, steps...)
	s.mustSend(t)
}

// The first plan after an import is empty where the configuration says what is.
func TestAccVirtualNumber_importBlock(t *testing.T) {
	s := newServiceWithLine(t)
	imported := s.config(`
		import {
			to = identitycall_virtual_number.line
			id = "+1 555 123 4567"
		}
		resource "identitycall_virtual_number" "line" {
			phone_number = "+1 555-123-4567"
			name         = "US Sales Line"
			active       = true
		}`)
	run(t,
		resource.TestStep{
			Config:           imported,
			ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop),
			Check:            s.sent(),
		},
	)
}

func TestAccVirtualNumber_import_identity(t *testing.T) {
	s := newServiceWithLine(t)
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{Config: s.lineConfig(`id = "7"`)},
			{ResourceName: line, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}
