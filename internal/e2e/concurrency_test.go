package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// teamConfig configures size operators, projects and purchased numbers, each number with its operators.
func teamConfig(team, size int) string {
	return fmt.Sprintf(`
resource "identitycall_project" "team" {
  count    = %[2]d
  name     = "Team %[1]d.${count.index}"
  language = "en"
}
resource "identitycall_operator" "agent" {
  count        = %[2]d
  name         = "Agent %[1]d.${count.index}"
  phone_number = "+1555%[1]d0001${format("%%02d", count.index)}"
  lifecycle { create_before_destroy = true }
}
resource "identitycall_virtual_number_purchase" "line" {
  count        = %[2]d
  phone_number = "+1555%[1]d0002${format("%%02d", count.index)}"
}
resource "identitycall_virtual_number" "line" {
  count            = %[2]d
  id               = identitycall_virtual_number_purchase.line[count.index].id
  routing_strategy = "simultaneous"
}
resource "identitycall_virtual_number_operators" "line" {
  count             = %[2]d
  virtual_number_id = identitycall_virtual_number.line[count.index].id
  operator_ids      = [for i in [0, 1] : identitycall_operator.agent[(count.index + i) %% %[2]d].id]
}
data "identitycall_virtual_number" "line" {
  count = %[2]d
  id    = identitycall_virtual_number_operators.line[count.index].virtual_number_id
}
`, team, size)
}

// offerTeam adds the numbers of a team to the inventory.
func offerTeam(s *acctest.Service, team, size int) {
	for i := range size {
		s.AddInventory(sandbox.InventoryEntry{PhoneNumber: fmt.Sprintf("+1555%d0002%02d", team, i), CountryCode: "US"})
	}
}

// TestAccConcurrency_twoRuns runs two pipelines on one account at the same time, under one rate limit. Both finish, and
// neither adopts an object of the other one, although the objects of both are equal.
func TestAccConcurrency_twoRuns(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	const size = 4
	s := acctest.StartService(t)
	s.Limit(30, time.Second)
	var runs sync.WaitGroup
	for team := range 2 {
		offerTeam(s, team, size)
		w := acctest.NewWorkspace(t, s)
		w.Configure(teamConfig(team, size))
		runs.Go(func() {
			result, err := w.CLI.Run(t.Context(), "apply", "-auto-approve", "-input=false", "-no-color")
			if err != nil || result.ExitCode() != 0 {
				t.Errorf("the run of team %d failed: %v\n%s", team, err, result.Output)
				return
			}
			result, err = w.CLI.Run(t.Context(), "plan", "-input=false", "-detailed-exitcode", "-no-color")
			if err != nil || result.ExitCode() != 0 {
				t.Errorf("the plan of team %d is not empty: %v\n%s", team, err, result.Output)
			}
		})
	}
	runs.Wait()
	mustHaveCreatedOnce(t, s)
	refused := 0
	for _, request := range s.Requests() {
		if request.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	t.Logf("%d requests, %d of them refused", len(s.Requests()), refused)
	if o, p, n := len(s.Operators()), len(s.Projects()), s.VirtualNumbers(); o != 2*size || p != 2*size || n != 2*size {
		t.Errorf("the account has %d operators, %d projects and %d numbers, want %d of each", o, p, n, 2*size)
	}
	if refused == 0 {
		t.Error("no request was rate limited: the test proves nothing")
	}
}

// TestAccConcurrency_samePurchase purchases the same number in two runs at the same time. It is purchased once, and the
// second run finds it on the account.
func TestAccConcurrency_samePurchase(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := acctest.StartService(t)
	s.Populate()
	// Both runs have looked up the number before.
	s.Inject(sandbox.Fault{Method: "POST", Path: "/virtual_numbers/purchase", Times: 2, Delay: time.Second})
	var runs sync.WaitGroup
	var workspaces []*acctest.Workspace
	for range 2 {
		w := acctest.NewWorkspace(t, s)
		w.Configure(purchasedLine)
		workspaces = append(workspaces, w)
		runs.Go(func() {
			result, err := w.CLI.Run(t.Context(), "apply", "-auto-approve", "-input=false", "-no-color")
			if err != nil || result.ExitCode() != 0 {
				t.Errorf("a run failed: %v\n%s", err, result.Output)
			}
		})
	}
	runs.Wait()
	if sent := s.Count("POST", "/virtual_numbers/purchase"); sent != 2 {
		t.Errorf("%d purchases were sent, want 2: the test shows nothing", sent)
	}
	for _, w := range workspaces {
		w.MustHaveNoDiff()
	}
	mustHaveCreatedOnce(t, s)
}

// TestAccConcurrency_parallelism creates, refreshes, changes and destroys a mixed account with thirty operations at
// once.
func TestAccConcurrency_parallelism(t *testing.T) {
	t.Parallel()
	const size = 10
	s := acctest.StartService(t)
	offerTeam(s, 0, size)
	w := acctest.NewWorkspace(t, s)
	w.WatchRaces()
	w.Configure(teamConfig(0, size))
	w.MustApply("-parallelism=30")
	w.MustHaveNoDiff()
	w.Configure(strings.ReplaceAll(teamConfig(0, size), "simultaneous", "round_robin"))
	w.MustApply("-parallelism=30")
	w.MustHaveNoDiff()
	s.ClearRouting()
	if screen, code := w.Apply("-destroy", "-parallelism=30"); code == 0 || len(s.EmptyMoments()) > 0 {
		t.Errorf("the destroy ended with %d, and numbers were without an operator: %v\n%s", code, s.EmptyMoments(), screen)
	}
	mustHaveCreatedOnce(t, s)
	w.Configure(strings.NewReplacer("simultaneous", "round_robin", "  lifecycle", "  force_destroy = true\n  lifecycle").
		Replace(teamConfig(0, size)))
	w.MustApply()
	w.MustApply("-destroy", "-parallelism=30")
	for _, id := range s.VirtualNumberIDs() {
		// The operators were deleted, and so detached.
		if n, _ := s.VirtualNumber(id); n.RoutingStrategy != "round_robin" || len(n.Operators) != 0 {
			t.Errorf("number %d has the strategy %s and the operators %v", id, n.RoutingStrategy, n.Operators)
		}
	}
}
