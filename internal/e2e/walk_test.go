package e2e_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var (
	walkSeed  = flag.Uint64("walk-seed", 1, "the `seed` of the first random walk")
	walkCount = flag.Uint64("walk-count", 2, "how many random walks there are, each with a seed of its own")
	walkSteps = flag.Int("walk-steps", 8, "how many steps a random walk has")
)

const (
	walkProjectID = 301 // a project that no configuration manages
	walkDelay     = 20 * time.Millisecond
)

// walker applies one configuration after the other.
type walker struct {
	*acctest.Workspace
	*generator
	seed    uint64
	current configuration
	// steps describes each step.
	steps []string
	// screen is the output of the last apply.
	screen string
}

// TestAccWalk applies random configurations, with changes in the dashboard and life-cycle commands in between. After
// each apply, the account has what is configured, everything else is unchanged, no number was without an operator, and
// the next plan has no changes. -walk-seed, -walk-count=1 and -walk-steps repeat a walk that failed.
func TestAccWalk(t *testing.T) {
	keepsOnDestroy, forgets = acctest.Has(t, "1.16", "1.12"), acctest.IsOpenTofu(t)
	t.Parallel()
	for seed := range *walkCount {
		t.Run(fmt.Sprint("seed ", *walkSeed+seed), func(t *testing.T) {
			t.Parallel()
			walk(t, *walkSeed+seed)
		})
	}
}

func walk(t *testing.T, seed uint64) {
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

	w := &walker{Workspace: acctest.NewWorkspace(t, s), seed: seed}
	w.WatchRaces()
	w.generator = &generator{Rand: rand.New(rand.NewPCG(seed, 0)), onAccount: func(id int64) bool {
		_, ok := s.VirtualNumber(id)
		return ok
	}}
	w.log("start")
	for range 10 {
		w.mutate(&w.current)
	}
	w.converge(w.current, nil)
	steps := *walkSteps
	if testing.Short() {
		steps = min(steps, 4) // the gate walks all steps with one CLI
	}
	for step := 1; step <= steps && !t.Failed(); step++ {
		w.log(fmt.Sprintf("step %d", step))
		w.step()
	}
	if t.Failed() {
		t.Logf("repeat with -walk-seed=%d -walk-count=1 -walk-steps=%d", seed, *walkSteps)
	}
	t.Logf("seed %d:\n%s", seed, strings.Join(w.steps, "\n"))
}

func (w *walker) log(what string) { w.steps = append(w.steps, what) }

