package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	tfresource "github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/provider"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// metered is a service that counts the requests of each command: its request log is cleared when the provider is
// configured, as the provider's cache is.
type metered struct {
	*acctest.Service
}

func newMetered(t *testing.T) *metered {
	t.Helper()
	return &metered{acctest.StartService(t)}
}

// run runs steps with a provider that clears the request log when it is configured.
func (m *metered) run(t *testing.T, steps ...tfresource.TestStep) {
	t.Helper()
	acctest.Once(t)
	t.Parallel()
	tfresource.Test(t, tfresource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"identitycall": func() (tfprotov6.ProviderServer, error) {
				return meteredServer{providerserver.NewProtocol6(provider.New("test")())(), m}, nil
			},
		},
		Steps: steps,
	})
}

type meteredServer struct {
	tfprotov6.ProviderServer
	meter *metered
}

func (s meteredServer) ConfigureProvider(
	ctx context.Context,
	req *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	s.meter.ClearRequests()
	return s.ProviderServer.ConfigureProvider(ctx, req)
}

// cost counts the requests of the last command by kind.
type cost struct {
	lists, byID, writes int
	all                 []string
}

func (m *metered) cost() cost {
	var c cost
	for _, request := range m.Requests() {
		c.all = append(c.all, request.String())
		switch {
		case request.Method != http.MethodGet:
			c.writes++
		case strings.Count(request.Path, "/") == 1:
			c.lists++
		default:
			c.byID++
		}
	}
	return c
}

// costs checks the requests of the last apply or refresh.
func (m *metered) costs(within func(cost) bool, wanted string) tfresource.TestCheckFunc {
	return func(*terraform.State) error { return m.within(within, wanted) }
}

// planCosts checks the requests of the last plan.
func (m *metered) planCosts(within func(cost) bool, wanted string) plancheck.PlanCheck {
	return meterCheck(func() error { return m.within(within, wanted) })
}

func (m *metered) within(within func(cost) bool, wanted string) error {
	if c := m.cost(); !within(c) {
		return fmt.Errorf("wanted %s; sent\n  %s", wanted, strings.Join(c.all, "\n  "))
	}
	return nil
}

type meterCheck func() error

func (c meterCheck) CheckPlan(_ context.Context, _ plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	resp.Error = c()
}

// planWithoutChanges is a step that plans with a refresh, expects no changes, and checks the requests.
func planWithoutChanges(config string, check plancheck.PlanCheck) tfresource.TestStep {
	return tfresource.TestStep{
		Config: config, PlanOnly: true,
		ConfigPlanChecks: tfresource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{check}},
	}
}

// withChange changes the account before a step.
func withChange(change func(), step tfresource.TestStep) tfresource.TestStep {
	step.PreConfig = change
	return step
}

// planWithChanges is a step that plans with a refresh, and checks the change and the requests.
func planWithChanges(config string, checks ...plancheck.PlanCheck) tfresource.TestStep {
	return tfresource.TestStep{
		Config: config, PlanOnly: true, ExpectNonEmptyPlan: true,
		ConfigPlanChecks: tfresource.ConfigPlanChecks{PostApplyPostRefresh: checks},
	}
}

func (m *metered) operatorsConfig(count int) string {
	return m.Config(fmt.Sprintf(`resource "identitycall_operator" "many" {
		count        = %d
		name         = "Operator ${count.index + 100}"
		phone_number = "+1555${5550000 + count.index}"
	}`, count))
}

func (m *metered) operatorNamed(name string) int64 {
	for _, operator := range m.Operators() {
		if operator.Name == name {
			return operator.ID
		}
	}
	return 0
}

func TestAccFrugality_operators(t *testing.T) {
	const many = 15
	m := newMetered(t)
	config := m.operatorsConfig(many)
	oneList := m.planCosts(func(c cost) bool { return len(c.all) == 1 && c.lists == 1 }, "one list")
	m.run(t,
		tfresource.TestStep{
			Config:           config,
			ConfigPlanChecks: tfresource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{oneList}},
			Check: m.costs(
				func(c cost) bool { return c.writes == many && c.lists+c.byID <= 5 },
				"a POST each and at most 5 GET",
			),
		},
		planWithoutChanges(config, oneList),
		withChange(
			func() { m.Paginate(5) },
			planWithoutChanges(
				config,
				m.planCosts(func(c cost) bool { return len(c.all) == 3 && c.lists == 3 }, "one list of three pages"),
			),
		),
	)
}

