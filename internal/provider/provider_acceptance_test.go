package provider

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const allNumbers = `data "identitycall_virtual_numbers" "all" {}` + "\n"

// Terraform prints the line of the configuration that an error points at, so an error about a key points at no
// argument.
func TestAccProvider_malformedKeyIsNotShown(t *testing.T) {
	s := acctest.StartService(t)
	for name, test := range map[string]string{
		"literal": "provider \"identitycall\" {\n  api_key = \"sk_hush_hush\"\n}\n" + allNumbers,
		"variable": "variable \"key\" { default = \"sk_hush_hush\" }\nprovider \"identitycall\" {\n  api_key = " +
			"var.key\n}\n" + allNumbers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(baseURLVariable, s.URL)
			text := errorOf(t, test)
			if strings.Count(text, "Error: ") != 1 || !strings.Contains(text, "Malformed API key") {
				t.Errorf("got %s\nwant one error", text)
			}
			if strings.Contains(text, "hush") {
				t.Errorf("the key is shown: %s", text)
			}
		})
	}
}

// A value that is unknown while planning is not replaced by the environment, which has another key and another address.
// A number that cannot be looked up while planning is found by the apply.
func TestAccProvider_unknown(t *testing.T) {
	s, elsewhere := acctest.StartService(t), acctest.StartService(t)
	elsewhere.Populate()
	s.AddKey(sandbox.Key{Secret: "idc_late", Read: true, Write: true})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567"})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: "+15557654321"})
	t.Setenv(apiKeyVariable, sandbox.DefaultKey)
	t.Setenv(baseURLVariable, elsewhere.URL)
	config := func(trigger, rest string) string {
		return fmt.Sprintf(`
			resource "terraform_data" "late" {
				input            = { key = "idc_late", url = %q }
				triggers_replace = %q
			}
			provider "identitycall" {
				api_key  = terraform_data.late.output.key
				base_url = terraform_data.late.output.url
			}
			%s`, s.URL, trigger, rest)
	}
	lines := `
		resource "identitycall_virtual_number" "line" {
			id   = "7"
			name = "Sales"
		}
		resource "identitycall_virtual_number" "support" { phone_number = "+1 555 765 4321" }`
	runAlone(t,
		resource.TestStep{Config: config("1", allNumbers), ExpectError: acctest.Match("The value of api_key")},
		resource.TestStep{
			Config:           config("1", lines),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{nothingSent{s}}},
			Check: resource.ComposeAggregateTestCheckFunc(s.Sent(`PATCH /virtual_numbers/7 {"name":"Sales"}`),
				resource.TestCheckResourceAttr("identitycall_virtual_number.support", "id", "8")),
		},
		// A refresh needs the key.
		resource.TestStep{
			Config:      config("2", lines),
			ExpectError: acctest.Match("The provider configuration is not known yet"),
		},
		resource.TestStep{Config: config("1", lines)},
	)
	if elsewhere.Count("", "") != 0 {
		t.Errorf("the environment replaced an unknown value: %v", elsewhere.Requests())
	}
}

// nothingSent checks that a plan has sent no request.
type nothingSent struct{ *acctest.Service }

func (n nothingSent) CheckPlan(_ context.Context, _ plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	if n.Count("", "") != 0 {
		resp.Error = fmt.Errorf("planning sent %v", n.Requests())
	}
}

// errorOf returns what the CLI prints about a configuration with an error.
func errorOf(t *testing.T, config string) string {
	t.Helper()
	var text string
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		ErrorCheck:               func(err error) error { text = err.Error(); return nil },
		Steps:                    []resource.TestStep{{Config: config}},
	})
	return text
}
