package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ resource.ResourceWithConfigure   = (*virtualNumberOperatorsResource)(nil)
	_ resource.ResourceWithIdentity    = (*virtualNumberOperatorsResource)(nil)
	_ resource.ResourceWithImportState = (*virtualNumberOperatorsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*virtualNumberOperatorsResource)(nil)
)

type virtualNumberOperatorsResource struct{ session *session }

func newVirtualNumberOperatorsResource() resource.Resource { return &virtualNumberOperatorsResource{} }

func (r *virtualNumberOperatorsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number_operators"
}

func (r *virtualNumberOperatorsResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The whole, ordered list of the operators of one virtual number. It is authoritative: who is attached and not in the list is detached. " +
			"For a single attachment beside others', use `identitycall_virtual_number_operator`; both on one number fight.",
		Attributes: map[string]schema.Attribute{
			"virtual_number_id": schema.StringAttribute{
				MarkdownDescription: "The number's id. Another id replaces the resource.",
				Required:            true,
				Validators:          []validator.String{idValidator},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"operator_ids": schema.ListAttribute{
				MarkdownDescription: "The operators' ids. Their order is the priority, from the first to be called to the last. An empty list means nobody. Give operators that are named here `lifecycle { create_before_destroy = true }`: without it Terraform deletes an operator before it updates the list that named it.",
				ElementType:         types.StringType,
				Required:            true,
				Validators: []validator.List{
					listvalidator.UniqueValues(),
					listvalidator.NoNullValues(),
					listvalidator.ValueStringsAre(idValidator),
				},
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *virtualNumberOperatorsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"virtual_number_id": identityschema.StringAttribute{
				Description:       "The number's id.",
				RequiredForImport: true,
			},
		},
	}
}

func (r *virtualNumberOperatorsResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *virtualNumberOperatorsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan virtualNumberOperatorsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	// What a failure leaves half done is not saved: the next create starts from what it finds.
	if _, ok := r.reach(ctx, client, plan, &resp.Diagnostics); !ok {
		return
	}
	r.session.take(routingOf(plan.VirtualNumberID))
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), plan.VirtualNumberID)...)
}

func (r *virtualNumberOperatorsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state virtualNumberOperatorsModel
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
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), state.VirtualNumberID)...)
	id, ok := idInState(state.VirtualNumberID, &resp.Diagnostics)
	if !ok {
		return
	}
	operators, err := attachedOperators(client.VirtualNumbers.GetCached(ctx, id))
	if identitycall.IsNotFound(err) {
		addGone(&resp.Diagnostics, fmt.Sprintf("Virtual number %d, whose operators are listed,", id), err)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot read the operators of virtual number %d", id), err)
		return
	}
	state.OperatorIDs = newOperatorIDs(operators)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *virtualNumberOperatorsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state virtualNumberOperatorsModel
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

	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), state.VirtualNumberID)...)
	if !plan.OperatorIDs.Equal(state.OperatorIDs) {
		reached, ok := r.reach(ctx, client, plan, &resp.Diagnostics)
		if !ok && reached != nil {
			// As far as it got: the next apply goes on from there.
			state.OperatorIDs = newOperatorIDs(reached)
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		if !ok {
			return
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *virtualNumberOperatorsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state virtualNumberOperatorsModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	mark, diags := replacementMark(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	id, ok := idInState(state.VirtualNumberID, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if mark.ID == state.VirtualNumberID.ValueString() || r.session.took(routingOf(state.VirtualNumberID)) {
		return // half of a replacement that lists the same number again: the line keeps its operators until then
	}
	for _, operator := range operatorIDs(state.OperatorIDs) {
		_, err := client.VirtualNumbers.Detach(ctx, id, operator)
		if err != nil && !identitycall.IsNotFound(err) {
			r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot detach operator %d from virtual number %d", operator, id), err)
			return
		}
	}
}

func (r *virtualNumberOperatorsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	wanted := importedText(ctx, req, resp, "virtual_number_id")
	client := r.session.clientFor(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	if id, ok := r.session.virtualNumberID(ctx, client, wanted, resp); ok {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("virtual_number_id"), newID(id))...)
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), newID(id))...)
	}
}

// virtualNumberOperatorsModel is the list of one number's operators.
type virtualNumberOperatorsModel struct {
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorIDs     types.List     `tfsdk:"operator_ids"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}
