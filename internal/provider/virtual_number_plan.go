package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ModifyPlan warns about what an adoption changes and that a number stays on the account, and records the number in the
// ledger.
func (r *virtualNumberResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var config, plan, state virtualNumberResourceModel
	var prior managedObject
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		prior = objectWithID[numberObject](state.ID)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if known(config.ID) {
		if _, ok := configuredID(config.ID, path.Root("id"), &resp.Diagnostics); !ok {
			return
		}
	}
	switch {
	case req.Plan.Raw.IsNull():
		r.session.planDestroy(prior, state.label(), &resp.Diagnostics)
		warnStaysOnAccount(&resp.Diagnostics, state)
	case req.State.Raw.IsNull():
		r.planAdoption(ctx, prior, config, resp)
	case plan.differsFrom(state.virtualNumberModel):
		// Of a replacement, Terraform shows only the warnings of this plan call, which has the prior state.
		warnStaysOnAccount(&resp.Diagnostics, state)
		r.planAdoption(ctx, prior, config, resp)
	default:
		r.session.plan(prior, prior, state.label(), &resp.Diagnostics)
	}
}

// warnStaysOnAccount has one summary for all numbers, so that Terraform folds these warnings into one.
func warnStaysOnAccount(diags *diag.Diagnostics, state virtualNumberResourceModel) {
	diags.AddWarning("A virtual number stays on the account",
		fmt.Sprintf("%s keeps its settings and operators, and is billed until it is released in the dashboard. "+
			"Destroying or "+
			"replacing the resource sends nothing. A number that is to receive no calls needs active = false, applied before "+
			"the resource is destroyed.", state.label()))
}

// planAdoption reads the number that is adopted, and warns about the settings that change. A number that is not there
// is an error, before a replacement removes the old one from state. The plan gets an ID and a country that the
// look-up of a phone number has found, and nothing else: Terraform plans again inside apply, and refuses a known
// value that has changed since.
func (r *virtualNumberResource) planAdoption(
	ctx context.Context, prior managedObject, config virtualNumberResourceModel, resp *resource.ModifyPlanResponse,
) {
	ctx, end, ok := r.session.startPlan(ctx, config.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if !ok || config.ID.IsUnknown() || config.ID.IsNull() && !known(config.PhoneNumber) {
		return
	}
	id, _ := parseID(config.ID.ValueString())
	mustRead := true
	if config.ID.IsNull() {
		found, ok := r.session.findVirtualNumber(ctx, config.PhoneNumber.ValueString(), path.Root("phone_number"),
			purchaseFirst, &resp.Diagnostics)
		if !ok {
			return
		}
		if found.Err != nil {
			r.session.addAPIError(&resp.Diagnostics, "Cannot adopt virtual number "+found.PhoneNumber, found.Err)
			return
		}
		id, mustRead = found.ID, config.hasSettings()
		if prior == nil {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), newID(id))...)
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("country_code"), found.CountryCode)...)
		}
		if !mustRead && !found.Active {
			addInactive(&resp.Diagnostics, found.PhoneNumber)
		}
	}
	current := virtualNumberModel{ID: newID(id), PhoneNumber: config.PhoneNumber}
	if mustRead {
		var ok bool
		if current, ok = r.readToAdopt(ctx, id, config.virtualNumberModel, &resp.Diagnostics); !ok {
			return
		}
	}
	r.session.plan(prior, numberObject(id), current.label(), &resp.Diagnostics)
	if !mustRead || resp.Diagnostics.HasError() {
		return
	}
	if !current.Active.ValueBool() && config.Active.IsNull() {
		addInactive(&resp.Diagnostics, current.PhoneNumber.ValueString())
	}
	// Inside apply, a number that this run has just purchased is nobody's live number yet.
	if !r.session.ledger.isClaimed(purchaseObject(current.PhoneNumber.ValueString())) {
		warnAdoption(&resp.Diagnostics, config.virtualNumberModel, current)
	}
}
