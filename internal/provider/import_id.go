package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// importByID imports what has an id and nothing else to find it by, from an import id or from an identity. object names its
// kind at the beginning of a sentence.
func importByID(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse, object string) {
	wanted := importedText(ctx, req, resp, "id")
	if resp.Diagnostics.HasError() {
		return
	}
	id, err := parseID(wanted)
	if err != nil {
		resp.Diagnostics.AddError("Invalid import id",
			fmt.Sprintf("%s is imported by its id, a whole number such as \"7\"; got %q. Nothing was asked of the service.", object, shorten(wanted)))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), newID(id))...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), newID(id))...)
}

// importedText is the import id, or the identity's attribute when an import block gave an identity instead.
func importedText(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse, attribute string) string {
	if req.ID != "" || req.Identity == nil {
		return req.ID
	}
	var value types.String
	resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(attribute), &value)...)
	return value.ValueString()
}

// idInState parses an id that state holds.
func idInState(id types.String, diags *diag.Diagnostics) (int64, bool) {
	parsed, err := parseID(id.ValueString())
	if err != nil {
		diags.AddError("Invalid id in state", "The id "+err.Error()+". State may have been edited by hand.")
	}
	return parsed, err == nil
}
