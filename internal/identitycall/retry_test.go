package identitycall

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var methods = []string{http.MethodGet, http.MethodPatch, http.MethodDelete, http.MethodPost}

// transientFaults are outcomes after which the same request may succeed a moment later.
var transientFaults = map[string]http.HandlerFunc{
	"a reset":             reset,
	"a cut response":      cutOff,
	"JSON that ends":      reply(http.StatusOK, `{"data": {"id": 7, "na`),
	"500":                 reply(http.StatusInternalServerError, `{"error": "Internal server error"}`),
	"502, a proxy's page": reply(http.StatusBadGateway, proxyPage),
	"503 without a body":  reply(http.StatusServiceUnavailable, ""),
	"504":                 reply(http.StatusGatewayTimeout, proxyPage),
	"520 of a proxy":      reply(520, proxyPage),
}

func TestRetry_transientFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range transientFaults {
		for _, method := range methods[:3] {
			t.Run(method+" after "+name, fakeTime(func(t *testing.T) {
				service := newService(t, fault, fault, fault, fault, ok)
				if err := attempt(t.Context(), service.client(t), method); err != nil {
					t.Errorf("not retried: %s", err)
				}
				if seen := service.lines(); len(seen) != 5 {
					t.Errorf("sent %q", seen)
				}
			}))
			t.Run(method+" gives up after "+name, fakeTime(func(t *testing.T) {
				service := newService(t, fault)
				err := attempt(t.Context(), service.client(t, func(c *Config) { c.MaxRetries = 2 }), method)
				if err == nil || !strings.Contains(err.Error(), "(sent 3 times)") {
					t.Errorf("got %v, want an error that counts the attempts", err)
				}
				if seen := service.lines(); len(seen) != 3 {
					t.Errorf("sent %q", seen)
				}
			}))
		}
	}
}

// A POST that is sent twice may purchase twice.
func TestRetry_neverOfAPOST(t *testing.T) {
	t.Parallel()
	for name, fault := range transientFaults {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, fault, ok)
			if err := attempt(t.Context(), service.client(t), http.MethodPost); err == nil || strings.Contains(err.Error(),
				"times)") {
				t.Errorf("got %v, want the error of one attempt", err)
			}
			if seen := service.lines(); len(seen) != 1 {
				t.Errorf("sent %q", seen)
			}
		}))
	}
}

// net/http itself retries a request if a connection that it has kept turns out to be closed, but never a POST or a
// PATCH with a body.
func TestRetry_neverOfAPOSTOnAKeptConnection(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, ok, reset)
		client := service.client(t)
		if err := attempt(t.Context(), client, http.MethodGet); err != nil {
			t.Fatal(err)
		}
		post := newRequest(http.MethodPost, "/things", map[string]string{"name": "a"})
		if _, err := client.do(t.Context(), post); err == nil {
			t.Error("no error")
		}
		if diff := cmp.Diff([]string{"GET /things/1", `POST /things {"name":"a"}`}, service.lines()); diff != "" {
			t.Errorf("requests differ (-want +got):\n%s", diff)
		}
	})(t)
}

// A retry has the same body as the first attempt.
func TestRetry_sendsTheBodyAgain(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(
			t, reset, reply(http.StatusServiceUnavailable, ""), reply(http.StatusTooManyRequests, ""),
			reply(http.StatusOK, number7),
		)
		if _, err := service.client(t).VirtualNumbers.Update(t.Context(), 7,
			VirtualNumberUpdate{Active: Value(true)}); err != nil {
			t.Fatal(err)
		}
		line := `PATCH /virtual_numbers/7 {"active":true}`
		if diff := cmp.Diff([]string{line, line, line, line}, service.lines()); diff != "" {
			t.Errorf("requests differ (-want +got):\n%s", diff)
		}
	})(t)
}

func TestRetry_notAfterOtherResponses(t *testing.T) {
	fakeTime(func(t *testing.T) {
		for _, status := range []int{301, 304, 400, 401, 403, 404, 408, 409, 410, 422, 501, 505} {
			for _, method := range methods {
				service := newService(t, reply(status, ""), ok)
				err := attempt(t.Context(), service.client(t), method)
				if apiErr := asAPIError(t, err); apiErr.StatusCode != status || apiErr.Attempts != 1 {
					t.Errorf("%s: got %v, want one %d", method, err, status)
				}
				if seen := service.lines(); len(seen) != 1 {
					t.Errorf("after %d, sent %q", status, seen)
				}
			}
		}
	})(t)
}

func TestRetry_maxRetriesZero(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, reply(http.StatusServiceUnavailable, "", "Retry-After", "5"), ok)
		err := attempt(t.Context(), service.client(t, func(c *Config) { c.MaxRetries = 0 }), http.MethodGet)
		if apiErr := asAPIError(t, err); apiErr.StatusCode != 503 {
			t.Errorf("got %v", err)
		}
		if seen := service.lines(); len(seen) != 1 || service.waited() != 0 {
			t.Errorf("sent %q, waited %s", seen, service.waited())
		}
	})(t)
}

func TestTransport_noServer(t *testing.T) {
	fakeTime(func(t *testing.T) {
		closed := httptest.NewServer(nil)
		closed.Close()
		for _, method := range methods {
			client := newService(t, ok).client(t, func(c *Config) { c.BaseURL, c.MaxRetries, c.Dial = closed.URL, 1, nil })
			err := attempt(t.Context(), client, method)
			var transportErr *TransportError
			if !errors.As(err, &transportErr) || !notSent(err) || strings.Contains(err.Error(), "http://") {
				t.Errorf("%s: got %v, want a TransportError of a request that was never sent, without the URL", method, err)
			}
		}
	})(t)
}

