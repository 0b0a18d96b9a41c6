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

// The block is empty: the key and the address come from the environment.
func TestAccProvider_environment(t *testing.T) {
	acctest.Once(t)
	s := acctest.StartService(t)
	t.Setenv(apiKeyVariable, sandbox.DefaultKey)
	t.Setenv(baseURLVariable, s.URL)
	t.Setenv("TF_APPEND_USER_AGENT", "pipeline/7")
	runAlone(t, resource.TestStep{Config: "provider \"identitycall\" {}\n" + allNumbers})
	if s.Count("", "") == 0 {
		t.Fatal("nothing was sent")
	}
	for _, request := range s.Requests() {
		if !exactUserAgent.MatchString(request.UserAgent) {
			t.Fatalf("the User-Agent of %s is %q", request, request.UserAgent)
		}
	}
}

func TestAccProvider_invalidConfiguration(t *testing.T) {
	acctest.Once(t)
	s := acctest.StartService(t)
	configure := func(arguments string) string {
		return "provider \"identitycall\" {\n" + arguments + "\n}\n" + allNumbers
	}
	withoutEnvironment(t)
	t.Run("no key", func(t *testing.T) {
		text := errorOf(t, configure(``)+"data \"identitycall_operators\" \"all\" {}\n")
		if strings.Count(text, "Error: ") != 1 || !acctest.Match("Missing API key").MatchString(text) {
			t.Errorf("got %s\nwant one error", text)
		}
		for _, name := range []string{"api_key", apiKeyVariable} {
			if !strings.Contains(text, name) {
				t.Errorf("the error does not name %s: %s", name, text)
			}
		}
	})
	t.Setenv(apiKeyVariable, sandbox.DefaultKey)
	t.Setenv(baseURLVariable, s.URL)
	for name, test := range map[string]struct{ arguments, problem string }{
		"empty key":      {`api_key = ""`, "The value of api_key is empty"},
		"empty URL":      {`base_url = ""`, "The value of base_url must begin with https://"},
		"clear text":     {`base_url = "http://api.example.com"`, "would not be encrypted"},
		"user in URL":    {`base_url = "https://me@api.example.com"`, "must not hold a user name"},
		"timeout":        {`request_timeout = "soon"`, "must be a duration above zero"},
		"retries":        {`max_retries = -1`, "value must be between 0 and 100"},
		"requests":       {`requests_per_minute = 0`, "value must be between 1 and 60000"},
		"a fraction":     {`max_retries = 1.5`, "max_retries"},
		"not an address": {`base_url = "https://"`, "names no host"},
	} {
		t.Run(name, func(t *testing.T) {
			runAlone(t, resource.TestStep{Config: configure(test.arguments), ExpectError: acctest.Match(test.problem)})
		})
	}
	if s.Count("", "") != 0 {
		t.Errorf("validation sent requests: %v", s.Requests())
	}
}

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
func TestAccProvider_unknown(t *testing.T) {
	for name, arguments := range map[string]string{
		"key":  "api_key = terraform_data.late.output.key\n base_url = %q",
		"URL":  "api_key = terraform_data.late.output.key\n base_url = coalesce(terraform_data.late.output.url, %q)",
		"both": "api_key = terraform_data.late.output.key\n base_url = terraform_data.late.output.url\n # %s",
	} {
		t.Run(name, func(t *testing.T) {
			s, elsewhere := acctest.StartService(t), acctest.StartService(t)
			elsewhere.Populate()
			s.AddKey(sandbox.Key{Secret: "idc_late", Read: true, Write: true})
			s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567"})
			t.Setenv(apiKeyVariable, sandbox.DefaultKey)
			t.Setenv(baseURLVariable, elsewhere.URL)
			config := func(trigger, rest string) string {
				return fmt.Sprintf(
					"resource \"terraform_data\" \"late\" {\n  input = { key = \"idc_late\", url = %q }\n  triggers_replace = "+
						"%q\n}\nprovider \"identitycall\" {\n %s\n}\n%s",
					s.URL,
					trigger,
					fmt.Sprintf(arguments, s.URL),
					rest,
				)
			}
			line := "resource \"identitycall_virtual_number\" \"line\" {\n id = \"7\"\n name = \"Sales\"\n}\n"
			runAlone(
				t,
				resource.TestStep{Config: config("1", allNumbers), ExpectError: acctest.Match("The value of api_key")},
				resource.TestStep{
					Config:           config("1", line),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{nothingSent{s}}},
					Check:            s.Sent(`PATCH /virtual_numbers/7 {"name":"Sales"}`),
				},
				// A refresh needs the key.
				resource.TestStep{
					Config:      config("2", line),
					ExpectError: acctest.Match("The provider configuration is not known yet"),
				},
				resource.TestStep{Config: config("1", line)},
			)
			if elsewhere.Count("", "") != 0 {
				t.Errorf("the environment replaced an unknown value: %v", elsewhere.Requests())
			}
		})
	}
}

// A number that cannot be looked up while planning is found by the apply.
func TestAccProvider_unknownWithLookUp(t *testing.T) {
	acctest.Once(t)
	s := acctest.StartService(t)
	s.Populate()
	run(t, resource.TestStep{
		Config: fmt.Sprintf(
			"resource \"terraform_data\" \"late\" { input = %q }\nprovider \"identitycall\" {\n  api_key = "+
				"terraform_data.late.output\n  base_url = %q\n}\n",
			sandbox.DefaultKey,
			s.URL,
		) +
			"resource \"identitycall_virtual_number\" \"line\" { phone_number = \"+1 555 123 4567\" }\n",
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{nothingSent{s}}},
		Check:            resource.TestCheckResourceAttr("identitycall_virtual_number.line", "id", "7"),
	})
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
