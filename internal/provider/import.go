package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// newIdentitySchema returns the identity schema of an object that has one ID.
func newIdentitySchema(attribute, description string) identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		attribute: identityschema.StringAttribute{Description: description, RequiredForImport: true},
	}}
}

// importByID imports an object by its ID, from an import ID or from an identity. object is its kind in an error, such
// as "an operator".
func importByID(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse, object string,
) {
	wanted := importedText(ctx, req, resp, "id")
	if resp.Diagnostics.HasError() {
		return
	}
	id, err := parseID(wanted)
	if err != nil {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("Import %s by its ID, a whole number such as \"7\". Got %q.", object, shorten(wanted)))
		return
	}
	saveImported(ctx, resp, "id", id)
}

// importVirtualNumber imports an object that belongs to a virtual number, by the number's ID or phone number, or by the
// identity, into the attribute that holds the number's ID.
func (s *session) importVirtualNumber(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse, attribute string,
) {
	wanted := importedText(ctx, req, resp, attribute)
	if resp.Diagnostics.HasError() {
		return
	}
	if !strings.HasPrefix(strings.TrimSpace(wanted), "+") {
		id, err := parseID(wanted)
		if err != nil {
			resp.Diagnostics.AddError("Invalid import ID",
				fmt.Sprintf("Import a virtual number by its ID, such as \"7\", or by its phone number with a plus sign, "+
					"such as \"+15551234567\". Got %q.", shorten(wanted)))
			return
		}
		saveImported(ctx, resp, attribute, id)
		return
	}
	if err := phonenumber.CheckInternational(wanted); err != nil {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf("The phone number %s.", err))
		return
	}
	ctx, end, ok := s.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}
	number, ok := s.findVirtualNumber(ctx, wanted, path.Empty(), checkDigits, &resp.Diagnostics)
	if ok {
		saveImported(ctx, resp, attribute, number.ID)
	}
}

func saveImported(ctx context.Context, resp *resource.ImportStateResponse, attribute string, id int64) {
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), newID(id))...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(attribute), newID(id))...)
	resp.Diagnostics.Append(savePrivate(ctx, resp.Private, importKey, true)...)
}

// importedText is the import ID, or the identity's attribute if an import block has an identity instead.
func importedText(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse, attribute string,
) string {
	if req.ID != "" || req.Identity == nil {
		return req.ID
	}
	var value types.String
	resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(attribute), &value)...)
	return value.ValueString()
}
