package identitycall

import (
	"net/http"
	"sync"
	"time"
)

const (
	// maxInFlight is how many requests are under way at once: Terraform's own default. A limit that is hit unawares costs
	// no more refusals than that.
	maxInFlight = 10
	// probeEvery is how often, in windows, the governor tries for more than it has learnt: others may have left the account.
	probeEvery = 5
	// boldness is how many requests beyond the budget have to be served before one more may be under way.
	boldness = 16
)

// governor decides when the next request may leave. There is one for a Client, so that while the service asks for a pause
// nobody sends.
//
// Until the service refuses a request, all go at once. The service counts in windows: a first 429 tells when the present one
// ends, and what had been served until then is its budget. From there on each window begins with one request alone, goes on
// freely up to the budget, and then waits for its end; its length is known from the second refusal on. While it is not, after
// a refusal that came too early, and in every fifth window, the governor goes on beyond the budget, one request at a time at
// first: a refusal costs one answer, and success raises the budget.
type governor struct {
	clock    clock
	interval time.Duration // least time between two requests; 0 for none

	mu          sync.Mutex
	changed     chan struct{} // closed, and made anew, when an answer has come in
	pausedUntil time.Time
	pausedFor   string
	nextSend    time.Time
	inFlight    int
	silent      int // refusals in a row that named no time to wait

	window   int       // counts windows; requests carry the one in which they left
	started  time.Time // when this window began
	anchored bool      // it began at an end that the service named
	sent     int       // requests that left in it
	served   int       // of these, answered otherwise than by a refusal
	refused  bool      // the service has refused one of them

	budget  int           // requests that a window is known to serve; 0 until the first refusal
	known   int           // what the budget was when this window began
	settled bool          // the last refusal was no surprise: the budget was used up
	length  time.Duration // how long a window is known to be; 0 until the second refusal
}

// turn is the governor's word on one request.
type turn struct {
	granted bool
	window  int
	// wait is how long to wait before asking again, and why. Where it is zero, changed says when to ask.
	wait    time.Duration
	reason  string
	changed <-chan struct{}
}

func newGovernor(clock clock, requestsPerMinute int) *governor {
	g := &governor{clock: clock, changed: make(chan struct{})}
	if requestsPerMinute > 0 {
		// Evenly spaced, without bursts: the service may count in windows shorter than a minute.
		g.interval = time.Minute / time.Duration(requestsPerMinute)
	}
	return g
}

// ask lets a request go, and counts it, or says what it has to wait for.
func (g *governor) ask() turn {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	if wait := g.pausedUntil.Sub(now); wait > 0 {
		return turn{wait: wait, reason: g.pausedFor}
	}
	g.rollWindow(now)
	if wait := g.nextSend.Sub(now); wait > 0 {
		return turn{wait: wait, reason: "the spacing of requests that requests_per_minute sets"}
	}
	abreast, wait := g.pace(now)
	switch {
	case wait > 0:
		return turn{wait: wait, reason: "the wait for the next window of the API's rate limit"}
	case g.inFlight >= abreast:
		return turn{changed: g.changed}
	}
	if g.sent == 0 {
		g.started = now
	}
	g.nextSend = now.Add(g.interval)
	g.inFlight++
	g.sent++
	return turn{granted: true, window: g.window}
}

// rollWindow begins a new window when the present one is over: after a refusal with the end of the pause, else after the
// length that windows are known to have.
func (g *governor) rollWindow(now time.Time) {
	switch {
	case g.refused:
		g.learn()
		g.anchored = true
	case g.length > 0 && g.sent > 0 && now.Sub(g.started) >= g.length:
		g.anchored = false
	default:
		return
	}
	g.window++
	g.started, g.sent, g.served, g.refused, g.known = now, 0, 0, false, g.budget
}

// learn takes from a window that ended with a refusal how many requests it served, and how long it was where it began with
// the end of another one. One whose first request was refused was none: we were too early.
func (g *governor) learn() {
	if g.served == 0 && g.budget > 0 {
		return
	}
	if g.anchored {
		// Windows last whole seconds; what we measure is off by up to one, since Retry-After knows no fractions.
		g.length = max(g.pausedUntil.Sub(g.started).Round(time.Second), time.Second)
	}
	g.settled = g.served >= g.budget
	g.budget = max(g.served, 1)
}

// pace says how many requests may be under way at once, or how long the window's budget makes the next one wait.
func (g *governor) pace(now time.Time) (abreast int, wait time.Duration) {
	switch {
	case g.budget == 0:
		return maxInFlight, 0
	case g.served == 0: // the first of a window feels its way: our idea of its beginning may be wrong
		return 1, 0
	case g.sent < g.budget:
		return maxInFlight, 0
	case g.length == 0, !g.settled, g.window%probeEvery == 0:
		// Beyond what is known, one at a time, and more as it goes well: the one refusal may have been another's doing.
		return min(1+(g.served-g.known)/boldness, maxInFlight), 0
	}
	return maxInFlight, max(g.started.Add(g.length).Sub(now), 0)
}

// end tells the governor how a request that was let go was answered; status is 0 where no answer came. A negative
// retryAfter stands for none.
func (g *governor) end(window, status int, retryAfter time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight--
	close(g.changed)
	g.changed = make(chan struct{})

	if status != http.StatusTooManyRequests {
		g.silent = 0
		if window == g.window {
			g.served++
			if g.budget > 0 {
				g.budget = max(g.budget, g.served)
			}
		}
		if retryAfter > 0 {
			g.pause(retryAfter, "the pause that the API asked for with its 503 response")
		}
		return
	}
	if retryAfter < 0 { // it does not say how long: wait longer each time
		g.silent++
		retryAfter = min(firstBackoff<<min(g.silent, 10), maxBackoff)
	}
	if window == g.window {
		g.refused = true
	}
	g.pause(max(retryAfter, firstBackoff), "the pause that the API's rate limit asked for") // "now", from a service that has just refused, would be a spin
}

func (g *governor) pause(d time.Duration, reason string) {
	if until := g.clock.Now().Add(d); until.After(g.pausedUntil) {
		g.pausedUntil, g.pausedFor = until, reason
	}
}
