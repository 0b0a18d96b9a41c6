package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

type virtualNumberOperatorModel struct {
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorID      types.String   `tfsdk:"operator_id"`
	Priority        types.Int64    `tfsdk:"priority"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

// attachment is one operator in the list of one virtual number.
type attachment struct{ number, operator int64 }

// attachment parses the IDs. Errors point at the arguments.
func (m virtualNumberOperatorModel) attachment(diags *diag.Diagnostics) (attachment, bool) {
	number, numberOK := configuredID(m.VirtualNumberID, path.Root("virtual_number_id"), diags)
	operator, operatorOK := configuredID(m.OperatorID, path.Root("operator_id"), diags)
	return attachment{number, operator}, numberOK && operatorOK
}

// isSame reports whether both are the same attachment. An unknown ID is another one.
func (m virtualNumberOperatorModel) isSame(other virtualNumberOperatorModel) bool {
	return known(m.VirtualNumberID) && known(m.OperatorID) &&
		m.VirtualNumberID.Equal(other.VirtualNumberID) && m.OperatorID.Equal(other.OperatorID)
}

func (m virtualNumberOperatorModel) saveIdentity(
	ctx context.Context, identity *tfsdk.ResourceIdentity,
) diag.Diagnostics {
	diags := identity.SetAttribute(ctx, path.Root("virtual_number_id"), m.VirtualNumberID)
	diags.Append(identity.SetAttribute(ctx, path.Root("operator_id"), m.OperatorID)...)
	return diags
}

// claim names the attachment among the objects that the resources of a run manage.
func (a attachment) claim() string {
	return fmt.Sprintf("operator %d of virtual number %d", a.operator, a.number)
}

// priority is the operator's place in the list of a number.
func (a attachment) priority(number identitycall.VirtualNumber) (int64, bool) {
	for _, attached := range number.Operators {
		if attached.ID == a.operator {
			return attached.Priority, true
		}
	}
	return 0, false
}
