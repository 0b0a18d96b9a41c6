package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ resource.ResourceWithConfigure      = (*virtualNumberResource)(nil)
	_ resource.ResourceWithIdentity       = (*virtualNumberResource)(nil)
	_ resource.ResourceWithImportState    = (*virtualNumberResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*virtualNumberResource)(nil)
	_ resource.ResourceWithValidateConfig = (*virtualNumberResource)(nil)
)

func newVirtualNumberResource() resource.Resource { return &virtualNumberResource{} }

type virtualNumberResource struct{ resourceBase }

func (r *virtualNumberResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number"
}

func (r *virtualNumberResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	keepString := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	keepBool := []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages a virtual number that is on the account: its name, whether it is active and records " +
			"calls, and how it routes them. Only the arguments in the configuration are managed. Destroying the resource " +
			"sends nothing: the number stays on the account and is billed.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The number's ID. Set it to adopt the number with this ID. Another ID replaces the " +
					"resource. At least one of `id` and `phone_number` is required.",
				Optional:      true,
				Computed:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()},
			},
			"phone_number": schema.StringAttribute{
				CustomType: phoneNumberType{},
				MarkdownDescription: "The phone number with its plus sign and country code, in any format, such as `+1 (555) " +
					"123-4567`. Set it to adopt the account's number with these digits. Another format produces no diff. Other " +
					"digits, or a value that is unknown while planning, replace the resource. If `id` is set too, both must " +
					"identify the same number. At least one of `id` and `phone_number` is required.",
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{virtualNumberValidator},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(), keepPhoneNumberFormat{}, stringplanmodifier.RequiresReplace(),
				},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "The number's name in the dashboard. If omitted, the current name is kept.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{notBlankValidator},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown(), keepText{sameText}},
			},
			"active": schema.BoolAttribute{
				MarkdownDescription: "Whether the number receives calls. If omitted, the current setting is kept.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       keepBool,
			},
			"recording": schema.BoolAttribute{
				MarkdownDescription: "Whether calls are recorded. If omitted, the current setting is kept. A new number records " +
					"calls.",
				Optional:      true,
				Computed:      true,
				PlanModifiers: keepBool,
			},
			"routing_strategy": schema.StringAttribute{
				MarkdownDescription: "How a call is routed to operators: `priority` (in the order of the list), `round_robin` " +
					"(in turn) or `simultaneous` (all at once). If omitted, the current setting is kept.",
				Optional:      true,
				Computed:      true,
				Validators:    []validator.String{strategyValidator},
				PlanModifiers: keepString,
			},
			"country_code": schema.StringAttribute{
				MarkdownDescription: "The number's country, an ISO 3166-1 alpha-2 code such as `US`.",
				Computed:            true,
				PlanModifiers:       keepString,
			},
			"ai_receptionist_enabled": schema.BoolAttribute{
				MarkdownDescription: "Whether an AI receptionist takes the calls. It is set in the dashboard; the API only " +
					"returns it.",
				Computed:      true,
				PlanModifiers: keepBool,
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *virtualNumberResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = newIdentitySchema("id", "The number's ID.")
}

func (r *virtualNumberResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config virtualNumberResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() && config.ID.IsNull() && config.PhoneNumber.IsNull() {
		resp.Diagnostics.AddError("Missing id or phone_number",
			"Set id or phone_number, or both. They identify the virtual number to adopt.")
	}
}

func (r *virtualNumberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan virtualNumberResourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	summary := "Cannot adopt virtual number " + plan.label()
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Create, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	id, ok := r.session.virtualNumberID(ctx, plan.virtualNumberModel, purchaseFirst, &resp.Diagnostics)
	if !ok {
		return
	}
	if !r.session.ledger.claim(numberObject(id)) {
		addManagedTwice(&resp.Diagnostics, config.identifiedAt(), numberObject(id).describe(plan.label()))
		return
	}
	adopted, ok := r.adopt(ctx, id, plan.virtualNumberModel, argumentNames(req.Plan), &resp.Diagnostics)
	if !ok {
		r.session.ledger.release(numberObject(id))
		return
	}
	plan.fillUnknown(adopted)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *virtualNumberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state virtualNumberResourceModel
	imported := isImport(ctx, req, resp)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx, id, end, ok := r.session.startWithID(ctx, state.Timeouts.Read, state.ID, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// Set before the 404 branch: older CLIs and OpenTofu need the identity of a removed object too.
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	number, ok := r.session.readVirtualNumber(ctx, id, "virtual number "+state.label(), imported, resp)
	if !ok {
		return
	}
	current := newVirtualNumberModel(number)
	keepFormat(&current.Name, state.Name, sameText)
	state.virtualNumberModel = current
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *virtualNumberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state virtualNumberResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id, _ := idInState(state.ID, &resp.Diagnostics)
	summary := "Cannot update virtual number " + state.label()
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Update, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if update := plan.updateRequest(state.virtualNumberModel); update != (identitycall.VirtualNumberUpdate{}) {
		if !r.session.ledger.claim(numberObject(id)) {
			addManagedTwice(&resp.Diagnostics, path.Root("id"), numberObject(id).describe(state.label()))
			return
		}
		number, err := r.session.client.VirtualNumbers.Update(ctx, id, update)
		if err != nil {
			r.session.addAPIError(&resp.Diagnostics, summary, err, argumentNames(req.Plan)...)
			return
		}
		updated := newVirtualNumberModel(number)
		plan.warnContradictions(&resp.Diagnostics, update, updated)
		plan.fillUnknown(updated)
	}
	plan.fillUnknown(state.virtualNumberModel) // a value that was unknown and did not change
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

// Delete sends nothing: the API cannot release a number, and its settings are kept. ModifyPlan warns that it stays.
func (r *virtualNumberResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}

func (r *virtualNumberResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	r.session.importVirtualNumber(ctx, req, resp, "id")
}
