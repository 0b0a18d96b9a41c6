package provider

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// run drives a real CLI through the steps, beside other tests.
func run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	t.Parallel()
	runAlone(t, steps...)
}

// runAlone is run for a test that sets the environment.
func runAlone(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: providerFactories(), Steps: steps})
}

func providerFactories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"identitycall": providerserver.NewProtocol6WithError(New("test")()),
	}
}

// block writes a resource, and puts the provider block of the service before it.
func block(s *acctest.Service, address, arguments string) string {
	kind, name := splitAddress(address)
	return s.Config("resource \"" + kind + "\" \"" + name + "\" {\n" + arguments + "\n}\n")
}

func splitAddress(address string) (kind, name string) {
	for i := range address {
		if address[i] == '.' {
			return address[:i], address[i+1:]
		}
	}
	return address, ""
}

// action checks what the plan does with a resource.
func action(address string, action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

// meanwhile lets something happen between plan and apply.
type meanwhile func()

func (m meanwhile) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	m()
}

func afterPlan(happens func()) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{meanwhile(happens)}}
}

// startNumbers has an active number with the ID 7, which has the operators, and an inactive one with the ID 9. The
// operators 11 to 16 exist.
func startNumbers(t *testing.T, operators ...int64) *acctest.Service {
	t.Helper()
	s := acctest.StartService(t)
	addNumbers(s, operators...)
	return s
}

func addNumbers(s *acctest.Service, operators ...int64) {
	for id := int64(11); id <= 16; id++ {
		s.AddOperator(
			sandbox.Operator{
				ID:          id,
				Name:        "Operator",
				PhoneNumber: "+155555501" + string(rune('0'+id/10)) + string(rune('0'+id%10)),
				Active:      true,
			},
		)
	}
	s.AddVirtualNumber(sandbox.VirtualNumber{
		ID:          7,
		PhoneNumber: "+15551234567",
		Name:        pointer("US Sales Line"),
		Active:      true,
		Recording:   true,
		Operators:   slices.Clone(operators),
	})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 9, PhoneNumber: "+442079460958", CountryCode: "GB"})
}

// accountWithNumbers is startNumbers for tests in process.
func accountWithNumbers(t *testing.T, operators ...int64) *account {
	t.Helper()
	a := newAccount(t)
	addNumbers(a.Service, operators...)
	return a
}

func pointer[T any](value T) *T { return &value }
