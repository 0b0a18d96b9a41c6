package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// ImportState takes a number's id, its phone number in any spelling, or its identity.
func (r *virtualNumberResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	wanted := importedText(ctx, req, resp, "id")
	client := r.session.clientFor(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	id, ok := r.session.virtualNumberID(ctx, client, wanted, resp)
	if !ok {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), newID(id))...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), newID(id))...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("deletion_policy"), policyAbandon)...)
}

// virtualNumberID finds the number that an import id means: digits alone are an id, a phone number begins with a plus sign.
func (s *session) virtualNumberID(ctx context.Context, client *identitycall.Client, wanted string, resp *resource.ImportStateResponse) (int64, bool) {
	if !strings.HasPrefix(strings.TrimSpace(wanted), "+") {
		id, err := parseID(wanted)
		if err != nil {
			resp.Diagnostics.AddError("Invalid import id",
				fmt.Sprintf("A virtual number is imported by its id, such as \"7\", or by its phone number with a plus sign, such as \"+15551234567\"; got %q. Nothing was asked of the service.", shorten(wanted)))
		}
		return id, err == nil
	}
	if err := phonenumber.CheckInternational(wanted); err != nil {
		resp.Diagnostics.AddError("Invalid import id", fmt.Sprintf("The phone number %s.", err))
		return 0, false
	}
	numbers, err := client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		s.addAPIError(&resp.Diagnostics, "Cannot look up "+wanted+" among the account's virtual numbers", err)
		return 0, false
	}
	found, ok := onlyNumber(numbers, wanted, &resp.Diagnostics)
	if !ok && !resp.Diagnostics.HasError() {
		resp.Diagnostics.AddError("The account has no virtual number "+wanted,
			"None of the numbers that the API key sees has these digits. Check them, and whether the key's scope reaches the number: a key of another project does not.")
	}
	return found.ID, ok
}
