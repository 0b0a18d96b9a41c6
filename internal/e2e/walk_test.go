package e2e_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var (
	walkSeed  = flag.Uint64("walk-seed", 1, "the `seed` of the random walk")
	walkSteps = flag.Int("walk-steps", 16, "how many steps the random walk has")
)

const (
	walkProjectID = 301 // a project that no configuration manages
	walkDelay     = 20 * time.Millisecond
)

// fault1160 is a fault of Terraform 1.16.0 itself: -replace of a resource that refers to an unknown value of a resource
// with create_before_destroy. terraform_data shows it too.
const fault1160 = "changed the planned action from DeleteThenCreate to Update"

// walker walks from one configuration to the next.
type walker struct {
	*acctest.Workspace
	*generator
	current configuration
	// story is what each step did.
	story []string
}

// TestAccWalk applies random configurations, with changes in the dashboard and life-cycle commands in between. After
// each apply the account holds what is configured, what is not configured is untouched, no line was emptied, and the
// next plan is empty. -walk-seed and -walk-steps repeat a walk that failed.
func TestAccWalk(t *testing.T) {
	t.Parallel()
	s := acctest.StartService(t)
	s.Delay(walkDelay)
	for _, id := range walkUnmanaged {
		name := fmt.Sprintf("Unmanaged %d", id)
		s.AddOperator(sandbox.Operator{ID: id, Name: name, PhoneNumber: operatorPhone(int(id), 0), Active: true})
	}
	for i, id := range walkNumbers {
		if id >= firstPurchasable {
			s.AddInventory(sandbox.InventoryEntry{PhoneNumber: numberPhone(id, 0), CountryCode: "US", NumberID: id})
			continue
		}
		s.AddVirtualNumber(sandbox.VirtualNumber{
			ID: id, PhoneNumber: numberPhone(id, 0), Active: i%2 == 0, Operators: slices.Clone(walkUnmanaged[:i]),
		})
	}
	s.AddProject(sandbox.Project{ID: walkProjectID, Name: "Unmanaged", Language: "en"})

	w := &walker{Workspace: acctest.NewWorkspace(t, s)}
	w.generator = &generator{Rand: rand.New(rand.NewPCG(*walkSeed, 0)), onAccount: func(id int64) bool {
		_, ok := s.VirtualNumber(id)
		return ok
	}}
	w.say("begin")
	for range 6 {
		w.mutate(&w.current)
	}
	w.converge(w.current, nil)
	for step := 1; step <= *walkSteps && !t.Failed(); step++ {
		w.say(fmt.Sprintf("step %d", step))
		w.step()
	}
	if t.Failed() {
		t.Logf("repeat with -walk-seed=%d -walk-steps=%d", *walkSeed, *walkSteps)
	}
	t.Logf("seed %d:\n%s", *walkSeed, strings.Join(w.story, "\n"))
}

func (w *walker) say(what string) { w.story = append(w.story, what) }

// fail fails the test with everything that is needed to repeat the step by hand.
func (w *walker) fail(previous configuration, problem string) {
	w.T.Helper()
	w.T.Fatalf("seed %d: %s\n\n%s\n\nrequests:\n%s\n\nconfiguration before:\n%s\nconfiguration:\n%s",
		*walkSeed, problem, strings.Join(w.story, "\n"), requestLines(w.Service.Requests()), previous, w.current)
}

func requestLines(requests []sandbox.Request) string {
	var lines []string
	for _, r := range requests {
		lines = append(lines, fmt.Sprintf("%s (%d)", r, r.Status))
	}
	return strings.Join(lines, "\n")
}

func (w *walker) state() map[string]attributes {
	w.T.Helper()
	state, err := readState(w.Directory)
	if err != nil {
		w.T.Fatal(err)
	}
	return state
}

