package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ list.ListResourceWithConfigure = (*projectListResource)(nil)

func newProjectListResource() list.ListResource { return &projectListResource{} }

type projectListResource struct{ resourceBase }

func (r *projectListResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_project"
}

func (r *projectListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the projects that the key can see, for import.",
		Attributes: map[string]schema.Attribute{
			"name_regex": filterAttribute(nameFilter, regexValidator),
		},
	}
}

func (r *projectListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = listResults(ctx, r.session, req,
		func(ctx context.Context, diags *diag.Diagnostics) []identitycall.ProjectSummary {
			var filter projectFilter
			diags.Append(req.Config.Get(ctx, &filter)...)
			projects, err := r.session.client.Projects.ListCached(ctx)
			if err != nil {
				r.session.addAPIError(diags, "Cannot list the projects", err)
			}
			return filtered(projects, filter.matches)
		},
		func(project identitycall.ProjectSummary) (label string, err error) {
			return "project " + objectLabel(newTextOrNull(&project.Name), newID(project.ID)), project.Err
		},
		func(ctx context.Context, project identitycall.ProjectSummary, add func() *list.ListResult) error {
			result := add()
			result.DisplayName = project.Name
			result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), newID(project.ID))...)
			if !req.IncludeResource {
				return nil
			}
			full, err := r.session.client.Projects.GetCached(ctx, project.ID)
			if err != nil {
				return err
			}
			result.Diagnostics.Append(result.Resource.Set(ctx, projectResourceModel{
				projectModel: newProjectModel(full), ForceDestroy: types.BoolValue(false), Timeouts: noTimeouts(),
			})...)
			return nil
		})
}
