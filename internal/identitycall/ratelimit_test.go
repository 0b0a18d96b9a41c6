package identitycall

import (
	"fmt"
	"math"
	"net/http"
	"sync"
	"testing"
	"time"
)

// simulation is a service that counts requests in windows. It and the workers that use it run in fake time.
type simulation struct {
	limit   int
	window  time.Duration
	started time.Time
	workers sync.WaitGroup

	mu               sync.Mutex
	used             int
	refusals, served int
	last             time.Time // when the last request was served
	perSecond        map[int64]int
}

func newSimulation(limit int, window, offset time.Duration) *simulation {
	return &simulation{
		limit: limit, window: window, started: time.Now().Add(-offset), last: time.Now(), perSecond: map[int64]int{},
	}
}

// serve is the service: it counts in consecutive windows, and returns the wait in whole seconds.
func (s *simulation) serve() (int, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for time.Since(s.started) >= s.window {
		s.started, s.used = s.started.Add(s.window), 0
	}
	if s.used >= s.limit {
		s.refusals++
		left := time.Until(s.started.Add(s.window))
		return http.StatusTooManyRequests, time.Duration(math.Ceil(left.Seconds())) * time.Second
	}
	s.used++
	s.served++
	s.last = time.Now()
	s.perSecond[s.last.Unix()]++
	return http.StatusOK, -1
}

// process sends requests through one rateLimiter with several workers, each of which has one request in flight.
func (s *simulation) process(l *rateLimiter, workers, requests int, latency time.Duration) {
	left := make(chan bool, requests)
	for range requests {
		left <- true
	}
	for range workers {
		s.workers.Go(func() {
			for {
				select {
				case <-left:
				default:
					return
				}
				permit := l.acquire()
				for !permit.granted {
					if permit.wait > 0 {
						time.Sleep(permit.wait)
					} else {
						<-permit.released
					}
					permit = l.acquire()
				}
				time.Sleep(latency / 2)
				status, wait := s.serve()
				time.Sleep(latency / 2)
				l.release(permit, status, wait)
				if status == http.StatusTooManyRequests {
					left <- true
				}
			}
		})
	}
}

// bound is the shortest time in which the limit allows so many requests: the full windows before the last one.
func (s *simulation) bound(requests int, offset time.Duration) time.Duration {
	windows := (requests + s.limit - 1) / s.limit
	return time.Duration(windows-1)*s.window - offset
}

func TestRateLimiter_throttled(t *testing.T) {
	for _, test := range []struct {
		limit    int
		window   time.Duration
		offset   time.Duration // the elapsed part of the service's first window
		workers  int
		requests int
		slowdown float64 // against the bound, at most
		latency  time.Duration
	}{
		{limit: 15, window: 3 * time.Second, workers: 10, requests: 60, slowdown: 1.1, latency: 10 * time.Millisecond},
		{limit: 15, window: 3 * time.Second, workers: 10, requests: 60, slowdown: 1.15, latency: 100 * time.Millisecond},
		{limit: 15, window: 3 * time.Second, workers: 30, requests: 60, slowdown: 1.1, latency: 10 * time.Millisecond},
		{
			limit: 15, window: 3 * time.Second, offset: 2 * time.Second, workers: 10, requests: 60, slowdown: 1.4,
			latency: 10 * time.Millisecond,
		},
		{limit: 60, window: time.Minute, workers: 10, requests: 500, slowdown: 1.05, latency: 100 * time.Millisecond},
		{
			limit: 60, window: time.Minute, offset: 40 * time.Second, workers: 10, requests: 500, slowdown: 1.1,
			latency: 100 * time.Millisecond,
		},
		{limit: 300, window: time.Minute, workers: 10, requests: 5000, slowdown: 1.05, latency: 50 * time.Millisecond},
		{limit: 1, window: time.Second, workers: 10, requests: 60, slowdown: 1.6, latency: 20 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("%d in %s, %s late, %d workers, %s", test.limit, test.window, test.offset, test.workers,
			test.latency), fakeTime(func(t *testing.T) {
			s := newSimulation(test.limit, test.window, test.offset)
			start := time.Now()
			s.process(newRateLimiter(0), test.workers, test.requests, test.latency)
			s.workers.Wait()
			if s.served != test.requests {
				t.Errorf("%d of %d were served", s.served, test.requests)
			}
			windows := (test.requests + test.limit - 1) / test.limit
			if most := maxInFlight - 1 + windows; s.refusals > most {
				t.Errorf(
					"%d requests were refused, want at most %d: one for each window, and those in flight at first", s.refusals, most,
				)
			}
			took, bound := s.last.Sub(start), s.bound(test.requests, test.offset)
			if slowdown := took.Seconds() / bound.Seconds(); slowdown > test.slowdown {
				t.Errorf("took %s, which is %.2f times the bound of %s", took, slowdown, bound)
			}
			t.Logf("took %s, bound %s, %d refusals", took, bound, s.refusals)
		}))
	}
}

