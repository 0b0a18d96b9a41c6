package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
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

// projectArguments are the arguments that a 422 may name.
var projectArguments = []string{
	"name", "language", "description", "industry", "transcription_hints", "goal_language", "summary_language",
	"long_pause_threshold_seconds", "retention_days", "quality_baseline_enabled", "quality_baseline_pct",
}

type projectResource struct{ session *session }

func newProjectResource() resource.Resource { return &projectResource{} }

func (r *projectResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_project"
}

func (r *projectResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	notBlank := []validator.String{notBlankValidator}
	aboveZero := []validator.Int64{int64validator.AtLeast(1)}
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A project, which holds recordings and virtual numbers and says how calls are analysed. Deleting one takes its recordings, its numbers and its voice agents with it for ever.",
		Attributes: map[string]schema.Attribute{
			"id":                  schema.StringAttribute{Computed: true, MarkdownDescription: "The project's id.", PlanModifiers: keep},
			"name":                schema.StringAttribute{Required: true, MarkdownDescription: "The project's name.", Validators: notBlank},
			"language":            schema.StringAttribute{Required: true, MarkdownDescription: "The language that is spoken in the project's calls, as a code such as `en`.", Validators: notBlank},
			"description":         schema.StringAttribute{Optional: true, MarkdownDescription: "What the project is for. Taking it out of the configuration clears it.", Validators: notBlank},
			"industry":            schema.StringAttribute{Optional: true, MarkdownDescription: "The industry that the project belongs to. Taking it out of the configuration clears it.", Validators: notBlank},
			"transcription_hints": schema.StringAttribute{Optional: true, MarkdownDescription: "Words that help the transcription, such as names of products. Taking them out of the configuration clears them.", Validators: notBlank},
			"goal_language": schema.StringAttribute{
				MarkdownDescription: "The language in which goals are written. A new project takes it from `language`. Left out, it is not managed.",
				Optional:            true,
				Computed:            true,
				Validators:          notBlank,
				PlanModifiers:       []planmodifier.String{knownWhile("language")},
			},
			"summary_language": schema.StringAttribute{
				MarkdownDescription: "The language in which summaries are written. A new project takes it from `language`. Left out, it is not managed.",
				Optional:            true,
				Computed:            true,
				Validators:          notBlank,
				PlanModifiers:       []planmodifier.String{knownWhile("language")},
			},
			"long_pause_threshold_seconds": schema.Int64Attribute{
				MarkdownDescription: "From how many seconds on a silence counts as a long pause, a whole number above 0. Taking it out of the configuration clears it.",
				Optional:            true,
				Validators:          aboveZero,
			},
			"retention_days": schema.Int64Attribute{
				MarkdownDescription: "How many days recordings are kept, a whole number above 0. Without it they are kept for ever; taking it out of the configuration clears it. Setting or lowering it **deletes older recordings for ever**: the plan warns of it.",
				Optional:            true,
				Validators:          aboveZero,
			},
			"quality_baseline_enabled": schema.BoolAttribute{
				MarkdownDescription: "Whether calls are measured against a quality baseline. Left out, this stays as it is.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"quality_baseline_pct": schema.Float64Attribute{
				MarkdownDescription: "The quality baseline in per cent, from 0 to 100. Taking it out of the configuration clears it.",
				Optional:            true,
				Validators:          []validator.Float64{float64validator.Between(0, 100)},
			},
			"force_destroy": schema.BoolAttribute{
				MarkdownDescription: "Whether the project may be destroyed together with the recordings and numbers that it still has. Default: `false`, which refuses to. A change counts once it has been applied.",
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(false),
			},
			"created_at": schema.StringAttribute{Computed: true, MarkdownDescription: "When the project was made, in ISO 8601 and UTC.", PlanModifiers: keep},
			"updated_at": schema.StringAttribute{Computed: true, MarkdownDescription: "When a setting last changed, in ISO 8601 and UTC."},
			"timeouts":   timeoutsAttribute(ctx),
		},
	}
}

func (r *projectResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{Description: "The project's id.", RequiredForImport: true},
		},
	}
}

func (r *projectResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *projectResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan projectResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	created, err := client.Projects.Create(ctx, plan.settings(projectModel{}), plan.matches)
	if lost := (*identitycall.LostResponseError)(nil); errors.As(err, &lost) {
		addLostAnswer(&resp.Diagnostics, fmt.Sprintf("Project %s may or may not exist", plan.label()), lost,
			lookFirst("a project of this name"))
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot create project %s", plan.label()), err, projectArguments...)
		return
	}
	if created.Recovered {
		tflog.Warn(ctx, "The answer to the creation of a project was lost; the project was found and taken over", map[string]any{"id": created.Object.ID})
	}
	for _, twin := range created.Duplicates {
		addTwin(&resp.Diagnostics, "Project "+plan.label(), created.Object.ID, twin.ID)
	}
	plan.fillUnknown(newProjectModel(created.Object))
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *projectResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state projectResourceModel
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
	mark, diags := projectMarkOf(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	current, mark, err := r.read(ctx, client, id, state.projectModel, mark)
	if identitycall.IsNotFound(err) {
		addGone(&resp.Diagnostics, "Project "+state.label(), err)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot read project %s", state.label()), err)
		return
	}
	state.projectModel = current
	resp.Diagnostics.Append(mark.save(ctx, resp.Private)...)
	if state.ForceDestroy.IsNull() { // after an import
		state.ForceDestroy = types.BoolValue(false)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// read returns the project as the API has it, and the mark that goes with it. Where the list shows that nothing has changed
// since the mark was made, state is that already.
func (r *projectResource) read(ctx context.Context, client *identitycall.Client, id int64, state projectModel, mark projectMark) (projectModel, projectMark, error) {
	if mark.Version == r.session.version {
		summary, err := client.Projects.SummaryCached(ctx, id)
		if err != nil || mark.covers(summary, state, r.session.version) {
			return state, mark, err
		}
	}
	project, err := client.Projects.GetCached(ctx, id)
	if err != nil {
		return state, mark, err
	}
	return newProjectModel(project), newProjectMark(project, r.session.version), nil
}

func (r *projectResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state projectResourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.session.clientFor(&resp.Diagnostics)
	timeout, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	id, ok := idInState(state.ID, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if settings := plan.settings(state.projectModel); !settings.IsEmpty() {
		project, err := client.Projects.Update(ctx, id, settings)
		if err != nil {
			r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot change project %s", state.label()), err, projectArguments...)
			return
		}
		plan.fillUnknown(newProjectModel(project))
		resp.Diagnostics.Append(projectMark{}.save(ctx, resp.Private)...) // what was promised stands, also where the answer differs
	}
	plan.fillUnknown(state.projectModel) // a setting that was unknown and turned out to be what it was
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
}

func (r *projectResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state projectResourceModel
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

	// Counted again: a recording may have come in since the plan.
	if gone := r.refuseUnlessEmpty(ctx, client, state, &resp.Diagnostics); gone || resp.Diagnostics.HasError() {
		return
	}
	if err := client.Projects.Delete(ctx, id); err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot delete project %s", state.label()), err)
	}
}

func (r *projectResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	importByID(ctx, req, resp, "A project")
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("force_destroy"), false)...)
}
