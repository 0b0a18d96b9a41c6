package identitycall

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"
)

// simulation plays workers, their governors and a service that counts in windows, on a clock that jumps from event to event.
type simulation struct {
	now    time.Time
	events []event

	limit   int
	window  time.Duration
	started time.Time
	used    int

	refusals, served int
	last             time.Time // when the last request was served
	perSecond        map[int64]int
}

type event struct {
	at time.Time
	do func()
}

func newSimulation(limit int, window, offset time.Duration) *simulation {
	start := time.Unix(1_000_000, 0)
	return &simulation{now: start, limit: limit, window: window, started: start.Add(-offset), perSecond: map[int64]int{}}
}

func (s *simulation) Now() time.Time { return s.now }

func (s *simulation) Sleep(context.Context, time.Duration) error {
	panic("a simulation does not sleep")
}

func (s *simulation) at(delay time.Duration, do func()) {
	s.events = append(s.events, event{s.now.Add(delay), do})
}

func (s *simulation) run(t *testing.T) {
	t.Helper()
	for steps := 0; len(s.events) > 0; steps++ {
		if steps > 2_000_000 {
			t.Fatal("the simulation does not end")
		}
		next := 0
		for i := range s.events {
			if s.events[i].at.Before(s.events[next].at) {
				next = i
			}
		}
		e := s.events[next]
		s.events = slices.Delete(s.events, next, next+1)
		s.now = e.at
		e.do()
	}
}

// serve is the service: it counts in windows that follow each other without a gap, and names the wait in whole seconds.
func (s *simulation) serve() (int, time.Duration) {
	for s.now.Sub(s.started) >= s.window {
		s.started, s.used = s.started.Add(s.window), 0
	}
	if s.used >= s.limit {
		s.refusals++
		left := s.started.Add(s.window).Sub(s.now)
		return http.StatusTooManyRequests, time.Duration(math.Ceil(left.Seconds())) * time.Second
	}
	s.used++
	s.served++
	s.last = s.now
	s.perSecond[s.now.Unix()]++
	return http.StatusOK, -1
}

// process runs requests through one governor, with so many workers, each of which has one request under way.
func (s *simulation) process(g *governor, workers, requests int, latency time.Duration) {
	left := requests
	var waiting []func()
	var work func()
	work = func() {
		if left == 0 {
			return
		}
		turn := g.ask()
		switch {
		case turn.granted:
			left--
			s.at(latency/2, func() {
				status, wait := s.serve()
				s.at(latency/2, func() {
					g.end(turn.window, status, wait)
					if status == http.StatusTooManyRequests {
						left++
					}
					woken := waiting
					waiting = nil
					work()
					for _, worker := range woken {
						worker()
					}
				})
			})
		case turn.wait > 0:
			s.at(turn.wait, work)
		default:
			waiting = append(waiting, work)
		}
	}
	for range workers {
		s.at(0, work)
	}
}

// bound is the least time that the limit leaves for so many requests: the full windows before the last one.
func (s *simulation) bound(requests int, offset time.Duration) time.Duration {
	windows := (requests + s.limit - 1) / s.limit
	return time.Duration(windows-1)*s.window - offset
}

func TestGovernor_throttled(t *testing.T) {
	for _, test := range []struct {
		limit    int
		window   time.Duration
		offset   time.Duration // how far the service's first window has gone
		workers  int
		requests int
		refusals int     // at most
		slowdown float64 // against the bound, at most
		latency  time.Duration
	}{
		{limit: 15, window: 3 * time.Second, workers: 10, requests: 60, refusals: 12, slowdown: 1.1, latency: 10 * time.Millisecond},
		{limit: 15, window: 3 * time.Second, workers: 10, requests: 60, refusals: 12, slowdown: 1.15, latency: 100 * time.Millisecond},
		{limit: 15, window: 3 * time.Second, workers: 30, requests: 60, refusals: 12, slowdown: 1.1, latency: 10 * time.Millisecond},
		{limit: 15, window: 3 * time.Second, offset: 2 * time.Second, workers: 10, requests: 60, refusals: 13, slowdown: 1.4, latency: 10 * time.Millisecond},
		{limit: 60, window: time.Minute, workers: 10, requests: 500, refusals: 13, slowdown: 1.05, latency: 100 * time.Millisecond},
		{limit: 60, window: time.Minute, offset: 40 * time.Second, workers: 10, requests: 500, refusals: 15, slowdown: 1.1, latency: 100 * time.Millisecond},
		{limit: 300, window: time.Minute, workers: 10, requests: 5000, refusals: 16, slowdown: 1.05, latency: 50 * time.Millisecond},
		{limit: 1, window: time.Second, workers: 10, requests: 60, refusals: 30, slowdown: 1.6, latency: 20 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("%d in %s, %s late, %d workers, %s", test.limit, test.window, test.offset, test.workers, test.latency), func(t *testing.T) {
			s := newSimulation(test.limit, test.window, test.offset)
			start := s.now
			s.process(newGovernor(s, 0), test.workers, test.requests, test.latency)
			s.run(t)
			if s.served != test.requests {
				t.Errorf("%d of %d were served", s.served, test.requests)
			}
			if s.refusals > test.refusals {
				t.Errorf("%d answers were wasted on 429, %d at most", s.refusals, test.refusals)
			}
			took, bound := s.last.Sub(start), s.bound(test.requests, test.offset)
			if slowdown := took.Seconds() / bound.Seconds(); slowdown > test.slowdown {
				t.Errorf("took %s, which is %.2f times the bound of %s", took, slowdown, bound)
			}
			t.Logf("took %s, bound %s, %d refusals", took, bound, s.refusals)
		})
	}
}

// Several processes on one account do not know of each other. All get through, and the account's limit is used well.
func TestGovernor_severalProcesses(t *testing.T) {
	s := newSimulation(60, time.Minute, 0)
	start := s.now
	for range 3 {
		s.process(newGovernor(s, 0), 10, 200, 100*time.Millisecond)
	}
	s.run(t)
	if s.served != 600 {
		t.Errorf("%d of 600 were served", s.served)
	}
	if took, bound := s.last.Sub(start), s.bound(600, 0); took > 2*bound {
		t.Errorf("took %s, bound %s", took, bound)
	}
	t.Logf("took %s, %d refusals", s.last.Sub(start), s.refusals)
}

// A ceiling of one's own holds from the start, without bursts: in each second, and so in each window that a service may count in.
func TestGovernor_requestsPerMinute(t *testing.T) {
	s := newSimulation(1_000_000, time.Minute, 0)
	start := s.now
	s.process(newGovernor(s, 300), 10, 600, 50*time.Millisecond)
	s.run(t)
	for second, count := range s.perSecond {
		if count > 5 {
			t.Errorf("%d requests in second %d", count, second-start.Unix())
		}
	}
	if took := s.last.Sub(start); took > 121*time.Second {
		t.Errorf("600 requests at 300 a minute took %s", took)
	}
}
