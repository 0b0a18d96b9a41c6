package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ resource.ResourceWithConfigure   = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithIdentity    = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithImportState = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*virtualNumberOperatorResource)(nil)
)

type virtualNumberOperatorResource struct{ session *session }

func newVirtualNumberOperatorResource() resource.Resource { return &virtualNumberOperatorResource{} }

type virtualNumberOperatorModel struct {
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorID      types.String   `tfsdk:"operator_id"`
	Priority        types.Int64    `tfsdk:"priority"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

func (r *virtualNumberOperatorResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number_operator"
}

func (r *virtualNumberOperatorResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One operator's place in the list of one virtual number, for modules that do not own the number. Other attachments are left alone. " +
			"For the whole list in its order, use `identitycall_virtual_number_operators`; both on one number fight.",
		Attributes: map[string]schema.Attribute{
			"virtual_number_id": schema.StringAttribute{
				MarkdownDescription: "The number's id. Another id replaces the resource.",
				Required:            true,
				Validators:          []validator.String{idValidator},
				PlanModifiers:       replace,
			},
			"operator_id": schema.StringAttribute{
				MarkdownDescription: "The operator's id. Another id replaces the resource. Give both the attachment and the operator `lifecycle { create_before_destroy = true }`, so that a successor is attached before the operator is detached and deleted.",
				Required:            true,
				Validators:          []validator.String{idValidator},
				PlanModifiers:       replace,
			},
			"priority": schema.Int64Attribute{
				MarkdownDescription: "The operator's place in the list, counted from 0. A new attachment takes the last one; nothing sets it directly.",
				Computed:            true,
				PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *virtualNumberOperatorResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"virtual_number_id": identityschema.StringAttribute{Description: "The number's id.", RequiredForImport: true},
			"operator_id":       identityschema.StringAttribute{Description: "The operator's id.", RequiredForImport: true},
		},
	}
}

func (r *virtualNumberOperatorResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

// ModifyPlan marks the plan of a new attachment, so that a replacement by the same one does not detach it in between.
func (r *virtualNumberOperatorResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan virtualNumberOperatorModel
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	mark := adoptionMark{}
	if req.State.Raw.IsNull() && known(plan.VirtualNumberID) && known(plan.OperatorID) {
		mark.ID = plan.importID()
	}
	resp.Diagnostics.Append(mark.save(ctx, resp)...)
}

func (r *virtualNumberOperatorResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	id, operator, ok := plan.ids(&resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	number, err := client.VirtualNumbers.Attach(ctx, id, operator)
	if err != nil {
		if identitycall.IsNotFound(err) {
			if _, numberErr := client.VirtualNumbers.Get(ctx, id); numberErr == nil {
				err = &outOfReachError{err: err, operator: operator}
			}
		}
		addRoutingError(r.session, &resp.Diagnostics, id, orderStep{attach: true, operator: operator}, err)
		return
	}
	if number.Operators == nil {
		if number, err = client.VirtualNumbers.Get(ctx, id); err != nil {
			r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot read the operators of virtual number %d", id), err)
			return
		}
	}
	priority, found := priorityOf(number, operator)
	if !found {
		resp.Diagnostics.AddError(fmt.Sprintf("Operator %d is not attached to virtual number %d", operator, id),
			"The service took the call to attach it with success, but its answer does not list the operator. Look at the number in the dashboard, and apply again.")
		return
	}
	r.session.take(plan.importID())
	plan.Priority = types.Int64Value(priority)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.saveIdentity(ctx, resp.Identity)...)
}

func (r *virtualNumberOperatorResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state virtualNumberOperatorModel
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
	resp.Diagnostics.Append(state.saveIdentity(ctx, resp.Identity)...)
	id, operator, ok := state.ids(&resp.Diagnostics)
	if !ok {
		return
	}
	number, err := client.VirtualNumbers.GetCached(ctx, id)
	if identitycall.IsNotFound(err) {
		addGone(&resp.Diagnostics, fmt.Sprintf("Virtual number %d, to which operator %d was attached,", id, operator), err)
		resp.State.RemoveResource(ctx)
		return
	}
	if _, listErr := attachedOperators(number, err); listErr != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot read the operators of virtual number %d", id), listErr)
		return
	}
	priority, found := priorityOf(number, operator)
	if !found {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Operator %d is no longer attached to virtual number %d", operator, id),
			fmt.Sprintf("GET /virtual_numbers/%d does not list it. The attachment is taken out of state, and the next plan starts from that: somebody detached the operator, "+
				"or the API key's scope no longer reaches it. A key of another project sees other operators: if you have changed the key, put the old one back before you apply.", id))
		resp.State.RemoveResource(ctx)
		return
	}
	state.Priority = types.Int64Value(priority)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update has nothing to send: all that can change without a replacement is kept in state only.
func (r *virtualNumberOperatorResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.saveIdentity(ctx, resp.Identity)...)
}

func (r *virtualNumberOperatorResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state virtualNumberOperatorModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	mark, diags := replacementMark(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	id, operator, ok := state.ids(&resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if mark.ID == state.importID() || r.session.took(state.importID()) {
		return // half of a replacement by the same attachment
	}
	if _, err := client.VirtualNumbers.Detach(ctx, id, operator); err != nil && !identitycall.IsNotFound(err) {
		addRoutingError(r.session, &resp.Diagnostics, id, orderStep{operator: operator}, err)
	}
}

func (r *virtualNumberOperatorResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	number := importedText(ctx, req, resp, "virtual_number_id")
	operator := importedText(ctx, req, resp, "operator_id")
	if req.ID != "" {
		number, operator, _ = strings.Cut(req.ID, "/")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if checkID(number) != nil || checkID(operator) != nil {
		resp.Diagnostics.AddError("Invalid import id",
			fmt.Sprintf("An attachment is imported by the number's id and the operator's, as \"7/12\"; got %q. Nothing was asked of the service.", shorten(number+"/"+operator)))
		return
	}
	model := virtualNumberOperatorModel{VirtualNumberID: types.StringValue(number), OperatorID: types.StringValue(operator)}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("virtual_number_id"), model.VirtualNumberID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("operator_id"), model.OperatorID)...)
	resp.Diagnostics.Append(model.saveIdentity(ctx, resp.Identity)...)
}

// importID names the attachment: "7/12" is operator 12 of number 7.
func (m virtualNumberOperatorModel) importID() string {
	return m.VirtualNumberID.ValueString() + "/" + m.OperatorID.ValueString()
}

func (m virtualNumberOperatorModel) ids(diags *diag.Diagnostics) (number, operator int64, ok bool) {
	number, numberOK := idInState(m.VirtualNumberID, diags)
	operator, operatorOK := idInState(m.OperatorID, diags)
	return number, operator, numberOK && operatorOK
}

func (m virtualNumberOperatorModel) saveIdentity(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := identity.SetAttribute(ctx, path.Root("virtual_number_id"), m.VirtualNumberID)
	diags.Append(identity.SetAttribute(ctx, path.Root("operator_id"), m.OperatorID)...)
	return diags
}

func priorityOf(number identitycall.VirtualNumber, operator int64) (int64, bool) {
	for _, attached := range number.Operators {
		if attached.ID == operator {
			return attached.Priority, true
		}
	}
	return 0, false
}
