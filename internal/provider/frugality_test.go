package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// metered is a service that tells what each run of the CLI costs: it starts counting anew when the provider is configured,
// which is what ends the provider's memory as well.
type metered struct {
	*service
	mu    sync.Mutex
	moved time.Duration
}

func newMetered(t *testing.T) *metered {
	t.Helper()
	return &metered{service: newService(t)}
}

// run is the package's run with a provider whose configuring empties the log of requests.
func (m *metered) run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"identitycall": func() (tfprotov6.ProviderServer, error) {
				return meteredServer{providerserver.NewProtocol6(New("test")())(), m}, nil
			},
		},
		Steps: steps,
	})
}

type meteredServer struct {
	tfprotov6.ProviderServer
	meter *metered
}

func (s meteredServer) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	s.meter.ForgetRequests()
	return s.ProviderServer.ConfigureProvider(ctx, req)
}

// later moves the account's clock on, so that what has changed before counts as settled.
func (m *metered) later() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.moved += 10 * time.Second
	now := time.Now().Add(m.moved)
	m.SetClock(func() time.Time { return now })
}

// cost is how many requests of each kind the last run has sent.
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

func nothing(c cost) bool { return len(c.all) == 0 }

// costs checks what the last apply or refresh has sent.
func (m *metered) costs(within func(cost) bool, wanted string) resource.TestCheckFunc {
	return func(*terraform.State) error { return m.within(within, wanted) }
}

// planCosts checks what the last plan has sent.
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

// refreshing is a step that plans with a refresh, finds nothing to do, and checks what it cost.
func refreshing(config string, check plancheck.PlanCheck) resource.TestStep {
	return resource.TestStep{
		Config: config, PlanOnly: true,
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{check}},
	}
}

// after does something behind Terraform's back before a step.
func after(change func(), step resource.TestStep) resource.TestStep {
	step.PreConfig = change
	return step
}

// finding is a step that plans with a refresh, finds something to do, and checks what and what it cost.
func finding(config string, checks ...plancheck.PlanCheck) resource.TestStep {
	return resource.TestStep{
		Config: config, PlanOnly: true, ExpectNonEmptyPlan: true,
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: checks},
	}
}

