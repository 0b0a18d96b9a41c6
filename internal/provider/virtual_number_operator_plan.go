package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ModifyPlan checks the IDs, and records the attachment in the ledger. Terraform plans again inside apply, so it is there
// before a Delete of the same attachment under another address.
func (r *virtualNumberOperatorResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state virtualNumberOperatorModel
	var prior managedObject
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		prior, _ = state.attachment(&resp.Diagnostics)
	}
	if req.Plan.Raw.IsNull() {
		r.session.planDestroy(prior, "", &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if known(plan.VirtualNumberID) {
		configuredID(plan.VirtualNumberID, path.Root("virtual_number_id"), &resp.Diagnostics)
	}
	if known(plan.OperatorID) {
		configuredID(plan.OperatorID, path.Root("operator_id"), &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.isSame(state) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("priority"), state.Priority)...)
	}
	if known(plan.VirtualNumberID) && known(plan.OperatorID) {
		wanted, _ := plan.attachment(&resp.Diagnostics)
		r.session.plan(prior, wanted, "", &resp.Diagnostics)
	} else if number, err := parseID(plan.VirtualNumberID.ValueString()); err == nil && r.session != nil {
		r.session.ledger.attachesUnknown(number)
	}
}