// Several processes share one account, without knowing of each other. All finish, and use most of the account's limit.
func TestRateLimiter_severalProcesses(t *testing.T) {
	fakeTime(func(t *testing.T) {
		s := newSimulation(60, time.Minute, 0)
		start := time.Now()
		for range 3 {
			s.process(newRateLimiter(0), 10, 200, 100*time.Millisecond)
		}
		s.workers.Wait()
		if s.served != 600 {
			t.Errorf("%d of 600 were served", s.served)
		}
		if took, bound := s.last.Sub(start), s.bound(600, 0); took > 2*bound {
			t.Errorf("took %s, bound %s", took, bound)
		}
		t.Logf("took %s, %d refusals", s.last.Sub(start), s.refusals)
	})(t)
}

// requests_per_minute holds from the start, without bursts: in each second, and so in each window that a service may
// count in.
func TestRateLimiter_requestsPerMinute(t *testing.T) {
	fakeTime(func(t *testing.T) {
		s := newSimulation(1_000_000, time.Minute, 0)
		start := time.Now()
		s.process(newRateLimiter(300), 10, 600, 50*time.Millisecond)
		s.workers.Wait()
		for second, count := range s.perSecond {
			if count > 5 {
				t.Errorf("%d requests in second %d", count, second-start.Unix())
			}
		}
		if took := s.last.Sub(start); took > 121*time.Second {
			t.Errorf("600 requests at 300 a minute took %s", took)
		}
	})(t)
}

// If the first 429 comes early, because another process has used up the limit, later windows are not slowed down.
func TestRateLimiter_growsBeyondASmallBudget(t *testing.T) {
	fakeTime(func(t *testing.T) {
		s := newSimulation(6000, time.Minute, 0)
		s.used = 5995
		start := time.Now()
		s.process(newRateLimiter(0), 10, 1000, time.Second)
		s.workers.Wait()
		if took := s.last.Sub(start); took > 4*time.Minute {
			t.Errorf("1000 requests took %s; one at a time they take 1000 seconds", took)
		}
		t.Logf("took %s, %d refusals", s.last.Sub(start), s.refusals)
	})(t)
}

// grants acquires permits until none is granted, and returns them.
func grants(l *rateLimiter) []permit {
	var granted []permit
	for {
		next := l.acquire()
		if !next.granted {
			return granted
		}
		granted = append(granted, next)
	}
}

func TestRateLimiter_budget(t *testing.T) {
	fakeTime(func(t *testing.T) {
		l := newRateLimiter(0)
		first := grants(l)
		if len(first) != maxInFlight {
			t.Fatalf("%d in flight at first", len(first))
		}
		const refused = http.StatusTooManyRequests
		// Two are served before the 429, two more were sent before it and are served too; the others are refused.
		l.release(first[0], 200, -1)
		l.release(first[1], 0, -1) // no response: whether it counts is not known
		l.release(first[2], refused, 7*time.Second)
		l.release(first[3], 500, -1)
		l.release(first[4], 404, -1)
		for _, granted := range first[5:] {
			l.release(granted, refused, 5*time.Second)
		}
		if next := l.acquire(); next.granted || next.wait != 7*time.Second {
			t.Errorf("acquire during the pause returns %+v", next)
		}
		time.Sleep(7 * time.Second)

		// The pause may have been too short, so one request is sent first. If it is refused, the budget is kept.
		again := grants(l)
		if len(again) != 1 {
			t.Errorf("%d in flight after the pause, want 1", len(again))
		}
		l.release(again[0], refused, time.Second)
		time.Sleep(time.Second)
		again = grants(l)
		if len(again) != 1 {
			t.Errorf("%d in flight after the second pause, want 1", len(again))
		}
		l.release(again[0], 200, -1)

		// The budget is four, and one is served: three more may be in flight. Beyond the budget, one at a time.
		rest := grants(l)
		if len(rest) != 3 {
			t.Errorf("%d in flight up to the budget, want 3", len(rest))
		}
		for _, granted := range rest {
			l.release(granted, 200, -1)
		}
		for range growAfter {
			beyond := grants(l)
			if len(beyond) != 1 {
				t.Fatalf("%d in flight beyond the budget, want 1", len(beyond))
			}
			l.release(beyond[0], 200, -1)
		}
		if beyond := grants(l); len(beyond) != 2 {
			t.Errorf("%d in flight after %d beyond the budget, want 2", len(beyond), growAfter)
		}
	})(t)
}

// The last window determines the budget, even if it served less than the one before.
func TestRateLimiter_budgetFollowsTheLastWindow(t *testing.T) {
	fakeTime(func(t *testing.T) {
		for _, test := range []struct{ budget, served int }{{0, 6}, {6, 2}, {2, 4}, {6, 1}} {
			l := newRateLimiter(0)
			l.budget = test.budget
			for range test.served {
				l.release(l.acquire(), 200, -1)
			}
			l.release(l.acquire(), http.StatusTooManyRequests, time.Second)
			time.Sleep(time.Second)
			l.release(l.acquire(), 200, -1) // the first of the next window
			if got, want := len(grants(l)), max(test.served-1, 1); got != want {
				t.Errorf("%d in flight after one of %d, want %d", got, test.served, want)
			}
		}
	})(t)
}

