package e2e_test

import (
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var (
	stormSeed   = flag.Uint64("storm-seed", 20260414, "the `seed` of the storm's faults")
	stormRounds = flag.Int("storm-rounds", 2, "how often the storm builds, changes and destroys the account")
)

// transientFaults are network and server faults that a retry may solve.
var transientFaults = []sandbox.Fault{
	{Reply: sandbox.Reset()},
	{Reply: sandbox.Reset(), AfterWork: true},
	{Reply: sandbox.Truncated(), AfterWork: true},
	{Reply: sandbox.Shortened(), AfterWork: true},
	{Reply: sandbox.Status(http.StatusInternalServerError, `{"error":"Internal server error"}`)},
	{Reply: sandbox.Status(http.StatusInternalServerError, `{"error":"Internal server error"}`), AfterWork: true},
	{Reply: sandbox.HTML(http.StatusBadGateway), AfterWork: true},
	{Reply: sandbox.HTML(http.StatusServiceUnavailable)},
	{Reply: sandbox.HTML(http.StatusGatewayTimeout), AfterWork: true},
	{Reply: sandbox.HTML(http.StatusForbidden), AfterWork: true},
	{Reply: sandbox.Status(http.StatusTooManyRequests, `{"error":"Rate limit exceeded"}`, "Retry-After", "1")},
	{Delay: 50 * time.Millisecond},
}

// stormConfig configures a complete account: projects, operators, purchased and adopted numbers, and routing. The
// generation changes settings and reverses orders.
func stormConfig(generation int) string {
	order := []string{"0", "1", "2"}
	if generation%2 == 1 {
		slices.Reverse(order)
	}
	agents := "identitycall_operator.agent[" + strings.Join(order, "].id, identitycall_operator.agent[") + "].id"
	return fmt.Sprintf(`
provider "identitycall" {
  max_retries = 1
}

resource "identitycall_project" "team" {
  count          = 2
  name           = "Team ${count.index}"
  language       = "en"
  description    = "Generation %[1]d"
  retention_days = %[2]d
}
resource "identitycall_operator" "agent" {
  count         = 4
  name          = "Agent ${count.index} of %[1]d"
  phone_number  = "+1555000010${count.index}"
  force_destroy = true
  lifecycle { create_before_destroy = true }
}
resource "identitycall_virtual_number_purchase" "purchased" {
  count        = 2
  phone_number = "+1555000020${count.index}"
}
resource "identitycall_virtual_number" "purchased" {
  count     = 2
  id        = identitycall_virtual_number_purchase.purchased[count.index].id
  name      = "Purchased ${count.index} of %[1]d"
  recording = %[3]t
}
resource "identitycall_virtual_number" "adopted" {
  count            = 2
  phone_number     = "+1555000030${count.index}"
  name             = "Adopted ${count.index} of %[1]d"
  routing_strategy = "simultaneous"
}
resource "identitycall_virtual_number_operators" "purchased" {
  count             = 2
  virtual_number_id = identitycall_virtual_number.purchased[count.index].id
  operator_ids      = [%[4]s]
}
resource "identitycall_virtual_number_operator" "adopted" {
  count             = 2
  virtual_number_id = identitycall_virtual_number.adopted[count.index].id
  operator_id       = identitycall_operator.agent[3].id
}
`, generation, 90+generation, generation%2 == 0, agents)
}

// TestAccStorm creates, changes and destroys a complete account under random faults. After that, one apply converges,
// the next plan has no changes, and the account has exactly the configured objects: none is missing, none exists twice,
// and no number was without an operator.
func TestAccStorm(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := acctest.StartService(t)
	for i := range 2 {
		s.AddInventory(sandbox.InventoryEntry{
			PhoneNumber: fmt.Sprintf("+1555000020%d", i), CountryCode: "US", NumberID: int64(20 + i),
		})
		s.AddVirtualNumber(sandbox.VirtualNumber{
			ID: int64(30 + i), PhoneNumber: fmt.Sprintf("+1555000030%d", i), Active: true,
		})
	}
	w := acctest.NewWorkspace(t, s)
	w.WatchRaces()
	t.Logf("the storm's seed is %d (-storm-seed), in %d rounds (-storm-rounds)", *stormSeed, *stormRounds)
	for round := range *stormRounds {
		for generation := range 2 {
			w.Configure(stormConfig(generation))
			s.ClearRouting()
			storm(w, *stormSeed+uint64(10*round+generation))
			if screen, code := w.Apply(); code != 0 {
				t.Fatalf("round %d: one apply after the storm does not converge:\n%s", round, screen)
			}
			w.MustHaveNoDiff()
			mustHoldGeneration(t, s, generation)
			if moments := s.EmptyMoments(); len(moments) > 0 {
				t.Fatalf("numbers were without an operator: %+v", moments)
			}
		}
		storm(w, *stormSeed+uint64(10*round+5), "-destroy")
		w.Must("destroy", "-auto-approve", "-input=false")
		if operators, projects := len(s.Operators()), len(s.Projects()); operators+projects > 0 {
			t.Fatalf("round %d: %d operators and %d projects are left after the destroy", round, operators, projects)
		}
		// After the destroy of a list, its operators stay attached until they are deleted.
	}
	for request, times := range created(s) {
		if strings.Contains(request, "/purchase") && times != 1 {
			t.Errorf("%s took effect %d times", request, times)
		}
	}
}

// purchaseLookUpFailed is the error of Terraform if the plan found a number on the account, and the lookup of the plan
// inside apply fails. Nothing is purchased then.
var purchaseLookUpFailed = regexp.MustCompile(`Provider produced inconsistent final plan When expanding the plan for ` +
	`identitycall_virtual_number_purchase\.purchased\[\d\] .*? for \.id: was known, but now unknown\.`)

// forbiddenTexts must never be shown.
var forbiddenTexts = []string{
	"inconsistent", "Provider produced", "panic", "Plugin did not respond", "plugin crashed", "Missing Resource Identity",
	sandbox.DefaultKey,
}

// storm applies twice under random faults. The applies may fail, but only in ways that the next apply, or the next step
// in the error, repairs.
func storm(w *acctest.Workspace, seed uint64, arguments ...string) {
	w.T.Helper()
	for attempt := range uint64(2) {
		w.Service.Storm(seed+100*attempt, 0.25, transientFaults...)
		screen, code := w.Apply(arguments...)
		w.Service.ClearFaults()
		w.T.Logf("seed %d: apply %v ended with %d", seed+100*attempt, arguments, code)
		checked := purchaseLookUpFailed.ReplaceAllString(screen, "")
		for _, forbidden := range forbiddenTexts {
			if strings.Contains(checked, forbidden) {
				w.T.Fatalf("with seed %d, the screen shows %q:\n%s", seed, forbidden, screen)
			}
		}
		if strings.Contains(screen, "may or may not exist") {
			deleteUnmanaged(w)
		}
	}
}

// deleteUnmanaged does what the error of a lost response asks of the user: it resolves the object before the next
// apply. It deletes the object, where a user may also import it.
func deleteUnmanaged(w *acctest.Workspace) {
	w.T.Helper()
	state := mustRead(w.T, filepath.Join(w.Directory, "terraform.tfstate"))
	isManaged := func(id int64) bool { return strings.Contains(state, fmt.Sprintf(`"id": "%d"`, id)) }
	for _, o := range w.Service.Operators() {
		if !isManaged(o.ID) {
			w.T.Logf("operator %d is not in state: deleted", o.ID)
			w.Service.RemoveOperator(o.ID)
		}
	}
	for _, p := range w.Service.Projects() {
		if !isManaged(p.ID) {
			w.T.Logf("project %d is not in state: deleted", p.ID)
			w.Service.RemoveProject(p.ID)
		}
	}
}

// mustHoldGeneration checks that the account equals stormConfig.
func mustHoldGeneration(t *testing.T, s *acctest.Service, generation int) {
	t.Helper()
	suffix := fmt.Sprintf(" of %d", generation)
	for _, o := range s.Operators() {
		if !strings.HasSuffix(o.Name, suffix) {
			t.Errorf("operator %d is called %q", o.ID, o.Name)
		}
	}
	if len(s.Operators()) != 4 || len(s.Projects()) != 2 || s.VirtualNumbers() != 4 {
		t.Errorf("the account holds %d operators, %d projects and %d numbers", len(s.Operators()), len(s.Projects()),
			s.VirtualNumbers())
	}
	for _, p := range s.Projects() {
		if p.RetentionDays == nil || *p.RetentionDays != int64(90+generation) ||
			text(p.Description) != fmt.Sprintf("Generation %d", generation) {
			t.Errorf("project %d is not as configured: %+v", p.ID, p)
		}
	}
	for _, id := range s.VirtualNumberIDs() {
		n, _ := s.VirtualNumber(id)
		want := 3 // the list of a purchased number
		if id >= 30 {
			want = 1 // an attachment
		}
		if len(n.Operators) != want || !strings.HasSuffix(text(n.Name), suffix) {
			t.Errorf("number %d is called %q and has the operators %v", id, text(n.Name), n.Operators)
		}
	}
	if t.Failed() {
		t.Fatalf("in generation %d", generation)
	}
}
