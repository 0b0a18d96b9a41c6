package sandbox

import (
	"math"
	"strconv"
	"time"
)

// limiter counts requests in consecutive windows.
type limiter struct {
	requests int // 0: no limit
	window   time.Duration

	started time.Time
	used    int
}

// Limit sets a rate limit: requests over it get a 429 with Retry-After. If requests is 0, there is no limit.
func (s *Sandbox) Limit(requests int, window time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = limiter{requests: requests, window: window}
}

// allow counts a request, or returns the remaining time of the current window.
func (l *limiter) allow(now time.Time) (time.Duration, bool) {
	if l.requests == 0 {
		return 0, true
	}
	if elapsed := now.Sub(l.started); elapsed >= l.window {
		l.started, l.used = now.Add(-(elapsed % l.window)), 0
		if elapsed >= 2*l.window {
			l.started = now // after an idle window, the next one starts with its first request
		}
	}
	if l.used >= l.requests {
		return l.started.Add(l.window).Sub(now), false
	}
	l.used++
	return 0, true
}

// retryAfter formats a wait in whole seconds, rounded up: the header has no fractions.
func retryAfter(wait time.Duration) string { return strconv.Itoa(int(math.Ceil(wait.Seconds()))) }
