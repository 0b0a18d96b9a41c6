package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type virtualNumberOperatorModel struct {
	ID              types.String   `tfsdk:"id"`
	VirtualNumberID types.String   `tfsdk:"virtual_number_id"`
	OperatorID      types.String   `tfsdk:"operator_id"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

// attachment parses the IDs. An invalid ID is an error at its argument.
func (m virtualNumberOperatorModel) attachment(diags *diag.Diagnostics) attachment {
	number, _ := configuredID(m.VirtualNumberID, path.Root("virtual_number_id"), diags)
	operator, _ := configuredID(m.OperatorID, path.Root("operator_id"), diags)
	return attachment{number, operator}
}

func (m virtualNumberOperatorModel) saveIdentity(
	ctx context.Context, identity *tfsdk.ResourceIdentity,
) diag.Diagnostics {
	diags := identity.SetAttribute(ctx, path.Root("virtual_number_id"), m.VirtualNumberID)
	diags.Append(identity.SetAttribute(ctx, path.Root("operator_id"), m.OperatorID)...)
	return diags
}
