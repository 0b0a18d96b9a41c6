package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

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

// reconcile changes the number's list to the wanted one, and returns the list as it was last read, nil if it was never
// read. It starts from the current list, not from the plan, and plans again after each request, so that the result is
// correct even if the list is changed by something else at the same time.
func (r *virtualNumberOperatorsResource) reconcile(
	ctx context.Context, number int64, plan virtualNumberOperatorsModel, diags *diag.Diagnostics,
) ([]int64, bool) {
	// A second list of the same number would undo the first one, in this run and in every later one.
	list := listObject(number)
	if !r.session.ledger.claim(list) {
		addManagedTwice(diags, path.Root("virtual_number_id"), list.describe(r.session.numberLabel(number)))
		return nil, false
	}
	reached, ok := r.reconcileLocked(ctx, number, plan, diags)
	if !ok {
		r.session.ledger.release(list)
	}
	return reached, ok
}

// reconcileLocked is reconcile while no other resource of the run changes the number's operators.
func (r *virtualNumberOperatorsResource) reconcileLocked(
	ctx context.Context, number int64, plan virtualNumberOperatorsModel, diags *diag.Diagnostics,
) ([]int64, bool) {
	summary := r.failure(number)
	unlock, err := r.session.lockOperators(ctx, number, "GET", "")
	if err != nil {
		r.session.addAPIError(diags, summary, err)
		return nil, false
	}
	defer unlock()
	wanted := operatorIDs(plan.OperatorIDs)
	current, err := attachedOperators(r.session.client.VirtualNumbers.Get(ctx, number))
	if err != nil {
		if identitycall.IsNotFound(err) {
			summary = fmt.Sprintf("Virtual number %s not found", r.session.numberLabel(number))
		}
		r.session.addAPIErrorAt(diags, path.Root("virtual_number_id"), summary, err)
		return nil, false
	}
	// Each step reduces the difference, unless something else keeps changing the list. The limit then ends the loop.
	for limit := 3 * (len(current) + len(wanted) + 1); limit > 0; limit-- {
		steps := planOrder(current, wanted)
		if len(steps) == 0 {
			return current, true
		}
		after, err := r.step(ctx, number, steps[0])
		if err != nil {
			r.addStepError(diags, number, plan, steps[0], err)
			return current, false
		}
		current = after
	}
	diags.AddError(
		fmt.Sprintf("The operators of virtual number %s do not stay in order", r.session.numberLabel(number)),
		"Something else keeps changing the list: another run, a person, or an identitycall_virtual_number_operator for the "+
			"same number. Stop it, and apply again.")
	return current, false
}

// failure is the summary of an error.
func (r *virtualNumberOperatorsResource) failure(number int64) string {
	return "Cannot manage the operators of virtual number " + r.session.numberLabel(number)
}

// step sends one request and returns the list after it.
func (r *virtualNumberOperatorsResource) step(ctx context.Context, number int64, step orderStep) ([]int64, error) {
	var after identitycall.VirtualNumber
	var err error
	if step.attach {
		after, err = r.session.client.VirtualNumbers.Attach(ctx, number, step.operator)
		err = r.session.asOperatorNotFound(ctx, attachment{number, step.operator}, err)
	} else {
		after, err = r.session.client.VirtualNumbers.Detach(ctx, number, step.operator)
	}
	missing := !step.attach && identitycall.IsNotFound(err) // the GET shows whether the operator or the number is missing
	if missing || (err == nil && after.Operators == nil) {
		after, err = r.session.client.VirtualNumbers.Get(ctx, number)
	}
	return attachedOperators(after, err)
}

func (r *virtualNumberOperatorsResource) addStepError(
	diags *diag.Diagnostics, number int64, plan virtualNumberOperatorsModel, step orderStep, err error,
) {
	if !step.attach {
		r.session.addAPIError(diags, fmt.Sprintf("Cannot detach operator %s from virtual number %s",
			r.session.operatorLabel(step.operator), r.session.numberLabel(number)), err)
		return
	}
	r.session.addAttachError(diags, plan.at(step.operator), attachment{number, step.operator}, err)
}
