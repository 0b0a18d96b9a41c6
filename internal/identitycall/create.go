package identitycall

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// grace is how long a creating POST and the lookup after it may continue after the operation has ended. Half of it
	// is for the response to the POST, so that there is time left for the lookup.
	grace = 2 * time.Second
	// secondLookupDelay is the pause before a second lookup, if the first one found nothing.
	secondLookupDelay = time.Second
	// allPosts is more than the POSTs that can be in flight: acquiring it waits for all of them.
	allPosts = 1 << 20
)

// LostResponseError is a POST that creates or purchases, whose response was lost, and whose object was not found. It
// may still take effect.
type LostResponseError struct {
	Request
	// Err is why there is no usable response.
	Err error
	// LookupErr is why the lookup failed; nil if it found nothing.
	LookupErr error
}

func (e *LostResponseError) Error() string {
	if e.LookupErr != nil {
		return fmt.Sprintf("%s; the lookup of what it may have created failed too: %s", e.Err, e.LookupErr)
	}
	return fmt.Sprintf("%s; a lookup did not find what it may have created", e.Err)
}

// Unwrap returns why there is no usable response.
func (e *LostResponseError) Unwrap() error { return e.Err }

// postOnce sends a POST that creates or purchases, once. After a lost response it looks the object up, and once more a
// moment later: the POST may still be in progress.
func postOnce[T any](
	ctx context.Context, request Request, post func() (T, error), lookUp func(context.Context) (T, bool, error),
) (object T, recovered bool, err error) {
	var none T
	lookupCtx, cancel := withGrace(ctx, grace)
	defer cancel()

	object, err = post()
	if err == nil {
		return object, false, nil
	}
	if !isLost(err) {
		return none, false, err
	}
	object, found, lookupErr := lookUp(lookupCtx)
	if !found && lookupErr == nil && sleep(lookupCtx, secondLookupDelay) == nil {
		object, found, lookupErr = lookUp(lookupCtx)
	}
	if !found {
		return none, false, &LostResponseError{Request: request, Err: err, LookupErr: lookupErr}
	}
	return object, true, nil
}

// isLost reports whether a POST may have taken effect although it has no usable response.
func isLost(err error) bool {
	if _, ok := errors.AsType[*WaitError](err); ok { // a creating POST waits only before it is sent, or after a 429
		return false
	}
	if _, ok := errors.AsType[*StoppedError](err); ok { // stops excludes a lost response
		return false
	}
	if transportErr, ok := errors.AsType[*TransportError](err); ok {
		return transportErr.Attempts > 0 && !notSent(err)
	}
	if apiErr, ok := errors.AsType[*APIError](err); ok {
		return !apiErr.isRefusal()
	}
	_, ok := errors.AsType[*ResponseError](err)
	return ok
}

// withGrace returns a context that ends some time after ctx, for the same reason. It has a deadline if ctx has one, so
// that a wait that is too long fails at once.
func withGrace(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	extended, end := context.WithCancelCause(context.WithoutCancel(ctx))
	release := func() {}
	if deadline, ok := ctx.Deadline(); ok {
		extended, release = context.WithDeadline(extended, deadline.Add(grace))
	}
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(grace):
		case <-extended.Done():
		}
		end(ctx.Err())
	})
	return extended, func() {
		stop()
		end(nil)
		release()
	}
}

// Created is the outcome of a create.
type Created[T any] struct {
	Object T
	// Recovered is true if the response was lost and a lookup found the object.
	Recovered bool
}

// creator creates objects of one kind: S is their form in lists, T their form in the response to a POST. It records
// which existed before this run's first create, and which this run has created: what a lost POST created is neither.
type creator[S, T identified] struct {
	client *Client
	path   string
	list   *listCache[S]

	before *cache[listKey, []S]
	// posts is held once by each POST in flight. A lookup acquires all of it, so that no object that it finds was created
	// by a POST whose response has not arrived yet.
	posts *semaphore.Weighted

	claimed sync.Map // IDs of objects that existed before, or that creates of this run have returned
}

func newCreator[S, T identified](client *Client, path string, list *listCache[S]) *creator[S, T] {
	posts := semaphore.NewWeighted(allPosts)
	before := newCache[listKey, []S](listRequest(path))
	return &creator[S, T]{client: client, path: path, list: list, before: before, posts: posts}
}

// matchFunc returns the full form of an entry of a list, and whether it can be what a POST has created.
type matchFunc[S, T any] func(context.Context, S) (object T, matches bool, err error)

// create sends a creating POST once. After a lost response it returns an object that matches, that did not exist before
// the run's first create and that no other create has claimed, or a LostResponseError.
func (c *creator[S, T]) create(ctx context.Context, body any, match matchFunc[S, T]) (Created[T], error) {
	if _, err := c.readBefore(ctx, func(ctx context.Context) ([]S, error) {
		return list[S](ctx, c.client, c.path)
	}); err != nil {
		return Created[T]{}, err
	}
	request := newRequest(http.MethodPost, c.path, body)
	post := func() (object T, err error) {
		reason := "the wait for the lookup of what another request may have created"
		if err := Acquire(ctx, request.Request, reason, c.posts, 1); err != nil {
			return object, err
		}
		defer c.posts.Release(1)
		response, err := c.client.do(ctx, request)
		if err == nil {
			object, err = decodeResponse[T](request, response)
		}
		if err == nil {
			c.claimed.Store(object.objectID(), true)
			c.client.remember(object)
		}
		return object, err
	}
	lookUp := func(ctx context.Context) (T, bool, error) { return c.lookUp(ctx, match) }
	object, recovered, err := postOnce(ctx, request.Request, post, lookUp)
	if err != nil {
		return Created[T]{}, err
	}
	return Created[T]{Object: object, Recovered: recovered}, nil
}

// readBefore returns what existed before the run's first create. read lists it, if that has not happened yet.
func (c *creator[S, T]) readBefore(ctx context.Context, read func(context.Context) ([]S, error)) ([]S, error) {
	return c.before.get(ctx, listKey{}, func(ctx context.Context) ([]S, error) {
		entries, err := read(ctx)
		for _, entry := range entries {
			c.claimed.Store(entry.objectID(), true)
		}
		return entries, err
	})
}

// existing returns the objects as the run's cached list has them, or else as they were before the run's first create.
// It never costs a list more: if there is neither, it reads a list that serves as both.
func (c *creator[S, T]) existing(ctx context.Context) ([]S, error) {
	if c.list.isRead() {
		return c.list.all(ctx)
	}
	return c.readBefore(ctx, c.list.all)
}

// lookUp finds and claims an object that matches and is not claimed. It waits until no POST is in flight.
func (c *creator[S, T]) lookUp(ctx context.Context, match matchFunc[S, T]) (object T, found bool, err error) {
	err = Acquire(ctx, listRequest(c.path)(listKey{}), "the wait for other creates", c.posts, allPosts)
	if err != nil {
		return object, false, err
	}
	defer c.posts.Release(allPosts)
	entries, err := list[S](ctx, c.client, c.path)
	if err != nil {
		return object, false, err
	}
	for _, entry := range entries {
		if _, claimed := c.claimed.Load(entry.objectID()); claimed {
			continue
		}
		candidate, matches, err := match(ctx, entry)
		if err != nil {
			return object, false, err
		}
		if matches {
			c.claimed.Store(candidate.objectID(), true)
			return candidate, true, nil
		}
	}
	return object, false, nil
}
