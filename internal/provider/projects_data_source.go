package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

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
