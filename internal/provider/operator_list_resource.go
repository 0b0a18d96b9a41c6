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

var _ list.ListResourceWithConfigure = (*operatorListResource)(nil)

func newOperatorListResource() list.ListResource { return &operatorListResource{} }

type operatorListResource struct{ resourceBase }

func (r *operatorListResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_operator"
}

func (r *operatorListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the operators that the key can see, for import.",
		Attributes: map[string]schema.Attribute{
			"active":     schema.BoolAttribute{MarkdownDescription: activeOperatorsFilter, Optional: true},
			"name_regex": filterAttribute(nameFilter, regexValidator),
		},
	}
}

func (r *operatorListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = listResults(ctx, r.session, req,
		func(ctx context.Context, diags *diag.Diagnostics) []identitycall.Operator {
			var filter operatorFilter
			diags.Append(req.Config.Get(ctx, &filter)...)
			operators, err := r.session.client.Operators.ListCached(ctx)
			if err != nil {
				r.session.addAPIError(diags, "Cannot list the operators", err)
			}
			return filtered(operators, filter.matches)
		},
		func(operator identitycall.Operator) (label string, err error) {
			return "operator " + objectLabel(newTextOrNull(&operator.Name), newID(operator.ID)), operator.Err
		},
		func(ctx context.Context, operator identitycall.Operator, add func() *list.ListResult) error {
			result := add()
			result.DisplayName = displayName(&operator.Name, operator.PhoneNumber)
			result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), newID(operator.ID))...)
			if req.IncludeResource {
				result.Diagnostics.Append(result.Resource.Set(ctx, operatorResourceModel{
					operatorModel: newOperatorModel(operator), ForceDestroy: types.BoolValue(false), Timeouts: noTimeouts(),
				})...)
			}
			return nil
		})
}
