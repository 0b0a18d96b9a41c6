package provider

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// virtualNumberOperatorsModel is the list of one number's operators.
type virtualNumberOperatorsModel struct {
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorIDs     types.List     `tfsdk:"operator_ids"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

// checkIDs checks the IDs that are known. They are references to other resources, which a mocked provider invents,
// so they are checked while planning and not in validate.
func (m virtualNumberOperatorsModel) checkIDs(diags *diag.Diagnostics) {
	if known(m.VirtualNumberID) {
		configuredID(m.VirtualNumberID, path.Root("virtual_number_id"), diags)
	}
	var seen []string
	for i, element := range m.OperatorIDs.Elements() {
		at := path.Root("operator_ids").AtListIndex(i)
		text, ok := element.(types.String)
		switch {
		case !ok || text.IsUnknown():
		case text.IsNull():
			diags.AddAttributeError(at, "Missing operator ID", fmt.Sprintf("Operator %d of the list is null. Remove it.", i+1))
		case slices.Contains(seen, text.ValueString()):
			diags.AddAttributeError(at, "Duplicate operator",
				fmt.Sprintf("Operator %s is in operator_ids more than once. An operator has one place in the list: keep one of "+
					"them.", shorten(text.ValueString())))
		default:
			configuredID(text, at, diags)
			seen = append(seen, text.ValueString())
		}
	}
}

// attachedOperators lists the IDs of a number's operators in the order of their priority. A response without the
// list is an error: an operator that cannot be seen must not count as detached.
func attachedOperators(number identitycall.VirtualNumber, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	if number.Operators == nil {
		return nil, &identitycall.ResponseError{
			Request: identitycall.Request{Method: "GET", Path: fmt.Sprintf("/virtual_numbers/%d", number.ID)},
			Reason:  "the field \"operators\" is missing",
		}
	}
	ids := []int64{}
	for _, operator := range number.Operators {
		ids = append(ids, operator.ID)
	}
	return ids, nil
}

// listClaim names a number's list among the objects that the resources of a run manage.
func listClaim(number int64) string {
	return "operators of virtual number " + strconv.FormatInt(number, 10)
}
