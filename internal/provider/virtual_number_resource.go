package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ resource.ResourceWithConfigure        = (*virtualNumberResource)(nil)
	_ resource.ResourceWithConfigValidators = (*virtualNumberResource)(nil)
	_ resource.ResourceWithIdentity         = (*virtualNumberResource)(nil)
	_ resource.ResourceWithImportState      = (*virtualNumberResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*virtualNumberResource)(nil)
)

// What happens to a number whose resource is destroyed. No policy releases it: the API has no call for that.
const (
	policyAbandon    = "abandon"
	policyDeactivate = "deactivate"
	policyPrevent    = "prevent"
)

// virtualNumberArguments are the arguments that a 422 may name.
var virtualNumberArguments = []string{"phone_number", "name", "active", "recording", "routing_strategy"}

type virtualNumberResource struct{ session *session }

func newVirtualNumberResource() resource.Resource { return &virtualNumberResource{} }

func (r *virtualNumberResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number"
}

func (r *virtualNumberResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	keepString := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	keepBool := []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A phone number that the account rents: its name, whether it takes and records calls, and how it routes them. " +
			"Only the arguments that the configuration sets are managed.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The number's id. Set it to adopt the number with that id; another id replaces the resource by the number that has it.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{idValidator},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()},
			},
			"phone_number": schema.StringAttribute{
				CustomType: phoneNumberType{},
				MarkdownDescription: "The phone number with its plus sign and calling code, in any spelling, such as `+1 (555) 123-4567`. Set it to adopt the account's number with these digits, or to rent it (see `purchase`). " +
					"Writing the same number in another way changes nothing; other digits replace the resource. With `id` set as well, both must name the same number. " +
					"A value that is not known while planning plans a replacement, since Terraform allows nothing else.",
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{ownPhoneValidator},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(), keepSpelling{}, stringplanmodifier.RequiresReplace(),
				},
			},
			"purchase": purchaseAttribute(),
			"name": schema.StringAttribute{
				MarkdownDescription: "The name that the dashboard shows for the number. Left out, the name stays as it is.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{notBlankValidator},
				PlanModifiers:       keepString,
			},
			"active": schema.BoolAttribute{
				MarkdownDescription: "Whether the number receives calls. Left out, this stays as it is.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       keepBool,
			},
			"recording": schema.BoolAttribute{
				MarkdownDescription: "Whether calls are recorded. Left out, this stays as it is.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       keepBool,
			},
			"routing_strategy": schema.StringAttribute{
				MarkdownDescription: "How a call finds an operator: `priority` (in the order of the list), `round_robin` (in turn) or `simultaneous` (all at once). Left out, this stays as it is.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf("priority", "round_robin", "simultaneous")},
				PlanModifiers:       keepString,
			},
			"deletion_policy": schema.StringAttribute{
				MarkdownDescription: "What destroying the resource does to the number, which stays rented in every case, since the API cannot release one: `abandon` (the default) takes it out of state and leaves it as it is, " +
					"`deactivate` sets `active` to false first, `prevent` refuses to destroy it or to replace it by another number. A changed policy counts once it has been applied.",
				Optional:   true,
				Computed:   true,
				Default:    stringdefault.StaticString(policyAbandon),
				Validators: []validator.String{stringvalidator.OneOf(policyAbandon, policyDeactivate, policyPrevent)},
			},
			"country_code": schema.StringAttribute{
				MarkdownDescription: "The number's country, as an ISO 3166-1 alpha-2 code such as `US`.",
				Computed:            true,
				PlanModifiers:       keepString,
			},
			"ai_receptionist_enabled": schema.BoolAttribute{
				MarkdownDescription: "Whether an AI receptionist takes the calls. It is set in the dashboard; the API only shows it.",
				Computed:            true,
				PlanModifiers:       keepBool,
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *virtualNumberResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{
				Description:       "The number's id.",
				RequiredForImport: true,
			},
		},
	}
}

func (r *virtualNumberResource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{
		resourcevalidator.AtLeastOneOf(path.MatchRoot("id"), path.MatchRoot("phone_number")),
	}
}

