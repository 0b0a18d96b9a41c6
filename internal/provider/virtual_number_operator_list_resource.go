package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ list.ListResourceWithConfigure = (*virtualNumberOperatorListResource)(nil)

func newVirtualNumberOperatorListResource() list.ListResource {
	return &virtualNumberOperatorListResource{}
}

type virtualNumberOperatorListResource struct{ resourceBase }

func (r *virtualNumberOperatorListResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number_operator"
}

func (r *virtualNumberOperatorListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the attachments of operators to virtual numbers, for import: one result for each " +
			"operator of each number. To import the whole list of a number as one resource, use " +
			"`identitycall_virtual_number_operators`. Do not import both for the same number: they conflict.",
		Attributes: virtualNumberFilterAttributes(),
	}
}

func (r *virtualNumberOperatorListResource) List(
	ctx context.Context, req list.ListRequest, stream *list.ListResultsStream,
) {
	stream.Results = listResults(ctx, r.session, req,
		func(ctx context.Context, diags *diag.Diagnostics) []identitycall.VirtualNumberSummary {
			return r.session.listedNumbersWithOperators(ctx, req, diags)
		},
		describeOperators,
		func(ctx context.Context, number identitycall.VirtualNumberSummary, add func() *list.ListResult) error {
			var operators []int64
			for _, operator := range number.Operators { // at most three of them
				operators = append(operators, operator.ID)
			}
			if int64(len(operators)) != number.OperatorsCount {
				var err error
				operators, err = attachedOperators(r.session.client.VirtualNumbers.GetCached(ctx, number.ID))
				if err != nil {
					return err
				}
			}
			for _, operator := range operators {
				pair := attachment{number.ID, operator}
				model := virtualNumberOperatorModel{
					ID: types.StringValue(pair.id()), VirtualNumberID: newID(pair.number), OperatorID: newID(pair.operator),
					Timeouts: noTimeouts(),
				}
				result := add()
				result.DisplayName = r.session.operatorLabel(operator) + " on " + displayName(number.Name, number.PhoneNumber)
				result.Diagnostics.Append(model.saveIdentity(ctx, result.Identity)...)
				if req.IncludeResource {
					result.Diagnostics.Append(result.Resource.Set(ctx, model)...)
				}
			}
			return nil
		})
}
