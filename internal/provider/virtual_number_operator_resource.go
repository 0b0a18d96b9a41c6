// identitycall_virtual_number_operator: one attachment. The whole list is virtual_number_operators_resource.go.

package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ resource.ResourceWithConfigure   = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithIdentity    = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithImportState = (*virtualNumberOperatorResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*virtualNumberOperatorResource)(nil)
)

func newVirtualNumberOperatorResource() resource.Resource { return &virtualNumberOperatorResource{} }

type virtualNumberOperatorResource struct{ resourceBase }

type virtualNumberOperatorModel struct {
	ID              types.String   `tfsdk:"id"`
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorID      types.String   `tfsdk:"operator_id"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

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
					"the old one is detached. An ID that no operator has is an error in the plan. Give the operator `lifecycle { " +
					"create_before_destroy = true }`, so that a new operator is attached before the old one is deleted.",
				Required: true,
			},
			"id": schema.StringAttribute{
				MarkdownDescription: "The IDs of the number and of the operator, with a slash between them, such as `7/12`.",
				Computed:            true,
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

func (r *virtualNumberOperatorResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	wanted := plan.attachment(&resp.Diagnostics)
	summary := "Cannot attach operator " + wanted.label(r.session)
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Create, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if !r.session.attach(ctx, wanted, &resp.Diagnostics) {
		return
	}
	plan.ID = types.StringValue(wanted.id())
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.saveIdentity(ctx, resp.Identity)...)
}

func (r *virtualNumberOperatorResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state virtualNumberOperatorModel
	imported := isImport(ctx, req, resp)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	current := state.attachment(&resp.Diagnostics)
	ctx, end, ok := r.session.start(ctx, state.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// Set before the 404 branch: older CLIs and OpenTofu need the identity of a removed object too.
	resp.Diagnostics.Append(state.saveIdentity(ctx, resp.Identity)...)
	object := func() string {
		return fmt.Sprintf("operator %s of virtual number %s", r.session.operatorLabel(current.operator),
			r.session.numberLabel(current.number))
	}
	number, ok := r.session.readVirtualNumber(ctx, current.number, object(), imported, resp)
	if !ok {
		return
	}
	if _, err := attachedOperators(number, nil); err != nil {
		r.session.addAPIError(&resp.Diagnostics, "Cannot read "+object(), err)
		return
	}
	if !current.isIn(number) {
		// The response has the name of the number.
		r.session.remove(ctx, object(), "It was detached", imported, &notAttachedError{current}, resp)
		return
	}
	state.ID = types.StringValue(current.id())
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update attaches first and then detaches, so that the number always has an operator. If it cannot detach, state has
// the new attachment, and private state what the next apply has to detach.
func (r *virtualNumberOperatorResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan, state virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	wanted := plan.attachment(&resp.Diagnostics)
	old := state.attachment(&resp.Diagnostics)
	unwanted := abandoned(ctx, req.Private, old, wanted, &resp.Diagnostics)
	summary := "Cannot attach operator " + wanted.label(r.session)
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Update, summary, &resp.Diagnostics)
	defer end()
	if !ok || wanted != old && !r.session.attach(ctx, wanted, &resp.Diagnostics) {
		return
	}
	plan.ID = types.StringValue(wanted.id())
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.saveIdentity(ctx, resp.Identity)...)
	r.detachAll(ctx, unwanted, resp.Private, &resp.Diagnostics)
}

// Delete detaches the old attachments before the one in state: if it fails, state still holds something that is
// attached, and a refresh keeps it.
func (r *virtualNumberOperatorResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state virtualNumberOperatorModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	current := state.attachment(&resp.Diagnostics)
	unwanted := abandoned(ctx, req.Private, current, current, &resp.Diagnostics)
	summary := fmt.Sprintf("Cannot detach operator %s from virtual number %s",
		r.session.operatorLabel(current.operator), r.session.numberLabel(current.number))
	ctx, end, ok := r.session.startWrite(ctx, state.Timeouts.Delete, summary, &resp.Diagnostics)
	defer end()
	if ok && r.detachAll(ctx, unwanted, resp.Private, &resp.Diagnostics) {
		r.session.detach(ctx, current, &resp.Diagnostics)
	}
}

// detachAll detaches the old attachments of a resource. What cannot be detached is saved for the next apply.
func (r *virtualNumberOperatorResource) detachAll(
	ctx context.Context, unwanted []attachment, private privateState, diags *diag.Diagnostics,
) bool {
	var left []string
	for _, old := range unwanted {
		if !r.session.detach(ctx, old, diags) {
			left = append(left, old.id())
		}
	}
	if len(left) > 0 {
		diags.Append(savePrivate(ctx, private, stillAttachedKey, left)...)
	} else {
		diags.Append(private.SetKey(ctx, stillAttachedKey, nil)...)
	}
	return len(left) == 0
}

// abandoned returns what a change from one attachment to another has to detach: the old one, and what earlier updates
// could not detach. What is wanted again is not detached.
func abandoned(
	ctx context.Context, private privateReader, old, wanted attachment, diags *diag.Diagnostics,
) []attachment {
	saved, privateDiags := loadPrivate[[]string](ctx, private, stillAttachedKey)
	diags.Append(privateDiags...)
	var all []attachment
	for _, text := range append(saved, old.id()) {
		if a, ok := parseAttachment(text); ok && a != wanted && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

func (r *virtualNumberOperatorResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	number := importedText(ctx, req, resp, "virtual_number_id")
	operator := importedText(ctx, req, resp, "operator_id")
	given := number + "/" + operator
	if req.ID != "" {
		given = req.ID
	}
	if resp.Diagnostics.HasError() {
		return
	}
	imported, ok := parseAttachment(given)
	if !ok {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("Import an attachment by the number's ID and the operator's ID, such as \"7/12\". Got %q.",
				shorten(given)))
		return
	}
	model := virtualNumberOperatorModel{VirtualNumberID: newID(imported.number), OperatorID: newID(imported.operator)}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("virtual_number_id"), model.VirtualNumberID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("operator_id"), model.OperatorID)...)
	resp.Diagnostics.Append(model.saveIdentity(ctx, resp.Identity)...)
	resp.Diagnostics.Append(savePrivate(ctx, resp.Private, importKey, true)...)
}

