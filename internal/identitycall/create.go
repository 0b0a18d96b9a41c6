package identitycall

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// grace is what a creating POST, and the look-up after it, still get if the operation ends: half of it for the
	// response to the POST, so that there is time left to look for what it created.
	grace = 2 * time.Second
	// secondLook is how long after a first look-up without a match the second one is.
	secondLook = time.Second
	// allPosts is more than can be under way at once: to acquire so much is to be alone.
	allPosts = 1 << 20
)

// LostResponseError is a POST that creates or purchases, whose response was lost, and whose object was not found. It
// may still take effect.
type LostResponseError struct {
	Request
	// Err is why there is no usable response.
	Err error
	// LookErr is why the look-up failed; nil if it found nothing.
	LookErr error
}

func (e *LostResponseError) Error() string {
	if e.LookErr != nil {
		return fmt.Sprintf("%s; the look-up of what it may have created failed too: %s", e.Err, e.LookErr)
	}
	return fmt.Sprintf("%s; a look-up did not find what it may have created", e.Err)
}

// Unwrap returns why there is no usable response.
func (e *LostResponseError) Unwrap() error { return e.Err }

// postOnce sends a POST that creates or purchases, once. After a lost response it looks for the object, and once more a
// moment later: the POST may just be taking effect. post waits on the first of its contexts, and sends on the second.
func postOnce[T any](
	ctx context.Context, c *Client, request Request,
	post func(ctx, sending context.Context) (T, error),
	look func(context.Context) (T, bool, error),
) (object T, recovered bool, err error) {
	var none T
	if err := c.beforeWrite(ctx, request.Method); err != nil {
		return none, false, err
	}
	sending, cancel := withGrace(ctx, grace/2)
	defer cancel()
	looking, cancel := withGrace(ctx, grace)
	defer cancel()

	object, err = post(ctx, sending)
	if err == nil {
		return object, false, nil
	}
	if !isLost(err) {
		return none, false, err
	}
	object, found, lookErr := look(looking)
	if !found && lookErr == nil && c.clock.Sleep(looking, secondLook) == nil {
		object, found, lookErr = look(looking)
	}
	if !found {
		return none, false, &LostResponseError{Request: request, Err: err, LookErr: lookErr}
	}
	return object, true, nil
}

// isLost reports whether a POST may be done although it has no usable response.
func isLost(err error) bool {
	var (
		transportErr *TransportError
		responseErr  *ResponseError
		apiErr       *APIError
		waitErr      *WaitError
	)
	switch {
	case errors.As(err, &waitErr): // a creating POST waits only before it is sent, or after a 429
		return false
	case errors.As(err, &transportErr):
		return transportErr.Attempts > 0 && !notSent(err)
	case errors.As(err, &responseErr):
		return true
	case errors.As(err, &apiErr):
		return !apiErr.isRefusal()
	}
	return false
}

// withGrace returns a context that outlives ctx by so much. It ends for the reason for which ctx did, and has a
// deadline if ctx has one, so that a wait that is too long is given up at once.
func withGrace(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	own, end := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(grace, func() { end(ctx.Err()) })
		context.AfterFunc(own, func() { timer.Stop() })
	})
	cancel := func() {
		stop()
		end(nil)
	}
	if deadline, ok := ctx.Deadline(); ok {
		limited, release := context.WithDeadline(own, deadline.Add(grace))
		return limited, func() {
			release()
			cancel()
		}
	}
	return own, cancel
}

// Created is the outcome of a create.
type Created[T any] struct {
	Object T
	// Recovered tells that the response was lost and a look-up found the object.
	Recovered bool
	// Duplicates are the objects that equal it in every configured setting and existed before this run's first create
	// of its kind.
	Duplicates []T
}

// creator creates objects of one kind. It knows which existed before this run's first create, and which this run has
// created: what a lost POST has created is neither.
type creator[T object] struct {
	client *Client
	path   string

	before *cache[listKey, []T]
	// posts is held by each POST that is under way, and wholly by a look-up: no POST can then create what it sees.
	posts *semaphore.Weighted

	claimed sync.Map // IDs of what existed before, and of what creates of this run have returned
	deleted sync.Map // IDs of what this run has deleted, which is no duplicate
}

func newCreator[T object](client *Client, path string) *creator[T] {
	posts := semaphore.NewWeighted(allPosts)
	return &creator[T]{client: client, path: path, before: newCache[listKey, []T](), posts: posts}
}

// create sends a creating POST once. After a lost response it returns what isCreated accepts, did not exist before
// the run's first create and is not claimed by another one, or a LostResponseError. decode reads the response to the
// POST.
func (c *creator[T]) create(
	ctx context.Context, body any,
	decode func(apiRequest, apiResponse) (T, error),
	isCreated, isDuplicate func(context.Context, T) (bool, error),
) (Created[T], error) {
	before, err := c.before.get(ctx, listKey{}, c.readBefore)
	if err != nil {
		return Created[T]{}, err
	}
	var duplicates []T
	for _, object := range before {
		same, err := isDuplicate(ctx, object)
		if err != nil {
			return Created[T]{}, err
		}
		if same {
			duplicates = append(duplicates, object)
		}
	}
	request := newRequest(http.MethodPost, c.path, body)
	post := func(ctx, sending context.Context) (T, error) {
		var object T
		if err := c.posts.Acquire(ctx, 1); err != nil {
			return object, contextError(err)
		}
		defer c.posts.Release(1)
		response, err := c.client.doSending(ctx, sending, request)
		if err == nil {
			object, err = decode(request, response)
		}
		if err == nil {
			c.claimed.Store(object.objectID(), true)
		}
		return object, err
	}
	look := func(ctx context.Context) (T, bool, error) { return c.look(ctx, isCreated) }
	object, recovered, err := postOnce(ctx, c.client, request.Request, post, look)
	if err != nil {
		return Created[T]{}, err
	}
	duplicates = slices.DeleteFunc(duplicates, func(object T) bool {
		_, deleted := c.deleted.Load(object.objectID())
		return deleted
	})
	return Created[T]{Object: object, Recovered: recovered, Duplicates: duplicates}, nil
}

// readBefore lists what exists before the run's first create.
func (c *creator[T]) readBefore(ctx context.Context) ([]T, error) {
	objects, err := list[T](ctx, c.client, c.path)
	for _, object := range objects {
		c.claimed.Store(object.objectID(), true)
	}
	return objects, err
}

// look claims an object that matches and is not claimed, while no POST is under way.
func (c *creator[T]) look(ctx context.Context, matches func(context.Context, T) (bool, error)) (T, bool, error) {
	var none T
	if err := c.posts.Acquire(ctx, allPosts); err != nil {
		return none, false, contextError(context.Cause(ctx))
	}
	defer c.posts.Release(allPosts)
	objects, err := list[T](ctx, c.client, c.path)
	if err != nil {
		return none, false, err
	}
	for _, object := range objects {
		if _, claimed := c.claimed.Load(object.objectID()); claimed {
			continue
		}
		same, err := matches(ctx, object)
		if err != nil {
			return none, false, err
		}
		if same {
			c.claimed.Store(object.objectID(), true)
			return object, true, nil
		}
	}
	return none, false, nil
}
