package identitycall

import (
	"net/http"
	"sync"
	"time"
)

const (
	// maxInFlight is Terraform's default concurrency. It also bounds how many requests the first 429 refuses.
	maxInFlight = 10
	// growAfter is how many responses beyond the budget allow one more request in flight.
	growAfter = 16
)

// rateLimiter decides when the next request may be sent. All requests of a Client share one, so that nothing is sent
// while the API asks for a pause.
//
// Until the first 429 up to maxInFlight requests are in flight. What was served before a 429 is the budget for the time
// after the pause. Up to the budget requests are sent as before, beyond it one at a time, so that each further 429
// costs one request.
type rateLimiter struct {
	interval time.Duration // least time between two requests; 0 for none

	mu          sync.Mutex
	released    chan struct{} // closed and replaced by each release
	pausedUntil time.Time
	pauseReason string
	nextSend    time.Time
	inFlight    int
	window      int // number of the window, the time between two 429; a permit holds the one in which it was granted
	served      int // requests that got another response than a 429 in this window
	budget      int // what was served in the window before; 0 until the first 429
	refused     int // windows in a row in which nothing was served
	stopped     error
}

// permit is the outcome of acquire.
type permit struct {
	granted bool
	window  int
	stopped error // why no request is sent any more
	// wait is how long to wait before the next acquire, and why. If it is zero, released is closed at that time.
	wait     time.Duration
	reason   string
	released <-chan struct{}
}

func newRateLimiter(requestsPerMinute int) *rateLimiter {
	l := &rateLimiter{released: make(chan struct{})}
	if requestsPerMinute > 0 {
		// Evenly spaced, without bursts: the API may count in windows shorter than a minute.
		l.interval = time.Minute / time.Duration(requestsPerMinute)
	}
	return l
}

// acquire grants a permit for one request, which must be released, or returns what to wait for.
func (l *rateLimiter) acquire() permit {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped != nil {
		return permit{stopped: l.stopped}
	}
	now := time.Now()
	if wait := l.pausedUntil.Sub(now); wait > 0 {
		return permit{wait: wait, reason: l.pauseReason}
	}
	if wait := l.nextSend.Sub(now); wait > 0 {
		return permit{wait: wait, reason: "the spacing of requests that requests_per_minute sets"}
	}
	if l.inFlight >= l.concurrency() {
		return permit{released: l.released}
	}
	l.nextSend = now.Add(l.interval)
	l.inFlight++
	return permit{granted: true, window: l.window}
}

// concurrency is how many requests may be in flight: a single one right after a pause, which may have been too short.
func (l *rateLimiter) concurrency() int {
	if l.budget == 0 || l.served > 0 && l.served+l.inFlight < l.budget {
		return maxInFlight
	}
	return min(1+max(l.served-l.budget, 0)/growAfter, maxInFlight)
}

// stop ends the run after a failure that all further requests would meet too. It returns the first such failure.
func (l *rateLimiter) stop(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped == nil {
		l.stopped = err
	}
	return l.stopped
}

// release ends a request. status is 0 without a response; a negative retryAfter stands for none.
func (l *rateLimiter) release(granted permit, status int, retryAfter time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
	close(l.released)
	l.released = make(chan struct{})

	current := granted.window == l.window
	switch {
	case status != http.StatusTooManyRequests:
		l.refused = 0
		if current {
			l.served++
		} else {
			l.budget++ // sent before the 429, and served too
		}
		if retryAfter > 0 {
			l.pause(retryAfter, "the pause that the API asked for with its 503 response")
		}
		return
	case current && (l.served > 0 || l.budget == 0):
		l.budget = max(l.served, 1)
	}
	if current {
		l.window, l.served = l.window+1, 0
		l.refused++
	}
	if retryAfter <= 0 { // wait longer each time
		retryAfter = min(firstBackoff<<min(l.refused, 10), maxBackoff)
	}
	l.pause(max(retryAfter, firstBackoff), "the pause of the rate limit")
}

func (l *rateLimiter) pause(d time.Duration, reason string) {
	if until := time.Now().Add(d); until.After(l.pausedUntil) {
		l.pausedUntil, l.pauseReason = until, reason
	}
}
