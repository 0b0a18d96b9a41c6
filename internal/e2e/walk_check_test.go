package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// attributes has the attributes of an object in state that the walk needs.
type attributes struct {
	ID         string `json:"id"`
	NumberID   string `json:"virtual_number_id"`
	OperatorID string `json:"operator_id"`
	// ForceDestroy is an argument of operators and projects.
	ForceDestroy bool `json:"force_destroy"`
}

// pair is an attachment.
type pair struct{ number, operator int64 }

func (a attributes) pair() pair { return pair{toID(a.NumberID), toID(a.OperatorID)} }

func toID(text string) int64 {
	id, _ := strconv.ParseInt(text, 10, 64)
	return id
}

// deposed is the suffix of the address of a deposed object.
const deposed = " (deposed)"

// readState returns the managed objects of the provider by address.
func readState(directory string) (map[string]attributes, error) {
	content, err := os.ReadFile(filepath.Join(directory, "terraform.tfstate"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var state struct {
		Resources []struct {
			Mode, Type, Name string
			Instances        []struct {
				Deposed    string
				Attributes attributes
			}
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, err
	}
	objects := map[string]attributes{}
	for _, r := range state.Resources {
		for _, instance := range r.Instances {
			address := r.Type + "." + r.Name
			if instance.Deposed != "" {
				address += deposed
			}
			if r.Mode == "managed" && strings.HasPrefix(r.Type, "identitycall_") {
				objects[address] = instance.Attributes
			}
		}
	}
	return objects, nil
}

// account is a copy of everything in the sandbox.
type account struct {
	numbers   map[int64]sandbox.VirtualNumber
	operators map[int64]sandbox.Operator
	projects  map[int64]sandbox.Project
}

func copyAccount(s *sandbox.Sandbox) account {
	a := account{map[int64]sandbox.VirtualNumber{}, map[int64]sandbox.Operator{}, map[int64]sandbox.Project{}}
	for _, id := range s.VirtualNumberIDs() {
		a.numbers[id], _ = s.VirtualNumber(id)
	}
	for _, o := range s.Operators() {
		a.operators[o.ID] = o
	}
	for _, p := range s.Projects() {
		a.projects[p.ID] = p
	}
	return a
}

// check is one apply: the contents before, the configuration, and the result.
type check struct {
	configuration             configuration
	forced                    []string // addresses that are tainted or replaced
	stateBefore, stateAfter   map[string]attributes
	accountBefore, accountNow account
	requests                  []sandbox.Request
	emptied                   []sandbox.EmptyMoment
	problems                  []string
}

func (c *check) problem(format string, arguments ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, arguments...))
}

// before returns the object of an address before the apply, also if it was moved from another address.
func (c *check) before(address string) (attributes, bool) {
	for i := len(c.configuration.Moved) - 1; i >= 0; i-- {
		if _, ok := c.stateBefore[address]; !ok && c.configuration.Moved[i][1] == address {
			address = c.configuration.Moved[i][0]
		}
	}
	object, ok := c.stateBefore[address]
	return object, ok
}

// operator returns the ID that an operator reference has after the apply.
func (c *check) operator(r ref) int64 {
	if r.Label == "" {
		return r.ID
	}
	return toID(c.stateAfter[typeOperator+"."+r.Label].ID)
}

// all runs all checks, and returns the problems.
func (c *check) all() []string {
	c.state()
	c.numbers()
	c.operators()
	c.projects()
	c.patches()
	c.emptyMoments()
	return c.problems
}

// state: exactly the configured objects, and nothing deposed.
func (c *check) state() {
	wanted := c.configuration.addresses()
	slices.Sort(wanted)
	if diff := cmp.Diff(wanted, slices.Sorted(maps.Keys(c.stateAfter))); diff != "" && len(wanted)+len(c.stateAfter) > 0 {
		c.problem("the state does not hold what is configured (-want +got):\n%s", diff)
	}
	for _, n := range c.configuration.Numbers {
		if got := c.stateAfter[typeNumber+"."+n.Label].ID; toID(got) != n.Target {
			c.problem("number %s has the ID %s in state, want %d", n.Label, got, n.Target)
		}
	}
}

// numbers: the configured settings and operators, everything else unchanged, and only the configured purchases.
func (c *check) numbers() {
	wanted := maps.Clone(c.accountBefore.numbers)
	purchases := 0
	for _, p := range c.configuration.Purchases {
		if _, ok := wanted[p.Target]; !ok {
			purchases++
			wanted[p.Target] = sandbox.VirtualNumber{ID: p.Target, PhoneNumber: numberPhone(p.Target, 0), CountryCode: "US",
				Active: true, Recording: true, RoutingStrategy: "priority"}
		}
		if got := c.stateAfter[typePurchase+"."+p.Label].ID; toID(got) != p.Target {
			c.problem("purchase %s has the ID %s in state, want %d", p.Label, got, p.Target)
		}
	}
	for _, n := range c.configuration.Numbers {
		number := wanted[n.Target]
		set(&number.Active, n.Active)
		set(&number.Recording, n.Recording)
		set(&number.RoutingStrategy, n.Strategy)
		if n.Name != nil {
			number.Name = n.Name
		}
		wanted[n.Target] = number
	}
	for id, number := range wanted {
		actual := c.accountNow.numbers[id]
		wantedOperators, ordered := c.wantedOperators(id)
		actualOperators := actual.Operators
		if !ordered {
			slices.Sort(wantedOperators)
			actualOperators = slices.Sorted(slices.Values(actualOperators))
		}
		if !slices.Equal(wantedOperators, actualOperators) {
			c.problem("number %d has the operators %v, want %v", id, actualOperators, wantedOperators)
		}
		number.Operators, actual.Operators = nil, nil
		if diff := cmp.Diff(number, actual); diff != "" {
			c.problem("number %d differs (-want +got):\n%s", id, diff)
		}
	}
	sent := 0
	for _, r := range c.requests {
		if r.Path == "/virtual_numbers/purchase" {
			sent++
		}
	}
	if sent != purchases || len(wanted) != len(c.accountNow.numbers) {
		c.problem("%d purchases were sent, want %d", sent, purchases)
	}
}

func set[T any](target, value *T) {
	if value != nil {
		*target = *value
	}
}

// wantedOperators returns the operators of a number, and whether their order matters.
func (c *check) wantedOperators(number int64) (operators []int64, ordered bool) {
	for _, l := range c.configuration.Lists {
		if c.configuration.number(l.Number) == number {
			for _, o := range l.Operators {
				operators = append(operators, c.operator(o))
			}
			return operators, true
		}
	}
	managed, attached := c.attachments()
	ordered = true
	for _, id := range c.accountBefore.numbers[number].Operators {
		_, exists := c.accountNow.operators[id]
		if p := (pair{number, id}); exists && (!managed[p] || attached[p]) {
			operators = append(operators, id)
		}
		ordered = ordered && !managed[pair{number, id}]
	}
	for p := range attached {
		if p.number == number && !slices.Contains(operators, p.operator) {
			operators = append(operators, p.operator)
		}
		ordered = ordered && p.number != number
	}
	return operators, ordered
}

// attachments returns the attachments in the state before, and the configured ones.
func (c *check) attachments() (managed, configured map[pair]bool) {
	managed, configured = map[pair]bool{}, map[pair]bool{}
	for address, object := range c.stateBefore {
		if strings.HasPrefix(address, typeAttachment+".") {
			managed[object.pair()] = true
		}
	}
	for _, a := range c.configuration.Attachments {
		configured[pair{c.configuration.number(a.Number), c.operator(a.Operator)}] = true
	}
	return managed, configured
}

// operators: the configured ones, and those that are not managed unchanged.
func (c *check) operators() {
	wanted := map[int64]sandbox.Operator{}
	for _, id := range walkUnmanaged {
		wanted[id] = c.accountBefore.operators[id]
	}
	for _, o := range c.configuration.Operators {
		id := c.operator(ref{Label: o.Label})
		phone := operatorPhone(o.Number, 0)
		operator := sandbox.Operator{ID: id, Name: o.Name, PhoneNumber: phone, Email: o.Email, Active: true}
		if before, ok := c.accountBefore.operators[id]; ok {
			operator.Active = before.Active
		}
		set(&operator.Active, o.Active)
		wanted[id] = operator
	}
	if diff := cmp.Diff(wanted, c.accountNow.operators); diff != "" {
		c.problem("the operators differ (-want +got):\n%s", diff)
	}
}

// projects: the configured ones, and those that are not managed, or that the CLI forgets, unchanged.
func (c *check) projects() {
	managed := map[int64]bool{}
	for address, object := range c.stateBefore {
		if strings.HasPrefix(address, typeProject+".") {
			managed[toID(object.ID)] = !forgets || !strings.HasPrefix(address, typeProject+"."+keptPrefix)
		}
	}
	wanted := map[int64]sandbox.Project{}
	for id, project := range c.accountBefore.projects {
		if !managed[id] {
			wanted[id] = project
		}
	}
	for _, p := range c.configuration.Projects {
		id := toID(c.stateAfter[typeProject+"."+p.Label].ID)
		project := c.accountNow.projects[id] // the rest is not configured
		project.ID, project.Name, project.Language = id, p.Name, p.Language
		project.Description, project.RetentionDays = p.Description, p.RetentionDays
		if before, ok := c.accountBefore.projects[id]; ok {
			project.GoalLanguage, project.SummaryLanguage = before.GoalLanguage, before.SummaryLanguage
		}
		wanted[id] = project
	}
	if diff := cmp.Diff(wanted, c.accountNow.projects); diff != "" {
		c.problem("the projects differ (-want +got):\n%s", diff)
	}
}

// patches: every PATCH contains only differences, also that of an adoption.
func (c *check) patches() {
	for _, r := range c.requests {
		if r.Method == "PATCH" && (len(r.Unchanged) > 0 || r.Body == "{}") {
			c.problem("%s sends what is no difference: %v", r, r.Unchanged)
		}
	}
}

// emptyMoments: a number that had operators and is configured to have some was never without one, and the last operator
// of an active number was not deleted without force_destroy. Exceptions are attachments that are destroyed, replaced or
// moved to another number, and a deposed operator: Terraform deletes it before or after the list changes.
func (c *check) emptyMoments() {
	for address := range c.stateBefore {
		if strings.HasPrefix(address, typeOperator+".") && strings.HasSuffix(address, deposed) {
			return
		}
	}
	for _, moment := range c.emptied {
		operators, _ := c.wantedOperators(moment.NumberID)
		switch {
		case c.attachmentsLeave(moment.NumberID):
		case len(operators) > 0:
			c.problem("number %d was without an operator, after %v and before %v", moment.NumberID, moment.Detached, operators)
		case !c.hasList(moment.NumberID) && c.isActive(moment.NumberID) && !c.isForced(moment.Detached):
			c.problem("number %d lost its only operator %v", moment.NumberID, moment.Detached)
		}
	}
}

func (c *check) hasList(number int64) bool {
	return slices.ContainsFunc(c.configuration.Lists, func(l walkList) bool {
		return c.configuration.number(l.Number) == number
	})
}

// isActive reports whether a number was active before and after the apply.
func (c *check) isActive(number int64) bool {
	return c.accountBefore.numbers[number].Active && c.accountNow.numbers[number].Active
}

// isForced reports whether an operator had force_destroy before the apply.
func (c *check) isForced(operators []int64) bool {
	for address, object := range c.stateBefore {
		if strings.HasPrefix(address, typeOperator+".") && slices.Contains(operators, toID(object.ID)) {
			return object.ForceDestroy
		}
	}
	return false
}

func (c *check) attachmentsLeave(number int64) bool {
	staying := 0
	for _, a := range c.configuration.Attachments {
		address := typeAttachment + "." + a.Label
		before, existed := c.before(address)
		stays := existed && toID(before.NumberID) == number && c.configuration.number(a.Number) == number
		if stays && !slices.Contains(c.forced, address) {
			staying++
		}
	}
	managed := 0
	for address, object := range c.stateBefore {
		if strings.HasPrefix(address, typeAttachment+".") && toID(object.NumberID) == number {
			managed++
		}
	}
	return staying != managed
}
