package provider

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// known reports whether a value is neither null nor unknown.
func known(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }

// newID converts an ID of the API. In state, every ID is a string.
func newID(id int64) types.String { return types.StringValue(strconv.FormatInt(id, 10)) }

// parseID reads an object's ID: a positive integer without leading zeros.
func parseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != text {
		return 0, fmt.Errorf("must be an ID, a whole number above zero such as 7; got %q", shorten(text))
	}
	return id, nil
}

// configuredID parses an ID in the configuration, which may be a reference to another resource. It is checked while
// planning and applying, not in validate, since the values of a mocked provider are no IDs.
func configuredID(id types.String, at path.Path, diags *diag.Diagnostics) (int64, bool) {
	parsed, err := parseID(id.ValueString())
	if err != nil {
		diags.AddAttributeError(at, "Invalid ID", fmt.Sprintf("The value of %s %s.", at, err))
	}
	return parsed, err == nil
}

// idInState parses an ID in state.
func idInState(id types.String, diags *diag.Diagnostics) (int64, bool) {
	parsed, err := parseID(id.ValueString())
	if err != nil {
		diags.AddError("Invalid ID in state", "The ID "+err.Error()+". Someone may have edited the state. "+
			"Restore an earlier version of the state, or remove the object from state and import it again.")
	}
	return parsed, err == nil
}

// newText converts a text of the API. State holds it in the form in which texts compare, so that generated
// configuration is valid and produces no diff.
func newText(text string) types.String { return types.StringValue(identitycall.NormalizeText(text)) }

// newTextOrNull is newText for an optional setting. A blank text counts as null, since no argument can be blank.
func newTextOrNull(text *string) types.String {
	if text == nil || strings.TrimSpace(*text) == "" {
		return types.StringNull()
	}
	return newText(*text)
}

// newPositiveOrNull converts an optional whole number. Zero counts as null, since no argument can be zero.
func newPositiveOrNull(number *int64) types.Int64 {
	if number == nil || *number <= 0 {
		return types.Int64Null()
	}
	return types.Int64Value(*number)
}

// sameText reports whether two texts are equal once they are normalized, which a service may do.
func sameText(a, b types.String) bool {
	return known(a) && known(b) && newText(a.ValueString()).Equal(newText(b.ValueString()))
}

// sameEmail is sameText for e-mail addresses, whose case a service may normalize too.
func sameEmail(a, b types.String) bool {
	return known(a) && known(b) &&
		strings.EqualFold(identitycall.NormalizeText(a.ValueString()), identitycall.NormalizeText(b.ValueString()))
}

// keepFormat keeps the text of the prior state if the API returns the same text in another form.
func keepFormat(returned *types.String, prior types.String, same func(a, b types.String) bool) {
	if same(*returned, prior) {
		*returned = prior
	}
}

// sameFloat64 reports whether two numbers are equal as float64, the type that the API returns. The framework compares
// with more digits: a configured 33.3 is not equal to a returned 33.3.
func sameFloat64(a, b types.Float64) bool {
	return known(a) && known(b) && a.ValueFloat64() == b.ValueFloat64()
}

// newOperatorIDs formats the IDs of a number's operators.
func newOperatorIDs(ids []int64) types.List {
	elements := []attr.Value{}
	for _, id := range ids {
		elements = append(elements, newID(id))
	}
	return types.ListValueMust(types.StringType, elements)
}

// operatorIDs parses the known IDs of a list. IDs that are not valid are skipped: checkIDs reports them.
func operatorIDs(list types.List) []int64 {
	ids := []int64{}
	for _, element := range list.Elements() {
		if text, ok := element.(types.String); ok && known(text) {
			if id, err := parseID(text.ValueString()); err == nil {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func allKnown(list types.List) bool {
	return !list.IsUnknown() && !slices.ContainsFunc(list.Elements(), attr.Value.IsUnknown)
}
