package identitycall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
	// maxRetryAfter bounds a Retry-After, in seconds; no operation waits that long.
	maxRetryAfter = 24 * 60 * 60
	// minReportedWait is the shortest wait that OnWait reports.
	minReportedWait = time.Second
)

// do sends a request until it has a complete 2xx response or an error that is not retried.
//
// A request that is safe to repeat is retried, MaxRetries times, after a broken connection or a 5xx but 501 and 505.
// After a 429 any request is retried until the context ends, because it had no effect. The exception is a POST that
// creates or purchases, after a 429 that does not look like the API's. A failure that every other request would meet
// too stops the run.
//
// Waits end with ctx. So does an attempt in flight, unless it may create or purchase something: it may take effect, so
// its response is awaited a moment longer.
func (c *Client) do(ctx context.Context, request apiRequest) (apiResponse, error) {
	sendCtx := ctx
	if !request.retryable {
		extended, end := withGrace(ctx, grace/2)
		defer end()
		sendCtx = extended
	}
	retries, received := 0, false
	var last error // the outcome of the last attempt
	for attempt := 1; ; attempt++ {
		granted, err := c.waitForPermit(ctx, request, attempt-1, last)
		if err != nil {
			return apiResponse{}, err
		}
		started := time.Now()
		response, err := c.send(sendCtx, request)
		if c.config.OnExchange != nil {
			c.config.OnExchange(ctx, Exchange{
				Request: request.Request, Status: response.status, Attempt: attempt,
				Duration: time.Since(started), Fault: errorKind(err),
			})
		}
		limited := response.status == http.StatusTooManyRequests
		received = received || response.status != 0 && !limited || err != nil && !notSent(err)
		last = setUnsent(c.outcome(request, response, err, attempt), received)
		stopped := stops(request, last)
		if stopped { // before the release, so that no other request is sent
			last = &StoppedError{Request: request.Request, Sent: true, Cause: c.rateLimiter.stop(last)}
		}
		c.rateLimiter.release(granted, response.status, retryAfter(response, time.Now()))
		switch {
		case last == nil:
			return response, nil
		case stopped, ctx.Err() != nil:
			return apiResponse{}, last
		case limited && (request.retryable || !isLost(last)): // a creating POST only after the API's own 429
			continue // waitForPermit waits, or fails if the wait is too long
		case !request.retryable || !isTransient(last) || retries >= c.config.MaxRetries:
			return apiResponse{}, last
		}
		if err := c.pause(ctx, request, backoff(retries), "the pause before a retry", attempt, last); err != nil {
			return apiResponse{}, err
		}
		retries++
	}
}

// outcome is the error of one attempt, nil for a usable 2xx response.
func (c *Client) outcome(request apiRequest, response apiResponse, err error, attempt int) error {
	switch {
	case err != nil:
		err = errorWithText{err, c.redact(err.Error())}
		return &TransportError{Request: request.Request, Attempts: attempt, Err: err}
	case response.status < 200 || response.status > 299:
		return c.apiError(request, response, attempt)
	case len(response.body) > maxResponse:
		return &ResponseError{Request: request.Request, Reason: fmt.Sprintf("it is longer than %d MiB", maxResponse>>20)}
	case isTruncated(response.body):
		err = errors.New("the response ends in the middle of its JSON")
		return &TransportError{Request: request.Request, Attempts: attempt, Err: err}
	case len(bytes.TrimSpace(response.body)) > 0 && !json.Valid(response.body):
		reason := fmt.Sprintf("it is a page that is not the API's: %q", c.firstWords(response.body))
		return &ResponseError{Request: request.Request, Reason: reason}
	}
	return nil
}

// setUnsent sets Unsent of a TransportError. An attempt that was refused with a 429 does not count as received.
func setUnsent(err error, received bool) error {
	if transportErr, ok := errors.AsType[*TransportError](err); ok {
		transportErr.Unsent = !received
	}
	return err
}

// isTransient reports whether the same request may succeed a moment later.
func isTransient(err error) bool {
	if apiErr, ok := errors.AsType[*APIError](err); ok {
		return apiErr.StatusCode >= 500 &&
			apiErr.StatusCode != http.StatusNotImplemented && apiErr.StatusCode != http.StatusHTTPVersionNotSupported
	}
	_, ok := errors.AsType[*TransportError](err)
	return ok
}

