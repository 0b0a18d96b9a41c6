package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
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
	_ resource.ResourceWithConfigure   = (*projectResource)(nil)
	_ resource.ResourceWithIdentity    = (*projectResource)(nil)
	_ resource.ResourceWithImportState = (*projectResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*projectResource)(nil)
)

func newProjectResource() resource.Resource { return &projectResource{} }

type projectResource struct{ resourceBase }

func (r *projectResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_project"
}

func (r *projectResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	notBlank := []validator.String{notBlankValidator}
	optional := []planmodifier.String{keepText{sameText}}
	required := []planmodifier.String{keepText{sameText}, notBlankIfChanged{}}
	aboveZero := []validator.Int64{int64validator.AtLeast(1)}
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	const clears = " Removing it from the configuration clears it."
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages a project, which holds recordings and virtual numbers and configures how calls are " +
			"analyzed. **Deleting a project permanently deletes its recordings, virtual numbers and voice agents.**",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The project's ID.",
				Computed:            true,
				PlanModifiers:       keep,
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "The project's name.",
				Required:            true,
				PlanModifiers:       required,
			},
			"language": schema.StringAttribute{
				MarkdownDescription: "The language of the project's calls, a code such as `en`.",
				Required:            true,
				PlanModifiers:       required,
			},
			"description": schema.StringAttribute{
				MarkdownDescription: "What the project is for." + clears,
				Optional:            true,
				Validators:          notBlank,
				PlanModifiers:       optional,
			},
			"industry": schema.StringAttribute{
				MarkdownDescription: "The industry of the project." + clears,
				Optional:            true,
				Validators:          notBlank,
				PlanModifiers:       optional,
			},
			"transcription_hints": schema.StringAttribute{
				MarkdownDescription: "Words that help the transcription, such as product names." + clears,
				Optional:            true,
				Validators:          notBlank,
				PlanModifiers:       optional,
			},
			"goal_language": schema.StringAttribute{
				MarkdownDescription: "The language in which goals are written. It defaults to `language` in a new project. If " +
					"omitted, the current setting is kept.",
				Optional:      true,
				Computed:      true,
				Validators:    notBlank,
				PlanModifiers: []planmodifier.String{keepText{sameText}, knownWhile("language")},
			},
			"summary_language": schema.StringAttribute{
				MarkdownDescription: "The language in which summaries are written. It defaults to `language` in a new project. " +
					"If omitted, the current setting is kept.",
				Optional:      true,
				Computed:      true,
				Validators:    notBlank,
				PlanModifiers: []planmodifier.String{keepText{sameText}, knownWhile("language")},
			},
			"long_pause_threshold_seconds": schema.Int64Attribute{
				CustomType:          wholeNumberType{},
				MarkdownDescription: "Minimum silence, in seconds, that counts as a long pause. A whole number above 0." + clears,
				Optional:            true,
				Validators:          aboveZero,
			},
			"retention_days": schema.Int64Attribute{
				CustomType: wholeNumberType{},
				MarkdownDescription: "Days for which recordings are kept. A whole number above 0. If omitted, recordings are " +
					"kept permanently." + clears +
					" Setting or lowering it **permanently deletes older recordings**, and the plan warns.",
				Optional:   true,
				Validators: aboveZero,
			},
			"quality_baseline_enabled": schema.BoolAttribute{
				MarkdownDescription: "Whether calls are compared with a quality baseline. If omitted, the current setting is kept.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"quality_baseline_pct": schema.Float64Attribute{
				CustomType:          decimalType{},
				MarkdownDescription: "The quality baseline in percent, from 0 to 100." + clears,
				Optional:            true,
				Validators:          []validator.Float64{float64validator.Between(0, 100)},
				PlanModifiers:       []planmodifier.Float64{keepFloat64{}},
			},
			"force_destroy": schema.BoolAttribute{
				MarkdownDescription: "Whether to delete the project even if it still has recordings or virtual numbers. Default: " +
					"`false`: the provider refuses to delete such a project. A change takes effect once it is applied.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"created_at": schema.StringAttribute{
				MarkdownDescription: "When the project was created, in ISO 8601 and UTC.",
				Computed:            true,
				PlanModifiers:       keep,
			},
			"updated_at": schema.StringAttribute{
				MarkdownDescription: "When a setting last changed, in ISO 8601 and UTC. Null until the next refresh if the API's " +
					"response to an apply differs from the plan.",
				Computed: true,
			},
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