// A request that waits for others does not poll.
func TestRateLimiter_waitsForAReleaseWithoutPolling(t *testing.T) {
	fakeTime(func(t *testing.T) {
		arrived, proceed := make(chan bool, 2*maxInFlight), make(chan bool)
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			arrived <- true
			<-proceed
			ok(w, r)
		})
		client := service.client(t)
		var all sync.WaitGroup
		for range 2 * maxInFlight {
			all.Go(func() {
				if err := attempt(t.Context(), client, http.MethodGet); err != nil {
					t.Error(err)
				}
			})
		}
		for range maxInFlight {
			<-arrived
		}
		select {
		case <-arrived:
			t.Errorf("more than %d requests in flight", maxInFlight)
		default:
		}
		close(proceed)
		all.Wait()
		if waited := service.waited(); waited != 0 {
			t.Errorf("waited %s", waited)
		}
	})(t)
}

func TestRateLimiter_pauses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status     int
		retryAfter time.Duration
		want       time.Duration
	}{
		"success":                      {200, -1, 0},
		"503 without Retry-After":      {503, -1, 0},
		"503 with Retry-After":         {503, time.Minute, time.Minute},
		"503 with Retry-After 0":       {503, 0, 0},
		"429 with Retry-After":         {429, time.Minute, time.Minute},
		"429 with Retry-After 0":       {429, 0, 2 * firstBackoff},
		"429 without Retry-After":      {429, -1, 2 * firstBackoff},
		"a second 429 that names none": {429, -1, 4 * firstBackoff},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			l := newRateLimiter(0)
			if test.want == 4*firstBackoff {
				l.release(l.acquire(), 429, -1)
				time.Sleep(time.Minute)
			}
			l.release(l.acquire(), test.status, test.retryAfter)
			if next := l.acquire(); next.wait != test.want || next.granted != (test.want == 0) {
				t.Errorf("acquire returns %+v, want a wait of %s", next, test.want)
			}
		}))
	}
}

// If another process has used up the limit, all first requests are refused. Then requests are sent one at a time.
func TestRateLimiter_nothingServed(t *testing.T) {
	fakeTime(func(t *testing.T) {
		l := newRateLimiter(0)
		for _, granted := range grants(l) {
			l.release(granted, http.StatusTooManyRequests, time.Second)
		}
		time.Sleep(time.Second)
		if got := len(grants(l)); got != 1 {
			t.Errorf("%d in flight after a window without a response, want 1", got)
		}
	})(t)
}

// Only consecutive 429 responses without Retry-After make the pauses longer.
func TestRateLimiter_successResetsThePause(t *testing.T) {
	fakeTime(func(t *testing.T) {
		l := newRateLimiter(0)
		for _, step := range []struct {
			status int
			want   time.Duration
		}{{429, 2 * firstBackoff}, {429, 4 * firstBackoff}, {200, 0}, {429, 2 * firstBackoff}} {
			l.release(l.acquire(), step.status, -1)
			next := l.acquire()
			if next.wait != step.want {
				t.Errorf("acquire after a %d returns %+v, want a wait of %s", step.status, next, step.want)
			}
			if next.granted {
				l.release(next, 200, -1)
			}
			time.Sleep(next.wait)
		}
	})(t)
}

// Requests that were in flight together are refused together. That is one 429 in a row, not ten.
func TestRateLimiter_refusedTogether(t *testing.T) {
	fakeTime(func(t *testing.T) {
		l := newRateLimiter(0)
		for _, granted := range grants(l) {
			l.release(granted, http.StatusTooManyRequests, 0)
		}
		if next := l.acquire(); next.wait != 2*firstBackoff {
			t.Errorf("acquire returns %+v, want a wait of %s", next, 2*firstBackoff)
		}
	})(t)
}

func TestRateLimiter_spacing(t *testing.T) {
	fakeTime(func(t *testing.T) {
		for perMinute, want := range map[int]time.Duration{1: time.Minute, 2: 30 * time.Second, 600: 100 * time.Millisecond} {
			l := newRateLimiter(perMinute)
			if first := l.acquire(); !first.granted {
				t.Errorf("the first acquire returns %+v", first)
			}
			for _, left := range []time.Duration{want, 1} {
				next := l.acquire()
				if next.granted || next.wait != left || next.reason != "the spacing of requests that requests_per_minute sets" {
					t.Errorf("at %d a minute, acquire returns %+v, want a wait of %s", perMinute, next, left)
				}
				time.Sleep(left - 1)
			}
			time.Sleep(time.Nanosecond)
			if next := l.acquire(); !next.granted {
				t.Errorf("at %d a minute, acquire after %s returns %+v", perMinute, want, next)
			}
		}
	})(t)
}
