package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ list.ListResourceWithConfigure = (*virtualNumberListResource)(nil)

func newVirtualNumberListResource() list.ListResource { return &virtualNumberListResource{} }

type virtualNumberListResource struct{ resourceBase }

func (r *virtualNumberListResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number"
}

func (r *virtualNumberListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the virtual numbers that the key can see, for import.",
		Attributes:          virtualNumberFilterAttributes(),
	}
}

func (r *virtualNumberListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = listResults(ctx, r.session, req,
		func(ctx context.Context, diags *diag.Diagnostics) []identitycall.VirtualNumberSummary {
			return r.session.listedNumbers(ctx, req, diags)
		},
		describeNumber,
		func(ctx context.Context, number identitycall.VirtualNumberSummary, add func() *list.ListResult) error {
			result := add()
			result.DisplayName = displayName(number.Name, number.PhoneNumber)
			result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), newID(number.ID))...)
			if !req.IncludeResource {
				return nil
			}
			full, err := r.session.client.VirtualNumbers.GetCached(ctx, number.ID)
			if err != nil {
				return err
			}
			result.Diagnostics.Append(result.Resource.Set(ctx, virtualNumberResourceModel{
				virtualNumberModel: newVirtualNumberModel(full),
				Timeouts:           noTimeouts(),
			})...)
			return nil
		})
}