// attachment parses the IDs. An invalid ID is an error at its argument.
func (m virtualNumberOperatorModel) attachment(diags *diag.Diagnostics) attachment {
	number, _ := configuredID(m.VirtualNumberID, path.Root("virtual_number_id"), diags)
	operator, _ := configuredID(m.OperatorID, path.Root("operator_id"), diags)
	return attachment{number, operator}
}

func (m virtualNumberOperatorModel) saveIdentity(
	ctx context.Context, identity *tfsdk.ResourceIdentity,
) diag.Diagnostics {
	diags := identity.SetAttribute(ctx, path.Root("virtual_number_id"), m.VirtualNumberID)
	diags.Append(identity.SetAttribute(ctx, path.Root("operator_id"), m.OperatorID)...)
	return diags
}

// ModifyPlan checks the IDs, warns about a number that is left without an operator, and records in the ledger what the
// resource attaches and detaches. Terraform plans again inside apply, so it is there before a Delete of the same
// attachment under another address.
func (r *virtualNumberOperatorResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state virtualNumberOperatorModel
	var prior managedObject
	var current attachment
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		current = state.attachment(&resp.Diagnostics)
		prior = current
	}
	if req.Plan.Raw.IsNull() {
		r.planDestroy(ctx, current, state, req, resp)
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	number, numberKnown := plannedID(plan.VirtualNumberID, path.Root("virtual_number_id"), &resp.Diagnostics)
	operator, operatorKnown := plannedID(plan.OperatorID, path.Root("operator_id"), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	wanted := attachment{number, operator}
	var unwanted []attachment
	switch {
	case numberKnown && operatorKnown:
		unwanted = abandoned(ctx, req.Private, current, wanted, &resp.Diagnostics)
		r.session.plan(prior, wanted, "", &resp.Diagnostics)
		id := types.StringValue(wanted.id())
		if wanted == current && len(unwanted) > 0 {
			id = types.StringUnknown() // an update that detaches
		}
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), id)...)
	case numberKnown && r.session != nil:
		r.session.ledger.attachesUnknown(number)
	}
	for _, old := range unwanted {
		r.session.planDestroy(old, "", &resp.Diagnostics)
		if old != current {
			r.warnStillAttached(ctx, old, plan, &resp.Diagnostics)
		}
	}
	if resp.Diagnostics.HasError() || plan.VirtualNumberID.Equal(state.VirtualNumberID) &&
		plan.OperatorID.Equal(state.OperatorID) && len(unwanted) == 0 {
		return
	}
	ctx, end, ok := r.session.startPlan(ctx, plan.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if operatorKnown && !plan.OperatorID.Equal(state.OperatorID) {
		r.session.checkOperator(ctx, operator, path.Root("operator_id"), &resp.Diagnostics)
	}
	for _, old := range unwanted {
		if old.number != number {
			r.warnLeftEmpty(ctx, old, &resp.Diagnostics)
		}
	}
}