func (m *metered) operatorsConfig(count int) string {
	return m.config(fmt.Sprintf(`resource "identitycall_operator" "many" {
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
	m.run(t,
		resource.TestStep{
			Config:           config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{m.planCosts(nothing, "nothing")}},
			Check:            m.costs(func(c cost) bool { return c.writes == many && c.lists+c.byID <= 5 }, "a POST each and at most 5 GET"),
		},
		refreshing(config, m.planCosts(func(c cost) bool { return len(c.all) == 1 && c.lists == 1 }, "one list")),
		after(func() { m.Paginate(5) },
			refreshing(config, m.planCosts(func(c cost) bool { return len(c.all) == 3 && c.lists == 3 }, "one list of three pages"))),
	)
}

// What a list says counts as much as what an object's own answer says.
func TestAccFrugality_driftAndLoss(t *testing.T) {
	m := newMetered(t)
	config := m.operatorsConfig(6)
	const fifth = "identitycall_operator.many[4]"
	oneList := func(c cost) bool { return len(c.all) == 1 && c.lists == 1 }
	oneMore := func(c cost) bool { return c.lists == 1 && c.byID == 1 && c.writes == 0 }
	m.run(t,
		resource.TestStep{Config: config},
		after(func() {
			m.EditOperator(m.operatorNamed("Operator 104"), func(o *sandbox.Operator) { o.PhoneNumber = "+15557770000" })
		}, finding(config, plancheck.ExpectResourceAction(fifth, plancheck.ResourceActionUpdate), m.planCosts(oneList, "one list"))),
		after(func() { m.RemoveOperator(m.operatorNamed("Operator 104")) },
			finding(config, plancheck.ExpectResourceAction(fifth, plancheck.ResourceActionCreate), m.planCosts(oneMore, "one list, and one look at what it lacks"))),
	)
}

// A list may lack what exists: it counts as gone only when its own address says so.
func TestAccFrugality_lackingList(t *testing.T) {
	const many = 6
	m := newMetered(t)
	config := m.operatorsConfig(many)
	m.run(t,
		resource.TestStep{Config: config},
		after(func() {
			m.Inject(sandbox.Fault{Method: http.MethodGet, Path: "/operators", Times: -1, Reply: sandbox.Status(http.StatusOK, `{"data": []}`)})
		}, refreshing(config, m.planCosts(func(c cost) bool { return c.lists == 1 && c.byID == many && c.writes == 0 }, "one list, and a look at each operator"))),
		resource.TestStep{PreConfig: m.Heal, Config: config},
	)
}

// Of a list of more than ten pages the first is read, and the others when as many objects were asked for by id as it has
// pages. Ten reads at once may have begun before that.
func TestAccFrugality_longList(t *testing.T) {
	const few, many, pages, atOnce = 4, 48, 12, 10
	m := newMetered(t)
	var others []int64 // their names come before those of the configuration
	for i := range many - few {
		others = append(others, m.AddOperator(sandbox.Operator{Name: fmt.Sprintf("Nobody %d", i), PhoneNumber: fmt.Sprintf("+1555%07d", i), Active: true}))
	}
	small, large := m.operatorsConfig(few), m.operatorsConfig(many)
	m.run(t,
		resource.TestStep{Config: small},
		after(func() { m.Paginate(many / pages) },
			refreshing(small, m.planCosts(func(c cost) bool { return c.lists == 1 && c.byID == few }, "one page, and a look at each operator"))),
		resource.TestStep{PreConfig: func() { m.Paginate(0) }, Config: large},
		after(func() {
			for _, other := range others {
				m.RemoveOperator(other)
			}
			m.Paginate(many / pages)
		}, refreshing(large, m.planCosts(func(c cost) bool {
			return c.lists == 1+pages && c.byID >= pages && c.byID < pages+atOnce
		}, "one page, as many looks as there are pages, and then the whole list"))),
	)
}

func TestAccFrugality_projects(t *testing.T) {
	const many = 8
	m := newMetered(t)
	config := m.config(fmt.Sprintf("resource \"identitycall_project\" \"many\" {\n count = %d\n name = \"Project ${count.index}\"\n language = \"en\"\n}\n", many))
	each := func(c cost) bool { return c.byID == many && c.lists <= 1 && c.writes == 0 }
	none := func(c cost) bool { return c.byID == 0 && c.lists == 1 && c.writes == 0 }
	one := func(c cost) bool { return c.byID == 1 && c.lists == 1 && c.writes == 0 }
	saved := func(within func(cost) bool, wanted string) resource.TestStep {
		return resource.TestStep{RefreshState: true, Check: m.costs(within, wanted)}
	}
	m.run(t,
		resource.TestStep{PreConfig: m.later, Config: config},
		// A further change could share the second of the last one: nothing is settled yet.
		saved(each, "a look at each project"),
		saved(each, "a look at each project, since the answers were as old as the change"),
		after(m.later, saved(each, "a look at each project, the last")),
		refreshing(config, m.planCosts(none, "one list")),
		after(func() {
			m.EditProject(m.projectNamed("Project 2"), func(p *sandbox.Project) { p.RetentionDays = pointer(int64(30)) })
			m.later()
		}, finding(config, m.planCosts(one, "one list, and a look at the project that changed"),
			plancheck.ExpectResourceAction("identitycall_project.many[2]", plancheck.ResourceActionUpdate))),
		resource.TestStep{Config: config, Check: m.costs(func(c cost) bool { return c.writes == 1 && c.lists+c.byID == 0 }, "one PATCH")},
		after(m.later, saved(one, "one list, and a look at the project that was changed")),
		after(m.later, refreshing(config, m.planCosts(none, "one list"))),
		after(func() { m.RemoveProject(m.projectNamed("Project 5")) },
			finding(config, m.planCosts(one, "one list, and a look at the project that it lacks"),
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
	return m.config(fmt.Sprintf("resource \"identitycall_virtual_number\" \"many\" {\n count = %d\n id = tostring(count.index + 1)\n recording = true\n}\n", count))
}

// A number costs one GET in a run, whoever looks at it.
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
		resource.TestStep{
			Config:           numbers,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{m.planCosts(nothing, "nothing")}},
			Check:            m.costs(func(c cost) bool { return c.writes == many && c.lists+c.byID <= 3 }, "a PATCH each and at most 3 GET"),
		},
		refreshing(numbers, m.planCosts(func(c cost) bool { return len(c.all) == many && c.byID == many }, "a GET each")),
		resource.TestStep{Config: shared},
		refreshing(shared, meterCheck(func() error {
			return errors.Join(m.within(func(c cost) bool { return c.byID == many && c.lists <= 2 && c.writes == 0 }, "a GET each, and at most two lists"), m.noneTwice())
		})),
	)
}

func (m *metered) noneTwice() error {
	sent := m.cost().all
	slices.Sort(sent)
	for i := 1; i < len(sent); i++ {
		if sent[i] == sent[i-1] {
			return fmt.Errorf("asked twice: %s", sent[i])
		}
	}
	return nil
}

// Under a rate limit everything is read, and what the service refuses is bounded by what is under way at once.
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
		resource.TestStep{Config: config},
		after(func() { m.Limit(6, time.Second) }, refreshing(config, meterCheck(throttled))),
		resource.TestStep{PreConfig: func() { m.Limit(0, 0) }, Config: config},
	)
}
