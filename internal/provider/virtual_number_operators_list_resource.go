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

var _ list.ListResourceWithConfigure = (*virtualNumberOperatorsListResource)(nil)

func newVirtualNumberOperatorsListResource() list.ListResource {
	return &virtualNumberOperatorsListResource{}
}

type virtualNumberOperatorsListResource struct{ resourceBase }

func (r *virtualNumberOperatorsListResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number_operators"
}

func (r *virtualNumberOperatorsListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the operators of virtual numbers, for import: one result for each number that has " +
			"operators.",
		Attributes: virtualNumberFilterAttributes(),
	}
}

func (r *virtualNumberOperatorsListResource) List(
	ctx context.Context, req list.ListRequest, stream *list.ListResultsStream,
) {
	stream.Results = listResults(ctx, r.session, req,
		func(ctx context.Context, diags *diag.Diagnostics) []identitycall.VirtualNumberSummary {
			return r.session.listedNumbersWithOperators(ctx, req, diags)
		},
		describeOperators,
		func(ctx context.Context, number identitycall.VirtualNumberSummary, add func() *list.ListResult) error {
			result := add()
			result.DisplayName = "Operators of " + displayName(number.Name, number.PhoneNumber)
			result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("virtual_number_id"), newID(number.ID))...)
			if !req.IncludeResource {
				return nil
			}
			operators, err := attachedOperators(r.session.client.VirtualNumbers.GetCached(ctx, number.ID))
			if err != nil {
				return err
			}
			result.Diagnostics.Append(result.Resource.Set(ctx, virtualNumberOperatorsModel{
				VirtualNumberID: newID(number.ID), OperatorIDs: newOperatorIDs(operators), Timeouts: noTimeouts(),
			})...)
			return nil
		})
}
