package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ resource.ResourceWithConfigure   = (*operatorResource)(nil)
	_ resource.ResourceWithIdentity    = (*operatorResource)(nil)
	_ resource.ResourceWithImportState = (*operatorResource)(nil)
)

// operatorArguments are the arguments that a 422 may name.
var operatorArguments = []string{"name", "phone_number", "email", "active"}

type operatorResource struct{ session *session }

func newOperatorResource() resource.Resource { return &operatorResource{} }

func (r *operatorResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_operator"
}

func (r *operatorResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A human operator to whom calls are routed. Which numbers ring an operator, and in which order, is said by `identitycall_virtual_number_operators` or `identitycall_virtual_number_operator`.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The operator's id.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "The operator's name. The `initials` follow from it.",
				Required:            true,
				Validators:          []validator.String{notBlankValidator},
			},
			"phone_number": schema.StringAttribute{
				CustomType: phoneNumberType{},
				MarkdownDescription: "The phone number on which the operator takes calls, in any spelling, with its calling code (`+1 415 555 0134`) or as it is dialled locally (`(415) 555-0134`). " +
					"It is sent as it is written, and the service writes it in E.164. Writing the same number in another way changes nothing.",
				Required:      true,
				Validators:    []validator.String{phoneValidator},
				PlanModifiers: []planmodifier.String{keepSpelling{}},
			},
			"email": schema.StringAttribute{
				MarkdownDescription: "The operator's e-mail address. Taking it out of the configuration clears it.",
				Optional:            true,
				Validators:          []validator.String{notBlankValidator},
			},
			"active": schema.BoolAttribute{
				MarkdownDescription: "Whether the operator takes calls. A new operator does. Left out, this stays as it is.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"initials": schema.StringAttribute{
				MarkdownDescription: "The two letters that stand for the operator in the dashboard; the service makes them from `name`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{knownWhile("name")},
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *operatorResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{
				Description:       "The operator's id.",
				RequiredForImport: true,
			},
		},
	}
}

func (r *operatorResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *operatorResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan operatorResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	created, err := client.Operators.Create(ctx, plan.createRequest(), plan.matches)
	if lost := (*identitycall.LostResponseError)(nil); errors.As(err, &lost) {
		addLostAnswer(&resp.Diagnostics, fmt.Sprintf("Operator %s may or may not exist", plan.label()), lost,
			lookFirst("an operator of this name and phone number"))
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot create operator %s", plan.label()), err, operatorArguments...)
		return
	}
	if created.Recovered {
		tflog.Warn(ctx, "The answer to the creation of an operator was lost; the operator was found and taken over", map[string]any{"id": created.Object.ID})
	}
	for _, twin := range created.Duplicates {
		addTwin(&resp.Diagnostics, "Operator "+plan.label(), created.Object.ID, twin.ID)
	}
	plan.fillUnknown(newOperatorModel(created.Object))
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
	resp.Diagnostics.Append(rememberAnswer(ctx, resp.Private, created.Object.PhoneNumber)...)
}

func (r *operatorResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state operatorResourceModel
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
	operator, err := client.Operators.GetCached(ctx, id)
	if identitycall.IsNotFound(err) {
		addGone(&resp.Diagnostics, "Operator "+state.label(), err)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot read operator %s", state.label()), err)
		return
	}
	state.operatorModel = newOperatorModel(operator)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(rememberAnswer(ctx, resp.Private, operator.PhoneNumber)...)
}

func (r *operatorResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state operatorResourceModel
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

	if update := plan.updateRequest(state.operatorModel); !update.IsEmpty() {
		id, ok := idInState(state.ID, &resp.Diagnostics)
		if !ok {
			return
		}
		operator, err := client.Operators.Update(ctx, id, update)
		if err != nil {
			r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot change operator %s", state.label()), err, operatorArguments...)
			return
		}
		plan.fillUnknown(newOperatorModel(operator))
		resp.Diagnostics.Append(rememberAnswer(ctx, resp.Private, operator.PhoneNumber)...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *operatorResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state operatorResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	id, ok := idInState(state.ID, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if err := client.Operators.Delete(ctx, id); err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot delete operator %s", state.label()), err)
	}
}

func (r *operatorResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	importByID(ctx, req, resp, "An operator")
}
