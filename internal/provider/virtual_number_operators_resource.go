// identitycall_virtual_number_operators: the whole list. One attachment is virtual_number_operator_resource.go.

package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ resource.ResourceWithConfigure   = (*virtualNumberOperatorsResource)(nil)
	_ resource.ResourceWithIdentity    = (*virtualNumberOperatorsResource)(nil)
	_ resource.ResourceWithImportState = (*virtualNumberOperatorsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*virtualNumberOperatorsResource)(nil)
)

func newVirtualNumberOperatorsResource() resource.Resource { return &virtualNumberOperatorsResource{} }

type virtualNumberOperatorsResource struct{ resourceBase }

// virtualNumberOperatorsModel is the list of one number's operators.
type virtualNumberOperatorsModel struct {
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorIDs     types.List     `tfsdk:"operator_ids"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

func (r *virtualNumberOperatorsResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number_operators"
	resp.ResourceBehavior.MutableIdentity = true // the identity follows virtual_number_id, which changes in place
}

func (r *virtualNumberOperatorsResource) Schema(
	ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the whole ordered list of the operators of one virtual number. It is authoritative: " +
			"an operator that is attached and not in the list is detached. Destroying the resource sends nothing: the " +
			"operators stay attached. For a single attachment, use `identitycall_virtual_number_operator`. Do not use both " +
			"for the same number: they conflict.",
		Attributes: map[string]schema.Attribute{
			"virtual_number_id": schema.StringAttribute{
				MarkdownDescription: "The number's ID. Another ID is an update in place: the new number gets the list, and the " +
					"old number keeps its operators.",
				Required: true,
			},
			"operator_ids": schema.ListAttribute{
				MarkdownDescription: "The operators' IDs, each once. Their order is the priority. An empty list detaches all " +
					"operators. An ID that no operator has is an error in the plan. Operators that are in the list need `lifecycle " +
					"{ create_before_destroy = true }`: without it, Terraform deletes a removed operator before it updates the list.",
				ElementType: types.StringType,
				Required:    true,
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *virtualNumberOperatorsResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = newIdentitySchema("virtual_number_id", "The number's ID.")
}

func (r *virtualNumberOperatorsResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan virtualNumberOperatorsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	number, _ := configuredID(plan.VirtualNumberID, path.Root("virtual_number_id"), &resp.Diagnostics)
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Create, r.failure(number), &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// After a failure nothing is saved: the next Create starts from the current list.
	if _, ok := r.reconcile(ctx, number, plan, &resp.Diagnostics); !ok {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), plan.VirtualNumberID)...)
}

func (r *virtualNumberOperatorsResource) Read(
	ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	var state virtualNumberOperatorsModel
	imported := isImport(ctx, req, resp)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx, id, end, ok := r.session.startWithID(ctx, state.Timeouts.Read, state.VirtualNumberID, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// Set before the 404 branch: older CLIs and OpenTofu need the identity of a removed object too.
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), state.VirtualNumberID)...)
	object := "the list of operators of virtual number " + r.session.numberLabel(id)
	number, ok := r.session.readVirtualNumber(ctx, id, object, imported, resp)
	if !ok {
		return
	}
	operators, err := attachedOperators(number, nil)
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, "Cannot read "+object, err)
		return
	}
	state.OperatorIDs = newOperatorIDs(operators)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *virtualNumberOperatorsResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan, state virtualNumberOperatorsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	number, _ := configuredID(plan.VirtualNumberID, path.Root("virtual_number_id"), &resp.Diagnostics)
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Update, r.failure(number), &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), state.VirtualNumberID)...)
	if !plan.isSame(state) {
		reached, ok := r.reconcile(ctx, number, plan, &resp.Diagnostics)
		if reached == nil {
			return
		}
		if !ok { // state has what was reached, also of another number: the next apply continues from there
			plan.OperatorIDs = newOperatorIDs(reached)
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), plan.VirtualNumberID)...)
}

// Delete sends nothing, so that renaming or replacing the resource never empties the number. ModifyPlan warns that the
// operators stay attached.
func (r *virtualNumberOperatorsResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}

func (r *virtualNumberOperatorsResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	r.session.importVirtualNumber(ctx, req, resp, "virtual_number_id")
}

// isSame reports whether the plan is the list in state.
func (m virtualNumberOperatorsModel) isSame(state virtualNumberOperatorsModel) bool {
	return m.VirtualNumberID.Equal(state.VirtualNumberID) && m.OperatorIDs.Equal(state.OperatorIDs)
}

// checkIDs checks the IDs that are known. They may be references to other resources, whose values a mocked provider
// invents, so they are checked while planning and not in validate.
func (m virtualNumberOperatorsModel) checkIDs(diags *diag.Diagnostics) {
	if known(m.VirtualNumberID) {
		configuredID(m.VirtualNumberID, path.Root("virtual_number_id"), diags)
	}
	var seen []string
	for i, element := range m.OperatorIDs.Elements() {
		at := path.Root("operator_ids").AtListIndex(i)
		text, ok := element.(types.String)
		switch {
		case !ok || text.IsUnknown():
		case text.IsNull():
			diags.AddAttributeError(at, "Missing operator ID", fmt.Sprintf("Operator %d of the list is null. Remove it.", i+1))
		case slices.Contains(seen, text.ValueString()):
			diags.AddAttributeError(at, "Duplicate operator",
				fmt.Sprintf("Operator %s is in operator_ids more than once. An operator has one place in the list: keep one of "+
					"them.", shorten(text.ValueString())))
		default:
			configuredID(text, at, diags)
			seen = append(seen, text.ValueString())
		}
	}
}

// at is the argument of an operator: its place in the list.
func (m virtualNumberOperatorsModel) at(operator int64) path.Path {
	at := path.Root("operator_ids")
	if index := slices.IndexFunc(m.OperatorIDs.Elements(), newID(operator).Equal); index >= 0 {
		at = at.AtListIndex(index)
	}
	return at
}
