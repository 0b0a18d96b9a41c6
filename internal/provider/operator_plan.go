package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ModifyPlan records the operator in the ledger.
func (r *operatorResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.State.Raw.IsNull() { // a new operator has no object yet
		return
	}
	var state operatorResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	operator := objectWithID[operatorObject](state.ID)
	if req.Plan.Raw.IsNull() {
		r.session.planDestroy(operator, state.label(), &resp.Diagnostics)
		return
	}
	r.session.plan(operator, operator, state.label(), &resp.Diagnostics)
}
