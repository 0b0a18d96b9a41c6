package identitycall

import (
	"net/http"
	"sync"
	"time"
)

// governor decides when the next request may leave. There is one for a Client, so that while the service asks for
// a pause nobody sends.
type governor struct {
	clock    clock
	interval time.Duration // least time between two requests; 0 for none

	mu          sync.Mutex
	pausedUntil time.Time
	nextSend    time.Time
	refusals    int // refusals in a row that named no time to wait
}

// ticket marks a request that was let go.
type ticket struct{}

func newGovernor(clock clock, requestsPerMinute int) *governor {
	g := &governor{clock: clock}
	if requestsPerMinute > 0 {
		// Evenly spaced, without bursts: the service may count in windows shorter than a minute.
		g.interval = time.Minute / time.Duration(requestsPerMinute)
	}
	return g
}

// reserve returns 0 when a request may leave now, and counts it; else how long to wait before asking again, and why.
func (g *governor) reserve() (time.Duration, string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	if wait := g.pausedUntil.Sub(now); wait > 0 {
		return wait, "the service's rate limit asks for a pause"
	}
	if wait := g.nextSend.Sub(now); wait > 0 {
		return wait, "requests_per_minute asks for a pause"
	}
	g.nextSend = now.Add(g.interval)
	return 0, ""
}

func (g *governor) begin() ticket { return ticket{} }

// end tells the governor how the service answered. A negative retryAfter stands for none.
func (g *governor) end(_ ticket, status int, retryAfter time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case status == http.StatusTooManyRequests && retryAfter < 0:
		retryAfter = min(firstBackoff<<min(g.refusals+1, 10), maxBackoff)
		g.refusals++
	case status >= 200 && status < 300:
		g.refusals = 0
	}
	if retryAfter <= 0 {
		if status != http.StatusTooManyRequests {
			return
		}
		retryAfter = firstBackoff // "now" from a service that has just refused: do not spin
	}
	if until := g.clock.Now().Add(retryAfter); until.After(g.pausedUntil) {
		g.pausedUntil = until
	}
}