// An object in a list is not requested again.
func TestAccFrugality_driftAndDeletion(t *testing.T) {
	m := newMetered(t)
	config := m.operatorsConfig(6)
	const fifth = "identitycall_operator.many[4]"
	oneList := func(c cost) bool { return len(c.all) == 1 && c.lists == 1 }
	oneMore := func(c cost) bool { return c.lists == 1 && c.byID == 1 && c.writes == 0 }
	m.run(t,
		tfresource.TestStep{Config: config},
		withChange(func() {
			m.EditOperator(m.operatorNamed("Operator 104"), func(o *sandbox.Operator) { o.PhoneNumber = "+15557770000" })
		}, planWithChanges(config,
			plancheck.ExpectResourceAction(fifth, plancheck.ResourceActionUpdate), m.planCosts(oneList, "one list"))),
		withChange(
			func() { m.RemoveOperator(m.operatorNamed("Operator 104")) },
			planWithChanges(
				config,
				plancheck.ExpectResourceAction(fifth, plancheck.ResourceActionCreate),
				m.planCosts(oneMore, "one list, and a GET of what it lacks"),
			),
		),
	)
}

// A list may omit an existing object: only the object's own 404 removes it from state.
func TestAccFrugality_incompleteList(t *testing.T) {
	const many = 6
	m := newMetered(t)
	config := m.operatorsConfig(many)
	m.run(t,
		tfresource.TestStep{Config: config},
		withChange(func() {
			m.Inject(
				sandbox.Fault{
					Method: http.MethodGet,
					Path:   "/operators",
					Times:  -1,
					Reply:  sandbox.Status(http.StatusOK, `{"data": []}`),
				},
			)
		}, planWithoutChanges(config, m.planCosts(
			func(c cost) bool { return c.lists == 1 && c.byID == many && c.writes == 0 }, "a list, and each operator"))),
		tfresource.TestStep{PreConfig: m.ClearFaults, Config: config},
	)
}

// A long list costs at most one request per page: a few objects are requested by ID.
func TestAccFrugality_longList(t *testing.T) {
	const few, pageSize, pages = 4, 4, 12
	m := newMetered(t)
	for i := range pages*pageSize - few { // their names come before those of the configuration
		m.AddOperator(sandbox.Operator{
			Name: fmt.Sprintf("Agent %d", i), PhoneNumber: fmt.Sprintf("+1555%07d", i), Active: true,
		})
	}
	config := m.operatorsConfig(few)
	m.run(t,
		tfresource.TestStep{Config: config},
		withChange(func() { m.Paginate(pageSize) }, planWithoutChanges(config,
			m.planCosts(func(c cost) bool { return len(c.all) <= pages && c.writes == 0 }, "at most the pages"))),
	)
}

func TestAccFrugality_projects(t *testing.T) {
	const many = 8
	m := newMetered(t)
	config := m.Config(
		fmt.Sprintf(
			"resource \"identitycall_project\" \"many\" {\n count = %d\n name = \"Project ${count.index}\"\n "+
				"language = \"en\"\n}\n",
			many,
		),
	)
	none := func(c cost) bool { return c.byID == 0 && c.lists == 1 && c.writes == 0 }
	one := func(c cost) bool { return c.byID == 1 && c.lists == 1 && c.writes == 0 }
	m.run(
		t,
		tfresource.TestStep{Config: config},
		planWithoutChanges(config, m.planCosts(none, "one list, right after the apply")),
		withChange(func() {
			m.EditProject(m.projectNamed("Project 2"), func(p *sandbox.Project) { p.RetentionDays = pointer(int64(30)) })
		}, planWithChanges(config, m.planCosts(one, "one list, and a GET of the project that changed"),
			plancheck.ExpectResourceAction("identitycall_project.many[2]", plancheck.ResourceActionUpdate))),
		tfresource.TestStep{
			Config: config,
			Check: m.costs(func(c cost) bool { return c.writes == 1 && c.byID == 1 && c.lists == 0 },
				"one PATCH, and before it a GET, because it holds retention_days"),
		},
		planWithoutChanges(config, m.planCosts(none, "one list, right after the update")),
		withChange(func() { m.RemoveProject(m.projectNamed("Project 5")) },
			planWithChanges(config, m.planCosts(one, "one list, and a GET of the project that it lacks"),
				plancheck.ExpectResourceAction("identitycall_project.many[5]", plancheck.ResourceActionCreate))),
	)
}

func (m *metered) projectNamed(name string) int64 {
	for _, project := range m.Projects() {
		if project.Name == name {
			return project.ID
		}
	}
	return 0
}

