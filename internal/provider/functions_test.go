package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

func TestAcc_function(t *testing.T) {
	t.Parallel()
	output := func(expression string) string {
		return "output \"x\" {\n  value = provider::identitycall::" + expression + "\n}\n"
	}
	gives := func(expression, value string) resource.TestStep {
		return resource.TestStep{Config: output(expression), Check: resource.TestCheckOutput("x", value)}
	}
	fails := func(expression, text string) resource.TestStep {
		return resource.TestStep{Config: output(expression), ExpectError: says(text)}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps: []resource.TestStep{
			gives(`e164("(415) 555-0134", "us")`, "+14155550134"),
			gives(`e164("+1 (555) 123-4567", "")`, "+15551234567"),
			fails(`e164("(415) 555-0134", "")`, "no plus sign in front"),
			fails(`e164("(415) 555-0134", "Texas")`, `The region "Texas" is no ISO 3166-1 alpha-2 code`),
			fails(`e164("nobody", "US")`, "must consist of digits"),
			gives(`same_number("+1 415 555 0134", "(415) 555-0134")`, "true"),
			gives(`same_number("+1 415 555 0134", "+14155550135")`, "false"),
			fails(`same_number("+1 415 555 0134", "12")`, "has 2 digits"),
			gives(`mask_number("+1 555 123 4567")`, "+1•••••4567"),
			fails(`mask_number("4567")`, "has 4 digits"),
			{ // in the validation of a variable, where no provider is configured
				Config: `
					variable "line" {
						default = "+1 555"
						validation {
							condition     = can(provider::identitycall::e164(var.line, ""))
							error_message = "No phone number."
						}
					}`,
				ExpectError: says("No phone number."),
			},
		},
	})
}
