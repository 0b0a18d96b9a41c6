package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ resource.ResourceWithConfigure   = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithIdentity    = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithImportState = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*virtualNumberOperatorResource)(nil)
)

func newVirtualNumberOperatorResource() resource.Resource { return &virtualNumberOperatorResource{} }

type virtualNumberOperatorResource struct{ session *session }

func (r *virtualNumberOperatorResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number_operator"
	resp.ResourceBehavior.MutableIdentity = true // the identity follows the IDs, which change in place
}

func (r *virtualNumberOperatorResource) Schema(
	ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Attaches one operator to one virtual number, for modules that do not own the number. Other " +
			"attachments are not touched. Destroying the resource detaches this operator. For the whole ordered list, use " +
			"`identitycall_virtual_number_operators`. Do not use both for the same number: they conflict.",
		Attributes: map[string]schema.Attribute{
			"virtual_number_id": schema.StringAttribute{
				MarkdownDescription: "The number's ID. Another ID is an update in place: the operator is attached to the new " +
					"number, then detached from the old one.",
				Required: true,
			},
			"operator_id": schema.StringAttribute{
				MarkdownDescription: "The operator's ID. Another ID is an update in place: the new operator is attached, then " +
					"the old one is detached. Give the operator `lifecycle { create_before_destroy = true }`, so that a new " +
					"operator is attached before the old one is deleted.",
				Required: true,
			},
			"priority": schema.Int64Attribute{
				MarkdownDescription: "The operator's place in the list, counted from 0. A new attachment takes the last place. " +
					"The API cannot set it.",
				Computed: true,
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *virtualNumberOperatorResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"virtual_number_id": identityschema.StringAttribute{Description: "The number's ID.", RequiredForImport: true},
			"operator_id":       identityschema.StringAttribute{Description: "The operator's ID.", RequiredForImport: true},
		},
	}
}

func (r *virtualNumberOperatorResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *virtualNumberOperatorResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	wanted, _ := plan.attachment(&resp.Diagnostics)
	ctx, client, end := r.session.start(ctx, plan.Timeouts.Create, &resp.Diagnostics)
	defer end()
	if client == nil {
		return
	}
	priority, ok := r.session.attach(ctx, client, wanted, &resp.Diagnostics)
	if !ok {
		return
	}
	plan.Priority = types.Int64Value(priority)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.saveIdentity(ctx, resp.Identity)...)
}

func (r *virtualNumberOperatorResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state virtualNumberOperatorModel
	imported := isImport(ctx, req, resp)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx, client, id, end := r.session.startWithID(ctx, state.Timeouts.Read, state.VirtualNumberID, &resp.Diagnostics)
	defer end()
	current, ok := state.attachment(&resp.Diagnostics)
	if client == nil || !ok {
		return
	}
	// Set before the 404 branch: older CLIs and OpenTofu need the identity of a removed object too.
	resp.Diagnostics.Append(state.saveIdentity(ctx, resp.Identity)...)
	object := fmt.Sprintf("operator %d of virtual number %d", current.operator, id)
	number, ok := r.session.readVirtualNumber(ctx, client, id, object, imported, resp)
	if !ok {
		return
	}
	if _, err := attachedOperators(number, nil); err != nil {
		r.session.addAPIError(&resp.Diagnostics, "Cannot read "+object, err)
		return
	}
	priority, attached := current.priority(number)
	if !attached {
		r.session.remove(ctx, object, "It was detached", imported, &notAttachedError{current}, resp)
		return
	}
	state.Priority = types.Int64Value(priority)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update attaches first and then detaches, so that the number always has an operator. After a failure the old
// attachment stays in state, and the next apply does both again: attaching an attached operator changes nothing.
func (r *virtualNumberOperatorResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan, state virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	wanted, _ := plan.attachment(&resp.Diagnostics)
	old, _ := state.attachment(&resp.Diagnostics)
	ctx, client, end := r.session.start(ctx, plan.Timeouts.Update, &resp.Diagnostics)
	defer end()
	if client == nil {
		return
	}
	if wanted != old {
		priority, ok := r.session.attach(ctx, client, wanted, &resp.Diagnostics)
		if !ok {
			return
		}
		plan.Priority = types.Int64Value(priority)
		r.session.detach(ctx, client, old, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	fillUnknown(&plan.Priority, state.Priority)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.saveIdentity(ctx, resp.Identity)...)
}

func (r *virtualNumberOperatorResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state virtualNumberOperatorModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	old, _ := state.attachment(&resp.Diagnostics)
	ctx, client, end := r.session.start(ctx, state.Timeouts.Delete, &resp.Diagnostics)
	defer end()
	if client == nil {
		return
	}
	r.session.detach(ctx, client, old, &resp.Diagnostics)
}

func (r *virtualNumberOperatorResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	number := importedText(ctx, req, resp, "virtual_number_id")
	operator := importedText(ctx, req, resp, "operator_id")
	given := number + "/" + operator
	if req.ID != "" {
		given = req.ID
		number, operator, _ = strings.Cut(req.ID, "/")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if checkID(number) != nil || checkID(operator) != nil {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("Import an attachment by the number's ID and the operator's ID, such as \"7/12\". Got %q.",
				shorten(given)))
		return
	}
	model := virtualNumberOperatorModel{
		VirtualNumberID: types.StringValue(number), OperatorID: types.StringValue(operator),
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("virtual_number_id"), model.VirtualNumberID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("operator_id"), model.OperatorID)...)
	resp.Diagnostics.Append(model.saveIdentity(ctx, resp.Identity)...)
	resp.Diagnostics.Append(savePrivate(ctx, resp.Private, importKey, true)...)
}
