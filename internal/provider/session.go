package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/sync/semaphore"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// defaultTimeout bounds one operation on one object, including all waits and retries.
const defaultTimeout = 20 * time.Minute

// session is shared by everything in one configured provider: the client, the check of the key, and the ledger of what
// the resources of this run manage. Terraform starts a new provider process, and so a new session, for plan and for
// apply.
type session struct {
	// client is nil while an argument of the provider block is unknown; unknown then names these arguments.
	client  *identitycall.Client
	unknown []string
	// keySource is where the key comes from, such as "the argument api_key", for errors.
	keySource string
	// expectedPhoneNumber is a number that the key must see; empty if it is not configured.
	expectedPhoneNumber string
	keyChecked          atomic.Bool
	// isPulumi is true behind Pulumi's bridge, where one process plans a change more than once: two plans of one object do
	// not show two resources, and no conflict is reported. The bridge also invents names.
	isPulumi bool
	// stopReported is true once an error has reported in full why the run has stopped.
	stopReported atomic.Bool

	// ledger is what the resources of this run do to which object.
	ledger *ledger

	mu    sync.Mutex
	locks map[int64]*semaphore.Weighted
}

// resourceBase is embedded in each resource and list resource, dataSourceBase in each data source. The session is nil
// before the provider is configured, as in validate.
type resourceBase struct{ session *session }

func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

type dataSourceBase struct{ session *session }

func (b *dataSourceBase) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	b.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

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

// start prepares an operation: it returns a context with the operation's timeout, which end releases, and whether the
// operation can continue. If not, diags has the reason. A nil timeout stands for the default.
func (s *session) start(
	ctx context.Context, timeout timeoutFunc, diags *diag.Diagnostics,
) (_ context.Context, end context.CancelFunc, ok bool) {
	limit := defaultTimeout
	if timeout != nil {
		configured, timeoutDiags := timeout(ctx, defaultTimeout)
		diags.Append(timeoutDiags...)
		limit = configured
	}
	ctx, end = context.WithTimeout(ctx, limit)
	switch {
	case diags.HasError():
	case s == nil:
		diags.AddError("The provider is not configured", "This is a bug in the provider. Please report it.")
	case s.client == nil:
		diags.AddError("The provider configuration is not known yet",
			fmt.Sprintf("The value of %s in the provider block depends on a resource that does not exist yet, so no request "+
				"can be sent. Create that resource first, for example with -target, or use a value that is known while "+
				"planning.", strings.Join(s.unknown, " and ")))
	default:
		return ctx, end, true
	}
	return ctx, end, false
}

// startWithID is start for an object whose ID is in state.
func (s *session) startWithID(
	ctx context.Context, timeout timeoutFunc, id types.String, diags *diag.Diagnostics,
) (_ context.Context, parsed int64, end context.CancelFunc, ok bool) {
	parsed, _ = idInState(id, diags)
	ctx, end, ok = s.start(ctx, timeout, diags)
	return ctx, parsed, end, ok
}

// startWrite is start for an operation that writes. summary says what fails if the key is the wrong one.
func (s *session) startWrite(
	ctx context.Context, timeout timeoutFunc, summary string, diags *diag.Diagnostics,
) (_ context.Context, end context.CancelFunc, ok bool) {
	ctx, end, ok = s.start(ctx, timeout, diags)
	return ctx, end, ok && s.isRightKey(ctx, summary, diags)
}

// startPlan is start for a lookup while planning. It returns false, without an error, if the provider is not
// configured or an argument of the provider block is unknown: the plan then skips the lookup.
func (s *session) startPlan(
	ctx context.Context, timeout timeoutFunc, diags *diag.Diagnostics,
) (_ context.Context, end context.CancelFunc, ok bool) {
	if s == nil || s.client == nil {
		return ctx, func() {}, false
	}
	return s.start(ctx, timeout, diags)
}

// lockOperators serializes all changes to the operators of one number within a run. method and action name the first
// request under the lock, such as "POST" and "/add_operator". It returns a WaitError of that request if ctx ends first.
func (s *session) lockOperators(ctx context.Context, number int64, method, action string) (unlock func(), err error) {
	s.mu.Lock()
	lock := s.locks[number]
	if lock == nil {
		lock = semaphore.NewWeighted(1)
		s.locks[number] = lock
	}
	s.mu.Unlock()
	request := identitycall.Request{Method: method, Path: fmt.Sprintf("/virtual_numbers/%d%s", number, action)}
	reason := fmt.Sprintf("the wait for another change to the operators of virtual number %d", number)
	if err := identitycall.Acquire(ctx, request, reason, lock, 1); err != nil {
		return nil, err
	}
	return func() { lock.Release(1) }, nil
}

// wrongKeyError is a key that does not see expected_phone_number.
type wrongKeyError struct{ phoneNumber, keySource string }

func (e *wrongKeyError) Error() string {
	return fmt.Sprintf("the key does not see expected_phone_number %s. It is probably the key of another account or "+
		"project. The key comes from %s", e.phoneNumber, e.keySource)
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

// isRightKey adds an error with this summary, and returns false, unless checkKey succeeds.
func (s *session) isRightKey(ctx context.Context, summary string, diags *diag.Diagnostics) bool {
	err := s.checkKey(ctx)
	if err != nil {
		s.addAPIError(diags, summary, err)
	}
	return err == nil
}

func isWrongKey(err error) bool { return errors.As(err, new(*wrongKeyError)) }
