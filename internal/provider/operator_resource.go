package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ resource.ResourceWithConfigure   = (*operatorResource)(nil)
	_ resource.ResourceWithIdentity    = (*operatorResource)(nil)
	_ resource.ResourceWithImportState = (*operatorResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*operatorResource)(nil)
)

func newOperatorResource() resource.Resource { return &operatorResource{} }

type operatorResource struct{ resourceBase }

func (r *operatorResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_operator"
}

func (r *operatorResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages an operator: a person who receives calls. To attach operators to numbers, use " +
			"`identitycall_virtual_number_operators` or `identitycall_virtual_number_operator`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The operator's ID.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "The operator's name. The API derives `initials` from it.",
				Required:            true,
				PlanModifiers:       []planmodifier.String{keepText{sameText}, notBlankIfChanged{}},
			},
			"phone_number": schema.StringAttribute{
				CustomType: phoneNumberType{},
				MarkdownDescription: "The phone number on which the operator takes calls, in any format: with its country code " +
					"(`+1 415 555 0134`) or in local format (`(415) 555-0134`). It is sent as it is written, and the API stores it " +
					"in E.164. Another format of the same number produces no diff.",
				Required:      true,
				Validators:    []validator.String{operatorPhoneValidator},
				PlanModifiers: []planmodifier.String{keepPhoneNumberFormat{}},
			},
			"email": schema.StringAttribute{
				MarkdownDescription: "The operator's e-mail address. Removing it from the configuration clears it. Another case " +
					"of the same letters produces no diff.",
				Optional:      true,
				Validators:    []validator.String{notBlankValidator},
				PlanModifiers: []planmodifier.String{keepText{sameEmail}},
			},
			"active": schema.BoolAttribute{
				MarkdownDescription: "Whether the operator takes calls. A new operator is active. If omitted, the current " +
					"setting is kept.",
				Optional:      true,
				Computed:      true,
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"initials": schema.StringAttribute{
				MarkdownDescription: "The operator's initials in the dashboard.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{knownWhile("name")},
			},
			"force_destroy": schema.BoolAttribute{
				MarkdownDescription: "Whether to delete the operator even if it is the only operator of an active number. " +
					"Default: `false`: the provider refuses to delete such an operator. A change takes effect once it is applied.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *operatorResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = newIdentitySchema("id", "The operator's ID.")
}

func (r *operatorResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan operatorResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	summary := "Cannot create operator " + plan.label()
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Create, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	created, err := r.session.client.Operators.Create(ctx, plan.createRequest(), plan.isCreated)
	if lost := (*identitycall.LostResponseError)(nil); errors.As(err, &lost) {
		addLostResponse(&resp.Diagnostics, fmt.Sprintf("Operator %s may or may not exist", plan.label()), lost,
			lostCreateSteps("operator", "an operator with this name and phone number"))
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, summary, err, argumentNames(req.Plan)...)
		return
	}
	if created.Recovered {
		tflog.Warn(ctx, "The response to a create was lost, and the operator was found")
	}
	r.session.ledger.claim(operatorObject(created.Object.ID)) // later plans know it
	returned := newOperatorModel(created.Object)
	plan.warnContradictions(&resp.Diagnostics, plan.updateRequest(operatorModel{}), returned)
	plan.fillUnknown(returned)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
	resp.Diagnostics.Append(savePrivate(ctx, resp.Private, phoneNumberKey, created.Object.PhoneNumber)...)
}

func (r *operatorResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state operatorResourceModel
	imported := isImport(ctx, req, resp)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx, id, end, ok := r.session.startWithID(ctx, state.Timeouts.Read, state.ID, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// Set before the 404 branch: older CLIs and OpenTofu need the identity of a removed object too.
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	operator, err := r.session.client.Operators.GetCached(ctx, id)
	if err != nil {
		r.session.refreshFailed(ctx, "operator "+state.label(), "It was deleted", imported, err, resp)
		return
	}
	current := newOperatorModel(operator)
	current.keepFormats(state.operatorModel)
	state.operatorModel = current
	if state.ForceDestroy.IsNull() { // after an import
		state.ForceDestroy = types.BoolValue(false)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(savePrivate(ctx, resp.Private, phoneNumberKey, operator.PhoneNumber)...)
}

func (r *operatorResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state operatorResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id, _ := idInState(state.ID, &resp.Diagnostics)
	summary := "Cannot update operator " + state.label()
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Update, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if update := plan.updateRequest(state.operatorModel); update != (identitycall.OperatorUpdate{}) {
		operator, err := r.session.client.Operators.Update(ctx, id, update)
		if err != nil {
			r.session.addAPIError(&resp.Diagnostics, summary, err, argumentNames(req.Plan)...)
			return
		}
		returned := newOperatorModel(operator)
		plan.warnContradictions(&resp.Diagnostics, update, returned)
		plan.fillUnknown(returned)
		resp.Diagnostics.Append(savePrivate(ctx, resp.Private, phoneNumberKey, operator.PhoneNumber)...)
	}
	plan.fillUnknown(state.operatorModel) // a value that was unknown and did not change
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

// Delete refuses to delete the only operator of an active number. With force_destroy, nothing is read.
func (r *operatorResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state operatorResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id, _ := idInState(state.ID, &resp.Diagnostics)
	summary := "Cannot delete operator " + state.label()
	ctx, end, ok := r.session.startWrite(ctx, state.Timeouts.Delete, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if !state.ForceDestroy.ValueBool() {
		unlock, only, err := r.session.lockNumbers(ctx, id)
		defer unlock()
		switch {
		case identitycall.IsNotFound(err): // deleted already
			return
		case err != nil:
			r.session.addAPIError(&resp.Diagnostics, summary, err)
			return
		case len(only) > 0:
			addOnlyOperator(&resp.Diagnostics, state.label(), only)
			return
		}
	}
	if err := r.session.client.Operators.Delete(ctx, id); err != nil {
		r.session.addAPIError(&resp.Diagnostics, summary, err)
	}
}

func (r *operatorResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	importByID(ctx, req, resp, "an operator")
}
