package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// importKey marks an imported object in private state, until the first Read after the import.
const importKey = "import"

// isImport reports whether a Read is the first one after an import, and removes the mark. A Read calls it before
// anything else: whatever its outcome is, the next Read is an ordinary one.
func isImport(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) bool {
	imported, diags := loadPrivate[bool](ctx, req.Private, importKey)
	resp.Diagnostics.Append(diags...)
	if imported {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, importKey, nil)...)
	}
	return imported
}

// refreshFailed handles the error of a Read. Only the API's own 404 means that the object is missing. reason and
// next are as in addRemoved.
func (s *session) refreshFailed(
	ctx context.Context, object, reason string, imported bool, err error, resp *resource.ReadResponse,
	next ...string,
) {
	if identitycall.IsNotFound(err) {
		s.remove(ctx, object, reason, imported, err, resp, next...)
		return
	}
	s.addRefreshError(&resp.Diagnostics, object, "Cannot read "+object, err)
}

// remove removes a missing object from state. After an import it is an error instead: a CLI drops the warning, and
// tells the user to create the object.
func (s *session) remove(
	ctx context.Context, object, reason string, imported bool, err error, resp *resource.ReadResponse,
	next ...string,
) {
	switch {
	case !s.isRightKey(ctx, upperFirst(object)+" was not found with this key", &resp.Diagnostics):
	case imported:
		s.addAPIError(&resp.Diagnostics, "Cannot import "+object, err)
	default:
		addRemoved(&resp.Diagnostics, upperFirst(object), reason, err, next...)
		resp.State.RemoveResource(ctx)
	}
}

// readVirtualNumber reads a number for a refresh. All resources of one number share one GET. next is as in addRemoved.
func (s *session) readVirtualNumber(
	ctx context.Context, id int64, object string, imported bool, resp *resource.ReadResponse,
	next ...string,
) (identitycall.VirtualNumber, bool) {
	number, err := s.client.VirtualNumbers.GetCached(ctx, id)
	if err != nil {
		s.refreshFailed(ctx, object, "The number was released", imported, err, resp, next...)
	}
	return number, err == nil
}

// addRemoved warns that an object was removed from state after the API's own 404. reason is what may have happened to
// it, such as "It was deleted". If the next apply does harm, next is what it does, and further steps to prevent it.
func addRemoved(diags *diag.Diagnostics, object, reason string, err error, next ...string) {
	const restore = "If you changed keys recently, restore the old key before you apply."
	detail := sentence(err) + " " + reason + ", or this key has no access to it. " + restore
	if len(next) > 0 {
		detail = fmt.Sprintf("%s %s %s, or this key has no access to it. To prevent this:\n\n%s",
			next[0], sentence(err), reason, numbered(append([]string{restore}, next[1:]...)))
	}
	diags.AddWarning(object+" was removed from state", detail)
}
