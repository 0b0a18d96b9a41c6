package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// ModifyPlan checks the IDs, warns about what a new list detaches and what a destroyed one leaves attached, and
// claims the list: Terraform plans again inside apply, so a Delete of an attachment learns in time that the list
// manages it.
func (r *virtualNumberOperatorsResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state virtualNumberOperatorsModel
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
		plan.checkIDs(&resp.Diagnostics)
	}
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		warnStayAttached(&resp.Diagnostics, state, "To detach all operators, apply operator_ids = [] before you destroy the "+
			"list.")
		return
	}
	if !known(plan.VirtualNumberID) {
		return
	}
	number, _ := parseID(plan.VirtualNumberID.ValueString())
	r.session.claim(listClaim(number))
	if plan.VirtualNumberID.Equal(state.VirtualNumberID) {
		return
	}
	if !req.State.Raw.IsNull() {
		warnStayAttached(&resp.Diagnostics, state, fmt.Sprintf("The list now manages virtual number %d instead.", number))
	}
	r.warnDetached(ctx, number, plan, &resp.Diagnostics)
}

// warnStayAttached warns that a number keeps the operators of a list that no longer manages it.
func warnStayAttached(diags *diag.Diagnostics, state virtualNumberOperatorsModel, step string) {
	if operators := operatorIDs(state.OperatorIDs); len(operators) > 0 {
		number := state.VirtualNumberID.ValueString()
		diags.AddWarning(fmt.Sprintf("Virtual number %s keeps the attached %s", number, listOperators(operators)),
			"Terraform does not detach them. If an operator is deleted in the same apply, the API detaches it. "+step)
	}
}

// warnDetached warns about the operators that a new list detaches. The look-up serves only this warning, so its
// failure is a warning too.
func (r *virtualNumberOperatorsResource) warnDetached(
	ctx context.Context, number int64, plan virtualNumberOperatorsModel, diags *diag.Diagnostics,
) {
	ctx, client, end := r.session.beginPlan(ctx, plan.Timeouts.Read, diags)
	defer end()
	if client == nil || plan.OperatorIDs.IsUnknown() {
		return
	}
	attached, err := attachedOperators(client.VirtualNumbers.GetCached(ctx, number))
	if err != nil {
		diags.AddAttributeWarning(path.Root("operator_ids"), fmt.Sprintf("The current operators of virtual number %d are "+
			"not known", number),
			fmt.Sprintf("%s Operators that are attached to it and not in operator_ids are detached.", sentence(err)))
		return
	}
	wanted := operatorIDs(plan.OperatorIDs)
	detached := slices.DeleteFunc(attached, func(id int64) bool { return slices.Contains(wanted, id) })
	if len(detached) == 0 {
		return
	}
	detail := "They are attached to the number and not in operator_ids, which is the whole list. To keep them, add them " +
		"to operator_ids, or use identitycall_virtual_number_operator instead of the list."
	if !allKnown(plan.OperatorIDs) {
		detail += " Some of operator_ids is not known yet: an operator that turns out to be in it stays attached."
	}
	diags.AddAttributeWarning(path.Root("operator_ids"),
		fmt.Sprintf("The list of virtual number %d detaches %s", number, listOperators(detached)), detail)
}

// reconcile brings the number's list into the wanted order and returns it as it was last seen, nil if it was never
// seen. It starts from the list as it is now, not from the plan, and plans again after each request, so that it
// ends right even if someone else changes the list meanwhile.
func (r *virtualNumberOperatorsResource) reconcile(
	ctx context.Context, client *identitycall.Client, plan virtualNumberOperatorsModel, diags *diag.Diagnostics,
) ([]int64, bool) {
	number, ok := configuredID(plan.VirtualNumberID, path.Root("virtual_number_id"), diags)
	if !ok {
		return nil, false
	}
	summary := fmt.Sprintf("Cannot manage the operators of virtual number %d", number)
	r.session.claim(listClaim(number))
	// A second list of the same number would undo the first one, in this run and in every later one.
	owner := "reconciled " + listClaim(number)
	if !r.session.claim(owner) {
		addManagedTwice(diags, path.Root("virtual_number_id"),
			fmt.Sprintf("The list of operators of virtual number %d", number))
		return nil, false
	}
	reached, ok := r.reconcileLocked(ctx, client, number, plan, summary, diags)
	if !ok {
		r.session.release(owner)
	}
	return reached, ok
}

// reconcileLocked is reconcile while no other resource of the run changes the number's operators.
func (r *virtualNumberOperatorsResource) reconcileLocked(
	ctx context.Context, client *identitycall.Client, number int64, plan virtualNumberOperatorsModel, summary string,
	diags *diag.Diagnostics,
) ([]int64, bool) {
	unlock, err := r.session.lockOperators(ctx, number)
	if err != nil {
		r.session.addAPIError(diags, summary, err)
		return nil, false
	}
	defer unlock()
	wanted := operatorIDs(plan.OperatorIDs)
	if err := r.session.checkKey(ctx); err != nil {
		r.session.addAPIError(diags, summary, err)
		return nil, false
	}
	current, err := attachedOperators(client.VirtualNumbers.Get(ctx, number))
	if err != nil {
		if identitycall.IsNotFound(err) {
			summary = fmt.Sprintf("Virtual number %d not found", number)
		}
		r.session.addAPIErrorAt(diags, path.Root("virtual_number_id"), summary, err)
		return nil, false
	}
	// Each step brings the list nearer. If someone else keeps changing it, give up.
	for limit := 3 * (len(current) + len(wanted) + 1); limit > 0; limit-- {
		steps := planOrder(current, wanted)
		if len(steps) == 0 {
			return current, true
		}
		after, err := r.step(ctx, client, number, steps[0])
		if err != nil {
			r.addStepError(diags, number, plan, steps[0], err)
			return current, false
		}
		current = after
	}
	diags.AddError(fmt.Sprintf("The operators of virtual number %d do not stay in order", number),
		"Something else keeps changing the list: another run, a person, or an identitycall_virtual_number_operator for the "+
			"same number. Stop it, and apply again.")
	return current, false
}

// step sends one request and returns the list after it.
func (r *virtualNumberOperatorsResource) step(
	ctx context.Context, client *identitycall.Client, number int64, step orderStep,
) ([]int64, error) {
	var after identitycall.VirtualNumber
	var err error
	if step.attach {
		after, err = client.VirtualNumbers.Attach(ctx, number, step.operator)
		err = asOperatorNotFound(ctx, client, attachment{number, step.operator}, err)
	} else {
		after, err = client.VirtualNumbers.Detach(ctx, number, step.operator)
	}
	missing := !step.attach && identitycall.IsNotFound(err) // detached already, or the number does not exist: a GET tells
	if missing || (err == nil && after.Operators == nil) {
		after, err = client.VirtualNumbers.Get(ctx, number)
	}
	return attachedOperators(after, err)
}

func (r *virtualNumberOperatorsResource) addStepError(
	diags *diag.Diagnostics, number int64, plan virtualNumberOperatorsModel, step orderStep, err error,
) {
	if !step.attach {
		r.session.addAPIError(
			diags, fmt.Sprintf("Cannot detach operator %d from virtual number %d", step.operator, number), err)
		return
	}
	at := path.Root("operator_ids")
	if index := slices.IndexFunc(plan.OperatorIDs.Elements(), newID(step.operator).Equal); index >= 0 {
		at = at.AtListIndex(index)
	}
	r.session.addAttachError(diags, at, attachment{number, step.operator}, err)
}
