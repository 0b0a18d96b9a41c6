package provider

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
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
		fmt.Sprintf("%s keeps its settings and operators, and is billed until it is released in the dashboard. Destroying "+
			"or replacing the resource sends nothing. A number that is to receive no calls needs active = false, applied "+
			"before the resource is destroyed.", state.label()))
}

// planAdoption reads the number that is adopted, and warns about the settings that change. A number that is not there
// is an error, before a replacement removes the old one from state. The plan gets an ID and a country that the
// lookup of a phone number has found, and nothing else: Terraform plans again inside apply, and refuses a known
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
		if r.session.isPulumi {
			refuseInventedName(&resp.Diagnostics, config.Name, current)
		}
		warnAdoption(&resp.Diagnostics, config.virtualNumberModel, current)
	}
}

// inventedName is how Pulumi names an object that its program gives no name.
var inventedName = regexp.MustCompile(`-[0-9a-f]{7}$`)

// refuseInventedName stops an adoption that would rename a live number to what Pulumi invented: a provider cannot tell
// its bridge not to.
func refuseInventedName(diags *diag.Diagnostics, name types.String, current virtualNumberModel) {
	if !inventedName.MatchString(name.ValueString()) || name.Equal(current.Name) {
		return
	}
	label := objectLabel(current.PhoneNumber.StringValue, current.ID)
	diags.AddAttributeError(path.Root("name"), fmt.Sprintf("Pulumi would rename %s to %s", label, quoted(name)),
		fmt.Sprintf("Pulumi invents a name if the program sets none. Nothing was changed. Set the name of the resource, to "+
			"%s to keep the current one.", quoted(current.Name)))
}

// readToAdopt reads a number that is adopted. If id and phone_number are configured, both must identify it. Inside
// apply, the plan and Create share the request, which is sent moments before the PATCH.
func (r *virtualNumberResource) readToAdopt(
	ctx context.Context, id int64, config virtualNumberModel, diags *diag.Diagnostics,
) (virtualNumberModel, bool) {
	number, err := r.session.client.VirtualNumbers.GetCached(ctx, id)
	if err != nil {
		r.session.addAPIErrorAt(diags, config.identifiedAt(), adoptSummary(config, err), err)
		return virtualNumberModel{}, false
	}
	if known(config.PhoneNumber) && !phonenumber.Same(config.PhoneNumber.ValueString(), number.PhoneNumber) {
		diags.AddAttributeError(path.Root("phone_number"), "id and phone_number identify two different numbers",
			fmt.Sprintf("The virtual number with ID %d is %s, not %s. Nothing was changed. Correct one of the two, or omit one.",
				number.ID, number.PhoneNumber, config.PhoneNumber.ValueString()))
		return virtualNumberModel{}, false
	}
	current := newVirtualNumberModel(number)
	keepFormat(&current.Name, config.Name, sameText)
	return current, true
}

// adopt applies the configured settings that differ from those of the number, with one PATCH, or sends nothing.
func (r *virtualNumberResource) adopt(
	ctx context.Context, id int64, plan virtualNumberModel, arguments []string,
	diags *diag.Diagnostics,
) (virtualNumberModel, bool) {
	current, ok := r.readToAdopt(ctx, id, plan, diags)
	update := plan.updateRequest(current)
	if !ok || update == (identitycall.VirtualNumberUpdate{}) {
		return current, ok
	}
	number, err := r.session.client.VirtualNumbers.Update(ctx, id, update)
	if err != nil {
		r.session.addAPIErrorAt(diags, plan.identifiedAt(), adoptSummary(plan, err), err, arguments...)
		return virtualNumberModel{}, false
	}
	adopted := newVirtualNumberModel(number)
	plan.warnContradictions(diags, update, adopted)
	return adopted, true
}

func adoptSummary(number virtualNumberModel, err error) string {
	if identitycall.IsNotFound(err) {
		return fmt.Sprintf("Virtual number %s not found", number.label())
	}
	return fmt.Sprintf("Cannot adopt virtual number %s", number.label())
}

func addInactive(diags *diag.Diagnostics, phone string) {
	summary := fmt.Sprintf("Virtual number %s is inactive and receives no calls", phone)
	diags.AddAttributeWarning(path.Root("active"), summary,
		"It is adopted as it is, since active is not configured. Set active = true to receive calls, or active = false to "+
			"keep it inactive.")
}

// warnAdoption warns about the settings of a number that an adoption changes. The plan shows them like those of a new
// object.
func warnAdoption(diags *diag.Diagnostics, config, current virtualNumberModel) {
	var changed, details []string
	compare := func(argument string, wanted, is attr.Value, consequence string) {
		if known(wanted) && !wanted.Equal(is) {
			changed = append(changed, argument)
			details = append(details, fmt.Sprintf("- %s: %s -> %s%s", argument, quoted(is), quoted(wanted), consequence))
		}
	}
	becomesInactive, becomesRecorded := "", ""
	if !config.Active.ValueBool() {
		becomesInactive = " (the number stops receiving calls)"
	}
	if config.Recording.ValueBool() {
		becomesRecorded = " (calls are recorded)"
	}
	compare("active", config.Active, current.Active, becomesInactive)
	compare("name", config.Name, current.Name, "")
	compare("recording", config.Recording, current.Recording, becomesRecorded)
	compare("routing_strategy", config.RoutingStrategy, current.RoutingStrategy, "")
	if len(changed) == 0 {
		return
	}
	label := objectLabel(current.PhoneNumber.StringValue, current.ID)
	diags.AddWarning(fmt.Sprintf("Adopting %s changes %s", label, enumerate(changed)),
		fmt.Sprintf("The number is on the account already. Creating this resource changes:\n%s\n\nTo keep a setting, omit "+
			"its argument, or set it to the old value. If another resource of this configuration manages %s, remove one of "+
			"the two: the next plan refuses both.", strings.Join(details, "\n"), label))
}
