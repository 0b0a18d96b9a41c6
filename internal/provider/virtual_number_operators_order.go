package provider

import "slices"

// orderStep is one call on the way to the wanted order of a number's operators.
type orderStep struct {
	attach   bool // else detach
	operator int64
}

// planOrder returns the fewest calls that lead from one list of operators to another, given that attaching appends
// and that nothing reorders. Neither list names an operator twice.
//
// The longest beginning of the wanted list that stands in that order already is kept; what else is there goes, and
// what else is wanted is appended. Where nothing can be kept, the first wanted operator is attached before anybody
// is detached, so that a line that has an operator, and shall have one, is at no moment without: it is not attached
// yet, else it could be kept.
func planOrder(current, wanted []int64) []orderStep {
	kept := 0
	for _, operator := range current {
		if kept < len(wanted) && operator == wanted[kept] {
			kept++
		}
	}
	var steps []orderStep
	appended := wanted[kept:]
	if kept == 0 && len(current) > 0 && len(wanted) > 0 {
		steps = append(steps, orderStep{attach: true, operator: wanted[0]})
		appended = wanted[1:]
	}
	for _, operator := range current {
		if !slices.Contains(wanted[:kept], operator) {
			steps = append(steps, orderStep{operator: operator})
		}
	}
	for _, operator := range appended {
		steps = append(steps, orderStep{attach: true, operator: operator})
	}
	return steps
}
