package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ModifyPlan checks the IDs, warns about what a new list detaches and what a destroyed one leaves attached, and records
// the list in the ledger. Terraform plans again inside apply, so it is there before a Delete of an attachment that the
// list now manages.
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
		warnStayAttached(&resp.Diagnostics, state, "To detach all operators, apply operator_ids = [] before you destroy the "+
			"list.")
		return
	}
	if !known(plan.VirtualNumberID) {
		return
	}
	number, _ := parseID(plan.VirtualNumberID.ValueString())
	r.session.plan(prior, listObject(number), plan.VirtualNumberID.ValueString(), &resp.Diagnostics)
	r.session.planList(number, plannedList{
		operators: operatorIDs(plan.OperatorIDs),
		complete:  allKnown(plan.OperatorIDs),
		unchanged: prior == listObject(number) && plan.OperatorIDs.Equal(state.OperatorIDs),
	}, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
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
		diags.AddWarning(fmt.Sprintf("Virtual number %s keeps the attached %s", number, operatorsLabel(operators)),
			"Terraform does not detach them. If an operator is deleted in the same apply, the API detaches it. "+step)
	}
}

// warnDetached warns about the operators that a new list detaches. The look-up serves only this warning, so its
// failure is a warning too.
func (r *virtualNumberOperatorsResource) warnDetached(
	ctx context.Context, number int64, plan virtualNumberOperatorsModel, diags *diag.Diagnostics,
) {
	ctx, client, end := r.session.startPlan(ctx, plan.Timeouts.Read, diags)
	defer end()
	if client == nil || plan.OperatorIDs.IsUnknown() {
		return
	}
	attached, err := attachedOperators(client.VirtualNumbers.GetCached(ctx, number))
	if r.session.addStopped(diags, err, nil) {
		return
	}
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
		fmt.Sprintf("The list of virtual number %d detaches %s", number, operatorsLabel(detached)), detail)
}