// stops reports whether all other requests of the run would fail for the same reason: the API rejects the key, a proxy
// wants a password or refuses the connection, the certificate is not trusted, or the base URL is wrong, since a list
// always exists.
func stops(request apiRequest, err error) bool {
	if !request.retryable && isLost(err) {
		return false // the lookup after it must still be possible
	}
	apiErr, ok := errors.AsType[*APIError](err)
	if !ok {
		return IsUntrusted(err) || isProxyRefusal(err)
	}
	switch apiErr.StatusCode {
	case http.StatusUnauthorized:
		return len(apiErr.Messages) > 0
	case http.StatusNotFound: // a page that is not the first may vanish, and the inventory comes from the carrier
		return len(apiErr.Messages) > 0 && request.list && !request.query.Has("page") && request.Path != inventoryPath
	}
	return apiErr.StatusCode == http.StatusProxyAuthRequired
}

// waitForPermit waits until the rate limiter grants a permit. attempts is how often the request was sent before, and
// last the outcome of the last attempt.
func (c *Client) waitForPermit(ctx context.Context, request apiRequest, attempts int, last error) (permit, error) {
	reason := ""
	for {
		if err := context.Cause(ctx); err != nil {
			return permit{}, &WaitError{
				Request: request.Request, Err: last, Attempts: attempts, Reason: reason, Cause: contextError(err),
			}
		}
		next := c.rateLimiter.acquire()
		switch {
		case next.granted:
			return next, nil
		case next.stopped != nil && last != nil:
			return permit{}, last
		case next.stopped != nil:
			return permit{}, &StoppedError{Request: request.Request, Cause: next.stopped}
		case next.wait > 0:
			if err := c.pause(ctx, request, next.wait, next.reason, attempts, last); err != nil {
				return permit{}, err
			}
		default:
			reason = "the wait for other requests"
			select {
			case <-next.released:
			case <-ctx.Done():
			}
		}
	}
}

// Acquire acquires a part of a semaphore before a request is sent. Its error is a WaitError. reason is what it waits
// for, such as "the wait for another purchase".
func Acquire(ctx context.Context, request Request, reason string, semaphore *semaphore.Weighted, part int64) error {
	if semaphore.Acquire(ctx, part) == nil {
		return nil
	}
	return &WaitError{Request: request, Reason: reason, Cause: contextError(context.Cause(ctx))}
}

// pause waits, unless the wait would outlast the context. Its error is a WaitError with the outcome of the last
// attempt.
func (c *Client) pause(
	ctx context.Context, request apiRequest, wait time.Duration, reason string, attempts int, last error,
) error {
	failed := &WaitError{Request: request.Request, Err: last, Attempts: attempts, Wait: wait, Reason: reason}
	if deadline, ok := ctx.Deadline(); ok {
		if failed.Left = time.Until(deadline); failed.Left < wait {
			return failed
		}
	}
	if c.config.OnWait != nil && wait >= minReportedWait {
		c.config.OnWait(ctx, Wait{Request: request.Request, Duration: wait, Reason: reason})
	}
	if sleep(ctx, wait) == nil {
		return nil
	}
	failed.Cause = contextError(context.Cause(ctx))
	return failed
}

// backoff is the wait before retry n, counted from 0. It doubles, and up to half of it is random, so that many requests
// that failed together are not retried together.
func backoff(n int) time.Duration {
	wait := min(firstBackoff<<min(n, 10), maxBackoff)
	return wait/2 + rand.N(wait/2) //nolint:gosec // the randomness spreads load; it has no security purpose
}

// retryAfter reads a Retry-After header, in seconds or as a date. It is negative if there is no valid one.
func retryAfter(response apiResponse, now time.Time) time.Duration {
	if response.status != http.StatusTooManyRequests && response.status != http.StatusServiceUnavailable {
		return -1
	}
	value := strings.TrimSpace(response.header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, maxRetryAfter)) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return -1
	}
	// The wait is computed with the API's clock, if the response has it: the clock of this machine may be wrong.
	if sent, err := http.ParseTime(response.header.Get("Date")); err == nil {
		now = sent
	}
	return min(max(date.Sub(now), 0), maxRetryAfter*time.Second)
}
