package identitycall

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
	// maxRetryAfter bounds what is made of a Retry-After, in seconds; no operation waits that long.
	maxRetryAfter = 24 * 60 * 60
	// longWait is from when on a wait is worth telling the user of.
	longWait = time.Second
)

// do sends a call until it has an answer to give: a 2xx answer read whole, or an error that no repetition mends.
//
// A call that may be repeated is, MaxRetries times, after a broken connection, 500, 502, 503 or 504. After a 429 any
// call is sent again, since the service has refused to do it: as often as it takes, until the context ends. Only a creating
// POST is not after a 429 that does not look like the API's.
func (c *Client) do(ctx context.Context, call call) (answer, error) {
	if err := c.beforeWrite(ctx, call); err != nil {
		return answer{}, err
	}
	return c.doSending(ctx, ctx, call)
}

// beforeWrite is apart from doSending, so that an error of the check is never read as one of the request: of a POST that
// was not sent no response was lost.
func (c *Client) beforeWrite(ctx context.Context, call call) error {
	if c.config.BeforeWrite == nil || call.Method == http.MethodGet {
		return nil
	}
	return c.config.BeforeWrite(ctx)
}

// doSending is do for a call whose waits end with ctx, while what has been sent goes on as long as sending lets it.
func (c *Client) doSending(ctx, sending context.Context, call call) (answer, error) {
	faults, reached := 0, false
	var last error // the outcome of the attempt before
	for attempt := 1; ; attempt++ {
		window, err := c.waitForTurn(ctx, call, attempt-1, last)
		if err != nil {
			return answer{}, withReach(err, reached)
		}
		started := c.clock.Now()
		got, err := c.send(sending, call)
		c.report(ctx, call, got.status, attempt, c.clock.Now().Sub(started), err)
		c.governor.end(window, got.status, retryAfter(got, c.clock.Now()))

		reached = reached || got.status != 0 && got.status != http.StatusTooManyRequests || err != nil && !wasNeverSent(err)
		failure := withReach(c.failure(call, got, err, attempt), reached)
		last = failure
		switch {
		case failure == nil:
			got.body = c.quotable(got.body)
			return got, nil
		case ctx.Err() != nil:
			return answer{}, failure
		case got.status == http.StatusTooManyRequests && (call.repeatable || isRateLimited(failure)):
			continue // waitForTurn waits, and gives up when the wait would be too long
		case !call.repeatable || !mayPass(failure) || faults >= c.config.MaxRetries:
			return answer{}, failure
		}
		wait := backoff(faults)
		faults++
		if err := c.pause(ctx, call, wait, "the pause before a retry", attempt, last); err != nil {
			return answer{}, err
		}
	}
}

// failure is what one attempt's outcome means, nil for a usable 2xx answer.
func (c *Client) failure(call call, got answer, err error, attempt int) error {
	switch {
	case err != nil:
		return &TransportError{Request: call.Request, Attempts: attempt, Err: errorWithText{err, c.redact(err.Error())}}
	case got.status < 200 || got.status > 299:
		refusal := c.apiError(call, got.status, got.body, attempt)
		if location, err := url.Parse(got.header.Get("Location")); err == nil {
			refusal.RedirectHost = c.redact(printable(location.Host, maxMessage))
		}
		refusal.RateLimited = got.status == http.StatusTooManyRequests &&
			(len(refusal.Messages) > 0 || refusal.Empty || got.header.Get("Retry-After") != "")
		return refusal
	case len(got.body) > maxAnswer:
		return &ResponseError{Request: call.Request, Reason: fmt.Sprintf("it is longer than %d MiB", maxAnswer>>20)}
	case endsEarly(got.body):
		return &TransportError{Request: call.Request, Attempts: attempt, Err: errors.New("the answer ends in the middle of its JSON")}
	}
	return nil
}

// withReach tells a TransportError whether any attempt may have got as far as the service. One that was refused has done nothing.
func withReach(err error, reached bool) error {
	var transportErr *TransportError
	if errors.As(err, &transportErr) {
		transportErr.Unsent = !reached
	}
	return err
}