// fail fails the test with everything that is needed to repeat the step manually.
func (w *walker) fail(previous configuration, problem string) {
	w.T.Helper()
	w.T.Fatalf("seed %d: %s\n\n%s\n\napply printed: %s\n\nrequests:\n%s\n\nconfiguration before:\n%s\nconfiguration:\n%s",
		w.seed, problem, strings.Join(w.steps, "\n"), w.screen, requestLines(w.Service.Requests()), previous, w.current)
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

func (w *walker) driftAccount(objects bool) {
	operators := w.managed(typeOperator, func(id int64) bool { _, ok := w.Service.Operator(id); return ok })
	projects := w.managed(typeProject, func(id int64) bool { _, ok := w.Service.Project(id); return ok })
	w.log(w.drift(w.Service.Sandbox, operators, projects, objects))
}

// step changes the configuration, and sometimes the account, and applies in one of several ways.
func (w *walker) step() {
	w.T.Helper()
	previous := w.current
	next := w.current.clone()
	for range w.IntN(4) {
		w.log(w.mutate(&next))
	}
	if w.IntN(3) == 0 {
		w.driftAccount(true)
	}
	w.current = next
	w.Configure(next.String())
	switch w.IntN(10) {
	case 0, 1:
		w.converge(previous, nil)
	case 2:
		w.taint(previous)
	case 3:
		w.replace(previous)
	case 4:
		w.target(previous)
	case 5:
		w.removeAndImport(previous)
	case 6:
		w.savedPlan(previous)
	case 7:
		w.refreshOnly(previous)
	case 8:
		w.rejectWrite(previous)
	case 9:
		w.removeAttached(previous)
	}
}

// removeAttached removes an operator that is, in the dashboard, the only one of an active number.
func (w *walker) removeAttached(previous configuration) {
	w.T.Helper()
	var labels []string
	state := w.state()
	for _, address := range w.managedAddresses() {
		label, isOperator := strings.CutPrefix(address, typeOperator+".")
		if _, exists := w.Service.Operator(toID(state[address].ID)); isOperator && exists {
			labels = append(labels, label)
		}
	}
	numbers := slices.DeleteFunc(w.Service.VirtualNumberIDs(), func(id int64) bool {
		number, _ := w.Service.VirtualNumber(id)
		isManaged := slices.ContainsFunc(w.current.Attachments, func(a walkAttachment) bool {
			return w.current.number(a.Number) == id
		})
		return !number.Active || isManaged || w.check(nil).hasList(id)
	})
	if len(labels) > 0 && len(numbers) > 0 {
		label, number := *pick(w.generator, labels), *pick(w.generator, numbers)
		operator := toID(state[typeOperator+"."+label].ID)
		w.Service.EditVirtualNumber(number, func(n *sandbox.VirtualNumber) { n.Operators = []int64{operator} })
		w.current.removeOperator(label)
		w.log(fmt.Sprintf("dashboard: attach only %d to number %d; remove operator %s", operator, number, label))
	}
	w.converge(previous, nil)
}

// managedAddresses returns the addresses that are in state and in the configuration.
func (w *walker) managedAddresses() []string {
	state := w.state()
	return slices.DeleteFunc(w.current.addresses(), func(address string) bool { _, ok := state[address]; return !ok })
}

func (w *walker) taint(previous configuration) {
	w.T.Helper()
	var tainted []string
	if addresses := w.managedAddresses(); len(addresses) > 0 {
		tainted = []string{*pick(w.generator, addresses)}
		w.log("taint " + tainted[0])
		w.Must("taint", tainted[0])
	}
	w.converge(previous, tainted)
}

func (w *walker) replace(previous configuration) {
	w.T.Helper()
	addresses := w.managedAddresses()
	if len(addresses) == 0 {
		w.converge(previous, nil)
		return
	}
	address := *pick(w.generator, addresses)
	w.log("apply -replace=" + address)
	w.converge(previous, []string{address}, "-replace="+address)
}

// target applies a part, and then the rest. A removed attachment needs a complete apply: it must run together with the
// resource that claims its operator.
func (w *walker) target(previous configuration) {
	w.T.Helper()
	state := w.state()
	addresses := w.managedAddresses()
	detaching := slices.ContainsFunc(slices.Collect(maps.Keys(state)), func(address string) bool {
		return strings.HasPrefix(address, typeAttachment+".") && !slices.Contains(addresses, address)
	})
	if all := w.current.addresses(); len(all) > 0 && !detaching && len(w.current.Moved) == 0 {
		address := *pick(w.generator, all)
		w.log("apply -target=" + address)
		w.apply(previous, "-target="+address)
	}
	w.converge(previous, nil)
}

// removeAndImport removes an object from state and imports it again. If apply can adopt it, the import is optional.
func (w *walker) removeAndImport(previous configuration) {
	w.T.Helper()
	addresses := w.managedAddresses()
	if len(addresses) == 0 {
		w.converge(previous, nil)
		return
	}
	address := *pick(w.generator, addresses)
	object := w.state()[address]
	w.log("state rm " + address)
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
			w.log("import " + address + " " + id)
		} else if !w.missing(address, object) {
			w.fail(previous, "import "+address+" "+id+" failed:\n"+screen)
		}
	}
	w.converge(previous, nil)
}

// missing reports whether an object in state was deleted in the dashboard.
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

// savedPlan changes the account between plan and apply. The saved plan must still apply.
func (w *walker) savedPlan(previous configuration) {
	w.T.Helper()
	if screen, code := w.Plan("-out=tfplan"); code == 1 {
		w.fail(previous, "plan failed:\n"+screen)
	}
	w.driftAccount(false)
	w.log("apply the saved plan")
	w.Service.ClearRequests()
	w.Service.ClearRouting()
	screen, code := w.Run("apply", "-input=false", "tfplan")
	if w.screen = screen; code != 0 && !w.resolveRefusals(previous) {
		w.fail(previous, "the apply of a saved plan failed")
	}
	w.converge(previous, nil)
}

// rejectWrite applies while the API rejects a write. The partial apply must not leave a number without an operator, and
// the next apply must complete it.
func (w *walker) rejectWrite(previous configuration) {
	w.T.Helper()
	fault := sandbox.Fault{
		Method: *pick(w.generator, []string{"POST", "PATCH", "DELETE"}), Skip: w.IntN(2), Times: 1 + w.IntN(2),
		Reply: sandbox.Status(http.StatusUnprocessableEntity, `{"error":"Try again tomorrow"}`),
	}
	w.Service.Inject(fault)
	c := w.check(nil)
	w.Service.ClearRequests()
	w.Service.ClearRouting()
	screen, code := w.Apply()
	w.Service.ClearFaults()
	w.screen = screen
	w.log(fmt.Sprintf("apply: after %d %s requests, %d rejected; code %d", fault.Skip, fault.Method, fault.Times, code))
	if code != 0 && !strings.Contains(screen, "Try again tomorrow") && !w.resolveRefusals(previous) {
		w.fail(previous, "the apply failed for another reason")
	}
	c.stateAfter, c.accountNow, c.emptied = w.state(), copyAccount(w.Service.Sandbox), w.Service.EmptyMoments()
	if c.emptyMoments(); len(c.problems) > 0 {
		w.fail(previous, strings.Join(c.problems, "\n"))
	}
	w.converge(previous, nil)
}

