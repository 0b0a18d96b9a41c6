package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

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

// lockNumbers locks the operators of each number of an operator until unlock is called, and returns the active numbers
// that have no other operator. All is read anew while the numbers are locked, so that of several operators of a number
// that are deleted at the same time one stays. IsNotFound of the error means the operator.
func (s *session) lockNumbers(
	ctx context.Context, id int64,
) (unlock func(), only []identitycall.VirtualNumber, err error) {
	var unlocks []func()
	unlock = func() {
		for _, release := range unlocks {
			release()
		}
	}
	operator, err := s.client.Operators.Get(ctx, id)
	if err == nil && operator.VirtualNumbers == nil {
		err = &identitycall.ResponseError{
			Request: identitycall.Request{Method: "GET", Path: fmt.Sprintf("/operators/%d", id)},
			Reason:  "the field \"virtual_numbers\" is missing",
		}
	}
	if err != nil {
		return unlock, nil, err
	}
	active := map[int64]bool{}
	for _, number := range operator.VirtualNumbers {
		active[number.ID] = number.Active
	}
	// In the same order everywhere, so that two operators do not wait for each other's numbers.
	for _, number := range slices.Sorted(maps.Keys(active)) {
		release, err := s.lockOperators(ctx, number, "GET", "")
		if err != nil {
			return unlock, nil, err
		}
		unlocks = append(unlocks, release)
		if !active[number] {
			continue
		}
		current, err := s.client.VirtualNumbers.Get(ctx, number)
		if identitycall.IsNotFound(err) {
			continue
		}
		operators, err := attachedOperators(current, err)
		if err != nil {
			return unlock, nil, err
		}
		if current.Active && slices.Equal(operators, []int64{id}) {
			only = append(only, current)
		}
	}
	return unlock, only, nil
}

// waysOutOfDeletion are the next steps if an operator is the only one of an active number. A provider does not know the
// addresses of resources.
const waysOutOfDeletion = "1. Attach somebody else to the number and apply, before you remove the operator. If one " +
	"apply is to do both, run terraform apply -target=identitycall_virtual_number_operators.NAME first. Terraform " +
	"updates the list first by itself if the operator was applied with lifecycle { create_before_destroy = true }. An " +
	"imported operator needs one more apply for that.\n" +
	"2. Or deactivate the number: set active = false in its identitycall_virtual_number, and apply.\n" +
	"3. Or delete the operator in any case: set force_destroy = true in its identitycall_operator, run terraform apply " +
	"-target=identitycall_operator.NAME, and destroy it after that. A deposed operator keeps the value that it had.\n" +
	"4. Or keep the operator on the account: run terraform state rm identitycall_operator.NAME."

// addOnlyOperator refuses to delete the only operator of active numbers.
func addOnlyOperator(diags *diag.Diagnostics, label string, numbers []identitycall.VirtualNumber) {
	var labels []string
	for _, number := range numbers {
		labels = append(labels, objectLabel(newText(number.PhoneNumber), newID(number.ID)))
	}
	affected := enumerate(shortened(labels))
	diags.AddError(fmt.Sprintf("Operator %s is the only operator of %s", label, affected),
		fmt.Sprintf("The operator was not deleted: nobody would answer calls to %s.\n\n%s", affected, waysOutOfDeletion))
}