// planDestroy is ModifyPlan for a destroy, which detaches.
func (r *virtualNumberOperatorResource) planDestroy(
	ctx context.Context, current attachment, state virtualNumberOperatorModel, req resource.ModifyPlanRequest,
	resp *resource.ModifyPlanResponse,
) {
	unwanted := append(abandoned(ctx, req.Private, current, current, &resp.Diagnostics), current)
	for _, old := range unwanted {
		r.session.planDestroy(old, "", &resp.Diagnostics)
	}
	ctx, end, ok := r.session.startPlan(ctx, state.Timeouts.Read, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	for _, old := range unwanted {
		r.warnLeftEmpty(ctx, old, &resp.Diagnostics)
	}
}

// plannedID is configuredID for an ID that may not be known yet.
func plannedID(id types.String, at path.Path, diags *diag.Diagnostics) (int64, bool) {
	if !known(id) {
		return 0, false
	}
	return configuredID(id, at, diags)
}

// warnStillAttached names an operator that an earlier update could not detach: the plan shows only that id changes.
func (r *virtualNumberOperatorResource) warnStillAttached(
	ctx context.Context, old attachment, plan virtualNumberOperatorModel, diags *diag.Diagnostics,
) {
	r.session.learnNames(ctx, plan.Timeouts.Read, old.number, []int64{old.operator}, diags)
	diags.AddWarning(fmt.Sprintf("Operator %s is detached from virtual number %s",
		r.session.operatorLabel(old.operator), r.session.numberLabel(old.number)),
		"An earlier apply attached another operator, or to another number, and failed before it detached this one. To keep "+
			"this operator attached, add an identitycall_virtual_number_operator for it.")
}

// warnLeftEmpty warns if detaching leaves an active number without an operator. The lookup serves only this warning,
// so its failure is a warning too.
func (r *virtualNumberOperatorResource) warnLeftEmpty(ctx context.Context, old attachment, diags *diag.Diagnostics) {
	empty, err := r.session.leftEmpty(ctx, old.operator, old.number)
	if err != nil {
		r.session.addLookupFailed(diags, path.Empty(), fmt.Sprintf("Cannot check whether virtual number %s keeps an operator",
			r.session.numberLabel(old.number)), err,
			fmt.Sprintf("Operator %s is detached from it.", r.session.operatorLabel(old.operator)))
	}
	for range empty {
		diags.AddWarning(fmt.Sprintf("Detaching %s leaves virtual number %s without an operator",
			r.session.operatorsLabel([]int64{old.operator}), r.session.numberLabel(old.number)), nobodyTakesCalls)
	}
}
