package identitycall

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A POST that is in flight when the operation ends may take effect. It gets one more second for its response, and the
// lookup may take until two seconds after the end of the operation.
func TestCreate_continuesForTheGracePeriod(t *testing.T) {
	t.Parallel()
	const ends = 10 * time.Second // when the operation ends; replies without a delay take no time
	for kind, k := range kinds {
		list := reply(http.StatusOK, listOf())
		listed := reply(http.StatusOK, listOf(k.entry))
		for name, test := range map[string]struct {
			steps       []http.HandlerFunc
			took        time.Duration
			created     bool
			recovered   bool
			lookupFails bool
			sent        []string
		}{
			"a response in time": {
				steps: []http.HandlerFunc{list, after(ends+900*time.Millisecond, reply(http.StatusCreated, k.made))},
				took:  ends + 900*time.Millisecond, created: true, sent: []string{k.list, k.post},
			},
			"no response, but found": {
				steps: []http.HandlerFunc{list, hang, listed, reply(http.StatusOK, project3)},
				took:  ends + time.Second, recovered: true, sent: []string{k.list, k.post, k.list},
			},
			"no response, found late": {
				steps: []http.HandlerFunc{list, hang, after(900*time.Millisecond, listed), reply(http.StatusOK, project3)},
				took:  ends + 1900*time.Millisecond, recovered: true, sent: []string{k.list, k.post, k.list},
			},
			"no response to anything": {
				steps: []http.HandlerFunc{list, hang},
				took:  ends + 2*time.Second, lookupFails: true, sent: []string{k.list, k.post, k.list},
			},
			"a lost response, found": {
				steps: []http.HandlerFunc{list, after(ends+500*time.Millisecond, reset), listed, reply(http.StatusOK, project3)},
				took:  ends + 500*time.Millisecond, recovered: true, sent: []string{k.list, k.post, k.list},
			},
			"a lost response, found by the second lookup": {
				steps: []http.HandlerFunc{
					list, after(ends+500*time.Millisecond, reset), list, listed, reply(http.StatusOK, project3),
				},
				took: ends + 1500*time.Millisecond, recovered: true, sent: []string{k.list, k.post, k.list, k.list},
			},
		} {
			for how, operation := range map[string]func(context.Context) (context.Context, context.CancelFunc){
				"cancelled": func(ctx context.Context) (context.Context, context.CancelFunc) {
					ctx, cancel := context.WithCancel(ctx)
					time.AfterFunc(ends, cancel)
					return ctx, cancel
				},
				"timeout": func(ctx context.Context) (context.Context, context.CancelFunc) {
					return context.WithTimeout(ctx, ends)
				},
			} {
				t.Run(kind+", "+name+", "+how, fakeTime(func(t *testing.T) {
					service, client := newBubble(t, test.steps...)
					client.config.RequestTimeout = time.Minute
					ctx, cancel := operation(t.Context())
					defer cancel()
					start := time.Now()
					got := k.create(ctx, client)
					if took := time.Since(start); took != test.took {
						t.Errorf("took %s, want %s", took, test.took)
					}
					var lostErr *LostResponseError
					switch {
					case test.created || test.recovered:
						if got.err != nil || got.recovered != test.recovered || got.id == 0 {
							t.Errorf("got %+v", got)
						}
					case !errors.As(got.err, &lostErr) || (lostErr.LookupErr != nil) != test.lookupFails:
						t.Errorf("got %v", got.err)
					case !strings.Contains(got.err.Error(), map[string]string{"cancelled": "the run was cancelled",
						"timeout": "time"}[how]):
						t.Errorf("the error says %s", got.err)
					}
					want := test.sent
					if kind == "project" && test.recovered {
						want = append(append([]string{}, want...), "GET /projects/3")
					}
					if diff := cmp.Diff(want, service.lines()); diff != "" {
						t.Errorf("requests differ (-want +got):\n%s", diff)
					}
				}))
			}
		}
	}
}

// A wait for the rate limit ends with the operation, without a grace period: nothing is in flight.
func TestCreate_hasNoGraceBeforeThePOST(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		t.Run(kind, fakeTime(func(t *testing.T) {
			service, client := newBubble(t, reply(http.StatusOK, listOf()), refuse("Retry-After", "60"))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			time.AfterFunc(10*time.Second, cancel)
			start := time.Now()
			got := k.create(ctx, client)
			var waitErr *WaitError
			if !errors.As(got.err, &waitErr) || !errors.Is(got.err, context.Canceled) || time.Since(start) != 10*time.Second {
				t.Errorf("got %v after %s", got.err, time.Since(start))
			}
			if diff := cmp.Diff([]string{k.list, k.post}, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}

// The context of the lookup ends with the create at the latest.
func TestCreate_endsItsContext(t *testing.T) {
	t.Parallel()
	for name, operation := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"without a timeout": context.WithCancel,
		"with a timeout": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Minute)
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			ctx, cancel := operation(t.Context())
			defer cancel()
			var used context.Context
			_, recovered, err := postOnce(ctx, Request{http.MethodPost, "/things"},
				func() (int, error) { return 0, &ResponseError{Reason: "lost"} },
				func(lookupCtx context.Context) (int, bool, error) {
					used = lookupCtx
					return 7, true, nil
				})
			if err != nil || !recovered {
				t.Fatalf("got %t, %v", recovered, err)
			}
			if used.Err() == nil {
				t.Error("the context has not ended")
			}
		}))
	}
}

// watchedContext counts the functions that are registered to run when it ends.
type watchedContext struct {
	context.Context
	pending int
}

// AfterFunc is called by context.AfterFunc.
func (c *watchedContext) AfterFunc(f func()) func() bool {
	c.pending++
	stop := context.AfterFunc(c.Context, f)
	return func() bool {
		c.pending--
		return stop()
	}
}

// Value hides the inner context, which context.AfterFunc would otherwise use directly.
func (*watchedContext) Value(any) any { return nil }

// Functions that stay registered would accumulate in an operation with many creates.
func TestWithGrace_unregistersItsFunction(t *testing.T) {
	t.Parallel()
	limited, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	for name, inside := range map[string]context.Context{"without a timeout": t.Context(), "with a timeout": limited} {
		ctx := &watchedContext{Context: inside}
		extended, end := withGrace(ctx, time.Second)
		if ctx.pending != 1 {
			t.Errorf("%s: %d functions at the end of the operation, want 1", name, ctx.pending)
		}
		end()
		if ctx.pending != 0 || extended.Err() == nil {
			t.Errorf("%s: %d functions remain, and the context ends with %v", name, ctx.pending, extended.Err())
		}
	}
}