func (r *virtualNumberResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *virtualNumberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan virtualNumberResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	appeared := !known(plan.ID)
	if appeared && known(plan.Purchase) {
		found, rented := r.rent(ctx, client, plan, &resp.Diagnostics)
		if found == nil {
			return
		}
		if rented {
			r.createRented(ctx, client, plan, *found, resp)
			return
		}
		plan.ID = newID(found.ID) // it has appeared since the plan
	}
	number, ok := r.adopt(ctx, client, config, plan, &resp.Diagnostics)
	if !ok {
		return
	}
	// Where the plan found the number by its digits, it has warned already, and Terraform plans again inside apply.
	if !number.Active && plan.Active.IsUnknown() && (known(config.ID) || appeared) {
		resp.Diagnostics.AddAttributeWarning(path.Root("active"), inactiveSummary(number.PhoneNumber), inactiveDetail)
	}
	plan.fillUnknown(newVirtualNumberModel(number))
	r.saveCreated(ctx, plan, resp)
}

// createRented sets a rented number up. What exists, and costs money, is saved in any case.
func (r *virtualNumberResource) createRented(ctx context.Context, client *identitycall.Client, plan virtualNumberResourceModel, rented identitycall.VirtualNumberSummary, resp *resource.CreateResponse) {
	number, err := r.complete(ctx, client, plan, rented)
	if err != nil {
		r.addHalfRented(&resp.Diagnostics, rented, err)
		plan.virtualNumberModel = rentedModel(rented)
	} else {
		plan.fillUnknown(newVirtualNumberModel(number))
	}
	r.saveCreated(ctx, plan, resp)
}

func (r *virtualNumberResource) saveCreated(ctx context.Context, plan virtualNumberResourceModel, resp *resource.CreateResponse) {
	r.session.take(plan.ID.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *virtualNumberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state virtualNumberResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := state.Timeouts.Read(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	// Before anything else: older CLIs and OpenTofu miss the identity also of an object that turns out to be gone.
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	id, ok := idInState(state.ID, &resp.Diagnostics)
	if !ok {
		return
	}
	number, err := client.VirtualNumbers.GetCached(ctx, id)
	if identitycall.IsNotFound(err) {
		addGone(&resp.Diagnostics, "Virtual number "+state.label(), err)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot read virtual number %s", state.label()), err)
		return
	}
	state.virtualNumberModel = newVirtualNumberModel(number)
	if state.DeletionPolicy.IsNull() { // after an import
		state.DeletionPolicy = types.StringValue(policyAbandon)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *virtualNumberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state virtualNumberResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if update := plan.updateRequest(state.virtualNumberModel); !update.IsEmpty() {
		id, ok := idInState(state.ID, &resp.Diagnostics)
		if !ok {
			return
		}
		number, err := client.VirtualNumbers.Update(ctx, id, update)
		if err != nil {
			r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot change virtual number %s", state.label()), err, virtualNumberArguments...)
			return
		}
		plan.fillUnknown(newVirtualNumberModel(number))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *virtualNumberResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state virtualNumberResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	mark, diags := replacementMark(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	id, ok := idInState(state.ID, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if mark.Rents { // the plan of this replacement has not found its number in the account
		addRentingReplacement(state.virtualNumberModel, virtualNumberModel{PhoneNumber: newPhoneNumber(mark.PhoneNumber)}, &resp.Diagnostics)
		return
	}
	if mark.takes(state.virtualNumberModel) || r.session.took(state.ID.ValueString()) {
		return // half of a replacement that takes the same number again
	}
	switch state.DeletionPolicy.ValueString() {
	case policyPrevent:
		resp.Diagnostics.AddError(preventSummary(state.virtualNumberModel), preventDetail)
		return
	case policyDeactivate:
		_, err := client.VirtualNumbers.Update(ctx, id, identitycall.VirtualNumberUpdate{Active: identitycall.Value(false)})
		if identitycall.IsNotFound(err) {
			return
		}
		if err != nil {
			r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot deactivate virtual number %s", state.label()), err)
			return
		}
		resp.Diagnostics.AddWarning(fmt.Sprintf("Virtual number %s is deactivated and stays rented", state.label()),
			"It receives no calls any more and is no longer in state. The API has no call that releases a number: to stop paying for it, release it in the dashboard.")
	default:
		resp.Diagnostics.AddWarning(fmt.Sprintf("Virtual number %s stays rented", state.label()),
			"It is no longer in state and goes on as it is: with its settings, its operators and its costs. The API has no call that releases a number: to "+
				"stop paying for it, release it in the dashboard.")
	}
}
