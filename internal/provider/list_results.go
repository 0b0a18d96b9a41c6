package provider

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// listResults pushes one result for each item, up to the limit of the request. An error is pushed as a result, and ends the
// listing: what is pushed nowhere is lost. items brings what is to be listed, fill writes one item into its result.
func listResults[T any](
	ctx context.Context, s *session, req list.ListRequest,
	items func(context.Context, *identitycall.Client, *diag.Diagnostics) []T,
	fill func(context.Context, *identitycall.Client, T, *list.ListResult),
) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		var diags diag.Diagnostics
		client := s.clientFor(&diags)
		ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
		defer cancel()
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

// displayName is a name that a person recognises: the object's own, and its phone number.
func displayName(name *string, phoneNumber string) string {
	if name == nil || *name == "" {
		return phoneNumber
	}
	return *name + " (" + phoneNumber + ")"
}

// noTimeouts is the argument timeouts of an object that no configuration has spoken of.
func noTimeouts() timeouts.Value {
	operations := map[string]attr.Type{}
	for _, operation := range []string{"create", "read", "update", "delete"} {
		operations[operation] = types.StringType
	}
	return timeouts.Value{Object: types.ObjectNull(operations)}
}
