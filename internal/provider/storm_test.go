package provider

import (
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var (
	stormSeed   = flag.Uint64("storm-seed", 20260414, "the seed of the storm's faults")
	stormRounds = flag.Int("storm-rounds", 3, "how often the storm builds, changes and destroys the account")
)

// weather is what a network and a service do to a request and may undo a moment later.
var weather = []sandbox.Fault{
	{Reply: sandbox.Reset()},
	{Reply: sandbox.Reset(), AfterWork: true},
	{Reply: sandbox.Truncated(), AfterWork: true},
	{Reply: sandbox.Shortened(), AfterWork: true},
	{Reply: sandbox.Status(http.StatusInternalServerError, `{"error":"Internal server error"}`)},
	{Reply: sandbox.Status(http.StatusInternalServerError, `{"error":"Internal server error"}`), AfterWork: true},
	{Reply: sandbox.HTML(http.StatusBadGateway), AfterWork: true},
	{Reply: sandbox.HTML(http.StatusServiceUnavailable)},
	{Reply: sandbox.HTML(http.StatusGatewayTimeout), AfterWork: true},
	{Reply: sandbox.Status(http.StatusTooManyRequests, `{"error":"Rate limit exceeded"}`, "Retry-After", "1")},
	{Delay: 50 * time.Millisecond},
}

// stormConfig is a whole account: projects, operators, rented and adopted numbers, and routing. The generation turns
// settings and orders round.
func stormConfig(generation int) string {
	order := []string{"0", "1", "2"}
	if generation%2 == 1 {
		slices.Reverse(order)
	}
	agents := "identitycall_operator.agent[" + strings.Join(order, "].id, identitycall_operator.agent[") + "].id"
	return fmt.Sprintf(`
provider "identitycall" {}

resource "identitycall_project" "team" {
  count          = 2
  name           = "Team ${count.index}"
  language       = "en"
  description    = "Generation %[1]d"
  retention_days = %[2]d
}
resource "identitycall_operator" "agent" {
  count        = 4
  name         = "Agent ${count.index} of %[1]d"
  phone_number = "+1555000010${count.index}"
  lifecycle { create_before_destroy = true }
}
resource "identitycall_virtual_number" "rented" {
  count        = 2
  phone_number = "+1555000020${count.index}"
  purchase     = {}
  name         = "Rented ${count.index} of %[1]d"
  recording    = %[3]t
}
resource "identitycall_virtual_number" "adopted" {
  count            = 2
  phone_number     = "+1555000030${count.index}"
  name             = "Adopted ${count.index} of %[1]d"
  routing_strategy = "simultaneous"
}
resource "identitycall_virtual_number_operators" "rented" {
  count             = 2
  virtual_number_id = identitycall_virtual_number.rented[count.index].id
  operator_ids      = [%[4]s]
}
resource "identitycall_virtual_number_operator" "adopted" {
  count             = 2
  virtual_number_id = identitycall_virtual_number.adopted[count.index].id
  operator_id       = identitycall_operator.agent[3].id
}
`, generation, 90+generation, generation%2 == 0, agents)
}

// A whole account is built, changed and destroyed under random faults. After the storm one apply converges, the plan is
// empty, and the service holds exactly what the configuration says: nothing lost, nothing double, and no line without an
// operator.
func TestAccStorm(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for i := range 2 {
		s.AddInventory(sandbox.InventoryEntry{PhoneNumber: fmt.Sprintf("+1555000020%d", i), CountryCode: "US"})
		s.AddVirtualNumber(sandbox.VirtualNumber{ID: int64(30 + i), PhoneNumber: fmt.Sprintf("+1555000030%d", i), Active: true})
	}
	w := newWorkspace(t, s)
	t.Logf("the storm's seed is %d (-storm-seed), in %d rounds (-storm-rounds)", *stormSeed, *stormRounds)
	for round := range *stormRounds {
		for generation := range 2 {
			w.configure(stormConfig(generation))
			before := s.routingSoFar()
			s.weather(t, w, *stormSeed+uint64(10*round+generation))
			if output, code := w.apply(); code != 0 {
				t.Fatalf("round %d: one apply after the storm does not converge:\n%s", round, output)
			}
			w.mustBeEmpty()
			s.mustHold(t, generation)
			s.mustHaveRouted(t, before)
		}
		s.weather(t, w, *stormSeed+uint64(10*round+5), "-destroy")
		w.must("destroy", "-auto-approve")
		if operators, projects := len(s.Operators()), len(s.Projects()); operators+projects > 0 {
			t.Fatalf("round %d: %d operators and %d projects outlived the destroy", round, operators, projects)
		}
	}
	for id, purchases := range s.purchases() {
		if purchases != 1 {
			t.Errorf("%s was rented %d times", id, purchases)
		}
	}
}

// weather applies twice in a storm. The applies may fail, but only in ways that leave things mendable.
func (s *service) weather(t *testing.T, w *workspace, seed uint64, arguments ...string) {
	t.Helper()
	for attempt := range uint64(2) {
		s.Storm(seed+100*attempt, 0.25, weather...)
		output, code := w.apply(arguments...)
		s.Heal()
		t.Logf("seed %d: apply %v ended with %d", seed+100*attempt, arguments, code)
		for _, broken := range []string{"panic", "inconsistent", "Provider produced", "plugin crashed", "Missing Resource Identity"} {
			if strings.Contains(output, broken) {
				t.Fatalf("the storm with the seed %d broke a promise (%q):\n%s", seed, broken, output)
			}
		}
	}
}

// mustHold checks that the service holds what stormConfig says, and that no routed line was ever without an operator.
func (s *service) mustHold(t *testing.T, generation int) {
	t.Helper()
	for _, operator := range s.Operators() {
		if !strings.HasSuffix(operator.Name, fmt.Sprintf("of %d", generation)) {
			t.Errorf("operator %d is called %q in generation %d", operator.ID, operator.Name, generation)
		}
	}
	if len(s.Operators()) != 4 || len(s.Projects()) != 2 || s.VirtualNumbers() != 4 {
		t.Errorf("the service holds %d operators, %d projects and %d numbers", len(s.Operators()), len(s.Projects()), s.VirtualNumbers())
	}
	for _, project := range s.Projects() {
		if project.RetentionDays == nil || *project.RetentionDays != int64(90+generation) || *project.Description != fmt.Sprintf("Generation %d", generation) {
			t.Errorf("project %d is not as configured: %+v", project.ID, project)
		}
	}
	if t.Failed() {
		t.Fatalf("in generation %d", generation)
	}
}

// routingSoFar is how many lists of operators each number has had.
func (s *service) routingSoFar() map[int64]int {
	lists := map[int64]int{}
	for _, id := range s.VirtualNumberIDs() {
		lists[id] = len(s.RoutingHistory(id))
	}
	return lists
}

// mustHaveRouted checks that no number that had an operator since then was without one.
func (s *service) mustHaveRouted(t *testing.T, since map[int64]int) {
	t.Helper()
	for _, id := range s.VirtualNumberIDs() {
		had := false
		for _, operators := range s.RoutingHistory(id)[since[id]:] {
			if had && len(operators) == 0 {
				t.Fatalf("number %d was without an operator: %v", id, s.RoutingHistory(id))
			}
			had = had || len(operators) > 0
		}
		if !had && since[id] == 0 {
			t.Errorf("number %d never had an operator", id)
		}
	}
}

// purchases counts how often each number was rented.
func (s *service) purchases() map[string]int {
	rented := map[string]int{}
	for _, request := range s.Requests() {
		if request.Path == "/virtual_numbers/purchase" && request.Status == http.StatusCreated {
			rented[request.Body]++
		}
	}
	return rented
}
