package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The account of the walk. Numbers from firstPurchasable on must be purchased first.
var (
	walkNumbers    = []int64{101, 102, 103, 104, 105, 106}
	walkUnmanaged  = []int64{201, 202, 203, 204} // operators that no configuration manages
	walkStrategies = []string{"priority", "round_robin", "simultaneous"}
)

const firstPurchasable = 105

// generator makes random choices, the same ones for the same seed.
type generator struct {
	*rand.Rand
	labels int
	// onAccount reports whether the account has a number.
	onAccount func(int64) bool
}

func (g *generator) label() string {
	g.labels++
	return fmt.Sprintf("r%d", g.labels)
}

// pick returns a random element of a list that is not empty.
func pick[T any](g *generator, list []T) *T { return &list[g.IntN(len(list))] }

// maybe returns nil half of the time.
func maybe[T any](g *generator, value T) *T {
	if g.IntN(2) == 0 {
		return nil
	}
	return &value
}

func (g *generator) bool() bool { return g.IntN(2) == 0 }

// drift changes the account, as in the dashboard. With objects, it may also delete operators and
// projects.
func (g *generator) drift(s *sandbox.Sandbox, operators, projects []int64, objects bool) string {
	ids := s.VirtualNumberIDs()
	number := *pick(g, ids)
	// The choices are made before the edit, so that later ones do not depend on the account.
	name, strategy := maybe(g, "Dashboard"), *pick(g, walkStrategies)
	attached := *pick(g, slices.Concat(walkUnmanaged, operators))
	active, recording, first := g.bool(), g.bool(), g.bool()
	switch k := g.IntN(8); {
	case k < 2:
		s.EditVirtualNumber(number, func(n *sandbox.VirtualNumber) {
			n.Name, n.RoutingStrategy, n.Active, n.Recording = name, strategy, active, recording
		})
		return fmt.Sprintf("dashboard: settings of number %d", number)
	case k < 5:
		s.EditVirtualNumber(number, func(n *sandbox.VirtualNumber) {
			n.Operators = slices.Clone(n.Operators)
			if first {
				slices.Reverse(n.Operators)
			}
			if len(n.Operators) > 0 && active {
				n.Operators = n.Operators[1:]
			}
			if !slices.Contains(n.Operators, attached) && recording {
				n.Operators = append(n.Operators, attached)
			}
		})
		return fmt.Sprintf("dashboard: operators of number %d", number)
	case k == 5 && len(operators) > 0:
		id := *pick(g, operators)
		s.EditOperator(id, func(o *sandbox.Operator) { o.Name, o.Email, o.Active = "Dashboard "+o.PhoneNumber, nil, active })
		return fmt.Sprintf("dashboard: settings of operator %d", id)
	case k == 6 && len(operators) > 0 && objects:
		id := *pick(g, operators)
		s.RemoveOperator(id)
		return fmt.Sprintf("dashboard: delete operator %d", id)
	case k == 7 && len(projects) > 0:
		id := *pick(g, projects)
		if objects && first {
			s.RemoveProject(id)
			return fmt.Sprintf("dashboard: delete project %d", id)
		}
		s.EditProject(id, func(p *sandbox.Project) { p.Name, p.Language = "Dashboard", "nl" })
		return fmt.Sprintf("dashboard: settings of project %d", id)
	}
	return "dashboard: nothing"
}
