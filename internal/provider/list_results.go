package provider

import (
	"context"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// listResults pushes the results for each item, up to the limit of the request. An error is pushed as a result, since
// it would be lost otherwise, and ends the list: Terraform drops all results if one is an error. An item that is gone
// by now, or that lacks fields, is skipped with a warning instead.
//
// items returns what to list, describe names an item in messages, with the error of its entry in the list, and fill
// writes it into results that it adds. Each item has a timeout of its own: at 60 requests a minute, a large account
// takes longer than that.
func listResults[T any](
	ctx context.Context, s *session, req list.ListRequest,
	items func(context.Context, *diag.Diagnostics) []T,
	describe func(T) (label string, err error),
	fill func(ctx context.Context, item T, add func() *list.ListResult) error,
) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		var diags diag.Diagnostics
		listCtx, end, ok := s.start(ctx, nil, &diags)
		defer end()
		var found []T
		if ok {
			found = items(listCtx, &diags)
		}
		if diags.HasError() {
			push(list.ListResult{Diagnostics: diags})
			return
		}
		pushed := int64(0)
		for _, item := range found {
			if req.Limit > 0 && pushed >= req.Limit {
				return
			}
			var results []*list.ListResult
			add := func() *list.ListResult {
				result := req.NewListResult(ctx)
				results = append(results, &result)
				return &result
			}
			itemCtx, end, _ := s.start(ctx, nil, &diags)
			label, err := describe(item)
			if err == nil {
				err = fill(itemCtx, item, add)
			}
			end()
			if err != nil {
				results = []*list.ListResult{{}}
				s.addSkipped(&results[0].Diagnostics, label, err)
			}
			for _, result := range results {
				if req.Limit > 0 && pushed >= req.Limit || !push(*result) || result.Diagnostics.HasError() {
					return
				}
				if err == nil {
					pushed++
				}
			}
		}
	}
}

// addSkipped reports why there is no result for an object: a warning if that says nothing about other objects.
func (s *session) addSkipped(diags *diag.Diagnostics, label string, err error) {
	var responseErr *identitycall.ResponseError
	switch {
	case identitycall.IsNotFound(err), errors.As(err, new(*identitycall.StillListedError)):
		diags.AddWarning("Skipped "+label,
			sentence(err)+" It was probably deleted after it was listed. The other results are complete.")
	case errors.As(err, &responseErr) && len(responseErr.Fields) > 0:
		diags.AddWarning("Skipped "+label,
			sentence(err)+" The other results are complete. Look at the object in the dashboard, and report this to the "+
				"provider's developers.")
	default:
		s.addAPIError(diags, "Cannot read "+label, err)
	}
}

// describeNumber is describe of listResults.
func describeNumber(number identitycall.VirtualNumberSummary) (label string, err error) {
	return "virtual number " + objectLabel(newText(number.PhoneNumber), newID(number.ID)), number.Err
}

func describeOperators(number identitycall.VirtualNumberSummary) (label string, err error) {
	label, err = describeNumber(number)
	return "the operators of " + label, err
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
	ctx context.Context, req list.ListRequest, diags *diag.Diagnostics,
) []identitycall.VirtualNumberSummary {
	var filter virtualNumberFilter
	diags.Append(req.Config.Get(ctx, &filter)...)
	numbers, err := s.client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		s.addAPIError(diags, "Cannot list the account's virtual numbers", err)
	}
	return filtered(numbers, filter.matches)
}

// listedNumbersWithOperators is listedNumbers without the numbers that have no operators.
func (s *session) listedNumbersWithOperators(
	ctx context.Context, req list.ListRequest, diags *diag.Diagnostics,
) []identitycall.VirtualNumberSummary {
	return filtered(s.listedNumbers(ctx, req, diags), func(n identitycall.VirtualNumberSummary) bool {
		return n.OperatorsCount > 0 || n.Lacks("operators_count")
	})
}
