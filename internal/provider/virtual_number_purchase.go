package provider

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// purchaseModel is the argument purchase: the permission to rent a number, with the particulars of renting it.
type purchaseModel struct {
	CountryCode        types.String `tfsdk:"country_code"`
	NumberType         types.String `tfsdk:"number_type"`
	RequirementGroupID types.String `tfsdk:"requirement_group_id"`
	UpfrontCost        types.String `tfsdk:"upfront_cost"`
	MonthlyCost        types.String `tfsdk:"monthly_cost"`
}

var numberTypes = []string{"mobile", "local", "toll-free", "national"}

var decimalForm = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

func purchaseAttribute() schema.Attribute {
	cost := []validator.String{stringvalidator.RegexMatches(decimalForm, `must be a decimal number such as "1.00"`)}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Allows the provider to **rent** `phone_number` when the account does not have it, **which costs money**: once, and every month until the number is released in the dashboard. " +
			"Left out, a number that the account does not have is an error. It matters only when the resource is created: a later change sends nothing and replaces nothing.",
		Optional:      true,
		PlanModifiers: []planmodifier.Object{keepPurchase{}},
		Attributes: map[string]schema.Attribute{
			"country_code": schema.StringAttribute{
				MarkdownDescription: "The number's country, an ISO 3166-1 alpha-2 code.",
				Optional:            true,
				Validators:          []validator.String{countryValidator},
			},
			"number_type": schema.StringAttribute{
				MarkdownDescription: "The kind of the number: `mobile`, `local`, `toll-free` or `national`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(numberTypes...)},
			},
			"requirement_group_id": schema.StringAttribute{
				MarkdownDescription: "The id of an approved group of regulatory requirements, where the country asks for one.",
				Optional:            true,
				Validators:          []validator.String{idValidator},
			},
			"upfront_cost": schema.StringAttribute{
				MarkdownDescription: "What renting costs once, as a decimal. It is recorded for information and changes no price.",
				Optional:            true,
				Validators:          cost,
			},
			"monthly_cost": schema.StringAttribute{
				MarkdownDescription: "What the number costs a month, as a decimal. It is recorded for information and changes no price.",
				Optional:            true,
				Validators:          cost,
			},
		},
	}
}

// keepPurchase plans the state's value where configuration and state both have one: after the number is there, the
// particulars of renting it say nothing any more. One that is added or taken away has to show as a change, since Terraform
// demands it.
type keepPurchase struct{}

func (keepPurchase) Description(context.Context) string {
	return "A change does nothing once the number is there."
}

func (k keepPurchase) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepPurchase) PlanModifyObject(_ context.Context, req planmodifier.ObjectRequest, resp *planmodifier.ObjectResponse) {
	if !req.StateValue.IsNull() && !req.ConfigValue.IsNull() {
		resp.PlanValue = req.StateValue
	}
}

// purchaseRequest is the POST that rents the planned number. It carries the name; what else is set needs a PATCH.
func purchaseRequest(ctx context.Context, plan virtualNumberResourceModel, diags *diag.Diagnostics) identitycall.VirtualNumberPurchase {
	var purchase purchaseModel
	diags.Append(plan.Purchase.As(ctx, &purchase, basetypes.ObjectAsOptions{})...)
	number, err := phonenumber.E164(plan.PhoneNumber.ValueString(), "")
	if err != nil {
		diags.AddAttributeError(path.Root("phone_number"), "Invalid phone number", sentence(err))
	}
	request := identitycall.VirtualNumberPurchase{
		PhoneNumber: number,
		CountryCode: changedString(purchase.CountryCode, types.StringNull()),
		NumberType:  changedString(purchase.NumberType, types.StringNull()),
		UpfrontCost: changedString(purchase.UpfrontCost, types.StringNull()),
		MonthlyCost: changedString(purchase.MonthlyCost, types.StringNull()),
	}
	if known(purchase.RequirementGroupID) {
		group, err := parseID(purchase.RequirementGroupID.ValueString())
		if err != nil {
			diags.AddAttributeError(path.Root("purchase").AtName("requirement_group_id"), "Invalid id", sentence(err))
		}
		request.RequirementGroupID = identitycall.Value(group)
	}
	return request
}

// purchaseArguments are the arguments that a 422 to a purchase may name.
var purchaseArguments = append([]string{
	"purchase.country_code", "purchase.number_type", "purchase.requirement_group_id", "purchase.upfront_cost", "purchase.monthly_cost",
}, virtualNumberArguments...)

// rent rents the planned number, or finds that the account has it meanwhile. The number is nil when neither was done.
func (r *virtualNumberResource) rent(ctx context.Context, client *identitycall.Client, plan virtualNumberResourceModel, diags *diag.Diagnostics) (found *identitycall.VirtualNumberSummary, rented bool) {
	request := purchaseRequest(ctx, plan, diags)
	if diags.HasError() {
		return nil, false
	}
	purchased, err := client.VirtualNumbers.Purchase(ctx, request, func(number string) bool { return phonenumber.Same(number, request.PhoneNumber) })
	if lost := (*identitycall.LostResponseError)(nil); errors.As(err, &lost) {
		addLostAnswer(diags, fmt.Sprintf("%s may or may not be rented", request.PhoneNumber), lost, fmt.Sprintf("Wait a minute and apply again: that adopts %[1]s if it is "+
			"rented by then, and rents it if not, so it is never paid for twice. Or look for it in the dashboard, and take it over with: terraform import ADDRESS %[1]s", request.PhoneNumber))
		return nil, false
	}
	if err != nil {
		r.session.addAPIError(diags, fmt.Sprintf("Cannot rent %s", request.PhoneNumber), err, purchaseArguments...)
		return nil, false
	}
	number, ok := onlyNumber(purchased.Matching, request.PhoneNumber, diags)
	if !ok {
		return nil, false
	}
	if purchased.Recovered {
		tflog.Warn(ctx, "The answer to a purchase was lost; the number was found and taken over", map[string]any{"id": number.ID})
	}
	// At once, while this resource still has to set the number up: another one that names it may be looking for it already.
	if !r.session.take(newID(number.ID).ValueString()) {
		diags.AddAttributeError(path.Root("phone_number"), fmt.Sprintf("%s is another resource's already", request.PhoneNumber),
			fmt.Sprintf("A resource of this configuration has just taken the virtual number with id %d. One number belongs to one resource: take one of the two out of the configuration. Nothing was bought twice.", number.ID))
		return nil, false
	}
	return &number, purchased.Purchased
}