func TestRetry_backoff(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, reply(http.StatusBadGateway, ""))
		_ = attempt(t.Context(), service.client(t, func(c *Config) { c.MaxRetries = 12 }), http.MethodGet)
		waits := service.waits()
		if len(waits) != 12 {
			t.Fatalf("waited %s", waits)
		}
		for i, wait := range waits {
			most := min(firstBackoff<<i, maxBackoff)
			if wait < most/2 || wait > most {
				t.Errorf("wait %d took %s, want %s to %s", i, wait, most/2, most)
			}
		}
		different := map[time.Duration]bool{}
		for range 20 {
			different[backoff(5)] = true
		}
		if len(different) < 2 {
			t.Error("the waits are not random")
		}
		if wait := backoff(1 << 30); wait > maxBackoff || wait <= 0 {
			t.Errorf("the wait after very many retries is %s", wait)
		}
	})(t)
}

// When the operation has no time left for another attempt, its error is the fault and not the timeout.
func TestRetry_notBeyondTheTimeout(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, reply(http.StatusBadGateway, proxyPage))
		client := service.client(t, func(c *Config) { c.MaxRetries = 100 })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := attempt(ctx, client, http.MethodGet)
		if apiErr := asAPIError(t, err); apiErr.StatusCode != http.StatusBadGateway {
			t.Errorf("got %v", err)
		}
		if total := service.waited(); total > time.Minute {
			t.Errorf("waited %s in an operation of a minute", total)
		}
	})(t)
}

func TestContext_cancelledSendsNothing(t *testing.T) {
	fakeTime(func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		service := newService(t, ok)
		err := attempt(ctx, service.client(t), http.MethodGet)
		var waitErr *WaitError
		if !errors.As(err, &waitErr) || !errors.Is(err, context.Canceled) ||
			err.Error() != "GET /things/1 was not sent: the run was cancelled" {
			t.Errorf("got %v", err)
		}
		if seen := service.lines(); len(seen) != 0 {
			t.Errorf("sent %q", seen)
		}
	})(t)
}

func TestContext_cancelEndsAnAttempt(t *testing.T) {
	fakeTime(func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			cancel()
			hang(w, r)
		})
		err := attempt(ctx, service.client(t), http.MethodGet)
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the run was cancelled") {
			t.Errorf("got %v", err)
		}
		if seen := service.lines(); len(seen) != 1 {
			t.Errorf("sent %q", seen)
		}
	})(t)
}

// The errors of one attempt name the request and the reason.
func TestErrors_nameTheRequestAndTheReason(t *testing.T) {
	t.Parallel()
	request := Request{http.MethodGet, "/things/1"}
	for name, test := range map[string]struct {
		step   http.HandlerFunc
		reason string
	}{
		"no response":     {raw(""), "the connection was closed before the response was complete"},
		"a cut response":  {cutOff, "the connection was closed before the response was complete"},
		"JSON that ends":  {reply(http.StatusOK, `{"data": {"id": 7, "na`), "the response ends in the middle of its JSON"},
		"an endless body": {endless(http.StatusOK), "it is longer than 16 MiB"},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, test.step).client(t, func(c *Config) { c.MaxRetries = 0 })
			err := attempt(t.Context(), client, http.MethodGet)
			var transportErr *TransportError
			var responseErr *ResponseError
			switch {
			case errors.As(err, &transportErr):
				if transportErr.Request != request || transportErr.Attempts != 1 || transportErr.Err == nil ||
					!strings.HasPrefix(transportErr.Err.Error(), test.reason) {
					t.Errorf("got %+v", transportErr)
				}
			case errors.As(err, &responseErr):
				if responseErr.Request != request || responseErr.Reason != test.reason {
					t.Errorf("got %+v", responseErr)
				}
			default:
				t.Errorf("got %v", err)
			}
		}))
	}
}

func TestRetryAfter_isReadAsSecondsOrADate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 14, 16, 22, 5, 0, time.UTC)
	const day = 24 * time.Hour
	for value, want := range map[string]time.Duration{
		"":                             -1,
		"soon":                         -1,
		"-1":                           -1,
		"0":                            0,
		"1":                            time.Second,
		"86399":                        day - time.Second,
		"86400":                        day,
		"86401":                        day,
		"9223372036854775807":          day,
		httpDate(now):                  0,
		httpDate(now.Add(-time.Hour)):  0,
		httpDate(now.Add(time.Second)): time.Second,
		httpDate(now.Add(day)):         day,
		httpDate(now.Add(365 * day)):   day,
	} {
		response := apiResponse{status: http.StatusTooManyRequests, header: http.Header{"Retry-After": {value}}}
		if got := retryAfter(response, now); got != want {
			t.Errorf("Retry-After %q is %s, want %s", value, got, want)
		}
	}
}

// Half of a wait is random, and uses the full range of that half.
func TestBackoff_isSpreadOverHalfOfTheWait(t *testing.T) {
	t.Parallel()
	const whole = firstBackoff << 3
	shortest, longest := whole, time.Duration(0)
	for range 1000 {
		wait := backoff(3)
		shortest, longest = min(shortest, wait), max(longest, wait)
	}
	if shortest < whole/2 || shortest > whole*5/8 || longest < whole*7/8 || longest > whole {
		t.Errorf("waits are from %s to %s, want from %s to %s", shortest, longest, whole/2, whole)
	}
}
