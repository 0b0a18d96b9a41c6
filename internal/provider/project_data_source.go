package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ datasource.DataSourceWithConfigure        = (*projectDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*projectDataSource)(nil)
)

func newProjectDataSource() datasource.DataSource { return &projectDataSource{} }

type projectDataSource struct{ dataSourceBase }

// projectDataSourceModel is projectModel with the counts, which only the data source has.
type projectDataSourceModel struct {
	projectModel
	RecordingsCount     types.Int64 `tfsdk:"recordings_count"`
	VirtualNumbersCount types.Int64 `tfsdk:"virtual_numbers_count"`
}

func (d *projectDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_project"
}

func (d *projectDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Looks up one project by `id` or `name`, with its settings, and the counts of its recordings " +
			"and virtual numbers. Fails unless exactly one project matches.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The project's ID. Exactly one of `id` and `name` is required.",
				Optional:            true,
				Computed:            true,
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "The project's exact name. Outer white space does not count. Exactly one of `id` and `name` " +
					"is required.",
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{notBlankValidator},
			},
			"language":                     computedString("The language of the project's calls."),
			"description":                  computedString("What the project is for."),
			"industry":                     computedString("The industry of the project."),
			"transcription_hints":          computedString("Words that help the transcription."),
			"goal_language":                computedString("The language in which goals are written."),
			"summary_language":             computedString("The language in which summaries are written."),
			"long_pause_threshold_seconds": computedInt64("Minimum silence, in seconds, that counts as a long pause."),
			"retention_days":               computedInt64("Days for which recordings are kept. Null means permanently."),
			"quality_baseline_enabled":     computedBool("Whether calls are compared with a quality baseline."),
			"quality_baseline_pct":         computedFloat64("The quality baseline in percent, from 0 to 100."),
			"created_at":                   computedString("When the project was created, in ISO 8601 and UTC."),
			"updated_at":                   computedString("When a setting last changed, in ISO 8601 and UTC."),
			"recordings_count":             computedInt64("How many recordings the project has."),
			"virtual_numbers_count":        computedInt64("How many virtual numbers the project has."),
		},
	}
}

func (d *projectDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		exactlyOneOf{"id", "name"},
	}
}

func (d *projectDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config projectDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	ctx, end, ok := d.session.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}

	id, ok := d.findID(ctx, config, &resp.Diagnostics)
	if !ok {
		return
	}
	project, err := d.session.client.Projects.GetCached(ctx, id)
	if err != nil {
		d.session.addAPIErrorAt(&resp.Diagnostics, path.Root("id"), fmt.Sprintf("Cannot read project %d", id), err)
		return
	}
	state := projectDataSourceModel{
		projectModel:        newProjectModel(project),
		RecordingsCount:     types.Int64Value(project.RecordingsCount),
		VirtualNumbersCount: types.Int64Value(project.VirtualNumbersCount),
	}
	keepFormat(&state.Name, config.Name, sameText)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (d *projectDataSource) findID(
	ctx context.Context, config projectDataSourceModel, diags *diag.Diagnostics,
) (int64, bool) {
	if known(config.ID) {
		return configuredID(config.ID, path.Root("id"), diags)
	}
	projects, err := d.session.client.Projects.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(diags, "Cannot list the projects", err)
		return 0, false
	}
	found := filtered(projects, func(p identitycall.ProjectSummary) bool {
		return sameText(types.StringValue(p.Name), config.Name)
	})
	for _, project := range projects {
		if len(found) == 0 && project.Lacks("name") { // it may be the one
			d.session.addAPIError(diags, "Cannot list the projects", project.Err)
			return 0, false
		}
	}
	if len(found) != 1 {
		var ids []string
		for _, project := range found {
			ids = append(ids, newID(project.ID).ValueString())
		}
		addNotExactlyOne(diags, "name", "project", identitycall.NormalizeText(config.Name.ValueString()), ids)
		return 0, false
	}
	return found[0].ID, true
}

var _ datasource.DataSourceWithConfigure = (*projectsDataSource)(nil)

func newProjectsDataSource() datasource.DataSource { return &projectsDataSource{} }

type projectsDataSource struct{ dataSourceBase }

type projectsModel struct {
	projectFilter
	Projects []projectSummaryModel `tfsdk:"projects"`
}

type projectSummaryModel struct {
	ID        types.String `tfsdk:"id"`
	Name      types.String `tfsdk:"name"`
	Language  types.String `tfsdk:"language"`
	Industry  types.String `tfsdk:"industry"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
}

func (d *projectsDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_projects"
}

func (d *projectsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the projects that the key can see, in the API's short form. The data source " +
			"`identitycall_project` returns all settings of one project, and its counts.",
		Attributes: map[string]schema.Attribute{
			"name_regex": optionalString(nameFilter, regexValidator),
			"projects": computedList("The projects, ordered by name.", map[string]schema.Attribute{
				"id":         computedString("The project's ID."),
				"name":       computedString("The project's name."),
				"language":   computedString("The language of the project's calls."),
				"industry":   computedString("The industry of the project."),
				"created_at": computedString("When the project was created, in ISO 8601 and UTC."),
				"updated_at": computedString("When a setting last changed, in ISO 8601 and UTC."),
			}),
		},
	}
}

func (d *projectsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model projectsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	ctx, end, ok := d.session.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}

	projects, err := d.session.client.Projects.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(&resp.Diagnostics, "Cannot list the projects", err)
		return
	}
	model.Projects = []projectSummaryModel{}
	for _, project := range filtered(projects, model.matches) {
		if project.Err != nil {
			d.session.addAPIError(&resp.Diagnostics, "Cannot list the projects", project.Err)
		}
		model.Projects = append(model.Projects, projectSummaryModel{
			ID: newID(project.ID), Name: types.StringValue(project.Name), Language: newTextOrNull(project.Language),
			Industry:  newTextOrNull(project.Industry),
			CreatedAt: types.StringValue(project.CreatedAt), UpdatedAt: types.StringValue(project.UpdatedAt),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
