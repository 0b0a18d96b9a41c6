package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// virtualNumberOperatorsModel is the list of one number's operators.
type virtualNumberOperatorsModel struct {
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorIDs     types.List     `tfsdk:"operator_ids"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

// isSame reports whether the plan is the list in state.
func (m virtualNumberOperatorsModel) isSame(state virtualNumberOperatorsModel) bool {
	return m.VirtualNumberID.Equal(state.VirtualNumberID) && m.OperatorIDs.Equal(state.OperatorIDs)
}

// checkIDs checks the IDs that are known. They may be references to other resources, whose values a mocked provider
// invents, so they are checked while planning and not in validate.
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

// at is the argument of an operator: its place in the list.
func (m virtualNumberOperatorsModel) at(operator int64) path.Path {
	at := path.Root("operator_ids")
	if index := slices.IndexFunc(m.OperatorIDs.Elements(), newID(operator).Equal); index >= 0 {
		at = at.AtListIndex(index)
	}
	return at
}
