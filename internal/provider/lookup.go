package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// virtualNumberID returns the ID that a configuration identifies a number by: its id, or that of the account's number
// with the digits of its phone_number. step is as in findVirtualNumber.
func (s *session) virtualNumberID(
	ctx context.Context, number virtualNumberModel, step string, diags *diag.Diagnostics,
) (int64, bool) {
	if known(number.ID) {
		return configuredID(number.ID, path.Root("id"), diags)
	}
	phone := number.PhoneNumber.ValueString()
	found, ok := s.findVirtualNumber(ctx, phone, path.Root("phone_number"), step, diags)
	return found.ID, ok
}

// findVirtualNumber finds the account's number with these digits in the list that the run shares. If there is none, the
// error ends with step, the next step.
func (s *session) findVirtualNumber(
	ctx context.Context, phone string, at path.Path, step string, diags *diag.Diagnostics,
) (identitycall.VirtualNumberSummary, bool) {
	numbers, err := s.client.VirtualNumbers.FindCached(ctx, phone)
	if err != nil {
		s.addAPIError(diags, fmt.Sprintf("Cannot look up %s among the account's virtual numbers", phone), err)
		return identitycall.VirtualNumberSummary{}, false
	}
	if len(numbers) == 0 {
		// The same list shows whether the key is the wrong one. In that case, the error names the key.
		if err := s.checkKey(ctx); isWrongKey(err) {
			s.addAPIError(diags, fmt.Sprintf("%s was not found with this key", phone), err)
		} else {
			addErrorAt(diags, at, phone+" is not on this account",
				"No number that the key can see has these digits. "+step)
		}
	}
	return onlyNumber(numbers, phone, at, diags)
}

// onlyNumber returns the only number that was found. Several numbers with the same digits are an error: only their IDs
// distinguish them.
func onlyNumber(
	found []identitycall.VirtualNumberSummary, phone string, at path.Path, diags *diag.Diagnostics,
) (identitycall.VirtualNumberSummary, bool) {
	if len(found) > 1 {
		var ids []string
		for _, number := range found {
			ids = append(ids, newID(number.ID).ValueString())
		}
		addErrorAt(diags, at, fmt.Sprintf("Several virtual numbers are %s", phone),
			fmt.Sprintf("The numbers with the IDs %s have these digits. Use the ID to choose one.", strings.Join(ids, ", ")))
	}
	if len(found) != 1 {
		return identitycall.VirtualNumberSummary{}, false
	}
	return found[0], true
}

// The next steps after a lookup that found no number.
const (
	checkDigits   = "Check the digits and the key's scope: a project-scoped key sees only its project."
	purchaseFirst = "If you own it, check the digits and the key's scope. To purchase it, add an " +
		"identitycall_virtual_number_purchase and refer to its id: id = identitycall_virtual_number_purchase.NAME.id."
)

// checkOperator checks an operator's ID while planning, without a request if a response of this run has shown the
// operator. If nobody has the ID, that is an error at the argument. It returns false if the lookup failed, which is
// only a warning.
func (s *session) checkOperator(ctx context.Context, id int64, at path.Path, diags *diag.Diagnostics) bool {
	if _, seen := s.client.Operators.Seen(id); seen {
		return true
	}
	_, err := s.client.Operators.GetCached(ctx, id)
	if err == nil {
		return true
	}
	if !identitycall.IsNotFound(err) {
		s.addLookupFailed(diags, at, fmt.Sprintf("Cannot check that operator %d exists", id), err,
			"If no operator has this ID, the apply fails.")
		return false
	}
	if keyErr := s.checkKey(ctx); isWrongKey(keyErr) {
		s.addAPIError(diags, fmt.Sprintf("Operator %d was not found with this key", id), keyErr)
	} else {
		s.addOperatorNotFound(diags, at, id, err, "")
	}
	return true
}

// addNotExactlyOne reports a lookup of a data source that found nothing, or several objects.
func addNotExactlyOne(diags *diag.Diagnostics, attribute, object, wanted string, ids []string) {
	label := strings.ReplaceAll(attribute, "_", " ")
	if len(ids) == 0 {
		diags.AddAttributeError(path.Root(attribute), fmt.Sprintf("No %s has the %s %s", object, label, wanted),
			"The key sees no such object. Check the value and the key's scope: a project-scoped key sees only its project.")
		return
	}
	diags.AddAttributeError(path.Root(attribute), fmt.Sprintf("Several %ss have the %s %s", object, label, wanted),
		fmt.Sprintf("They have the IDs %s. Use id to choose one.", strings.Join(ids, ", ")))
}
