package provider

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// raced reports whether this test was built with -race: then the provider that it starts is as well.
var raced = sync.OnceValue(func() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
})

// teamConfig is a mixed account: as many operators, projects and rented numbers as asked for, each number with its operators.
func teamConfig(team, size int) string {
	return fmt.Sprintf(`
locals { last = %[2]d - 1 }
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
resource "identitycall_virtual_number" "line" {
  count            = %[2]d
  phone_number     = "+1555%[1]d0002${format("%%02d", count.index)}"
  purchase         = {}
  routing_strategy = "simultaneous"
}
resource "identitycall_virtual_number_operators" "line" {
  count             = %[2]d
  virtual_number_id = identitycall_virtual_number.line[count.index].id
  operator_ids      = [identitycall_operator.agent[count.index].id, identitycall_operator.agent[(count.index + 1) %% %[2]d].id]
}
data "identitycall_virtual_number" "line" {
  count = %[2]d
  id    = identitycall_virtual_number_operators.line[count.index].virtual_number_id
}
`, team, size)
}

// offerTeam puts the numbers of a team into the inventory.
func (s *service) offerTeam(team, size int) {
	for i := range size {
		s.AddInventory(sandbox.InventoryEntry{PhoneNumber: fmt.Sprintf("+1555%d0002%02d", team, i), CountryCode: "US"})
	}
}

// watchRaces fails the test when the provider's own process reports a data race. A process that is built with -race sleeps for
// a second when it ends, unless it is told not to.
func (w *workspace) watchRaces() {
	reports := w.t.TempDir()
	w.environment = append(w.environment, "GORACE=atexit_sleep_ms=0 log_path="+filepath.Join(reports, "race"))
	w.t.Cleanup(func() {
		files, _ := filepath.Glob(filepath.Join(reports, "*"))
		for _, file := range files {
			content, _ := os.ReadFile(file)
			w.t.Errorf("a data race in the provider:\n%s", content)
		}
	})
}

// Two pipelines work on one account at once, and share its rate limit without knowing of each other: both get through, and
// neither takes what the other has made, although all creations of a kind look alike to a provider that lost an answer.
func TestAccConcurrency_twoRuns(t *testing.T) {
	t.Parallel()
	const size = 4
	s := newService(t)
	s.Limit(20, 2*time.Second)
	var runs sync.WaitGroup
	for team := range 2 {
		s.offerTeam(team, size)
		w := newWorkspace(t, s)
		w.configure(teamConfig(team, size))
		runs.Go(func() {
			if output, code := w.apply(); code != 0 {
				t.Errorf("team %d does not get through:\n%s", team, output)
				return
			}
			if output, code := w.run("plan", "-input=false", "-detailed-exitcode"); code != 0 {
				t.Errorf("the plan of team %d is not empty:\n%s", team, output)
			}
		})
	}
	runs.Wait()
	s.mustHaveMadeOnce(t)
	refused := 0
	for _, request := range s.Requests() {
		if request.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	t.Logf("%d requests, %d of them refused", s.count(), refused)
	if operators, projects, numbers := len(s.Operators()), len(s.Projects()), s.VirtualNumbers(); operators != 2*size || projects != 2*size || numbers != 2*size {
		t.Errorf("the account has %d operators, %d projects and %d numbers", operators, projects, numbers)
	}
	if refused == 0 {
		t.Error("the limit was never reached: the test shows nothing")
	}
}

// Two runs want to rent the same number at the same moment. It is rented once, whoever is second, and the loser's next apply
// adopts it.
func TestAccConcurrency_samePurchase(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.Populate()
	s.Inject(sandbox.Fault{Method: "POST", Path: "/virtual_numbers/purchase", Times: 2, Delay: time.Second}) // both have looked by then
	var runs sync.WaitGroup
	var workspaces []*workspace
	for range 2 {
		w := newWorkspace(t, s)
		w.configure(rentedLine)
		workspaces = append(workspaces, w)
		runs.Go(func() {
			output, code := w.apply()
			if code != 0 && !strings.Contains(output, "422 Unprocessable Entity: Phone number is not available") {
				t.Errorf("ended with %d:\n%s", code, output)
			}
		})
	}
	runs.Wait()
	for _, w := range workspaces {
		w.must(applying...)
		w.mustBeEmpty()
	}
	s.mustHaveMadeOnce(t)
}

// A mixed account is built, refreshed, changed and destroyed with thirty operations at once.
func TestAccConcurrency_parallelism(t *testing.T) {
	t.Parallel()
	const size = 10
	s := newService(t)
	s.offerTeam(0, size)
	w := newWorkspace(t, s)
	t.Logf("the provider is built with -race: %t", raced())
	w.configure(teamConfig(0, size))
	if output, code := w.apply("-parallelism=30"); code != 0 {
		t.Fatal(output)
	}
	w.must("plan", "-input=false", "-detailed-exitcode", "-parallelism=30")
	w.configure(strings.ReplaceAll(teamConfig(0, size), "simultaneous", "round_robin"))
	if output, code := w.apply("-parallelism=30"); code != 0 {
		t.Fatal(output)
	}
	w.mustBeEmpty()
	if output, code := w.apply("-destroy", "-parallelism=30"); code != 0 {
		t.Fatal(output)
	}
	s.mustHaveMadeOnce(t)
	for _, id := range s.VirtualNumberIDs() {
		if number, _ := s.VirtualNumber(id); number.RoutingStrategy != "round_robin" || len(number.Operators) != 0 {
			t.Errorf("number %d is left with %s and %v", id, number.RoutingStrategy, number.Operators)
		}
	}
}
