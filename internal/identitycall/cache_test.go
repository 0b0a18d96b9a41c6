package identitycall

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// fetching is a fetch that the test controls: it signals its start, waits for an outcome and returns it.
type fetching struct {
	started chan struct{}
	outcome chan outcome
	count   atomic.Int64
}

type outcome struct {
	value string
	err   error
}

func newFetching() *fetching {
	return &fetching{started: make(chan struct{}, 100), outcome: make(chan outcome)}
}

func (f *fetching) fetch(ctx context.Context) (string, error) {
	f.count.Add(1)
	f.started <- struct{}{}
	select {
	case o := <-f.outcome:
		return o.value, o.err
	case <-ctx.Done():
		return "", contextError(ctx.Err())
	}
}

// get calls the cache's get in the background, and sends the outcome to the channel.
func get(ctx context.Context, c *cache[int, string], f *fetching) <-chan outcome {
	result := make(chan outcome, 1)
	go func() {
		value, err := c.get(ctx, 1, f.fetch)
		result <- outcome{value, err}
	}()
	return result
}

func wantCached(t *testing.T, c *cache[int, string], want string) {
	t.Helper()
	got, err := c.get(t.Context(), 1, func(context.Context) (string, error) { return "fetched again", nil })
	if err != nil || got != want {
		t.Errorf("get returns %q, %v, want %q", got, err, want)
	}
}

func TestCache_manyReadersCostOneFetch(t *testing.T) {
	t.Parallel()
	c, f := newCache[int, string](thing), newFetching()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := c.get(t.Context(), 1, f.fetch); got != "a" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	f.outcome <- outcome{value: "a"}
	all.Wait()
	if count := f.count.Load(); count != 1 {
		t.Errorf("fetched %d times", count)
	}
	wantCached(t, c, "a")
	if got, err := c.get(t.Context(), 2, func(context.Context) (string, error) { return "b", nil }); got != "b" ||
		err != nil {
		t.Errorf("get of another key returns %q, %v", got, err)
	}
}

func TestCache_sharesErrorsAndDropsThem(t *testing.T) {
	fakeTime(func(t *testing.T) {
		c, f := newCache[int, string](thing), newFetching()
		first := get(t.Context(), c, f)
		<-f.started
		second := get(t.Context(), c, f)
		synctest.Wait()
		broken := errors.New("broken")
		f.outcome <- outcome{err: broken}
		for reader, result := range map[string]<-chan outcome{"first": first, "second": second} {
			if got := <-result; !errors.Is(got.err, broken) {
				t.Errorf("the %s got %+v", reader, got)
			}
		}
		wantCached(t, c, "fetched again")
	})(t)
}

// The reader that fetches may be cancelled, or have less time than the others. The others must not fail with it.
func TestCache_cancelledFetchDoesNotFailOthers(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*fetching, context.CancelFunc){
		"cancelled": func(_ *fetching, cancel context.CancelFunc) { cancel() },
		"too little time": func(f *fetching, _ context.CancelFunc) {
			f.outcome <- outcome{err: &WaitError{Reason: "a pause"}}
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			c, f := newCache[int, string](thing), newFetching()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			first := get(ctx, c, f)
			<-f.started
			others := []<-chan outcome{get(t.Context(), c, f), get(t.Context(), c, f)}
			synctest.Wait()
			end(f, cancel)
			if got := <-first; got.err == nil {
				t.Errorf("the first got %+v", got)
			}
			<-f.started // one of the others fetches
			f.outcome <- outcome{value: "a"}
			for _, other := range others {
				if got := <-other; got.value != "a" || got.err != nil {
					t.Errorf("another got %+v", got)
				}
			}
			if count := f.count.Load(); count != 2 {
				t.Errorf("fetched %d times", count)
			}
			wantCached(t, c, "a")
		}))
	}
}

func TestCache_cancelledReaderDoesNotWait(t *testing.T) {
	t.Parallel()
	c, f := newCache[int, string](thing), newFetching()
	first := get(t.Context(), c, f)
	<-f.started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := <-get(ctx, c, f); !errors.Is(got.err, context.Canceled) {
		t.Errorf("got %+v", got)
	}
	f.outcome <- outcome{value: "a"}
	if got := <-first; got.value != "a" || got.err != nil {
		t.Errorf("the first got %+v", got)
	}
}

// The value of a fetch may be older than a write that ends during the fetch: its readers get it, and no later one.
func TestCache_dropsDuringAFetchAndAfterIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		write func(*cache[int, string])
		want  string
	}{
		"nothing":         {func(*cache[int, string]) {}, "before"},
		"drop":            {func(c *cache[int, string]) { c.drop(1) }, "fetched again"},
		"drop of another": {func(c *cache[int, string]) { c.drop(2) }, "before"},
		"clear":           {func(c *cache[int, string]) { c.clear() }, "fetched again"},
	} {
		for _, during := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, during: %t", name, during), func(t *testing.T) {
				t.Parallel()
				c, f := newCache[int, string](thing), newFetching()
				first := get(t.Context(), c, f)
				<-f.started
				if during {
					test.write(c)
				}
				f.outcome <- outcome{value: "before"}
				if got := <-first; got.value != "before" || got.err != nil {
					t.Errorf("the first got %+v", got)
				}
				if !during {
					test.write(c)
				}
				wantCached(t, c, test.want)
			})
		}
	}
}

// A failed fetch must not remove what another one has read since a drop.
func TestCache_failedFetchKeepsAnother(t *testing.T) {
	t.Parallel()
	c, f := newCache[int, string](thing), newFetching()
	first := get(t.Context(), c, f)
	<-f.started
	c.drop(1)
	wantCached(t, c, "fetched again")
	f.outcome <- outcome{err: errors.New("broken")}
	<-first
	once := func(context.Context) (string, error) { return "once more", nil }
	if got, _ := c.get(t.Context(), 1, once); got != "fetched again" {
		t.Errorf("get returns %q", got)
	}
}

// Several resources may read one object that is missing: the API's own 404 costs one request, and one list.
func TestCache_keepsTheAPIsOwn404(t *testing.T) {
	fakeTime(func(t *testing.T) {
		missing := reply(http.StatusNotFound, `{"error": "Resource not found"}`)
		service := newService(t, missing, reply(http.StatusOK, listOf()))
		client := service.client(t)
		for range 3 {
			if _, err := client.VirtualNumbers.GetCached(t.Context(), 7); !IsNotFound(err) {
				t.Errorf("got %v, want the API's 404", err)
			}
		}
		if got := service.lines(); len(got) != 2 {
			t.Errorf("got %v, want one GET and one list", got)
		}
	})(t)
}

// thing names the requests of a test cache.
func thing(int) Request { return Request{http.MethodGet, "/things"} }
