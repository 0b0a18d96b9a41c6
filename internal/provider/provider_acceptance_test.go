package provider

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const allNumbers = `data "identitycall_virtual_numbers" "all" {}` + "\n"

// The block is empty: key and address come from the environment.
func TestAccProvider_environment(t *testing.T) {
	s := newService(t)
	t.Setenv(apiKeyVariable, sandbox.DefaultKey)
	t.Setenv(baseURLVariable, s.url)
	t.Setenv("TF_APPEND_USER_AGENT", "pipeline/7")
	runAlone(t, resource.TestStep{Config: "provider \"identitycall\" {}\n" + allNumbers})
	if s.count() == 0 {
		t.Fatal("the service was not asked")
	}
	for _, request := range s.Requests() {
		match := exactUserAgent.FindStringSubmatch(request.UserAgent)
		// OpenTofu tells a provider a version of Terraform's kind, which is not for us to know.
		if match == nil || (!isOpenTofu() && "Terraform v"+match[1] != cliVersion()) {
			t.Fatalf("the User-Agent of %s is %q", request, request.UserAgent)
		}
	}
}

func TestAccProvider_refused(t *testing.T) {
	s := newService(t)
	block := func(arguments string) string {
		return "provider \"identitycall\" {\n" + arguments + "\n}\n" + allNumbers
	}
	withoutEnvironment(t)
	t.Run("no key", func(t *testing.T) {
		text := errorOf(t, block(``)+"data \"identitycall_operators\" \"all\" {}\n")
		if strings.Count(text, "Error: ") != 1 || !says("Missing API key").MatchString(text) {
			t.Errorf("got %s\nwanted one error", text)
		}
		for _, name := range []string{"api_key", apiKeyVariable} {
			if !strings.Contains(text, name) {
				t.Errorf("the error does not name %s: %s", name, text)
			}
		}
	})
	t.Setenv(apiKeyVariable, sandbox.DefaultKey)
	t.Setenv(baseURLVariable, s.url)
	for name, test := range map[string]struct{ arguments, problem string }{
		"empty key":      {`api_key = ""`, "The value of api_key is empty"},
		"empty URL":      {`base_url = ""`, "The value of base_url must begin with https://"},
		"clear text":     {`base_url = "http://api.example.com"`, "would travel in the clear"},
		"user in URL":    {`base_url = "https://me@api.example.com"`, "must not hold a user name"},
		"time-out":       {`request_timeout = "soon"`, "must be a duration above zero"},
		"retries":        {`max_retries = -1`, "value must be between 0 and 100"},
		"requests":       {`requests_per_minute = 0`, "value must be between 1 and 60000"},
		"part of a try":  {`max_retries = 1.5`, "max_retries"},
		"not an address": {`base_url = "https://"`, "names no host"},
	} {
		t.Run(name, func(t *testing.T) {
			runAlone(t, resource.TestStep{Config: block(test.arguments), ExpectError: says(test.problem)})
		})
	}
	if s.count() != 0 {
		t.Errorf("what is refused cost requests: %v", s.Requests())
	}
}

// Terraform quotes the line of the configuration that an error points at: an error about a key must not point at the key.
func TestAccProvider_malformedKeyIsNotQuoted(t *testing.T) {
	s := newService(t)
	for name, test := range map[string]string{
		"literal":  "provider \"identitycall\" {\n  api_key = \"sk_hush_hush\"\n}\n" + allNumbers,
		"variable": "variable \"key\" { default = \"sk_hush_hush\" }\nprovider \"identitycall\" {\n  api_key = var.key\n}\n" + allNumbers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(baseURLVariable, s.url)
			text := errorOf(t, test)
			if strings.Count(text, "Error: ") != 1 || !strings.Contains(text, "Malformed API key") {
				t.Errorf("got %s\nwanted one error", text)
			}
			if strings.Contains(text, "hush") {
				t.Errorf("the key is quoted: %s", text)
			}
		})
	}
}

// What comes from something that does not exist yet is unknown while planning. The environment would have another key and
// another address: neither may stand in.
func TestAccProvider_unknown(t *testing.T) {
	for name, arguments := range map[string]string{
		"key":  "api_key = terraform_data.late.output.key\n base_url = %q",
		"URL":  "api_key = terraform_data.late.output.key\n base_url = coalesce(terraform_data.late.output.url, %q)",
		"both": "api_key = terraform_data.late.output.key\n base_url = terraform_data.late.output.url\n # %s",
	} {
		t.Run(name, func(t *testing.T) {
			s, elsewhere := newService(t), newService(t)
			elsewhere.Populate()
			s.AddKey(sandbox.Key{Secret: "idc_late", Read: true, Write: true})
			s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567"})
			t.Setenv(apiKeyVariable, sandbox.DefaultKey)
			t.Setenv(baseURLVariable, elsewhere.url)
			config := func(trigger, rest string) string {
				return fmt.Sprintf("resource \"terraform_data\" \"late\" {\n  input = { key = \"idc_late\", url = %q }\n  triggers_replace = %q\n}\nprovider \"identitycall\" {\n %s\n}\n%s",
					s.url, trigger, fmt.Sprintf(arguments, s.url), rest)
			}
			line := "resource \"identitycall_virtual_number\" \"line\" {\n id = \"7\"\n name = \"Sales\"\n}\n"
			runAlone(t,
				resource.TestStep{Config: config("1", allNumbers), ExpectError: says("The value of api_key")},
				resource.TestStep{
					Config:           config("1", line),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{nothingAsked{s}}},
					Check:            s.sent(`PATCH /virtual_numbers/7 {"name":"Sales"}`),
				},
				// The number is in state now, and a refresh cannot do without a key.
				resource.TestStep{Config: config("2", line), ExpectError: says("so the service cannot be asked")},
				resource.TestStep{Config: config("1", line)},
			)
			if elsewhere.count() != 0 {
				t.Errorf("the environment stood in for an unknown value: %v", elsewhere.Requests())
			}
		})
	}
}

// A number with a name of its own cannot be looked up while planning, and apply finds it.
func TestAccProvider_unknownWithLookUp(t *testing.T) {
	s := newService(t)
	s.Populate()
	run(t, resource.TestStep{
		Config: fmt.Sprintf("resource \"terraform_data\" \"late\" { input = %q }\nprovider \"identitycall\" {\n  api_key = terraform_data.late.output\n  base_url = %q\n}\n", sandbox.DefaultKey, s.url) +
			"resource \"identitycall_virtual_number\" \"line\" { phone_number = \"+1 555 123 4567\" }\n",
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{nothingAsked{s}}},
		Check:            resource.TestCheckResourceAttr("identitycall_virtual_number.line", "id", "7"),
	})
}

// nothingAsked checks that a plan has cost no request.
type nothingAsked struct{ *service }

func (n nothingAsked) CheckPlan(_ context.Context, _ plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	if n.count() != 0 {
		resp.Error = fmt.Errorf("planning asked for %v", n.Requests())
	}
}

// errorOf returns what the CLI prints about a configuration that it refuses.
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
