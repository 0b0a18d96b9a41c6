package provider

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// listResults pushes one result for each item, up to the limit of the request. An error is pushed as a result,
// since it would be lost otherwise, and ends the list. items returns what to list, fill writes one item into its
// result.
func listResults[T any](
	ctx context.Context, s *session, req list.ListRequest,
	items func(context.Context, *identitycall.Client, *diag.Diagnostics) []T,
	fill func(context.Context, *identitycall.Client, T, *list.ListResult),
) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		var diags diag.Diagnostics
		ctx, client, end := s.start(ctx, nil, &diags)
		defer end()
		var found []T
		if client != nil {
			found = items(ctx, client, &diags)
		}
		if diags.HasError() {
			push(list.ListResult{Diagnostics: diags})
			return
		}
		for i, item := range found {
			if req.Limit > 0 && int64(i) >= req.Limit {
				return
			}
			result := req.NewListResult(ctx)
			fill(ctx, client, item, &result)
			if !push(result) || result.Diagnostics.HasError() {
				return
			}
		}
	}
}

// displayName returns the object's name and its phone number.
func displayName(name *string, phoneNumber string) string {
	if name == nil || *name == "" {
		return phoneNumber
	}
	return *name + " (" + phoneNumber + ")"
}

// listedNumbers returns the numbers that match the filters of a list block.
func (s *session) listedNumbers(
	ctx context.Context, client *identitycall.Client, req list.ListRequest, diags *diag.Diagnostics,
) []identitycall.VirtualNumberSummary {
	var filter virtualNumberFilter
	diags.Append(req.Config.Get(ctx, &filter)...)
	numbers, err := client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		s.addAPIError(diags, "Cannot list the account's virtual numbers", err)
	}
	return filtered(numbers, filter.matches)
}
