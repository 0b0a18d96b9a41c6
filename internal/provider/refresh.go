package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// refreshFailed handles the error of a Read. The API's own 404 removes the object from state. Any other error is
// reported, and state is kept. reason and next are as in addRemoved.
func (s *session) refreshFailed(
	ctx context.Context, object, reason string, err error, resp *resource.ReadResponse, next ...string,
) {
	if !identitycall.IsNotFound(err) {
		s.addRefreshError(&resp.Diagnostics, object, "Cannot read "+object, err)
		return
	}
	object = upperFirst(object)
	if s.mayRemove(ctx, object, &resp.Diagnostics) {
		addRemoved(&resp.Diagnostics, object, reason, err, next...)
		resp.State.RemoveResource(ctx)
	}
}

// readVirtualNumber reads a number for a refresh. All resources of one number share one GET. next is as in addRemoved.
func (s *session) readVirtualNumber(
	ctx context.Context, client *identitycall.Client, id int64, object string, resp *resource.ReadResponse, next ...string,
) (identitycall.VirtualNumber, bool) {
	number, err := client.VirtualNumbers.GetCached(ctx, id)
	if err != nil {
		s.refreshFailed(ctx, object, "The number was released", err, resp, next...)
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
