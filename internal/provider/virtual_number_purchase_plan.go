package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

const billedUntilReleased = "The number is billed until it is released in the dashboard. Destroying the resource " +
	"does not release it."

// ModifyPlan warns that a purchase costs money, and rejects another number for an existing purchase.
func (r *virtualNumberPurchaseResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state virtualNumberPurchaseModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case req.Plan.Raw.IsNull():
		r.session.planDestroy(state.managedObject(), state.label(), &resp.Diagnostics)
		// The summary differs from that of identitycall_virtual_number: Terraform folds warnings with equal summaries.
		summary := "Virtual number " + state.label() + " stays on the account and is billed"
		resp.Diagnostics.AddWarning(summary, billedUntilReleased)
	case req.State.Raw.IsNull():
		r.session.plan(nil, plan.managedObject(), plan.label(), &resp.Diagnostics)
		r.planCreate(ctx, plan, resp)
	case !known(plan.PhoneNumber):
		addOtherNumber(&resp.Diagnostics, state, "a phone number that is unknown while planning")
	case !phonenumber.Same(plan.PhoneNumber.ValueString(), state.PhoneNumber.ValueString()):
		addOtherNumber(&resp.Diagnostics, state, plan.PhoneNumber.ValueString())
	default:
		r.session.plan(state.managedObject(), state.managedObject(), state.label(), &resp.Diagnostics)
	}
}

// planCreate fills in the ID if the account has the number, so that Create purchases nothing and references to the ID
// do not change. Otherwise it warns that applying the plan costs money.
func (r *virtualNumberPurchaseResource) planCreate(
	ctx context.Context, plan virtualNumberPurchaseModel, resp *resource.ModifyPlanResponse,
) {
	if !known(plan.PhoneNumber) {
		warnPurchase(&resp.Diagnostics, "Applying may purchase a number that is not known yet, which costs money", plan)
		return
	}
	request := plan.purchaseRequest(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	mayPurchase := fmt.Sprintf("Applying may purchase %s, which costs money", request.PhoneNumber)
	ctx, client, end := r.session.startPlan(ctx, plan.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if client == nil {
		warnPurchase(&resp.Diagnostics, mayPurchase, plan)
		return
	}
	found, err := client.VirtualNumbers.FindCached(ctx, request.PhoneNumber)
	switch {
	case r.session.addStopped(&resp.Diagnostics, err, nil):
	case err != nil:
		warnPurchase(&resp.Diagnostics, mayPurchase, plan, "The look-up on the account failed: "+err.Error()+".")
	case len(found) == 0:
		warnPurchase(&resp.Diagnostics, fmt.Sprintf("Purchasing %s costs money", request.PhoneNumber), plan)
	default:
		if number, ok := onlyNumber(found, request.PhoneNumber, path.Root("phone_number"), &resp.Diagnostics); ok {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), newID(number.ID))...)
		}
	}
}

// warnPurchase warns that applying costs money. The number is in the summary, since Terraform folds warnings with equal
// summaries into one.
func warnPurchase(diags *diag.Diagnostics, summary string, plan virtualNumberPurchaseModel, reasons ...string) {
	detail := billedUntilReleased
	var costs []string
	if known(plan.UpfrontCost) {
		costs = append(costs, plan.UpfrontCost.ValueString()+" once")
	}
	if known(plan.MonthlyCost) {
		costs = append(costs, plan.MonthlyCost.ValueString()+" a month")
	}
	if len(costs) > 0 {
		detail = fmt.Sprintf("The configured cost is %s, in the carrier's currency. ", strings.Join(costs, " and ")) + detail
	}
	for _, reason := range reasons {
		detail += " " + reason
	}
	diags.AddAttributeWarning(path.Root("phone_number"), summary, detail)
}

// addOtherNumber rejects other digits for an existing purchase: a replacement would purchase a second number, while the
// first one stays on the account and is billed.
func addOtherNumber(diags *diag.Diagnostics, state virtualNumberPurchaseModel, other string) {
	diags.AddAttributeError(path.Root("phone_number"), fmt.Sprintf("The purchase of %s cannot become the purchase of "+
		"%s", state.label(), other),
		fmt.Sprintf("Terraform would purchase a second number, and %s would stay on the account and be billed. Restore the "+
			"phone number, and add a second "+
			"identitycall_virtual_number_purchase for the other number. If phone_number comes from the inventory "+
			"(identitycall_available_virtual_numbers), "+
			"write the number itself into the configuration: a number that is purchased is no longer in the inventory. To "+
			"destroy everything with this "+
			"configuration, restore the phone number first, or use -refresh=false.", state.PhoneNumber.ValueString()))
}