func (w *walker) refreshOnly(previous configuration) {
	w.T.Helper()
	w.driftAccount(true)
	w.log("apply -refresh-only")
	w.apply(previous, "-refresh-only")
	if writes := w.Service.Writes(); len(writes) > 0 {
		w.fail(previous, fmt.Sprintf("-refresh-only sent %q", writes))
	}
	w.converge(previous, nil)
}

// apply applies, and expects success or a refusal to delete operators. It reports the latter.
func (w *walker) apply(previous configuration, arguments ...string) (isRefused bool) {
	w.T.Helper()
	w.Service.ClearRequests()
	w.Service.ClearRouting()
	screen, code := w.Apply(arguments...)
	w.screen = screen
	isRefused = code != 0 && w.resolveRefusals(previous)
	if code != 0 && !isRefused {
		w.fail(previous, fmt.Sprintf("apply %s ended with %d", strings.Join(arguments, " "), code))
	}
	return isRefused
}

// refusal is the error if an operator is the only one of active numbers, and labelID an ID in it.
var (
	refusal = regexp.MustCompile(`Error: Operator [^()]+ \(ID (\d+)\) is the only operator of (.+?) The operator was not`)
	labelID = regexp.MustCompile(`\(ID (\d+)\)`)
)

// resolveRefusals reports whether the last apply failed because it would have deleted the only operators of numbers,
// and for no other reason. It attaches somebody else to these numbers, as in the dashboard.
func (w *walker) resolveRefusals(previous configuration) bool {
	w.T.Helper()
	refused := refusal.FindAllStringSubmatch(w.screen, -1)
	if len(refused) == 0 || strings.Count(w.screen, "Error: ") != len(refused) {
		return false
	}
	for _, match := range refused {
		operator := toID(match[1])
		for _, object := range w.state() {
			if toID(object.ID) == operator && object.ForceDestroy {
				w.fail(previous, fmt.Sprintf("operator %d was refused although it has force_destroy", operator))
			}
		}
		for _, label := range labelID.FindAllStringSubmatch(match[2], -1) {
			id := toID(label[1])
			wasOnly := slices.ContainsFunc(w.Service.RoutingHistory(id), func(operators []int64) bool {
				return slices.Equal(operators, []int64{operator})
			})
			if number, _ := w.Service.VirtualNumber(id); !number.Active || !wasOnly {
				w.fail(previous, fmt.Sprintf("operator %d was refused, and number %d is %+v", operator, id, number))
			}
			w.Service.EditVirtualNumber(id, func(n *sandbox.VirtualNumber) {
				if slices.Equal(n.Operators, []int64{operator}) {
					n.Operators = []int64{operator, walkUnmanaged[0]}
				}
			})
			w.log(fmt.Sprintf("operator %d was refused; dashboard: attach %d to number %d", operator, walkUnmanaged[0], id))
		}
	}
	return true
}

// converge applies everything and checks it. Forced are the addresses that are tainted or replaced.
func (w *walker) converge(previous configuration, forced []string, arguments ...string) {
	w.T.Helper()
	w.Configure(w.current.String())
	c := w.check(forced)
	for tries := 3; w.apply(previous, arguments...); tries-- {
		if tries == 0 {
			w.fail(previous, "the apply was refused again and again")
		}
		c, arguments = w.check(forced), nil
	}
	c.stateAfter, c.accountNow = w.state(), copyAccount(w.Service.Sandbox)
	c.requests, c.emptied = w.Service.Requests(), w.Service.EmptyMoments()
	if problems := c.all(); len(problems) > 0 {
		w.fail(previous, strings.Join(problems, "\n"))
	}
	if screen, code := w.Plan(); code != 0 {
		w.fail(previous, "the next plan has changes:\n"+screen)
	}
}

// check starts the check of an apply.
func (w *walker) check(forced []string) *check {
	return &check{
		configuration: w.current, forced: forced, stateBefore: w.state(), accountBefore: copyAccount(w.Service.Sandbox),
	}
}
