package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// underTest is the provider for the tests in process.
var underTest = acctest.NewProvider(func(dial acctest.Dial) tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(NewWithDial("test", dial)())()
})

// The tests in process use these on nearly every line.
type (
	account   struct{ *acctest.Account }
	arguments = acctest.Arguments
	object    = acctest.Object
)

// unknown is a value that is not known while planning.
const unknown = acctest.Unknown

func newAccount(t *testing.T) *account {
	t.Helper()
	return &account{underTest.NewAccount(t)}
}

// mustMatch fails the test unless each line contains the wanted texts of its place, which are separated by "…".
func mustMatch(t testing.TB, lines []string, wanted ...string) {
	t.Helper()
	matches := len(lines) == len(wanted)
	for i := 0; matches && i < len(lines); i++ {
		rest := lines[i]
		for _, part := range strings.Split(wanted[i], "…") {
			var found bool
			_, rest, found = strings.Cut(rest, part)
			matches = matches && found
		}
	}
	if !matches {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(lines, "\n  "), strings.Join(wanted, "\n  "))
	}
}

// run runs the steps with a real CLI, in parallel with other tests.
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

// block returns a configuration with the provider block of the service and one resource.
func block(s *acctest.Service, address, arguments string) string {
	kind, name, _ := strings.Cut(address, ".")
	return s.Config("resource \"" + kind + "\" \"" + name + "\" {\n" + arguments + "\n}\n")
}

// action checks the planned action of a resource.
func action(address string, action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

// planHook is a plan check that calls a function.
type planHook func()

func (h planHook) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	h()
}

// afterPlan calls a function between plan and apply, such as a change of the account.
func afterPlan(change func()) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{planHook(change)}}
}

// startNumbers returns a service with an active number with the ID 7, which has the given operators, and an inactive
// one with the ID 9. The operators 11 to 16 exist.
func startNumbers(t *testing.T, operators ...int64) *acctest.Service {
	t.Helper()
	s := acctest.StartService(t)
	addNumbers(s, operators...)
	return s
}

func addNumbers(s *acctest.Service, operators ...int64) {
	for id := int64(11); id <= 16; id++ {
		phone := fmt.Sprintf("+155555501%02d", id)
		s.AddOperator(sandbox.Operator{ID: id, Name: "Operator", PhoneNumber: phone, Active: true})
	}
	s.AddVirtualNumber(sandbox.VirtualNumber{
		ID: 7, PhoneNumber: "+15551234567", Name: pointer("US Sales Line"), Active: true, Recording: true,
		Operators: slices.Clone(operators),
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

// accountWithPeople is accountWithNumbers with operators that have names of their own.
func accountWithPeople(t *testing.T, operators ...int64) *account {
	t.Helper()
	a := accountWithNumbers(t, operators...)
	for i, name := range []string{"Alice Carter", "Bob Ferris", "Carol Diaz", "Dan Novak", "Eva Frank"} {
		a.EditOperator(int64(11+i), func(o *sandbox.Operator) { o.Name = name })
	}
	return a
}

func pointer[T any](value T) *T { return &value }

// mustMarshal fails the test unless a body is exactly this JSON.
func mustMarshal(t *testing.T, body any, want string) {
	t.Helper()
	got, err := json.Marshal(body)
	if err != nil || string(got) != want {
		t.Errorf("the body is %s, %v, want %s", got, err, want)
	}
}

// listOf is a list of number 7's operators.
func listOf(operators ...any) arguments {
	return arguments{"virtual_number_id": "7", "operator_ids": append([]any{}, operators...)}
}

// attached checks the operators of number 7, in their order.
func attached(s *acctest.Service, wanted ...int64) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if number, _ := s.VirtualNumber(7); !slices.Equal(number.Operators, wanted) {
			return fmt.Errorf("the operators are %v, want %v", number.Operators, wanted)
		}
		return nil
	}
}

// mustRoute fails the test unless number 7 has these operators, and always had one if it is to have some.
func (a *account) mustRoute(t *testing.T, wanted ...int64) {
	t.Helper()
	if err := attached(a.Service, wanted...)(nil); err != nil {
		t.Error(err)
	}
	if moments := a.EmptyMoments(); len(moments) > 0 && len(wanted) > 0 {
		t.Errorf("the number was without an operator: %v", a.RoutingHistory(7))
	}
	a.ClearRouting()
}

func attachOf(number, operator int) string {
	return fmt.Sprintf(`POST /virtual_numbers/%d/add_operator {"operator_id":%d}`, number, operator)
}

func detachOf(number, operator int) string {
	return fmt.Sprintf(`DELETE /virtual_numbers/%d/remove_operator?operator_id=%d`, number, operator)
}

// attachmentOf is an attachment to number 7.
func attachmentOf(operator any) arguments {
	return arguments{"virtual_number_id": "7", "operator_id": operator}
}

// withoutOperators is number 7 in a response without its operators.
const withoutOperators = `{"data": {"id": 7, "phone_number": "+15551234567", "name": null, "country_code": "US",
	"active": true, "recording": true, "routing_strategy": "priority", "ai_receptionist_enabled": false}}`
