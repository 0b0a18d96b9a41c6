package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ datasource.DataSourceWithConfigure = (*projectsDataSource)(nil)

type projectsDataSource struct{ session *session }

func newProjectsDataSource() datasource.DataSource { return &projectsDataSource{} }

type projectsModel struct {
	projectFilter
	Projects []projectSummaryModel `tfsdk:"projects"`
}

// projectFilter is what the data source and the list resource choose projects by. What is left out chooses all.
type projectFilter struct {
	NameRegex types.String `tfsdk:"name_regex"`
}

// matches reports whether a project is one of those that the filter chooses.
func (f projectFilter) matches(project identitycall.ProjectSummary) bool {
	return matchesName(f.NameRegex, &project.Name)
}

type projectSummaryModel struct {
	ID        types.String `tfsdk:"id"`
	Name      types.String `tfsdk:"name"`
	Language  types.String `tfsdk:"language"`
	Industry  types.String `tfsdk:"industry"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
}

func (d *projectsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_projects"
}

func (d *projectsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All projects that the API key sees, in the short form of the API's list. The data source `identitycall_project` has all settings of one, and its counts.",
		Attributes: map[string]schema.Attribute{
			"name_regex": schema.StringAttribute{
				MarkdownDescription: "Chooses the projects whose name matches this regular expression (RE2) in any part.",
				Optional:            true,
				Validators:          []validator.String{regexValidator},
			},
			"projects": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The chosen projects, in the API's order: by name.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":         schema.StringAttribute{Computed: true, MarkdownDescription: "The project's id."},
					"name":       schema.StringAttribute{Computed: true, MarkdownDescription: "The project's name."},
					"language":   schema.StringAttribute{Computed: true, MarkdownDescription: "The language that is spoken in the project's calls."},
					"industry":   schema.StringAttribute{Computed: true, MarkdownDescription: "The industry that the project belongs to."},
					"created_at": schema.StringAttribute{Computed: true, MarkdownDescription: "When the project was made, in ISO 8601 and UTC."},
					"updated_at": schema.StringAttribute{Computed: true, MarkdownDescription: "When a setting last changed, in ISO 8601 and UTC."},
				}},
			},
		},
	}
}

func (d *projectsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *projectsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model projectsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	client := d.session.clientFor(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()

	projects, err := client.Projects.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(&resp.Diagnostics, "Cannot list the projects", err)
		return
	}
	model.Projects = []projectSummaryModel{}
	for _, project := range projects {
		if !model.matches(project) {
			continue
		}
		model.Projects = append(model.Projects, projectSummaryModel{
			ID: newID(project.ID), Name: types.StringValue(project.Name), Language: types.StringValue(project.Language),
			Industry: textOrNull(project.Industry), CreatedAt: types.StringValue(project.CreatedAt), UpdatedAt: types.StringValue(project.UpdatedAt),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
