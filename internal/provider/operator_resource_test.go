package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const greta = "identitycall_operator.greta"

// gretaConfig is a configuration of identitycall_operator.greta.
func (s *service) gretaConfig(arguments string) string {
	return s.config("resource \"identitycall_operator\" \"greta\" {\n" + arguments + "\n}\n")
}

func TestAccOperator(t *testing.T) {
	s := newService(t)
	run(t,
		resource.TestStep{
			Config: s.gretaConfig(`
				name         = "Greta Hall"
				phone_number = "(415) 555-0134"
				email        = "greta@example.com"`),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(`POST /operators {"name":"Greta Hall","phone_number":"(415) 555-0134","email":"greta@example.com"}`),
				resource.TestCheckResourceAttr(greta, "phone_number", "(415) 555-0134"),
				resource.TestCheckResourceAttr(greta, "initials", "GH"),
				resource.TestCheckResourceAttr(greta, "active", "true"),
			),
		},
		resource.TestStep{ // taking the address away clears it; the initials stay known
			Config: s.gretaConfig(`
				name         = "Greta Hall"
				phone_number = "415-555-0134"`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(greta, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(greta, tfjsonpath.New("initials"), knownvalue.StringExact("GH")),
			}},
			Check: s.sent(`PATCH /operators/1001 {"email":null}`),
		},
		resource.TestStep{
			Config: s.gretaConfig(`
				name         = "Greta Moss"
				phone_number = "+1 415 555 0134"
				active       = false`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(greta, tfjsonpath.New("initials")),
			}},
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(`PATCH /operators/1001 {"name":"Greta Moss","active":false}`),
				resource.TestCheckResourceAttr(greta, "initials", "GM"),
				resource.TestCheckResourceAttr(greta, "phone_number", "(415) 555-0134"),
			),
		},
		resource.TestStep{ // two local spellings are compared through the API's answer
			Config: s.gretaConfig(`
				name         = "Greta Moss"
				phone_number = "1-415-555-0134"`),
			ConfigPlanChecks: planned(greta, plancheck.ResourceActionNoop),
			Check:            s.sent(),
		},
		resource.TestStep{
			Config: s.gretaConfig(`
				name         = "Greta Moss"
				phone_number = "(415) 555-0135"`),
			Check: s.sent(`PATCH /operators/1001 {"phone_number":"(415) 555-0135"}`),
		},
	)
	s.mustSend(t, "DELETE /operators/1001")
}

func TestAccOperator_refusedEarly(t *testing.T) {
	s := newService(t)
	run(t,
		resource.TestStep{Config: s.gretaConfig("name = \"  \"\nphone_number = \"+15555550112\""), ExpectError: says("must not be blank")},
		resource.TestStep{Config: s.gretaConfig("name = \"Greta\"\nphone_number = \"call me\""), ExpectError: says("must consist of digits")},
		resource.TestStep{Config: s.gretaConfig("name = \"Greta\"\nphone_number = \"555 01\""), ExpectError: says("has 5 digits")},
	)
	if s.count() != 0 {
		t.Errorf("refusing cost requests: %v", s.Requests())
	}
}

func TestAccOperator_gone(t *testing.T) {
	s := newService(t)
	config := s.gretaConfig("name = \"Greta Hall\"\nphone_number = \"+15555550199\"")
	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:        func() { s.RemoveOperator(1001) },
			Config:           config,
			ConfigPlanChecks: planned(greta, plancheck.ResourceActionCreate),
			Check:            resource.TestCheckResourceAttr(greta, "id", "1002"),
		},
		resource.TestStep{ // deleting what is gone is a success
			PreConfig: func() {
				s.Inject(sandbox.Fault{Method: "DELETE", AfterWork: true, Reply: sandbox.Reset()})
			},
			Config:  config,
			Destroy: true,
		},
	)
}

func TestAccOperator_import(t *testing.T) {
	s := newService(t)
	s.AddOperator(sandbox.Operator{ID: 12, Name: "Alice Carter", PhoneNumber: "+15555550112", Email: pointer("alice@example.com"), Active: true})
	run(t,
		resource.TestStep{
			Config: s.config(`
				import {
					to = identitycall_operator.greta
					id = "12"
				}
				resource "identitycall_operator" "greta" {
					name         = "Alice Carter"
					phone_number = "(555) 555-0112"
					email        = "alice@example.com"
				}`),
			ConfigPlanChecks: planned(greta, plancheck.ResourceActionNoop),
			Check:            s.sent(),
		},
		resource.TestStep{ResourceName: greta, ImportState: true, ImportStateId: "twelve", ExpectError: says("An operator is imported by its id")},
		resource.TestStep{ResourceName: greta, ImportState: true, ImportStateId: "12", ImportStateVerify: true},
	)
}

func TestAccOperator_import_identity(t *testing.T) {
	s := newService(t)
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{Config: s.gretaConfig("name = \"Greta Hall\"\nphone_number = \"+15555550199\"")},
			{ResourceName: greta, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

// One list serves the refresh of all operators.
func TestAccOperator_oneList(t *testing.T) {
	s := newService(t)
	config := s.config(`
		resource "identitycall_operator" "many" {
			count        = 12
			name         = "Operator ${count.index}"
			phone_number = "+155555501${count.index + 10}"
		}
		data "identitycall_operators" "all" { depends_on = [identitycall_operator.many] }
		data "identitycall_operator" "third" { id = identitycall_operator.many[3].id }`)
	run(t,
		resource.TestStep{Config: config, Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr("data.identitycall_operators.all", "operators.#", "12"),
			resource.TestCheckResourceAttr("data.identitycall_operator.third", "name", "Operator 3"),
		)},
		resource.TestStep{
			PreConfig: s.ForgetRequests,
			Config:    config,
			PlanOnly:  true,
		},
	)
	var got []string
	for _, request := range s.Requests() {
		if request.Method == "GET" {
			got = append(got, request.String())
		}
	}
	// The refreshes of one plan, of a second one, and of the destroy.
	if len(got) > 4 {
		t.Errorf("refreshing asked %d times: %v", len(got), got)
	}
}
