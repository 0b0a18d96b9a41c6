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
	// grace is what a creating POST, and the look-up after it, still get when the run is cancelled: half of it for the POST's
	// answer, so that there is time left to look for what it has made.
	grace = 2 * time.Second
	// secondLook is how long after a first look in vain a lost POST is looked for once more.
	secondLook = time.Second
	// manyPosts is more than may be under way at once, so that whoever acquires so much is alone.
	manyPosts = 1 << 20
)

// LostResponseError is a POST that creates or buys, whose answer was lost, and of which a look at what now exists found no
// trace. It may still take effect.
type LostResponseError struct {
	Request
	// Err is why there is no answer.
	Err error
	// LookErr is why looking failed; nil when it found nothing.
	LookErr error
}

func (e *LostResponseError) Error() string {
	if e.LookErr != nil {
		return fmt.Sprintf("%s; a look at what exists now failed too: %s", e.Err, e.LookErr)
	}
	return fmt.Sprintf("%s; a look at what exists now does not find what it should have made", e.Err)
}

// Unwrap returns why there is no answer.
func (e *LostResponseError) Unwrap() error { return e.Err }

// Created is what a create call has made.
type Created[T any] struct {
	Object T
	// Recovered tells that the answer was lost and the object was found by looking.
	Recovered bool
	// Duplicates are the objects that match it and existed before this run's first create of its kind.
	Duplicates []T
}

// creations keeps the objects of one kind apart that existed before this run's first create, that its creates have made,
// and that nobody has taken yet: what a lost POST has made is among the last.
type creations[T any] struct {
	client *Client
	id     func(T) int64
	list   func(context.Context) ([]T, error)

	before *memory[whole, []T]
	// posts is held by each POST that is under way, and wholly by a look-up: what it sees is then nobody's to come.
	posts *semaphore.Weighted

	mu    sync.Mutex
	taken map[int64]bool // what existed before, and what calls of this run have made
}

func newCreations[T any](client *Client, id func(T) int64, list func(context.Context) ([]T, error)) *creations[T] {
	return &creations[T]{
		client: client, id: id, list: list,
		before: newMemory[whole, []T](), posts: semaphore.NewWeighted(manyPosts), taken: map[int64]bool{},
	}
}

// create sends a creating POST, once. When its answer is lost, it takes what matches, did not exist before the run's
// first create and is not taken by another call; else it fails with a LostResponseError. post waits on the first of its
// contexts and sends on the second.
func (c *creations[T]) create(
	ctx context.Context,
	post func(ctx, sending context.Context) (T, error),
	isCreated, isDuplicate func(context.Context, T) (bool, error),
) (Created[T], error) {
	before, err := c.before.get(ctx, whole{}, c.readBefore)
	if err != nil {
		return Created[T]{}, err
	}
	var twins []T
	for _, object := range before {
		same, err := isDuplicate(ctx, object)
		if err != nil {
			return Created[T]{}, err
		}
		if same {
			twins = append(twins, object)
		}
	}
	if err := c.client.beforeWrite(ctx, newCall(http.MethodPost, "")); err != nil {
		return Created[T]{}, err
	}
	sending, cancel := withGrace(ctx, grace/2)
	defer cancel()
	looking, cancel := withGrace(ctx, grace)
	defer cancel()

	if err := c.posts.Acquire(ctx, 1); err != nil {
		return Created[T]{}, contextFault(err)
	}
	object, err := post(ctx, sending)
	if err == nil {
		c.take(object)
	}
	c.posts.Release(1)
	switch {
	case err == nil:
		return Created[T]{Object: object, Duplicates: twins}, nil
	case !isLost(err):
		return Created[T]{}, err
	}
	object, found, lookErr := lookTwice(looking, c.client, func() (T, bool, error) { return c.look(looking, isCreated) })
	if !found {
		return Created[T]{}, &LostResponseError{Request: requestOf(err), Err: err, LookErr: lookErr}
	}
	return Created[T]{Object: object, Recovered: true, Duplicates: twins}, nil
}

// readBefore lists what exists before the run's first create.
func (c *creations[T]) readBefore(ctx context.Context) ([]T, error) {
	objects, err := c.list(ctx)
	for _, object := range objects {
		c.take(object)
	}
	return objects, err
}

// look takes what matches and is not taken, while no POST is under way.
func (c *creations[T]) look(ctx context.Context, matches func(context.Context, T) (bool, error)) (T, bool, error) {
	var none T
	if err := c.posts.Acquire(ctx, manyPosts); err != nil {
		return none, false, contextFault(err)
	}
	defer c.posts.Release(manyPosts)
	objects, err := c.list(ctx)
	if err != nil {
		return none, false, err
	}
	for _, object := range objects {
		if c.isTaken(object) {
			continue
		}
		same, err := matches(ctx, object)
		if err != nil {
			return none, false, err
		}
		if same {
			c.take(object)
			return object, true, nil
		}
	}
	return none, false, nil
}

func (c *creations[T]) take(object T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken[c.id(object)] = true
}

func (c *creations[T]) isTaken(object T) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taken[c.id(object)]
}

// lookTwice looks for what a lost POST has made, and once more a moment later: it may just be taking effect.
func lookTwice[T any](ctx context.Context, c *Client, look func() (T, bool, error)) (T, bool, error) {
	object, found, err := look()
	if found || err != nil || c.clock.Sleep(ctx, secondLook) != nil {
		return object, found, err
	}
	return look()
}

// isLost reports whether a POST may have done its work although it brought no usable answer.
func isLost(err error) bool {
	var (
		transportErr *TransportError
		answerErr    *ResponseError
		apiErr       *APIError
		waitErr      *WaitError
	)
	switch {
	case errors.As(err, &waitErr): // a creating POST waits only before it is sent, or after a 429
		return false
	case errors.As(err, &transportErr):
		return transportErr.Attempts > 0 && !wasNeverSent(err)
	case errors.As(err, &answerErr):
		return true
	case errors.As(err, &apiErr):
		return !apiErr.isRefusal()
	}
	return false
}

func requestOf(err error) Request {
	var (
		transportErr *TransportError
		answerErr    *ResponseError
		apiErr       *APIError
	)
	switch {
	case errors.As(err, &transportErr):
		return transportErr.Request
	case errors.As(err, &answerErr):
		return answerErr.Request
	case errors.As(err, &apiErr):
		return apiErr.Request
	}
	return Request{}
}

// withGrace returns a context that outlives ctx by so much, and no longer. It ends for the reason for which ctx did, and has
// a deadline where ctx has one, so that waiting for longer is given up at once.
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
