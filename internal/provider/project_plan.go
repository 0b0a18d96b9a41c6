package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// ModifyPlan says while planning what a destruction or a shorter retention would lose, and keeps updated_at known while no
// setting changes.
func (r *projectResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	var plan, state projectResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if req.Plan.Raw.IsNull() {
		r.planDestroy(ctx, state, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.hasUnknownSettings() && plan.settings(state.projectModel).IsEmpty() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("updated_at"), state.UpdatedAt)...)
	}
	if known(plan.RetentionDays) && (state.RetentionDays.IsNull() || plan.RetentionDays.ValueInt64() < state.RetentionDays.ValueInt64()) {
		resp.Diagnostics.AddAttributeWarning(path.Root("retention_days"),
			fmt.Sprintf("Recordings of project %s that are older than %d days will be deleted for ever", state.label(), plan.RetentionDays.ValueInt64()),
			fmt.Sprintf("Until now they are kept %s. Nothing brings them back.", kept(state)))
	}
}

func kept(state projectResourceModel) string {
	if state.RetentionDays.IsNull() {
		return "for ever"
	}
	return fmt.Sprintf("%d days", state.RetentionDays.ValueInt64())
}

func (r *projectResource) planDestroy(ctx context.Context, state projectResourceModel, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	diags.AddWarning(fmt.Sprintf("Project %s will be deleted with its voice agents", state.label()),
		"The API does not count voice agents, so nothing can say whether there are any. Deleting a project takes them with it, for ever.")
	client := r.session.clientWhilePlanning()
	if client == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	r.refuseUnlessEmpty(ctx, client, state, diags)
}

// refuseUnlessEmpty reports an error when a project that may not be destroyed with what it holds still has recordings or
// numbers. It returns whether the project is gone already.
func (r *projectResource) refuseUnlessEmpty(ctx context.Context, client *identitycall.Client, state projectResourceModel, diags *diag.Diagnostics) bool {
	if state.ForceDestroy.ValueBool() {
		return false
	}
	id, ok := idInState(state.ID, diags)
	if !ok {
		return false
	}
	project, err := client.Projects.Get(ctx, id)
	if identitycall.IsNotFound(err) {
		return true
	}
	if err != nil {
		r.session.addAPIError(diags, fmt.Sprintf("Cannot count what project %s still has", state.label()), err)
		return false
	}
	if project.RecordingsCount > 0 || project.VirtualNumbersCount > 0 {
		diags.AddError(fmt.Sprintf("Project %s is not empty", state.label()),
			fmt.Sprintf("It still has %d recordings and %d virtual numbers, which would be deleted with it for ever. If this is what you want, set force_destroy = true, "+
				"apply that, and destroy it then: the argument counts only once it has been applied. To leave the project alone and take it out "+
				"of Terraform, use a removed block, or terraform state rm.", project.RecordingsCount, project.VirtualNumbersCount))
	}
	return false
}
