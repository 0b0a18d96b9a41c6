package identitycall

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fetching is a fetch that the test holds: it begins, waits to be told its outcome, and returns it.
type fetching struct {
	began   chan struct{}
	outcome chan outcome
	count   atomic.Int64
}

type outcome struct {
	value string
	err   error
}

func newFetching() *fetching {
	return &fetching{began: make(chan struct{}, 100), outcome: make(chan outcome)}
}

func (f *fetching) fetch(ctx context.Context) (string, error) {
	f.count.Add(1)
	f.began <- struct{}{}
	select {
	case o := <-f.outcome:
		return o.value, o.err
	case <-ctx.Done():
		return "", contextError(ctx.Err())
	}
}

// ask asks in the background; the channel brings the answer.
func ask(ctx context.Context, m *memory[int, string], f *fetching) <-chan outcome {
	answer := make(chan outcome, 1)
	go func() {
		value, err := m.get(ctx, 1, f.fetch)
		answer <- outcome{value, err}
	}()
	return answer
}

func wantRemembered(t *testing.T, m *memory[int, string], want string) {
	t.Helper()
	got, err := m.get(t.Context(), 1, func(context.Context) (string, error) { return "fetched anew", nil })
	if err != nil || got != want {
		t.Errorf("get returns %q, %v, want %q", got, err, want)
	}
}

func TestManyAskersCostOneFetch(t *testing.T) {
	t.Parallel()
	m, f := newMemory[int, string](), newFetching()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := m.get(t.Context(), 1, f.fetch); got != "a" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	f.outcome <- outcome{value: "a"}
	all.Wait()
	if count := f.count.Load(); count != 1 {
		t.Errorf("fetched %d times", count)
	}
	wantRemembered(t, m, "a")
	if got, err := m.get(t.Context(), 2, func(context.Context) (string, error) { return "b", nil }); got != "b" || err != nil {
		t.Errorf("another key brings %q, %v", got, err)
	}
}

func TestAnErrorIsSharedButNotRemembered(t *testing.T) {
	t.Parallel()
	m, f := newMemory[int, string](), newFetching()
	leader := ask(t.Context(), m, f)
	<-f.began
	follower := ask(t.Context(), m, f)
	waitForFollowers()
	broken := errors.New("broken")
	f.outcome <- outcome{err: broken}
	for who, answer := range map[string]<-chan outcome{"leader": leader, "follower": follower} {
		if got := <-answer; !errors.Is(got.err, broken) {
			t.Errorf("the %s got %+v", who, got)
		}
	}
	wantRemembered(t, m, "fetched anew")
}

// The one who fetches may be cancelled, or have less time than the others: that is no reason for them to fail.
func TestALeaderThatEndsDoesNotFailItsFollowers(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*fetching, context.CancelFunc){
		"cancelled":       func(_ *fetching, cancel context.CancelFunc) { cancel() },
		"too little time": func(f *fetching, _ context.CancelFunc) { f.outcome <- outcome{err: &WaitError{Reason: "a pause"}} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, f := newMemory[int, string](), newFetching()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			leader := ask(ctx, m, f)
			<-f.began
			followers := []<-chan outcome{ask(t.Context(), m, f), ask(t.Context(), m, f)}
			waitForFollowers()
			end(f, cancel)
			if got := <-leader; got.err == nil {
				t.Errorf("the leader got %+v", got)
			}
			<-f.began // one of the followers goes on
			f.outcome <- outcome{value: "a"}
			for _, follower := range followers {
				if got := <-follower; got.value != "a" || got.err != nil {
					t.Errorf("a follower got %+v", got)
				}
			}
			if count := f.count.Load(); count != 2 {
				t.Errorf("fetched %d times", count)
			}
			wantRemembered(t, m, "a")
		})
	}
}

func TestACancelledFollowerLeavesAtOnce(t *testing.T) {
	t.Parallel()
	m, f := newMemory[int, string](), newFetching()
	leader := ask(t.Context(), m, f)
	<-f.began
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := <-ask(ctx, m, f); !errors.Is(got.err, context.Canceled) {
		t.Errorf("the follower got %+v", got)
	}
	f.outcome <- outcome{value: "a"}
	if got := <-leader; got.value != "a" || got.err != nil {
		t.Errorf("the leader got %+v", got)
	}
}

// A fetch that is under way may have seen what was before the write, and must not come back over it.
func TestWritesWhileAFetchIsUnderWay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		write func(*memory[int, string])
		want  string
	}{
		"nothing": {func(*memory[int, string]) {}, "before"},
		"put":     {func(m *memory[int, string]) { m.put(1, "after") }, "after"},
		"drop":    {func(m *memory[int, string]) { m.drop(1) }, "fetched anew"},
		"change":  {func(m *memory[int, string]) { m.change(1, func(string) string { return "changed" }) }, "fetched anew"},
		"put, then change": {func(m *memory[int, string]) {
			m.put(1, "after")
			m.change(1, func(v string) string { return v + "wards" })
		}, "afterwards"},
		"put, then drop":   {func(m *memory[int, string]) { m.put(1, "after"); m.drop(1) }, "fetched anew"},
		"dropIf of none":   {func(m *memory[int, string]) { m.dropIf(func(string) bool { return false }) }, "fetched anew"},
		"of another key":   {func(m *memory[int, string]) { m.put(2, "after"); m.drop(3) }, "before"},
		"change elsewhere": {func(m *memory[int, string]) { m.change(2, func(string) string { return "changed" }) }, "before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, f := newMemory[int, string](), newFetching()
			leader := ask(t.Context(), m, f)
			<-f.began
			test.write(m)
			f.outcome <- outcome{value: "before"}
			if got := <-leader; got.value != "before" || got.err != nil {
				t.Errorf("the leader got %+v", got)
			}
			wantRemembered(t, m, test.want)
		})
	}
}

// A fetch that fails must not take away what a write has put there meanwhile.
func TestAFailedFetchLeavesAWriteAlone(t *testing.T) {
	t.Parallel()
	m, f := newMemory[int, string](), newFetching()
	leader := ask(t.Context(), m, f)
	<-f.began
	m.put(1, "after")
	f.outcome <- outcome{err: errors.New("broken")}
	<-leader
	wantRemembered(t, m, "after")
}

func TestWritesOverWhatIsRemembered(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		write func(*memory[int, string])
		want  string
	}{
		"put":                  {func(m *memory[int, string]) { m.put(1, "after") }, "after"},
		"drop":                 {func(m *memory[int, string]) { m.drop(1) }, "fetched anew"},
		"change":               {func(m *memory[int, string]) { m.change(1, func(v string) string { return v + "!" }) }, "before!"},
		"dropIf that matches":  {func(m *memory[int, string]) { m.dropIf(func(v string) bool { return v == "before" }) }, "fetched anew"},
		"dropIf that does not": {func(m *memory[int, string]) { m.dropIf(func(v string) bool { return v == "other" }) }, "before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory[int, string]()
			m.put(1, "before")
			test.write(m)
			wantRemembered(t, m, test.want)
		})
	}
}

// waitForFollowers gives goroutines time to begin their wait. Where it is too short, they ask after the fetch has ended:
// the tests then prove less, and still pass.
func waitForFollowers() { time.Sleep(20 * time.Millisecond) }