// managed returns the IDs of the objects of a type in state that the account has, in the order of their addresses.
func (w *walker) managed(kind string, exists func(int64) bool) []int64 {
	var ids []int64
	state := w.state()
	for _, address := range slices.Sorted(maps.Keys(state)) {
		if id := toID(state[address].ID); strings.HasPrefix(address, kind+".") && exists(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (w *walker) changeBehind(objects bool) {
	operators := w.managed(typeOperator, func(id int64) bool { _, ok := w.Service.Operator(id); return ok })
	projects := w.managed(typeProject, func(id int64) bool { _, ok := w.Service.Project(id); return ok })
	w.say(w.drift(w.Service.Sandbox, operators, projects, objects))
}

// step changes the configuration and perhaps the account, and applies in one of the ways in which people do.
func (w *walker) step() {
	w.T.Helper()
	previous := w.current
	next := w.current.clone()
	for range w.IntN(3) {
		w.say(w.mutate(&next))
	}
	if w.IntN(3) == 0 {
		w.changeBehind(true)
	}
	w.current = next
	w.Configure(next.String())
	switch w.IntN(8) {
	case 0, 1:
		w.converge(previous, nil)
	case 2:
		w.taint(previous)
	case 3:
		w.replace(previous)
	case 4:
		w.target(previous)
	case 5:
		w.forgetAndImport(previous)
	case 6:
		w.savedPlan(previous)
	case 7:
		w.refreshOnly(previous)
	}
}

// known are the addresses that are in state and in the configuration.
func (w *walker) known() []string {
	state := w.state()
	return slices.DeleteFunc(w.current.addresses(), func(address string) bool { _, ok := state[address]; return !ok })
}

func (w *walker) taint(previous configuration) {
	w.T.Helper()
	var tainted []string
	if known := w.known(); len(known) > 0 {
		tainted = []string{*pick(w.generator, known)}
		w.say("taint " + tainted[0])
		w.Must("taint", tainted[0])
	}
	w.converge(previous, tainted)
}

func (w *walker) replace(previous configuration) {
	w.T.Helper()
	known := w.known()
	if len(known) == 0 {
		w.converge(previous, nil)
		return
	}
	address := *pick(w.generator, known)
	w.say("apply -replace=" + address)
	w.converge(previous, []string{address}, "-replace="+address)
}

// target applies a part, and then the rest. An attachment that is removed is left to a whole apply: it must run
// together with what claims its operator.
func (w *walker) target(previous configuration) {
	w.T.Helper()
	state := w.state()
	known := w.known()
	leaving := slices.ContainsFunc(slices.Collect(maps.Keys(state)), func(address string) bool {
		return strings.HasPrefix(address, typeAttachment+".") && !slices.Contains(known, address)
	})
	if all := w.current.addresses(); len(all) > 0 && !leaving && len(w.current.Moved) == 0 {
		address := *pick(w.generator, all)
		w.say("apply -target=" + address)
		w.apply(previous, "-target="+address)
	}
	w.converge(previous, nil)
}

// forgetAndImport removes an object from state and imports it again. What is adopted without harm may be left to the
// apply.
func (w *walker) forgetAndImport(previous configuration) {
	w.T.Helper()
	known := w.known()
	if len(known) == 0 {
		w.converge(previous, nil)
		return
	}
	address := *pick(w.generator, known)
	object := w.state()[address]
	w.say("state rm " + address)
	w.Must("state", "rm", address)
	id, creates := object.ID, false
	switch kind, _, _ := strings.Cut(address, "."); kind {
	case typeList:
		id = object.NumberID
	case typeAttachment:
		id = object.NumberID + "/" + object.OperatorID
	case typeOperator, typeProject:
		creates = true
	}
	if creates || w.bool() {
		if screen, code := w.Run("import", "-input=false", address, id); code == 0 {
			w.say("import " + address + " " + id)
		} else if !w.missing(address, object) {
			w.fail(previous, "import "+address+" "+id+" failed:\n"+screen)
		}
	}
	w.converge(previous, nil)
}

// missing reports whether somebody in the dashboard has deleted what an object in state stands for.
func (w *walker) missing(address string, object attributes) bool {
	now := copyAccount(w.Service.Sandbox)
	_, isOperator := now.operators[toID(object.ID)]
	_, isProject := now.projects[toID(object.ID)]
	switch kind, _, _ := strings.Cut(address, "."); kind {
	case typeOperator:
		return !isOperator
	case typeProject:
		return !isProject
	case typeAttachment:
		return !slices.Contains(now.numbers[object.pair().number].Operators, object.pair().operator)
	}
	return false
}

// savedPlan changes the account between plan and apply. What was planned must apply all the same.
func (w *walker) savedPlan(previous configuration) {
	w.T.Helper()
	if screen, code := w.Plan("-out=tfplan"); code == 1 {
		w.fail(previous, "plan failed:\n"+screen)
	}
	w.changeBehind(false)
	w.say("apply the saved plan")
	w.Service.ForgetRequests()
	if screen, code := w.Run("apply", "-input=false", "tfplan"); code != 0 {
		w.fail(previous, "the apply of a saved plan failed:\n"+screen)
	}
	w.converge(previous, nil)
}

func (w *walker) refreshOnly(previous configuration) {
	w.T.Helper()
	w.changeBehind(true)
	w.say("apply -refresh-only")
	w.apply(previous, "-refresh-only")
	if writes := w.Service.Writes(); len(writes) > 0 {
		w.fail(previous, fmt.Sprintf("-refresh-only sent %q", writes))
	}
	w.converge(previous, nil)
}

// apply applies and wants success. It reports whether Terraform 1.16.0 itself failed the apply.
func (w *walker) apply(previous configuration, arguments ...string) (faulty bool) {
	w.T.Helper()
	w.Service.ForgetRequests()
	w.Service.ForgetRouting()
	screen, code := w.Apply(arguments...)
	if code != 0 && strings.Contains(screen, fault1160) {
		return true
	}
	if code != 0 {
		w.fail(previous, fmt.Sprintf("apply %s ended with %d:\n%s", strings.Join(arguments, " "), code, screen))
	}
	return false
}

// converge applies everything and checks it. Forced are the addresses that are tainted or replaced.
func (w *walker) converge(previous configuration, forced []string, arguments ...string) {
	w.T.Helper()
	w.Configure(w.current.String())
	c := w.check(forced)
	if w.apply(previous, arguments...) {
		w.say("Terraform 1.16.0 failed the apply: apply again, and check a third apply")
		w.MustApply()
		w.MustApply()
		c = w.check(nil)
		w.apply(previous)
	}
	c.stateAfter, c.accountNow = w.state(), copyAccount(w.Service.Sandbox)
	c.requests, c.emptied = w.Service.Requests(), w.Service.EmptyMoments()
	if problems := c.all(); len(problems) > 0 {
		w.fail(previous, strings.Join(problems, "\n"))
	}
	if screen, code := w.Plan(); code != 0 {
		w.fail(previous, "the next plan is not empty:\n"+screen)
	}
}

// check begins the check of an apply.
func (w *walker) check(forced []string) *check {
	return &check{
		configuration: w.current, forced: forced, stateBefore: w.state(), accountBefore: copyAccount(w.Service.Sandbox),
	}
}
