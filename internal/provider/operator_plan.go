package provider

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ModifyPlan warns about an operator that may exist already and about numbers that are left without an operator, and
// records the operator in the ledger.
func (r *operatorResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state operatorResourceModel
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
		r.warnDuplicates(ctx, plan, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	operator := objectWithID[operatorObject](state.ID)
	if req.Plan.Raw.IsNull() {
		r.session.planDestroy(operator, state.label(), &resp.Diagnostics)
		r.warnLeftEmpty(ctx, state, &resp.Diagnostics)
		return
	}
	r.session.plan(operator, operator, state.label(), &resp.Diagnostics)
}

// warnDuplicates warns about operators of the account that have the planned phone number or e-mail address and that no
// resource met so far manages. The lookup serves only this warning, so its failure is silent, unless it stops the run.
func (r *operatorResource) warnDuplicates(ctx context.Context, plan operatorResourceModel, diags *diag.Diagnostics) {
	ctx, end, ok := r.session.startPlan(ctx, plan.Timeouts.Read, diags)
	defer end()
	if !ok {
		return
	}
	operators, err := r.session.client.Operators.ListExisting(ctx)
	r.session.addStopped(diags, err, nil)
	var existing []duplicate
	for _, operator := range operators {
		shared := plan.sharedSetting(operator)
		if shared != "" && !r.session.ledger.isKnown(operatorObject(operator.ID)) {
			existing = append(existing, duplicate{operator.ID, newOperatorModel(operator).label(), shared})
		}
	}
	label := cmp.Or(plan.label(), plan.PhoneNumber.ValueString(), plan.Email.ValueString()) // the name may be unknown
	warnDuplicates(diags, "operator", label, existing)
}

// warnLeftEmpty warns that a destroyed operator is the only one of an active number. A plan that comes later may attach
// somebody else.
func (r *operatorResource) warnLeftEmpty(ctx context.Context, state operatorResourceModel, diags *diag.Diagnostics) {
	ctx, end, ok := r.session.startPlan(ctx, state.Timeouts.Read, diags)
	defer end()
	id, err := parseID(state.ID.ValueString())
	if !ok || err != nil {
		return
	}
	numbers, err := r.session.leftEmpty(ctx, id)
	isForced := state.ForceDestroy.ValueBool()
	isStopped := r.session.addStopped(diags, err, nil)
	if err != nil && isForced && !isStopped { // without force_destroy, Delete finds out
		diags.AddWarning("It is not known whether a number loses its only operator",
			fmt.Sprintf("Operator %s has force_destroy = true and is deleted in any case. %s", state.label(), sentence(err)))
	}
	if len(numbers) == 0 {
		return
	}
	var labels []string
	for _, number := range numbers {
		labels = append(labels, objectLabel(newText(number.PhoneNumber), newID(number.ID)))
	}
	affected := enumerate(shortened(labels))
	consequence := "The apply then does not delete the operator, and fails. (An attachment that is destroyed detaches " +
		"its operator without this check.)\n\n" + waysOutOfDeletion
	if isForced {
		consequence = "The operator has force_destroy = true and is deleted in any case."
	}
	diags.AddWarning(fmt.Sprintf("Operator %s is the only operator of %s", state.label(), affected),
		fmt.Sprintf("Unless this plan attaches somebody else, nobody would answer calls to %s: operators that it deletes "+
			"or detaches do not count. %s", affected, consequence))
}
