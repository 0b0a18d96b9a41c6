package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

const staysUnchanged = "Terraform sends nothing when this resource is destroyed or replaced: the number keeps its " +
	"settings, and is billed until it is released in the dashboard. To silence it, apply active = false first."

// ModifyPlan looks up a number that is adopted by its digits, and warns that a number stays on the account after a
// destroy or a replacement.
func (r *virtualNumberResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var config, plan, state virtualNumberResourceModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.AddWarning("Virtual number "+state.label()+" stays on the account", staysUnchanged)
		return
	}
	if known(config.ID) {
		if _, ok := configuredID(config.ID, path.Root("id"), &resp.Diagnostics); !ok {
			return
		}
	}
	switch {
	case req.State.Raw.IsNull():
		r.planCreate(ctx, config, resp)
	case plan.differsFrom(state.virtualNumberModel):
		resp.Diagnostics.AddWarning("Virtual number "+state.label()+" stays on the account", staysUnchanged)
		r.planReplacement(ctx, config, &resp.Diagnostics)
	}
}

// planCreate looks up a number that is adopted by its digits, and fills in its ID and country. Settings stay
// unknown: Terraform plans again inside apply, and refuses a known value that has changed since.
func (r *virtualNumberResource) planCreate(
	ctx context.Context, config virtualNumberResourceModel, resp *resource.ModifyPlanResponse,
) {
	if !config.ID.IsNull() || !known(config.PhoneNumber) {
		return
	}
	found, ok := r.lookUp(ctx, config, &resp.Diagnostics)
	if !ok {
		return
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), newID(found.ID))...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("country_code"), found.CountryCode)...)
}

// planReplacement checks the new number of a replacement in the only plan call whose warnings Terraform shows. If the
// number does not exist, or id and phone_number identify different numbers, the plan fails before the old number is
// removed from state.
func (r *virtualNumberResource) planReplacement(
	ctx context.Context, config virtualNumberResourceModel, diags *diag.Diagnostics,
) {
	if config.ID.IsNull() && known(config.PhoneNumber) {
		r.lookUp(ctx, config, diags)
		return
	}
	ctx, client, end := r.session.startPlan(ctx, config.Timeouts.Read, diags)
	defer end()
	if client == nil || !known(config.ID) {
		return
	}
	id, _ := parseID(config.ID.ValueString())
	number, err := client.VirtualNumbers.GetCached(ctx, id)
	if err != nil {
		r.session.addAPIErrorAt(diags, path.Root("id"), adoptSummary(config.virtualNumberModel, err), err)
		return
	}
	if known(config.PhoneNumber) && !checkSameNumber(config.virtualNumberModel, number, diags) {
		return
	}
	if !number.Active && config.Active.IsNull() {
		addInactive(diags, number.PhoneNumber)
	}
}

// lookUp finds the configured phone number on the account while planning. If it is not found, the error explains how to
// purchase it.
func (r *virtualNumberResource) lookUp(
	ctx context.Context, config virtualNumberResourceModel, diags *diag.Diagnostics,
) (identitycall.VirtualNumberSummary, bool) {
	ctx, client, end := r.session.startPlan(ctx, config.Timeouts.Read, diags)
	defer end()
	if client == nil {
		return identitycall.VirtualNumberSummary{}, false
	}
	phone := config.PhoneNumber.ValueString()
	found, ok := r.session.findVirtualNumber(ctx, client, phone, path.Root("phone_number"), purchaseFirst, diags)
	if ok && !found.Active && config.Active.IsNull() {
		addInactive(diags, found.PhoneNumber)
	}
	return found, ok
}