// errorWithText keeps an error's chain and replaces its words.
type errorWithText struct {
	error
	text string
}

func (e errorWithText) Error() string { return e.text }
func (e errorWithText) Unwrap() error { return e.error }

// mayPass reports whether the same call may well succeed a moment later.
func mayPass(err error) bool {
	var transportErr *TransportError
	if errors.As(err, &transportErr) {
		return !IsUntrusted(err) // a certificate does not get better
	}
	var apiErr *APIError
	if !errors.As(err, &apiErr) {
		return false
	}
	switch apiErr.StatusCode {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

func isRateLimited(err error) bool {
	var apiErr *APIError
	return errors.As(err, &apiErr) && apiErr.RateLimited
}

// waitForTurn blocks until the governor lets the call go, and returns the window to which it then counts. It gives up when
// waiting would outlast the context. sent is how often the call was sent before, and last what came of that.
func (c *Client) waitForTurn(ctx context.Context, call call, sent int, last error) (int, error) {
	for {
		if err := context.Cause(ctx); err != nil {
			if last != nil {
				return 0, &WaitError{Request: call.Request, Err: last, Attempts: sent, Reason: "the wait for other requests", Cause: contextFault(err)}
			}
			return 0, &TransportError{Request: call.Request, Err: contextFault(err)}
		}
		turn := c.governor.ask()
		switch {
		case turn.granted:
			return turn.window, nil
		case turn.wait > 0:
			if err := c.pause(ctx, call, turn.wait, turn.reason, sent, last); err != nil {
				return 0, err
			}
		default:
			select {
			case <-turn.changed:
			case <-ctx.Done():
			}
		}
	}
}

// pause waits, unless the wait would outlast the context. Its error is a WaitError that holds what came of the attempts
// before the wait.
func (c *Client) pause(ctx context.Context, call call, wait time.Duration, reason string, sent int, last error) error {
	gaveUp := &WaitError{Request: call.Request, Err: last, Attempts: sent, Wait: wait, Reason: reason}
	if deadline, ok := ctx.Deadline(); ok {
		if gaveUp.Left = deadline.Sub(c.clock.Now()); gaveUp.Left < wait {
			return gaveUp
		}
	}
	if c.config.OnWait != nil && wait >= longWait {
		c.config.OnWait(ctx, Wait{Request: call.Request, Duration: wait, Reason: reason})
	}
	if c.clock.Sleep(ctx, wait) == nil {
		return nil
	}
	gaveUp.Cause = contextFault(context.Cause(ctx))
	return gaveUp
}

func (c *Client) report(ctx context.Context, call call, status, attempt int, duration time.Duration, err error) {
	if c.config.OnExchange == nil {
		return
	}
	exchange := Exchange{Request: call.Request, Status: status, Attempt: attempt, Duration: duration}
	if err != nil {
		exchange.Fault = faultKind(err)
	}
	c.config.OnExchange(ctx, exchange)
}

// backoff is the wait before repetition n, counted from 0: it doubles, and up to half of it is chance, so that
// many requests that failed together do not come back together.
func backoff(n int) time.Duration {
	wait := min(firstBackoff<<min(n, 10), maxBackoff)
	return wait/2 + rand.N(wait/2) //nolint:gosec // chance spreads load here, it guards nothing
}

// retryAfter reads a Retry-After header, in seconds or as a date. It is negative where there is none to obey.
func retryAfter(got answer, now time.Time) time.Duration {
	if got.status != http.StatusTooManyRequests && got.status != http.StatusServiceUnavailable {
		return -1
	}
	value := strings.TrimSpace(got.header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, maxRetryAfter)) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return -1
	}
	// The service's own clock, where it tells it, says how far the date is away: this machine's may be off.
	if sent, err := http.ParseTime(got.header.Get("Date")); err == nil {
		now = sent
	}
	return min(max(date.Sub(now), 0), maxRetryAfter*time.Second)
}
