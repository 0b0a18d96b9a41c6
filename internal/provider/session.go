package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/sync/semaphore"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// defaultTimeout bounds one operation on one object, including all waits and retries.
const defaultTimeout = 20 * time.Minute

// session is what one configuration of the provider shares: the client, the check of the key, and what the resources of
// this run manage. Terraform starts a new provider process, and so a new session, for plan and for apply.
type session struct {
	// client is nil while an argument of the provider block is unknown; unknown then names these arguments.
	client  *identitycall.Client
	unknown []string
	// version is the provider's own version.
	version string
	// keySource says where the key comes from, for errors about the key.
	keySource string
	// expectedPhoneNumber is a number that the key must see; empty if it is not configured.
	expectedPhoneNumber string
	keyChecked          atomic.Bool

	mu     sync.Mutex
	claims map[string]bool
	locks  map[int64]*semaphore.Weighted
}

// sessionFrom returns the session that Configure passed on. It is nil before the provider is configured, as in
// validate.
func sessionFrom(providerData any, diags *diag.Diagnostics) *session {
	if providerData == nil {
		return nil
	}
	s, ok := providerData.(*session)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Got %T. This is a bug in the provider. Please report it.", providerData))
	}
	return s
}

// timeoutFunc is one of the methods of timeouts.Value: the configured timeout of an operation, or the default.
type timeoutFunc func(context.Context, time.Duration) (time.Duration, diag.Diagnostics)

// begin opens an operation: it returns the client and a context with the operation's timeout, which end releases. The
// client is nil if the operation cannot go on; diags then says why. A nil timeout stands for the default.
func (s *session) begin(
	ctx context.Context, timeout timeoutFunc, diags *diag.Diagnostics,
) (context.Context, *identitycall.Client, context.CancelFunc) {
	limit := defaultTimeout
	if timeout != nil {
		configured, timeoutDiags := timeout(ctx, defaultTimeout)
		diags.Append(timeoutDiags...)
		limit = configured
	}
	ctx, end := context.WithTimeout(ctx, limit)
	switch {
	case diags.HasError():
	case s == nil:
		diags.AddError("The provider is not configured", "This is a bug in the provider. Please report it.")
	case s.client == nil:
		diags.AddError("The provider configuration is not known yet",
			fmt.Sprintf("The value of %s in the provider block depends on a resource that does not exist yet, so no request "+
				"can be sent. "+
				"Create that resource first, for example with -target, or use a value that is known while planning.",
				strings.Join(s.unknown, " and ")))
	default:
		return ctx, s.client, end
	}
	return ctx, nil, end
}

// beginOn is begin for an object whose ID is in state.
func (s *session) beginOn(
	ctx context.Context, timeout timeoutFunc, id types.String, diags *diag.Diagnostics,
) (context.Context, *identitycall.Client, int64, context.CancelFunc) {
	parsed, _ := idInState(id, diags)
	ctx, client, end := s.begin(ctx, timeout, diags)
	return ctx, client, parsed, end
}

// beginPlan is begin for a look-up while planning. The client is nil, without an error, if planning has to do
// without it.
func (s *session) beginPlan(
	ctx context.Context, timeout timeoutFunc, diags *diag.Diagnostics,
) (context.Context, *identitycall.Client, context.CancelFunc) {
	if s == nil || s.client == nil {
		return ctx, nil, func() {}
	}
	return s.begin(ctx, timeout, diags)
}

// claim records that a resource of this run manages something, such as a number or an attachment. It reports
// whether the resource is the first one.
func (s *session) claim(object string) bool {
	if s == nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.claims[object]
	s.claims[object] = true
	return first
}

// release takes a claim back, after a create that failed.
func (s *session) release(object string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.claims, object)
}

// claimed reports whether a resource of this run manages one of the objects.
func (s *session) claimed(objects ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, object := range objects {
		if s.claims[object] {
			return true
		}
	}
	return false
}

// lockOperators serialises all changes to the operators of one number within a run. The error says that ctx ended
// first.
func (s *session) lockOperators(ctx context.Context, number int64) (unlock func(), err error) {
	s.mu.Lock()
	lock := s.locks[number]
	if lock == nil {
		lock = semaphore.NewWeighted(1)
		s.locks[number] = lock
	}
	s.mu.Unlock()
	if err := lock.Acquire(ctx, 1); err != nil {
		return nil, &lockError{number, err}
	}
	return func() { lock.Release(1) }, nil
}

// lockError is an operation that ended while it waited for another change to the operators of a number.
type lockError struct {
	number int64
	err    error
}

func (e *lockError) Error() string {
	return fmt.Sprintf("the wait for another change to the operators of virtual number %d ended: %s", e.number, e.err)
}

func (e *lockError) Unwrap() error { return e.err }

// wrongKeyError is a key that does not see expected_phone_number.
type wrongKeyError struct{ phoneNumber, keySource string }

func (e *wrongKeyError) Error() string {
	return fmt.Sprintf("the key does not see expected_phone_number %s. It is probably the key of another account or "+
		"project. "+
		"The key comes from %s", e.phoneNumber, e.keySource)
}

// checkKey fails if the key does not see expected_phone_number. It guards every write and every removal from state,
// since a key of another account gets a 404 for everything. One list serves the whole run.
func (s *session) checkKey(ctx context.Context) error {
	if s.expectedPhoneNumber == "" || s.keyChecked.Load() {
		return nil
	}
	numbers, err := s.client.VirtualNumbers.FindCached(ctx, s.expectedPhoneNumber)
	if err != nil {
		return fmt.Errorf("cannot check that the key sees expected_phone_number: %w", err)
	}
	if len(numbers) == 0 {
		return &wrongKeyError{s.expectedPhoneNumber, s.keySource}
	}
	s.keyChecked.Store(true)
	return nil
}

// mayRemove reports whether an object that the API answered with a 404 may be removed from state. If the key is the
// wrong one it may not, and diags says so.
func (s *session) mayRemove(ctx context.Context, object string, diags *diag.Diagnostics) bool {
	err := s.checkKey(ctx)
	if err != nil {
		s.addAPIError(diags, object+" was not found with this key", err)
	}
	return err == nil
}

// refreshFailed handles the error of a Read: after the API's own 404 the object is removed from state, any other
// error is reported and keeps it.
func (s *session) refreshFailed(
	ctx context.Context, object, how string, err error, resp *resource.ReadResponse,
) {
	if !identitycall.IsNotFound(err) {
		s.addAPIError(&resp.Diagnostics, "Cannot read "+object, err)
		return
	}
	object = strings.ToUpper(object[:1]) + object[1:]
	if s.mayRemove(ctx, object, &resp.Diagnostics) {
		addRemoved(&resp.Diagnostics, object, how, err)
		resp.State.RemoveResource(ctx)
	}
}

func isWrongKey(err error) bool { return errors.As(err, new(*wrongKeyError)) }
