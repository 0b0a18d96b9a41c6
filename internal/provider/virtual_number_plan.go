package provider

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

const staysUnchanged = "Terraform sends nothing when this resource is destroyed or replaced: the number keeps its " +
	"settings, and is billed until it is released in the dashboard. To silence it, apply active = false first."

// ModifyPlan looks up a number that is adopted by its digits, and warns about what a destroy or a replacement
// leaves behind.
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

// planReplacement checks the new number of a replacement in the only plan call whose warnings Terraform shows. A
// number that is not there, or that id and phone_number do not agree on, is an error before the old one leaves the
// state.
func (r *virtualNumberResource) planReplacement(
	ctx context.Context, config virtualNumberResourceModel, diags *diag.Diagnostics,
) {
	if config.ID.IsNull() && known(config.PhoneNumber) {
		r.lookUp(ctx, config, diags)
		return
	}
	ctx, client, end := r.session.beginPlan(ctx, config.Timeouts.Read, diags)
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

// lookUp finds the configured phone number on the account while planning. Not found is an error that says how to
// purchase it.
func (r *virtualNumberResource) lookUp(
	ctx context.Context, config virtualNumberResourceModel, diags *diag.Diagnostics,
) (identitycall.VirtualNumberSummary, bool) {
	ctx, client, end := r.session.beginPlan(ctx, config.Timeouts.Read, diags)
	defer end()
	if client == nil {
		return identitycall.VirtualNumberSummary{}, false
	}
	phone := config.PhoneNumber.ValueString()
	found, ok := r.session.findVirtualNumber(ctx, client, phone, path.Root("phone_number"), diags)
	switch {
	case !ok && !diags.HasError():
		addNotOnAccount(diags, path.Root("phone_number"), phone, purchaseFirst)
	case ok && !found.Active && config.Active.IsNull():
		addInactive(diags, found.PhoneNumber)
	}
	return found, ok
}

// adoptedID is the ID of the number to adopt: the planned one, or that of the account's number with the planned digits.
func (r *virtualNumberResource) adoptedID(
	ctx context.Context, client *identitycall.Client, plan virtualNumberResourceModel, diags *diag.Diagnostics,
) (int64, bool) {
	if known(plan.ID) {
		return configuredID(plan.ID, path.Root("id"), diags)
	}
	phone := plan.PhoneNumber.ValueString()
	found, ok := r.session.findVirtualNumber(ctx, client, phone, path.Root("phone_number"), diags)
	if !ok && !diags.HasError() {
		addNotOnAccount(diags, path.Root("phone_number"), phone, purchaseFirst)
	}
	return found.ID, ok
}

// adopt applies the configured settings to the number with one PATCH, or reads the number if there are none.
func (r *virtualNumberResource) adopt(
	ctx context.Context, client *identitycall.Client, id int64, config, plan virtualNumberResourceModel,
	arguments []string, diags *diag.Diagnostics,
) (number identitycall.VirtualNumber, ok bool) {
	at := config.identifiedAt()
	update := plan.updateRequest(virtualNumberModel{})
	// If both id and phone_number are configured, they are compared before anything is written.
	if known(config.ID) && known(config.PhoneNumber) || update == (identitycall.VirtualNumberUpdate{}) {
		err := r.session.checkKey(ctx)
		if err == nil {
			number, err = client.VirtualNumbers.Get(ctx, id)
		}
		if err != nil {
			r.session.addAPIErrorAt(diags, at, adoptSummary(plan.virtualNumberModel, err), err)
			return number, false
		}
		if known(plan.PhoneNumber) && !checkSameNumber(plan.virtualNumberModel, number, diags) {
			return number, false
		}
	}
	if update != (identitycall.VirtualNumberUpdate{}) {
		var err error
		if number, err = client.VirtualNumbers.Update(ctx, id, update); err != nil {
			r.session.addAPIErrorAt(diags, at, adoptSummary(plan.virtualNumberModel, err), err, arguments...)
			return number, false
		}
	}
	return number, true
}

func adoptSummary(number virtualNumberModel, err error) string {
	if identitycall.IsNotFound(err) {
		return fmt.Sprintf("Virtual number %s not found", number.label())
	}
	return fmt.Sprintf("Cannot adopt virtual number %s", number.label())
}

func checkSameNumber(named virtualNumberModel, number identitycall.VirtualNumber, diags *diag.Diagnostics) bool {
	if phonenumber.Same(named.PhoneNumber.ValueString(), number.PhoneNumber) {
		return true
	}
	diags.AddAttributeError(path.Root("phone_number"), "id and phone_number identify two different numbers",
		fmt.Sprintf("The virtual number with ID %d is %s, not %s. Nothing was changed. Correct one of the two, or omit one.",
			number.ID, number.PhoneNumber, named.PhoneNumber.ValueString()))
	return false
}

func addInactive(diags *diag.Diagnostics, phone string) {
	summary := fmt.Sprintf("Virtual number %s is inactive and receives no calls", phone)
	diags.AddAttributeWarning(path.Root("active"), summary,
		"It is adopted as it is, since active is not configured. Set active = true to receive calls, or active = false to "+
			"keep it silent.")
}

// numberClaim names a number among the objects that the resources of a run manage.
func numberClaim(id int64) string { return "virtual number " + strconv.FormatInt(id, 10) }
