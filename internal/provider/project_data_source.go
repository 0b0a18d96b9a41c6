package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ datasource.DataSourceWithConfigure        = (*projectDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*projectDataSource)(nil)
)

type projectDataSource struct{ session *session }

func newProjectDataSource() datasource.DataSource { return &projectDataSource{} }

// projectDataSourceModel is projectModel with the counts, which only the data source shows.
type projectDataSourceModel struct {
	projectModel
	RecordingsCount     types.Int64 `tfsdk:"recordings_count"`
	VirtualNumbersCount types.Int64 `tfsdk:"virtual_numbers_count"`
}

func (d *projectDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_project"
}

func (d *projectDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One project, by `id` or by `name`, with its settings and the counts of what it holds. None found, and several found, are errors that say so.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The project's id. Set exactly one of `id` and `name`.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{idValidator},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "The project's name, exactly as it is.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{notBlankValidator},
			},
			"language":                     schema.StringAttribute{Computed: true, MarkdownDescription: "The language that is spoken in the project's calls."},
			"description":                  schema.StringAttribute{Computed: true, MarkdownDescription: "What the project is for."},
			"industry":                     schema.StringAttribute{Computed: true, MarkdownDescription: "The industry that the project belongs to."},
			"transcription_hints":          schema.StringAttribute{Computed: true, MarkdownDescription: "Words that help the transcription."},
			"goal_language":                schema.StringAttribute{Computed: true, MarkdownDescription: "The language in which goals are written."},
			"summary_language":             schema.StringAttribute{Computed: true, MarkdownDescription: "The language in which summaries are written."},
			"long_pause_threshold_seconds": schema.Int64Attribute{Computed: true, MarkdownDescription: "From how many seconds on a silence counts as a long pause."},
			"retention_days":               schema.Int64Attribute{Computed: true, MarkdownDescription: "How many days recordings are kept. Null keeps them for ever."},
			"quality_baseline_enabled":     schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether calls are measured against a quality baseline."},
			"quality_baseline_pct":         schema.Float64Attribute{Computed: true, MarkdownDescription: "The quality baseline in per cent, from 0 to 100."},
			"created_at":                   schema.StringAttribute{Computed: true, MarkdownDescription: "When the project was made, in ISO 8601 and UTC."},
			"updated_at":                   schema.StringAttribute{Computed: true, MarkdownDescription: "When a setting last changed, in ISO 8601 and UTC."},
			"recordings_count":             schema.Int64Attribute{Computed: true, MarkdownDescription: "How many recordings the project has."},
			"virtual_numbers_count":        schema.Int64Attribute{Computed: true, MarkdownDescription: "How many virtual numbers the project has."},
		},
	}
}

func (d *projectDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name")),
	}
}

func (d *projectDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *projectDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config projectDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	client := d.session.clientFor(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()

	wanted := config.ID.ValueString()
	if known(config.Name) {
		projects, err := client.Projects.ListCached(ctx)
		if err != nil {
			d.session.addAPIError(&resp.Diagnostics, "Cannot list the projects", err)
			return
		}
		var ids []string
		for _, project := range projects {
			if project.Name == config.Name.ValueString() {
				ids = append(ids, newID(project.ID).ValueString())
			}
		}
		if len(ids) != 1 {
			addNotOne(&resp.Diagnostics, "name", "project", config.Name.ValueString(), ids)
			return
		}
		wanted = ids[0]
	}
	id, err := parseID(wanted)
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("id"), "Invalid id", sentence(err))
		return
	}
	project, err := client.Projects.GetCached(ctx, id)
	if err != nil {
		d.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot read project %d", id), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, projectDataSourceModel{
		projectModel:        newProjectModel(project),
		RecordingsCount:     types.Int64Value(project.RecordingsCount),
		VirtualNumbersCount: types.Int64Value(project.VirtualNumbersCount),
	})...)
}