func (m *metered) numbersConfig(count int) string {
	for i := 1; i <= count; i++ {
		m.AddVirtualNumber(sandbox.VirtualNumber{ID: int64(i), PhoneNumber: fmt.Sprintf("+1555%07d", i), Active: true})
	}
	return m.Config(
		fmt.Sprintf(
			"resource \"identitycall_virtual_number\" \"many\" {\n count = %d\n id = tostring(count.index + 1)\n "+
				"recording = true\n}\n",
			count,
		),
	)
}

// A number costs one GET per run, whichever resources and data sources read it.
func TestAccFrugality_numbers(t *testing.T) {
	const many = 12
	m := newMetered(t)
	numbers := m.numbersConfig(many)
	m.AddOperator(sandbox.Operator{ID: 501, Name: "Alice Carter", PhoneNumber: "+15555550112", Active: true})
	shared := numbers + fmt.Sprintf(`
		resource "identitycall_virtual_number_operators" "many" {
			count             = %d
			virtual_number_id = identitycall_virtual_number.many[count.index].id
			operator_ids      = count.index == 0 ? [] : ["501"]
		}
		data "identitycall_virtual_number" "second" { id = "2" }
		data "identitycall_virtual_number" "third" { phone_number = "+1 (555) 000-0003" }`, many)
	m.run(t,
		tfresource.TestStep{
			Config: numbers,
			ConfigPlanChecks: tfresource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				m.planCosts(func(c cost) bool { return len(c.all) == many && c.byID == many }, "a GET each"),
			}},
			Check: m.costs(func(c cost) bool { return c.writes == many && c.byID == many && c.lists == 0 },
				"a GET and a PATCH each"),
		},
		planWithoutChanges(numbers,
			m.planCosts(func(c cost) bool { return len(c.all) == many && c.byID == many }, "a GET each")),
		tfresource.TestStep{Config: shared},
		planWithoutChanges(shared, meterCheck(func() error {
			return errors.Join(
				m.within(
					func(c cost) bool { return c.byID == many && c.lists <= 2 && c.writes == 0 },
					"a GET each, and at most two lists",
				),
				m.checkNoRepeats(),
			)
		})),
	)
}

func (m *metered) checkNoRepeats() error {
	sent := m.cost().all
	slices.Sort(sent)
	for i := 1; i < len(sent); i++ {
		if sent[i] == sent[i-1] {
			return fmt.Errorf("sent twice: %s", sent[i])
		}
	}
	return nil
}

// Under a rate limit, everything is read. The number of 429 responses is limited by the concurrency.
func TestAccFrugality_throttled(t *testing.T) {
	const many, wasted = 16, 12
	m := newMetered(t)
	config := m.numbersConfig(many)
	throttled := func() error {
		refused := 0
		for _, request := range m.Requests() {
			if request.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		if served := len(m.Requests()) - refused; served != many || refused > wasted {
			return fmt.Errorf("%d served and %d refused, wanted %d and at most %d", served, refused, many, wasted)
		}
		return nil
	}
	m.run(t,
		tfresource.TestStep{Config: config},
		withChange(func() { m.Limit(6, time.Second) }, planWithoutChanges(config, meterCheck(throttled))),
		tfresource.TestStep{PreConfig: func() { m.Limit(0, 0) }, Config: config},
	)
}

// The plan of an adoption and its apply read each number once. Numbers that have the configured settings cost no PATCH.
func TestAccFrugality_adoptByPhoneNumber(t *testing.T) {
	const many, changed = 300, 20
	m := newMetered(t)
	for i := range many {
		m.AddVirtualNumber(sandbox.VirtualNumber{
			ID: int64(i + 1), PhoneNumber: fmt.Sprintf("+1555%07d", i), Active: true, Recording: i < changed,
		})
	}
	config := m.Config(fmt.Sprintf("resource \"identitycall_virtual_number\" \"many\" {\n  count = %d\n"+
		"  phone_number = format(\"+1 (555) %%03d-%%04d\", floor(count.index / 10000), count.index)\n"+
		"  recording = false\n}\n", many))
	planned := m.planCosts(
		func(c cost) bool { return c.lists == 1 && c.byID == many && c.writes == 0 }, "one list, a GET each")
	m.run(
		t,
		tfresource.TestStep{
			Config:           config,
			ConfigPlanChecks: tfresource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{planned}},
			Check: m.costs(func(c cost) bool { return c.writes == changed && c.lists == 1 && c.byID == many },
				"one list, a GET each, and a PATCH of each number that differs"),
		},
		planWithoutChanges(
			config,
			m.planCosts(func(c cost) bool { return c.byID == many && c.lists == 0 && c.writes == 0 }, "a GET each"),
		),
	)
}
