package sandbox

import (
	"math"
	"strconv"
	"time"
)

// limiter counts requests in windows that follow each other without a gap.
type limiter struct {
	requests int // 0: no limit
	window   time.Duration

	started time.Time
	used    int
}

// Limit lets so many requests pass in each window and answers 429 with Retry-After to the rest. No requests at all
// stands for no limit.
func (s *Sandbox) Limit(requests int, window time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = limiter{requests: requests, window: window}
}

// take counts a request, or returns how long the present window still lasts.
func (l *limiter) take(now time.Time) (time.Duration, bool) {
	if l.requests == 0 {
		return 0, true
	}
	if elapsed := now.Sub(l.started); elapsed >= l.window {
		l.started, l.used = now.Add(-(elapsed % l.window)), 0
		if elapsed >= 2*l.window {
			l.started = now // after a quiet time a window begins with its first request
		}
	}
	if l.used >= l.requests {
		return l.started.Add(l.window).Sub(now), false
	}
	l.used++
	return 0, true
}

// retryAfter writes a wait in whole seconds, rounded up, since the header knows no fractions.
func retryAfter(wait time.Duration) string { return strconv.Itoa(int(math.Ceil(wait.Seconds()))) }
