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
// It keeps the longest prefix of the wanted list that is already in that order, detaches all other operators, and
// attaches the rest of the wanted list. If nothing can be kept, it attaches the first wanted operator before it
// detaches any, so that the number is never without an operator. That operator is not attached yet: otherwise it could
// be kept.
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