// complete sets what renting could not set, with one PATCH, or reads the number where nothing else is written.
func (r *virtualNumberResource) complete(ctx context.Context, client *identitycall.Client, plan virtualNumberResourceModel, rented identitycall.VirtualNumberSummary) (identitycall.VirtualNumber, error) {
	update := plan.updateRequest(virtualNumberModel{})
	if update.IsEmpty() {
		return client.VirtualNumbers.Get(ctx, rented.ID)
	}
	return client.VirtualNumbers.Update(ctx, rented.ID, update)
}

// addHalfRented reports that a number was rented and could not be set up.
func (r *virtualNumberResource) addHalfRented(diags *diag.Diagnostics, rented identitycall.VirtualNumberSummary, err error) {
	diags.AddError(fmt.Sprintf("%s is rented and live, but not set up as written", rented.PhoneNumber),
		err.Error()+fmt.Sprintf(".\n\nThe number has the id %d, it is in state, and it costs money from now on. Apply again to finish: the next plan will read \"must be "+
			"replaced (tainted)\", but that neither releases nor rents nor silences anything. It adopts the same number and sets what is missing.", rented.ID))
}

// rentedModel is what state holds of a number that was rented and could not be set up: what the answer to the purchase says.
func rentedModel(rented identitycall.VirtualNumberSummary) virtualNumberModel {
	return virtualNumberModel{
		ID:                    newID(rented.ID),
		PhoneNumber:           newPhoneNumber(rented.PhoneNumber),
		Name:                  types.StringPointerValue(rented.Name),
		Active:                types.BoolValue(rented.Active),
		Recording:             types.BoolNull(),
		RoutingStrategy:       types.StringNull(),
		CountryCode:           types.StringValue(rented.CountryCode),
		AIReceptionistEnabled: types.BoolValue(rented.AIReceptionistEnabled),
	}
}

// warnRenting says in the plan that applying it costs money. The number stands in the summary, since Terraform folds warnings
// of equal summary into one.
func warnRenting(ctx context.Context, plan virtualNumberResourceModel, certain bool, diags *diag.Diagnostics) {
	number := "a number that is not known yet"
	if plan.PhoneNumber.isKnown() {
		number = plan.PhoneNumber.ValueString()
		if written, err := phonenumber.E164(number, ""); err == nil {
			number = written
		}
	}
	summary := fmt.Sprintf("Renting %s will cost money", number)
	detail := "The account does not have it, and purchase allows to rent it. The API has no call that releases a number: destroying the resource does not end its costs, releasing it in the dashboard does."
	if !certain {
		summary = fmt.Sprintf("Applying may rent %s, which costs money", number)
		detail = "Whether the account has it cannot be looked up while planning. If it does not, purchase allows to rent it. The API has no call that releases a number: destroying the resource does not end its costs, releasing it in the dashboard does."
	}
	if !plan.Purchase.IsUnknown() {
		var purchase purchaseModel
		diags.Append(plan.Purchase.As(ctx, &purchase, basetypes.ObjectAsOptions{})...)
		if known(purchase.UpfrontCost) || known(purchase.MonthlyCost) {
			detail += fmt.Sprintf(" The configuration expects %s once and %s a month.", costOr(purchase.UpfrontCost), costOr(purchase.MonthlyCost))
		}
	}
	diags.AddAttributeWarning(path.Root("phone_number"), summary, detail)
}

func costOr(cost types.String) string {
	if known(cost) {
		return cost.ValueString()
	}
	return "an amount that it does not name"
}

// addRentingReplacement refuses a replacement by a number that would have to be rented.
func addRentingReplacement(old, wanted virtualNumberModel, diags *diag.Diagnostics) {
	next := "a number that is not known while planning"
	if wanted.PhoneNumber.isKnown() {
		next = wanted.PhoneNumber.ValueString()
	}
	diags.AddAttributeError(path.Root("phone_number"), fmt.Sprintf("%s would be replaced by renting %s", old.PhoneNumber.ValueString(), next),
		fmt.Sprintf("The account does not have, or cannot be shown to have, %s. A replacement would leave %s (id %s) rented and paid for, out of state, and rent another. If you want "+
			"another number, rent it under a resource of its own, and take the old one away when it is no longer needed. If phone_number comes from the inventory "+
			"(identitycall_available_virtual_numbers), it has moved: a number that is rented is no longer in it. Write the number itself "+
			"into the configuration.", next, old.PhoneNumber.ValueString(), old.ID.ValueString()))
}

// purchaseTypes are the types of purchaseModel.
func purchaseTypes() map[string]attr.Type {
	return map[string]attr.Type{
		"country_code": types.StringType, "number_type": types.StringType, "requirement_group_id": types.StringType,
		"upfront_cost": types.StringType, "monthly_cost": types.StringType,
	}
}
