package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// ModifyPlan warns about what a destroy or a shorter retention deletes, and keeps updated_at known if no setting
// changes.
func (r *projectResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state projectResourceModel
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
		r.warnDuplicates(ctx, plan, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	project := objectWithID[projectObject](state.ID)
	if req.Plan.Raw.IsNull() {
		r.session.planDestroy(project, state.label(), &resp.Diagnostics)
		r.planDestroy(ctx, state, &resp.Diagnostics)
		return
	}
	r.session.plan(project, project, state.label(), &resp.Diagnostics)
	if !plan.hasUnknownSettings() && plan.settings(state.projectModel) == (identitycall.ProjectSettings{}) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("updated_at"), state.UpdatedAt)...)
	}
	warnRetention(&resp.Diagnostics, plan, state)
}

// warnDuplicates warns about projects of the account that have the planned name and that no resource met so far
// manages. The lookup serves only this warning, so its failure is silent, unless it stops the run.
func (r *projectResource) warnDuplicates(ctx context.Context, plan projectResourceModel, diags *diag.Diagnostics) {
	ctx, end, ok := r.session.startPlan(ctx, plan.Timeouts.Read, diags)
	defer end()
	if !ok || !known(plan.Name) {
		return
	}
	projects, err := r.session.client.Projects.ListExisting(ctx)
	r.session.addStopped(diags, err, nil)
	var existing []duplicate
	for _, project := range projects {
		name := newText(project.Name)
		if sameText(plan.Name, name) && !r.session.ledger.isKnown(projectObject(project.ID)) {
			existing = append(existing, duplicate{project.ID, objectLabel(name, newID(project.ID)), "name"})
		}
	}
	warnDuplicates(diags, "project", plan.label(), existing)
}

// warnRetention warns if a change of the retention deletes recordings. An unknown value may do so.
func warnRetention(diags *diag.Diagnostics, plan, state projectResourceModel) {
	days := plan.RetentionDays.ValueInt64()
	summary := ""
	switch {
	case plan.RetentionDays.IsUnknown():
		summary = fmt.Sprintf("A new retention of project %s may permanently delete recordings", state.label())
	case known(plan.RetentionDays) && (state.RetentionDays.IsNull() || days < state.RetentionDays.ValueInt64()):
		summary = fmt.Sprintf(
			"A retention of %d days permanently deletes older recordings of project %s", days, state.label())
	default:
		return
	}
	diags.AddAttributeWarning(path.Root("retention_days"), summary,
		fmt.Sprintf("Before this change, recordings are kept %s. Deleted recordings cannot be restored.",
			keptFor(state.RetentionDays)))
}

// isRetentionAsPlanned reads a project before a PATCH that holds retention_days. It adds an error and returns false if
// recordings are kept longer by now than state says: the plan did not warn about what the PATCH deletes.
func (r *projectResource) isRetentionAsPlanned(
	ctx context.Context, id int64, state projectResourceModel, diags *diag.Diagnostics,
) bool {
	project, err := r.session.client.Projects.Get(ctx, id)
	if err != nil {
		r.session.addAPIError(diags, "Cannot read project "+state.label()+" before its retention changes", err)
		return false
	}
	days := newProjectModel(project).RetentionDays
	if state.RetentionDays.IsNull() || known(days) && days.ValueInt64() <= state.RetentionDays.ValueInt64() {
		return true
	}
	diags.AddAttributeError(path.Root("retention_days"),
		fmt.Sprintf("The recordings of project %s are kept longer than the plan shows", state.label()),
		fmt.Sprintf("This change may permanently delete recordings, and the plan did not warn about it. The plan started "+
			"from recordings that are kept %s, but now they are kept %s. Nothing was sent for this project. Run a new plan: "+
			"it shows what the change deletes.", keptFor(state.RetentionDays), keptFor(days)))
	return false
}

// keptFor describes a retention in a sentence.
func keptFor(days types.Int64) string {
	if days.IsNull() {
		return "permanently"
	}
	return fmt.Sprintf("for %d days", days.ValueInt64())
}

func (r *projectResource) planDestroy(ctx context.Context, state projectResourceModel, diags *diag.Diagnostics) {
	diags.AddWarning(fmt.Sprintf("Deleting project %s permanently deletes its voice agents", state.label()),
		"The API does not count voice agents, so the provider cannot tell whether the project has any. Check in the "+
			"dashboard.")
	ctx, end, ok := r.session.startPlan(ctx, state.Timeouts.Read, diags)
	defer end()
	if !ok {
		return
	}
	r.refuseUnlessEmpty(ctx, state, diags)
}

// refuseUnlessEmpty adds an error if a project without force_destroy still has recordings or numbers. It returns false
// if the project does not exist; with force_destroy, nothing is read and it returns true.
func (r *projectResource) refuseUnlessEmpty(
	ctx context.Context, state projectResourceModel, diags *diag.Diagnostics,
) bool {
	if state.ForceDestroy.ValueBool() {
		return true
	}
	id, ok := idInState(state.ID, diags)
	if !ok {
		return true
	}
	project, err := r.session.client.Projects.Get(ctx, id)
	if identitycall.IsNotFound(err) {
		return false
	}
	if err != nil {
		r.session.addAPIError(diags, fmt.Sprintf("Cannot count the recordings and numbers of project %s", state.label()), err)
		return true
	}
	if project.RecordingsCount > 0 || project.VirtualNumbersCount > 0 {
		diags.AddError(fmt.Sprintf("Project %s is not empty", state.label()),
			fmt.Sprintf("It has %d recordings and %d virtual numbers. Deleting the project permanently deletes them. To delete "+
				"all of it, set force_destroy = true and apply, then destroy the project: the argument takes effect once it is "+
				"applied. To keep the project and only remove it from state, use a removed block, or terraform state rm.",
				project.RecordingsCount, project.VirtualNumbersCount))
	}
	return true
}
