package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var (
	_ resource.ResourceWithConfigure   = (*virtualNumberPurchaseResource)(nil)
	_ resource.ResourceWithIdentity    = (*virtualNumberPurchaseResource)(nil)
	_ resource.ResourceWithImportState = (*virtualNumberPurchaseResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*virtualNumberPurchaseResource)(nil)
)

func newVirtualNumberPurchaseResource() resource.Resource { return &virtualNumberPurchaseResource{} }

type virtualNumberPurchaseResource struct{ resourceBase }

type virtualNumberPurchaseModel struct {
	ID                 types.String     `tfsdk:"id"`
	PhoneNumber        phoneNumberValue `tfsdk:"phone_number"`
	CountryCode        types.String     `tfsdk:"country_code"`
	NumberType         types.String     `tfsdk:"number_type"`
	RequirementGroupID types.String     `tfsdk:"requirement_group_id"`
	UpfrontCost        types.String     `tfsdk:"upfront_cost"`
	MonthlyCost        types.String     `tfsdk:"monthly_cost"`
	Timeouts           timeouts.Value   `tfsdk:"timeouts"`
}

func (r *virtualNumberPurchaseResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number_purchase"
}

func (r *virtualNumberPurchaseResource) Schema(
	ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	const recorded = " It is sent with the purchase. A later change is recorded in state and sends nothing."
	resp.Schema = schema.Schema{
		MarkdownDescription: "Purchases a virtual number, **which costs money**: once, and every month until it is " +
			"released in the dashboard. If the account has the number already, nothing is purchased. Destroying the resource " +
			"sends nothing: the number stays on the account and is billed.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The virtual number's ID. Refer to it in `identitycall_virtual_number` to manage the " +
					"number's settings.",
				Computed:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"phone_number": schema.StringAttribute{
				CustomType: phoneNumberType{},
				MarkdownDescription: "The phone number to purchase, with its plus sign and country code, in any format. Another " +
					"format produces no diff. Other digits, or a value that is unknown while planning, are an error for an existing " +
					"purchase: add a second resource instead.",
				Required:      true,
				Validators:    []validator.String{virtualNumberValidator},
				PlanModifiers: []planmodifier.String{keepPhoneNumberFormat{}},
			},
			"country_code": schema.StringAttribute{
				MarkdownDescription: "The number's country, an ISO 3166-1 alpha-2 code." + recorded,
				Optional:            true,
				Validators:          []validator.String{countryValidator},
			},
			"number_type": schema.StringAttribute{
				MarkdownDescription: "The type of the number: `mobile`, `local`, `toll-free` or `national`." + recorded,
				Optional:            true,
				Validators:          []validator.String{numberTypeValidator},
			},
			"requirement_group_id": schema.StringAttribute{
				MarkdownDescription: "The ID of an approved regulatory requirement group, which some countries require." + recorded,
				Optional:            true,
				Validators:          []validator.String{idValidator},
			},
			"upfront_cost": schema.StringAttribute{
				MarkdownDescription: "The one-time cost, a decimal in the carrier's currency. It does not limit the price, but " +
					"the plan of the purchase fails if the inventory lists another one." + recorded,
				Optional:   true,
				Validators: []validator.String{costValidator},
			},
			"monthly_cost": schema.StringAttribute{
				MarkdownDescription: "The monthly cost, a decimal in the carrier's currency. It does not limit the price, but " +
					"the plan of the purchase fails if the inventory lists another one." + recorded,
				Optional:   true,
				Validators: []validator.String{costValidator},
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *virtualNumberPurchaseResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = newIdentitySchema("id", "The number's ID.")
}

// Create purchases the number, unless the account has it. Nothing else is sent, so nothing can be half done.
func (r *virtualNumberPurchaseResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan virtualNumberPurchaseModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	request := plan.purchaseRequest(&resp.Diagnostics)
	summary := "Cannot purchase " + request.PhoneNumber
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Create, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	number, ok := r.purchase(ctx, plan, request, summary, argumentNames(req.Plan), &resp.Diagnostics)
	if !ok {
		return
	}
	if purchase := purchaseObject(request.PhoneNumber); !r.session.ledger.claim(purchase) {
		addManagedTwice(&resp.Diagnostics, path.Root("phone_number"), purchase.describe(request.PhoneNumber))
		return
	}
	plan.ID = newID(number.ID)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

// purchase returns the number once the account has it. If the plan found the number on the account, it is never
// purchased.
func (r *virtualNumberPurchaseResource) purchase(
	ctx context.Context, plan virtualNumberPurchaseModel,
	request identitycall.VirtualNumberPurchase, summary string, arguments []string,
	diags *diag.Diagnostics,
) (identitycall.VirtualNumberSummary, bool) {
	isWanted := func(number string) bool { return phonenumber.Same(number, request.PhoneNumber) }
	if known(plan.ID) {
		return r.stillOnAccount(ctx, plan, isWanted, diags)
	}
	purchased, err := r.session.client.VirtualNumbers.Purchase(ctx, request, isWanted)
	if lost := (*identitycall.LostResponseError)(nil); errors.As(err, &lost) {
		addLostResponse(diags, fmt.Sprintf("%s may or may not have been purchased", request.PhoneNumber), lost,
			[]string{
				fmt.Sprintf("Wait a minute, and apply again: if the account has %s by then, nothing is purchased.",
					request.PhoneNumber),
				"If that fails too, look for the number in the dashboard. If it is there, import it: terraform import " +
					"identitycall_virtual_number_purchase.NAME " + request.PhoneNumber,
			})
		return identitycall.VirtualNumberSummary{}, false
	}
	if err != nil {
		r.session.addAPIError(diags, summary, err, arguments...)
		return identitycall.VirtualNumberSummary{}, false
	}
	switch {
	case !purchased.Purchased:
		tflog.Info(ctx, "The account has the number already, and nothing was purchased")
	case purchased.Recovered:
		tflog.Warn(ctx, "The response to a purchase was lost, and the number was found on the account")
	}
	return onlyNumber(purchased.Matching, request.PhoneNumber, path.Root("phone_number"), diags)
}

// stillOnAccount returns the number that the plan found on the account. It is an error if the account no longer has it.
func (r *virtualNumberPurchaseResource) stillOnAccount(
	ctx context.Context, plan virtualNumberPurchaseModel, isWanted func(string) bool,
	diags *diag.Diagnostics,
) (identitycall.VirtualNumberSummary, bool) {
	numbers, err := r.session.client.VirtualNumbers.List(ctx)
	if err != nil {
		r.session.addAPIError(diags, "Cannot look up "+plan.label()+" among the account's virtual numbers", err)
		return identitycall.VirtualNumberSummary{}, false
	}
	numbers = filtered(numbers, func(n identitycall.VirtualNumberSummary) bool {
		return newID(n.ID).Equal(plan.ID) && isWanted(n.PhoneNumber)
	})
	if len(numbers) == 0 {
		diags.AddAttributeError(path.Root("phone_number"), plan.label()+" is no longer on the account",
			"The plan found the number on the account, so nothing was purchased. Run a new plan.")
		return identitycall.VirtualNumberSummary{}, false
	}
	return numbers[0], true
}

func (r *virtualNumberPurchaseResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state virtualNumberPurchaseModel
	imported := isImport(ctx, req, resp)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx, id, end, ok := r.session.startWithID(ctx, state.Timeouts.Read, state.ID, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// Set before the 404 branch: older CLIs and OpenTofu need the identity of a removed object too.
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	number, ok := r.session.readVirtualNumber(ctx, id, "the purchase of virtual number "+state.label(), imported, resp,
		"The next apply purchases the number again, which costs money.",
		"If the number was released on purpose, remove identitycall_virtual_number_purchase.NAME, and what refers to it, "+
			"from the configuration.")
	if !ok {
		return
	}
	state.PhoneNumber = newPhoneNumber(number.PhoneNumber) // the rest of a purchase cannot be read
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update sends nothing: the arguments are only sent with the purchase.
func (r *virtualNumberPurchaseResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan virtualNumberPurchaseModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

// Delete sends nothing: the API cannot release a number. ModifyPlan warns that it stays on the account.
func (r *virtualNumberPurchaseResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}

func (r *virtualNumberPurchaseResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	r.session.importVirtualNumber(ctx, req, resp, "id")
}

// purchaseRequest is the POST that purchases the planned number: exactly the arguments that are configured.
func (m virtualNumberPurchaseModel) purchaseRequest(diags *diag.Diagnostics) identitycall.VirtualNumberPurchase {
	number, err := phonenumber.E164(m.PhoneNumber.ValueString(), "")
	if err != nil {
		diags.AddAttributeError(path.Root("phone_number"), "Invalid phone number", sentence(err))
	}
	request := identitycall.VirtualNumberPurchase{
		PhoneNumber: number,
		CountryCode: changedString(m.CountryCode, types.StringNull()),
		NumberType:  changedString(m.NumberType, types.StringNull()),
		UpfrontCost: changedString(m.UpfrontCost, types.StringNull()),
		MonthlyCost: changedString(m.MonthlyCost, types.StringNull()),
	}
	if known(m.RequirementGroupID) {
		if group, ok := configuredID(m.RequirementGroupID, path.Root("requirement_group_id"), diags); ok {
			request.RequirementGroupID = identitycall.Value(group)
		}
	}
	return request
}

func (m virtualNumberPurchaseModel) label() string {
	return objectLabel(m.PhoneNumber.StringValue, m.ID)
}

// managedObject is the purchase in the ledger, nil if its phone number is not known.
func (m virtualNumberPurchaseModel) managedObject() managedObject {
	number, err := phonenumber.E164(m.PhoneNumber.ValueString(), "")
	if err != nil {
		return nil
	}
	return purchaseObject(number)
}
