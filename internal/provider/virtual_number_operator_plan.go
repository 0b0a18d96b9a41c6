package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ModifyPlan checks the IDs, warns about a number that is left without an operator, and records in the ledger what the
// resource attaches and detaches. Terraform plans again inside apply, so it is there before a Delete of the same
// attachment under another address.
func (r *virtualNumberOperatorResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state virtualNumberOperatorModel
	var prior managedObject
	var current attachment
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		current = state.attachment(&resp.Diagnostics)
		prior = current
	}
	if req.Plan.Raw.IsNull() {
		r.planDestroy(ctx, current, state, req, resp)
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	number, numberKnown := plannedID(plan.VirtualNumberID, path.Root("virtual_number_id"), &resp.Diagnostics)
	operator, operatorKnown := plannedID(plan.OperatorID, path.Root("operator_id"), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := attachment{number, operator}
	var unwanted []attachment
	switch {
	case numberKnown && operatorKnown:
		unwanted = abandoned(ctx, req.Private, current, wanted, &resp.Diagnostics)
		r.session.plan(prior, wanted, "", &resp.Diagnostics)
		id := types.StringValue(wanted.id())
		if wanted == current && len(unwanted) > 0 {
			id = types.StringUnknown() // an update that detaches
		}
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), id)...)
	case numberKnown && r.session != nil:
		r.session.ledger.attachesUnknown(number)
	}
	for _, old := range unwanted {
		r.session.planDestroy(old, "", &resp.Diagnostics)
		if old != current {
			r.warnStillAttached(ctx, old, plan, &resp.Diagnostics)
		}
	}
	if resp.Diagnostics.HasError() || plan.VirtualNumberID.Equal(state.VirtualNumberID) &&
		plan.OperatorID.Equal(state.OperatorID) && len(unwanted) == 0 {
		return
	}
	ctx, end, ok := r.session.startPlan(ctx, plan.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if operatorKnown && !plan.OperatorID.Equal(state.OperatorID) {
		r.session.checkOperator(ctx, operator, path.Root("operator_id"), &resp.Diagnostics)
	}
	for _, old := range unwanted {
		if old.number != number {
			r.warnLeftEmpty(ctx, old, &resp.Diagnostics)
		}
	}
}

// planDestroy is ModifyPlan for a destroy, which detaches.
func (r *virtualNumberOperatorResource) planDestroy(
	ctx context.Context, current attachment, state virtualNumberOperatorModel, req resource.ModifyPlanRequest,
	resp *resource.ModifyPlanResponse,
) {
	unwanted := append(abandoned(ctx, req.Private, current, current, &resp.Diagnostics), current)
	for _, old := range unwanted {
		r.session.planDestroy(old, "", &resp.Diagnostics)
	}
	ctx, end, ok := r.session.startPlan(ctx, state.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	for _, old := range unwanted {
		r.warnLeftEmpty(ctx, old, &resp.Diagnostics)
	}
}

// plannedID is configuredID for an ID that may not be known yet.
func plannedID(id types.String, at path.Path, diags *diag.Diagnostics) (int64, bool) {
	if !known(id) {
		return 0, false
	}
	return configuredID(id, at, diags)
}

// warnStillAttached names an operator that an earlier update could not detach: the plan shows only that id changes.
func (r *virtualNumberOperatorResource) warnStillAttached(
	ctx context.Context, old attachment, plan virtualNumberOperatorModel, diags *diag.Diagnostics,
) {
	r.session.learnNames(ctx, plan.Timeouts.Read, old.number, []int64{old.operator}, diags)
	diags.AddWarning(fmt.Sprintf("Operator %s is detached from virtual number %s",
		r.session.operatorLabel(old.operator), r.session.numberLabel(old.number)),
		"An earlier apply attached another operator, or to another number, and failed before it detached this one. To keep "+
			"this operator attached, add an identitycall_virtual_number_operator for it.")
}

// warnLeftEmpty warns if detaching leaves an active number without an operator. The look-up serves only this warning,
// so its failure is a warning too.
func (r *virtualNumberOperatorResource) warnLeftEmpty(ctx context.Context, old attachment, diags *diag.Diagnostics) {
	empty, err := r.session.leftEmpty(ctx, old.operator, old.number)
	if err != nil {
		r.session.addLookupFailed(diags, path.Empty(), fmt.Sprintf("Cannot check whether virtual number %s keeps an operator",
			r.session.numberLabel(old.number)), err,
			fmt.Sprintf("Operator %s is detached from it.", r.session.operatorLabel(old.operator)))
	}
	for range empty {
		diags.AddWarning(fmt.Sprintf("Detaching %s leaves virtual number %s without an operator",
			r.session.operatorsLabel([]int64{old.operator}), r.session.numberLabel(old.number)), nobodyTakesCalls)
	}
}
