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

// ModifyPlan checks the IDs, warns about what a changed list detaches and what a destroyed one leaves attached, and
// records the list in the ledger. Terraform plans again inside apply, so it is there before a Delete of an attachment
// that the list now manages.
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
	prior := objectWithID[listObject](state.VirtualNumberID)
	if req.Plan.Raw.IsNull() {
		r.session.planDestroy(prior, state.VirtualNumberID.ValueString(), &resp.Diagnostics)
		r.warnStayAttached(ctx, state, &resp.Diagnostics)
		return
	}
	number, _ := parseID(plan.VirtualNumberID.ValueString()) // 0 if it is not known yet
	if number > 0 {
		r.session.plan(prior, listObject(number), r.session.numberLabel(number), &resp.Diagnostics)
		r.session.planList(number, plannedList{
			operators: operatorIDs(plan.OperatorIDs),
			complete:  allKnown(plan.OperatorIDs),
			unchanged: plan.isSame(state),
		}, &resp.Diagnostics)
		if prior != nil && prior != listObject(number) {
			r.warnMoves(ctx, state, &resp.Diagnostics)
		}
	}
	if old, err := parseID(state.VirtualNumberID.ValueString()); err == nil &&
		(number == 0 || number == old && !allKnown(plan.OperatorIDs)) {
		r.session.planUnknownList(old, operatorIDs(state.OperatorIDs), &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() || plan.isSame(state) {
		return
	}
	ctx, end, ok := r.session.startPlan(ctx, plan.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if number > 0 && !r.warnDetached(ctx, number, plan, state, &resp.Diagnostics) {
		return
	}
	listed := operatorIDs(state.OperatorIDs) // a refresh has shown them
	for _, id := range operatorIDs(plan.OperatorIDs) {
		if !slices.Contains(listed, id) && !r.session.checkOperator(ctx, id, plan.at(id), &resp.Diagnostics) {
			break
		}
	}
}

// warnStayAttached has one summary for all lists, so that Terraform folds these warnings into one.
func (r *virtualNumberOperatorsResource) warnStayAttached(
	ctx context.Context, state virtualNumberOperatorsModel, diags *diag.Diagnostics,
) {
	if operators := operatorIDs(state.OperatorIDs); len(operators) > 0 {
		number, _ := parseID(state.VirtualNumberID.ValueString())
		r.session.learnNames(ctx, state.Timeouts.Read, number, operators, diags)
		diags.AddWarning("The operators of a virtual number stay attached",
			fmt.Sprintf("Virtual number %s keeps %s: destroying the list sends nothing. An operator that is deleted in the "+
				"same apply, or whose identitycall_virtual_number_operator is destroyed, is detached. To detach everybody, "+
				"apply operator_ids = [] before you destroy the list.",
				r.session.numberLabel(number), r.session.operatorsLabel(operators)))
	}
}

// warnMoves warns that a number keeps the operators of a list that is about to manage another number, unless another
// list has been planned for it.
func (r *virtualNumberOperatorsResource) warnMoves(
	ctx context.Context, state virtualNumberOperatorsModel, diags *diag.Diagnostics,
) {
	old, _ := parseID(state.VirtualNumberID.ValueString())
	if operators := operatorIDs(state.OperatorIDs); len(operators) > 0 && !r.session.hasPlannedList(old) {
		r.session.learnNames(ctx, state.Timeouts.Read, old, operators, diags)
		diags.AddAttributeWarning(path.Root("virtual_number_id"),
			fmt.Sprintf("Virtual number %s keeps %s", r.session.numberLabel(old), r.session.operatorsLabel(operators)),
			"The list moves to another number, and detaches nobody from the old one, unless another list of this plan manages "+
				"that one. To detach them, apply operator_ids = [] before you change virtual_number_id.")
	}
}

// warnDetached warns about the operators that a list detaches and that no resource attached, and if nobody is left.
// The lookup serves only these warnings, so its failure is a warning too, after which it returns false, unless it is
// a 404. A list of the same number that detaches nobody needs none: state is what the refresh has read.
func (r *virtualNumberOperatorsResource) warnDetached(
	ctx context.Context, number int64, plan, state virtualNumberOperatorsModel,
	diags *diag.Diagnostics,
) bool {
	wanted := operatorIDs(plan.OperatorIDs)
	isWanted := func(id int64) bool { return slices.Contains(wanted, id) }
	isNew := !plan.VirtualNumberID.Equal(state.VirtualNumberID)
	if plan.OperatorIDs.IsUnknown() || !isNew && len(slices.DeleteFunc(operatorIDs(state.OperatorIDs), isWanted)) == 0 {
		return true
	}
	current, err := r.session.client.VirtualNumbers.GetCached(ctx, number)
	attached, err := attachedOperators(current, err)
	label := r.session.numberLabel(number)
	at := path.Root("operator_ids")
	if err != nil {
		r.session.addLookupFailed(diags, at, fmt.Sprintf("The current operators of virtual number %s are not "+
			"known", label), err,
			"Operators that are attached to it and not in operator_ids are detached.")
		return identitycall.IsNotFound(err)
	}
	detached := slices.DeleteFunc(slices.Clone(attached), func(id int64) bool {
		return isWanted(id) || r.session.ledger.isKnown(attachment{number, id})
	})
	if len(detached) > 0 {
		verb, detail := "detaches", "Callers of this number no longer reach them: operator_ids is the whole list. To keep "+
			"them, add them to operator_ids, or use identitycall_virtual_number_operator instead of the list."
		if !allKnown(plan.OperatorIDs) {
			verb = "may detach"
			detail += " Some of operator_ids is not known yet: an operator that turns out to be in it stays attached."
		}
		if isNew {
			detail += "\n\nIf another resource of this configuration manages the list of this number, remove one of the two: " +
				"the next plan refuses both."
		}
		diags.AddAttributeWarning(at, fmt.Sprintf("The list of virtual number %s %s %s", label, verb,
			r.session.operatorsLabel(detached)), detail)
	}
	if len(wanted) == 0 && len(attached) > 0 && current.Active &&
		r.session.ledger.isLeftEmpty(number, attached) && r.session.ledger.isFirstEmptied(number) {
		diags.AddAttributeWarning(at, fmt.Sprintf("The list leaves virtual number %s without an operator", label),
			nobodyTakesCalls)
	}
	return true
}
