package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ModifyPlan checks the IDs, and claims the attachment. Terraform plans again inside apply, so the claim exists before
// a Delete of the same attachment under another address.
func (r *virtualNumberOperatorResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, state virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
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
		r.session.claim(wanted.claim())
	}
}
