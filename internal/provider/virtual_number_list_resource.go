package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ list.ListResourceWithConfigure = (*virtualNumberListResource)(nil)

type virtualNumberListResource struct{ session *session }

func newVirtualNumberListResource() list.ListResource { return &virtualNumberListResource{} }

func (r *virtualNumberListResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number"
}

func (r *virtualNumberListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the virtual numbers that the API key sees, to import them.",
		Attributes:          virtualNumberFilterAttributes(),
	}
}

// virtualNumberFilterAttributes are the filters of the lists that go by virtual numbers, as their data source has them.
func virtualNumberFilterAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"active": schema.BoolAttribute{
			MarkdownDescription: "Chooses the numbers that do, or do not, receive calls.",
			Optional:            true,
		},
		"country_code": schema.StringAttribute{
			MarkdownDescription: "Chooses the numbers of one country, an ISO 3166-1 alpha-2 code in any case.",
			Optional:            true,
			Validators:          []validator.String{countryValidator},
		},
		"name_regex": schema.StringAttribute{
			MarkdownDescription: "Chooses the numbers whose name matches this regular expression (RE2) in any part. A number without a name has an empty one.",
			Optional:            true,
			Validators:          []validator.String{regexValidator},
		},
	}
}

func (r *virtualNumberListResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (r *virtualNumberListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = listResults(ctx, r.session, req,
		func(ctx context.Context, client *identitycall.Client, diags *diag.Diagnostics) []identitycall.VirtualNumberSummary {
			return r.session.chosenNumbers(ctx, client, req, diags)
		},
		func(ctx context.Context, client *identitycall.Client, number identitycall.VirtualNumberSummary, result *list.ListResult) {
			result.DisplayName = displayName(number.Name, number.PhoneNumber)
			result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), newID(number.ID))...)
			if !req.IncludeResource {
				return
			}
			full, err := client.VirtualNumbers.GetCached(ctx, number.ID)
			if err != nil {
				r.session.addAPIError(&result.Diagnostics, fmt.Sprintf("Cannot read virtual number %s (id %d)", number.PhoneNumber, number.ID), err)
				return
			}
			result.Diagnostics.Append(result.Resource.Set(ctx, virtualNumberResourceModel{
				virtualNumberModel: newVirtualNumberModel(full),
				Purchase:           types.ObjectNull(purchaseTypes()),
				DeletionPolicy:     types.StringValue(policyAbandon),
				Timeouts:           noTimeouts(),
			})...)
		})
}

// chosenNumbers lists the numbers that a list block's filters choose.
func (s *session) chosenNumbers(ctx context.Context, client *identitycall.Client, req list.ListRequest, diags *diag.Diagnostics) []identitycall.VirtualNumberSummary {
	var filter virtualNumberFilter
	diags.Append(req.Config.Get(ctx, &filter)...)
	numbers, err := client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		s.addAPIError(diags, "Cannot list the account's virtual numbers", err)
	}
	var chosen []identitycall.VirtualNumberSummary
	for _, number := range numbers {
		if filter.matches(number) {
			chosen = append(chosen, number)
		}
	}
	return chosen
}
