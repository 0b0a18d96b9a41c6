package provider

import (
	"context"
	"slices"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// leftEmpty returns the active numbers that an operator is attached to and that have no operator after what the plans
// met so far delete and detach. If numbers are given, only these count. Call it after the own plan is recorded in the
// ledger: of several plans that empty one number, the last one gets it, and no other. A plan that comes later may still
// attach somebody, so a warning needs conditional words.
//
// It costs the list of numbers, which the run shares, and one GET for a number with more operators than the list shows,
// if all of those that it shows leave.
func (s *session) leftEmpty(
	ctx context.Context, operator int64, numbers ...int64,
) ([]identitycall.VirtualNumberSummary, error) {
	if s.ledger.isApplying() { // the plan has warned, and each attachment that changes would cost another list
		return nil, nil
	}
	listed, err := s.client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		return nil, err
	}
	var empty []identitycall.VirtualNumberSummary
	for _, number := range listed {
		if !number.Active || number.OperatorsCount == 0 || len(numbers) > 0 && !slices.Contains(numbers, number.ID) {
			continue
		}
		operators := []int64{}
		for _, shown := range number.Operators {
			operators = append(operators, shown.ID)
		}
		if number.OperatorsCount > int64(len(operators)) && s.ledger.isLeftEmpty(number.ID, operators) {
			if operators, err = attachedOperators(s.client.VirtualNumbers.GetCached(ctx, number.ID)); err != nil {
				return nil, err
			}
		}
		if slices.Contains(operators, operator) && s.ledger.isLeftEmpty(number.ID, operators) &&
			s.ledger.isFirstEmptied(number.ID) {
			empty = append(empty, number)
		}
	}
	return empty, nil
}

// isFirstEmptied reports whether no plan has been told yet that a number is left without an operator.
func (l *ledger) isFirstEmptied(number int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := !l.emptied[number]
	l.emptied[number] = true
	return first
}

// nobodyTakesCalls is the detail of a warning about an active number that is left without an operator.
const nobodyTakesCalls = "The number is active, and no operator takes its calls, unless this plan attaches somebody " +
	"else or deactivates it.\n\nTo keep the number reachable, attach another operator in the same apply. To stop its " +
	"calls on purpose, apply active = false first."