func (r *projectResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = newIdentitySchema("id", "The project's ID.")
}

func (r *projectResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan projectResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	summary := "Cannot create project " + plan.label()
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Create, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	settings := plan.settings(projectModel{})
	created, err := r.session.client.Projects.Create(ctx, settings, plan.isCreated)
	if lost := (*identitycall.LostResponseError)(nil); errors.As(err, &lost) {
		addLostResponse(&resp.Diagnostics, fmt.Sprintf("Project %s may or may not exist", plan.label()), lost,
			lostCreateSteps("project", "a project with this name"))
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, summary, err, argumentNames(req.Plan)...)
		return
	}
	if created.Recovered {
		tflog.Warn(ctx, "The response to a create was lost, and the project was found")
	}
	r.session.ledger.claim(projectObject(created.Object.ID)) // later plans know it
	plan.fillWritten(&resp.Diagnostics, settings, newProjectModel(created.Object))
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *projectResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state projectResourceModel
	imported := isImport(ctx, req, resp)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx, id, end, ok := r.session.startWithID(ctx, state.Timeouts.Read, state.ID, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// Set before the 404 branch: older CLIs and OpenTofu need the identity of a removed object too.
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	current, err := r.readProject(ctx, id, state.projectModel)
	if err != nil {
		r.session.refreshFailed(ctx, "project "+state.label(), "It was deleted", imported, err, resp)
		return
	}
	state.projectModel = current
	if state.ForceDestroy.IsNull() { // after an import
		state.ForceDestroy = types.BoolValue(false)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// readProject returns a project for a refresh. If the list shows that nothing has changed, that is state, and no GET is
// sent.
func (r *projectResource) readProject(ctx context.Context, id int64, state projectModel) (projectModel, error) {
	if known(state.UpdatedAt) {
		entry, err := r.session.client.Projects.SummaryCached(ctx, id)
		if err != nil || state.isCurrent(entry) {
			return state, err
		}
	}
	project, err := r.session.client.Projects.GetCached(ctx, id)
	if err != nil {
		return state, err
	}
	current := newProjectModel(project)
	current.keepFormats(state)
	return current, nil
}

func (r *projectResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state projectResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id, _ := idInState(state.ID, &resp.Diagnostics)
	summary := "Cannot update project " + state.label()
	ctx, end, ok := r.session.startWrite(ctx, plan.Timeouts.Update, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	if settings := plan.settings(state.projectModel); settings != (identitycall.ProjectSettings{}) {
		if !settings.RetentionDays.IsZero() && !r.isRetentionAsPlanned(ctx, id, state, &resp.Diagnostics) {
			return
		}
		project, err := r.session.client.Projects.Update(ctx, id, settings)
		if err != nil {
			r.session.addAPIError(&resp.Diagnostics, summary, err, argumentNames(req.Plan)...)
			return
		}
		plan.fillWritten(&resp.Diagnostics, settings, newProjectModel(project))
	}
	plan.fillUnknown(state.projectModel) // a value that was unknown and did not change
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *projectResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state projectResourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id, _ := idInState(state.ID, &resp.Diagnostics)
	summary := "Cannot delete project " + state.label()
	ctx, end, ok := r.session.startWrite(ctx, state.Timeouts.Delete, summary, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	// Counted again: a recording may have been added since the plan.
	if exists := r.refuseUnlessEmpty(ctx, state, &resp.Diagnostics); !exists || resp.Diagnostics.HasError() {
		return
	}
	if err := r.session.client.Projects.Delete(ctx, id); err != nil {
		r.session.addAPIError(&resp.Diagnostics, summary, err)
	}
}

func (r *projectResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	importByID(ctx, req, resp, "a project")
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("force_destroy"), false)...)
}
