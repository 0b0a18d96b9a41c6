package provider

import "slices"

// orderStep is one request on the way to the wanted order of a number's operators.
type orderStep struct {
	attach   bool // else detach
	operator int64
}

// planOrder returns the fewest requests from one list of operators to another, given that attach appends and that
// nothing reorders. Neither list has an operator twice.
//
// It keeps the longest prefix of the wanted list that is already in that order. Each of the other wanted operators is
// attached at once, right after it is detached if it only moves. What nobody wants is detached last. So a number that
// has operators and is to have some is never without one, and never has fewer than the smaller of both lists less one:
// if a request fails in the middle, it has detached nobody for nothing.
func planOrder(current, wanted []int64) []orderStep {
	kept := 0
	for _, operator := range current {
		if kept < len(wanted) && operator == wanted[kept] {
			kept++
		}
	}
	var steps []orderStep
	for _, operator := range wanted[kept:] {
		if slices.Contains(current, operator) {
			steps = append(steps, orderStep{operator: operator})
		}
		steps = append(steps, orderStep{attach: true, operator: operator})
	}
	for _, operator := range current {
		if !slices.Contains(wanted, operator) {
			steps = append(steps, orderStep{operator: operator})
		}
	}
	return steps
}
