package e2e_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Each check of the walk reports the problem that it is for.
func TestWalkCheck_detectsEachProblem(t *testing.T) {
	t.Parallel()
	yes, name := true, "Line"
	// The apply under check adopts number 101, sets its list, attaches an operator to 102, and creates an operator.
	fresh := func() *check {
		unmanaged := map[int64]sandbox.Operator{}
		for _, id := range walkUnmanaged {
			unmanaged[id] = sandbox.Operator{ID: id}
		}
		line := func(id int64, operators ...int64) sandbox.VirtualNumber {
			return sandbox.VirtualNumber{ID: id, PhoneNumber: numberPhone(id, 0), Operators: operators}
		}
		created := sandbox.Operator{ID: 9, Name: "Agent", PhoneNumber: operatorPhone(1, 0), Active: true}
		adopted := line(101, 9, 202)
		adopted.Name, adopted.Active = &name, true
		now := map[int64]sandbox.Operator{9: created}
		for id, o := range unmanaged {
			now[id] = o
		}
		projects := map[int64]sandbox.Project{walkProjectID: {ID: walkProjectID}}
		return &check{
			configuration: configuration{
				Numbers:     []walkNumber{{Label: "n", By: "id", Target: 101, Name: &name, Active: &yes}},
				Operators:   []walkOperator{{Label: "o", Name: "Agent", Number: 1}},
				Lists:       []walkList{{Label: "l", Number: ref{Label: "n"}, Operators: []ref{{Label: "o"}, {ID: 202}}}},
				Attachments: []walkAttachment{{Label: "a", Number: ref{ID: 102}, Operator: ref{ID: 203}}},
			},
			stateAfter: map[string]attributes{
				typeNumber + ".n": {ID: "101"}, typeOperator + ".o": {ID: "9"}, typeList + ".l": {NumberID: "101"},
				typeAttachment + ".a": {NumberID: "102", OperatorID: "203"},
			},
			accountBefore: account{
				numbers:   map[int64]sandbox.VirtualNumber{101: line(101, 201), 102: line(102, 201), 103: line(103, 204)},
				operators: unmanaged, projects: projects,
			},
			accountNow: account{
				numbers:   map[int64]sandbox.VirtualNumber{101: adopted, 102: line(102, 201, 203), 103: line(103, 204)},
				operators: now, projects: map[int64]sandbox.Project{walkProjectID: {ID: walkProjectID}},
			},
			requests: []sandbox.Request{{Method: "PATCH", Path: "/virtual_numbers/101", Body: `{"name":"Line"}`}},
		}
	}
	if problems := fresh().all(); len(problems) > 0 {
		t.Fatalf("a good apply has problems: %q", problems)
	}
	number := func(c *check, id int64, edit func(*sandbox.VirtualNumber)) {
		n := c.accountNow.numbers[id]
		n.Operators = slices.Clone(n.Operators)
		edit(&n)
		c.accountNow.numbers[id] = n
	}
	for what, corrupt := range map[string]func(*check){
		"does not hold": func(c *check) { c.stateAfter[typeNumber+".n"+deposed] = attributes{ID: "101"} },
		"has the ID":    func(c *check) { c.stateAfter[typeNumber+".n"] = attributes{ID: "103"} },
		"number 101 has the operators": func(c *check) {
			number(c, 101, func(n *sandbox.VirtualNumber) { slices.Reverse(n.Operators) })
		},
		"number 102 has the operators": func(c *check) {
			number(c, 102, func(n *sandbox.VirtualNumber) { n.Operators = n.Operators[:1] })
		},
		"number 103 has the operators": func(c *check) {
			number(c, 103, func(n *sandbox.VirtualNumber) { n.Operators = nil })
		},
		"number 101 differs": func(c *check) {
			number(c, 101, func(n *sandbox.VirtualNumber) { n.Active = false })
		},
		"number 103 differs": func(c *check) {
			number(c, 103, func(n *sandbox.VirtualNumber) { n.Recording = true })
		},
		"purchases": func(c *check) {
			c.requests = append(c.requests, sandbox.Request{Method: "POST", Path: "/virtual_numbers/purchase"})
		},
		"operators differ": func(c *check) { c.accountNow.operators[10] = sandbox.Operator{ID: 10, Name: "Agent"} },
		"projects differ":  func(c *check) { delete(c.accountNow.projects, walkProjectID) },
		"no difference": func(c *check) {
			c.requests = append(c.requests, sandbox.Request{Method: "PATCH", Path: "/operators/9", Unchanged: []string{"name"}})
		},
		"lost its only operator": func(c *check) {
			number(c, 103, func(n *sandbox.VirtualNumber) { n.Active = true })
			c.accountBefore.numbers[103] = c.accountNow.numbers[103]
			delete(c.accountNow.operators, 204)
			c.emptied = []sandbox.EmptyMoment{{NumberID: 103, Detached: []int64{204}}}
		},
		"without an operator": func(c *check) { c.emptied = []sandbox.EmptyMoment{{NumberID: 103, Detached: []int64{204}}} },
	} {
		c := fresh()
		corrupt(c)
		if problems := strings.Join(c.all(), "\n"); !strings.Contains(problems, what) {
			t.Errorf("%q is not among the problems: %s", what, problems)
		}
	}
}
