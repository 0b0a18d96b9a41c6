package identitycall

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A request with a 429 had no effect, so that even a POST is retried, without a limit.
func TestRetry_429DoesNotCount(t *testing.T) {
	t.Parallel()
	for _, method := range methods {
		t.Run(method, fakeTime(func(t *testing.T) {
			refusal := refuse("Retry-After", "7")
			service := newService(t, refusal, refusal, refusal, refusal, refusal, refusal, ok)
			client := service.client(t, func(c *Config) { c.MaxRetries = 0 })
			if err := attempt(t.Context(), client, method); err != nil {
				t.Errorf("not retried: %s", err)
			}
			seen := service.seen()
			if len(seen) != 7 {
				t.Fatalf("sent %d times", len(seen))
			}
			for i := 1; i < len(seen); i++ {
				if pause := seen[i].at.Sub(seen[i-1].at); pause < 7*time.Second {
					t.Errorf("attempt %d came after %s", i+1, pause)
				}
			}
		}))
	}
}

func TestRetryAfter_isHonored(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC()
	for name, test := range map[string]struct {
		status      int
		header      []string
		least, most time.Duration
	}{
		"seconds":             {429, []string{"Retry-After", "90"}, 90 * time.Second, 120 * time.Second},
		"seconds with spaces": {429, []string{"Retry-After", " 90 "}, 90 * time.Second, 120 * time.Second},
		"zero":                {429, []string{"Retry-After", "0"}, 2 * firstBackoff, 2 * firstBackoff},
		"a date": {
			429, []string{"Retry-After", httpDate(now.Add(2 * time.Minute)), "Date", httpDate(now)}, 2 * time.Minute,
			3 * time.Minute,
		},
		"a date, by the service's clock": {
			429, []string{"Retry-After", "Fri, 01 Jan 2100 00:01:30 GMT", "Date", "Fri, 01 Jan 2100 00:00:00 GMT"},
			90 * time.Second, 120 * time.Second,
		},
		"a date that has passed": {
			429, []string{"Retry-After", "Fri, 01 Jan 1999 00:00:00 GMT"}, time.Millisecond, maxBackoff,
		},
		"missing":                  {429, nil, time.Millisecond, maxBackoff},
		"negative":                 {429, []string{"Retry-After", "-5"}, time.Millisecond, maxBackoff},
		"nonsense":                 {429, []string{"Retry-After", "soon"}, time.Millisecond, maxBackoff},
		"a 503 that names a time":  {503, []string{"Retry-After", "90"}, 90 * time.Second, 120 * time.Second},
		"a 503 that names none":    {503, nil, time.Millisecond, maxBackoff},
		"a 500 has no such header": {500, []string{"Retry-After", "90"}, time.Millisecond, maxBackoff},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, reply(test.status, "", test.header...), ok)
			if err := attempt(t.Context(), service.client(t), http.MethodGet); err != nil {
				t.Fatal(err)
			}
			if waited := service.waited(); waited < test.least || waited > test.most {
				t.Errorf("waited %s, want %s to %s", waited, test.least, test.most)
			}
		}))
	}
}

// Without a Retry-After, or with one of 0, the pauses grow, up to half a minute.
func TestRetryAfter_missingSlowsDown(t *testing.T) {
	fakeTime(func(t *testing.T) {
		for name, header := range map[string][]string{"missing": nil, "zero": {"Retry-After", "0"}} {
			refusal := refuse(header...)
			service := newService(t, refusal, refusal, refusal, refusal, refusal, refusal, refusal, ok)
			if err := attempt(t.Context(), service.client(t), http.MethodGet); err != nil {
				t.Fatal(err)
			}
			want := []time.Duration{1, 2, 4, 8, 16, 30, 30}
			for i := range want {
				want[i] *= time.Second
			}
			if diff := cmp.Diff(want, service.waits()); diff != "" {
				t.Errorf("%s: the pauses differ (-want +got):\n%s", name, diff)
			}
		}
	})(t)
}

// While the API asks for a pause, no request is sent: each one would prolong the pause.
func TestRateLimiter_pausesEverybodyOn429(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, refuse("Retry-After", "300"), ok)
		client := service.client(t)
		start := time.Now()
		short, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var waitErr *WaitError
		if err := attempt(short, client, http.MethodGet); !errors.As(err, &waitErr) {
			t.Fatalf("got %v, want a WaitError", err)
		}
		var all sync.WaitGroup
		for _, method := range methods {
			all.Go(func() {
				if err := attempt(t.Context(), client, method); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		seen := service.seen()
		if len(seen) != 1+len(methods) {
			t.Errorf("sent %d times", len(seen))
		}
		for _, request := range seen[1:] {
			if after := request.at.Sub(start); after < 300*time.Second {
				t.Errorf("%s was sent %s after a Retry-After of 300 seconds", request.method, after)
			}
		}
	})(t)
}

func TestWaitError_isReturnedAtOnce(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, refuse("Retry-After", "300"), ok)
		var reported []Wait
		client := service.client(t, func(c *Config) {
			c.OnWait = func(_ context.Context, w Wait) {
				reported = append(reported, w)
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := attempt(ctx, client, http.MethodPost)
		var waitErr *WaitError
		if !errors.As(err, &waitErr) {
			t.Fatalf("got %v, want a WaitError", err)
		}
		if waitErr.Request != (Request{http.MethodPost, "/things/1"}) || waitErr.Wait < 299*time.Second ||
			waitErr.Left > 70*time.Second || waitErr.Left < 50*time.Second {
			t.Errorf("got %+v", waitErr)
		}
		if seen := service.lines(); len(seen) != 1 || service.waited() != 0 || len(reported) != 0 {
			t.Errorf("sent %q, waited %s, reported %v", seen, service.waited(), reported)
		}
	})(t)
}

// The error of a wait that was abandoned contains the outcome of the last attempt.
func TestWaitError_holdsTheLastResponse(t *testing.T) {
	t.Parallel()
	busy := reply(http.StatusServiceUnavailable, `{"error": "Down for maintenance"}`)
	down := reply(http.StatusServiceUnavailable, `{"error": "Down for maintenance"}`, "Retry-After", "300")
	const (
		pauseFor503 = "the pause that the API asked for with its 503 response"
		pauseFor429 = "the pause of the rate limit"
	)
	tooLong := " takes 5m0s, but the operation's timeout ends in "
	for name, test := range map[string]struct {
		steps    []http.HandlerFunc
		timeout  time.Duration // 0 cancels the run as soon as it waits
		status   int           // of the last response; 0 for none
		attempts int
		want     []string
		never    string
	}{
		"503 twice": {
			[]http.HandlerFunc{busy, down}, time.Minute, 503, 2,
			[]string{"503 Service Unavailable: Down for maintenance (sent 2 times); " + pauseFor503 + " takes "}, "rate limit",
		},
		"a broken connection, then 503": {
			[]http.HandlerFunc{reset, down}, time.Minute, 503, 2, []string{"503 Service Unavailable",
				"(sent 2 times)"}, "rate limit",
		},
		"429": {
			[]http.HandlerFunc{refuse("Retry-After", "300")}, time.Minute, 429, 1,
			[]string{"429 Too Many Requests: Rate limit exceeded (sent once); " + pauseFor429 + tooLong}, "times",
		},
		"no time for a retry": {
			[]http.HandlerFunc{busy}, 200 * time.Millisecond, 503, 1,
			[]string{
				"Down for maintenance (sent once); the pause before a retry takes 0s, " +
					"but the operation's timeout ends in 0s",
			},
			"rate limit",
		},
		"a cancel after 503": {
			[]http.HandlerFunc{busy, down}, 0, 503, 2,
			[]string{"(sent 2 times); the run was cancelled during " + pauseFor503}, "rate limit",
		},
		"a cancel after 429": {
			[]http.HandlerFunc{refuse("Retry-After", "300")}, 0, 429, 1,
			[]string{"429 Too Many Requests: Rate limit exceeded (sent once); the run was cancelled during " + pauseFor429},
			"503",
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if test.timeout > 0 {
				ctx, cancel = context.WithTimeout(ctx, test.timeout)
				defer cancel()
			}
			service := newService(t, append(test.steps, ok)...)
			client := service.client(t, func(c *Config) {
				c.OnWait = func(context.Context, Wait) {
					if test.timeout == 0 {
						cancel()
					}
				}
			})
			err := attempt(ctx, client, http.MethodGet)
			var waitErr *WaitError
			if !errors.As(err, &waitErr) || waitErr.Attempts != test.attempts || len(service.lines()) != test.attempts {
				t.Fatalf("got %+v after %q, want a WaitError of %d attempts", err, service.lines(), test.attempts)
			}
			if apiErr := asAPIError(t, err); apiErr.StatusCode != test.status {
				t.Errorf("holds %v, want the %d", apiErr, test.status)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error says\n%s\nwant in it\n%s", err, want)
				}
			}
			for _, never := range []string{"was not sent", test.never} {
				if strings.Contains(err.Error(), never) {
					t.Errorf("the error says %q: %s", never, err)
				}
			}
			if cancelled := errors.Is(err, context.Canceled); cancelled != (test.timeout == 0) {
				t.Errorf("%v counts as cancelled: %t", err, cancelled)
			}
		}))
	}
}

// If another request caused the pause, this one was not sent, and its error names the reason of the pause.
func TestWaitError_beforeTheFirstAttempt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step      http.HandlerFunc
		cancelled bool
		want      string
	}{
		"429": {
			refuse("Retry-After", "300"), false,
			"GET /things/1 was not sent: the pause of the rate limit takes 5m0s, but " +
				"the operation's timeout ends in ",
		},
		"503": {
			reply(503, "", "Retry-After", "300"), false,
			"GET /things/1 was not sent: the pause that the API asked for with its 503 response takes 5m0s, but " +
				"the operation's timeout ends in ",
		},
		"a cancel": {
			refuse("Retry-After", "300"), true,
			"GET /things/1 was not sent: the run was cancelled during the pause of the rate limit",
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, test.step)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			stop := func() {}
			client := service.client(t, func(c *Config) {
				c.MaxRetries = 0
				c.OnWait = func(context.Context, Wait) { stop() }
			})
			_ = attempt(ctx, client, http.MethodGet)
			if test.cancelled {
				stop = cancel
				ctx = withoutDeadline{ctx}
			}
			err := attempt(ctx, client, http.MethodGet)
			var waitErr *WaitError
			var apiErr *APIError
			if !errors.As(err, &waitErr) || waitErr.Attempts != 0 || errors.As(err, &apiErr) || !strings.HasPrefix(err.Error(),
				test.want) {
				t.Errorf("the error says\n%v\nwant\n%s", err, test.want)
			}
			if seen := service.lines(); len(seen) != 1 {
				t.Errorf("sent %q", seen)
			}
		}))
	}
}

// After a 429 a request may have to wait until others end, for as long as they take.
func TestWaitError_whileWaitingForOtherRequests(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service, client := newBubble(t, refuse("Retry-After", "1"))
		if other := client.rateLimiter.acquire(); !other.granted { // a request that does not end
			t.Fatalf("acquire returns %+v", other)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		start := time.Now()
		err := attempt(ctx, client, http.MethodPatch)
		var waitErr *WaitError
		if !errors.As(err, &waitErr) {
			t.Fatalf("got %v, want a WaitError", err)
		}
		if apiErr := asAPIError(t, waitErr.Err); apiErr.StatusCode != http.StatusTooManyRequests ||
			waitErr.Request != (Request{http.MethodPatch, "/things/1"}) || waitErr.Attempts != 1 ||
			!errors.Is(waitErr.Cause, context.Canceled) {
			t.Errorf("got %+v", waitErr)
		}
		if want := "(sent once); the run was cancelled during the wait for other requests"; !strings.HasSuffix(err.Error(),
			want) {
			t.Errorf("the error says\n%s\nwant at its end\n%s", err, want)
		}
		if seen := service.lines(); len(seen) != 1 || time.Since(start) != 10*time.Second {
			t.Errorf("sent %q, took %s", seen, time.Since(start))
		}
	})(t)
}

// Whatever an operation waits for, its end is a WaitError, with the request that was not sent and the reason.
func TestWaitError_ofEachWait(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		// before starts what the operation waits for, which does not end.
		before    func(context.Context, *Client)
		operation func(context.Context, *Client) error
		want      string
	}{
		"another purchase": {
			func(_ context.Context, c *Client) { c.VirtualNumbers.purchases.TryAcquire(1) },
			func(ctx context.Context, c *Client) error { return kinds["purchase"].create(ctx, c).err },
			"POST /virtual_numbers/purchase was not sent: the run was cancelled during the wait for another purchase",
		},
		"a shared detail": {
			func(ctx context.Context, c *Client) { _, _ = c.VirtualNumbers.GetCached(ctx, 7) },
			func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.GetCached(ctx, 7)) },
			"GET /virtual_numbers/7 was not sent: the run was cancelled during the wait for the same request of another " +
				"operation",
		},
		"a shared list": {
			func(ctx context.Context, c *Client) { _, _ = c.Operators.ListCached(ctx) },
			func(ctx context.Context, c *Client) error { return second(c.Operators.GetCached(ctx, 12)) },
			"GET /operators was not sent: the run was cancelled during the wait for the same request of another operation",
		},
		"the lookup of another create": {
			func(ctx context.Context, c *Client) {
				c.Operators.creator.posts.TryAcquire(allPosts)
				_, _ = c.Operators.creator.readBefore(ctx, func(context.Context) ([]Operator, error) { return nil, nil })
			},
			func(ctx context.Context, c *Client) error { return kinds["operator"].create(ctx, c).err },
			"POST /operators was not sent: the run was cancelled during the wait for the lookup of what another request may " +
				"have created",
		},
		"other creates": {
			func(_ context.Context, c *Client) { c.Projects.creator.posts.TryAcquire(1) },
			func(ctx context.Context, c *Client) error {
				_, _, err := c.Projects.creator.lookUp(ctx, nil)
				return err
			},
			"GET /projects was not sent: the run was cancelled during the wait for other creates",
		},
		"other requests": {
			func(_ context.Context, c *Client) { grants(c.rateLimiter) },
			func(ctx context.Context, c *Client) error { return attempt(ctx, c, http.MethodPatch) },
			"PATCH /things/1 was not sent: the run was cancelled during the wait for other requests",
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			_, client := newBubble(t, hang)
			client.config.RequestTimeout = time.Hour
			other, endOther := context.WithCancel(t.Context())
			go test.before(other, client)
			synctest.Wait()
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(10*time.Second, cancel)
			start := time.Now()
			err := test.operation(ctx, client)
			var waitErr *WaitError
			if !errors.As(err, &waitErr) || !errors.Is(err, context.Canceled) || isLost(err) || err.Error() != test.want {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
			if took := time.Since(start); took != 10*time.Second {
				t.Errorf("took %s", took)
			}
			endOther()
		}))
	}
}

// A wait that is as long as the time left starts; a longer one fails at once.
func TestWaitError_comparesTheWaitWithTheTimeLeft(t *testing.T) {
	fakeTime(func(t *testing.T) {
		client := newService(t, ok).client(t)
		for left, tooLong := range map[time.Duration]bool{
			time.Hour - 1: true, time.Hour: false, time.Hour + 1: false,
		} {
			ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(left))
			err := client.pause(ctx, newRequest(http.MethodGet, "/things/1", nil), time.Hour, "a reason", 0, nil)
			cancel()
			var waitErr *WaitError
			if errors.As(err, &waitErr) != tooLong || tooLong && (waitErr.Left != left || waitErr.Cause != nil) {
				t.Errorf("with %s left, got %+v", left, err)
			}
		}
	})(t)
}

// The shortest possible wait also ends in a permit.
func TestWait_ofANanosecond(t *testing.T) {
	fakeTime(func(t *testing.T) {
		_, client := newBubble(t, ok)
		client.rateLimiter.pause(1, "a reason")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if err := attempt(ctx, client, http.MethodGet); err != nil || time.Since(start) != 1 {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})(t)
}

func TestACancelEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]http.HandlerFunc{
		"for the rate limit": refuse("Retry-After", "3600"),
		"after a fault":      reply(http.StatusServiceUnavailable, "", "Retry-After", "3600"),
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			_, client := newBubble(t, step)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(10*time.Second, cancel)
			start := time.Now()
			if err := attempt(ctx, client, http.MethodGet); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(start); took != 10*time.Second {
				t.Errorf("took %s", took)
			}
		}))
	}
}

func TestOnWait_reportsLongWaits(t *testing.T) {
	fakeTime(func(t *testing.T) {
		var reported []Wait
		service := newService(t, reset, refuse("Retry-After", "42"), ok)
		client := service.client(t, func(c *Config) {
			c.OnWait = func(_ context.Context, w Wait) {
				reported = append(reported, w)
			}
		})
		if err := attempt(t.Context(), client, http.MethodGet); err != nil {
			t.Fatal(err)
		}
		// The wait after the reset, of half a second at most, is not reported.
		if len(reported) != 1 || reported[0].Duration < 41*time.Second || reported[0].String() != "GET /things/1" ||
			reported[0].Reason == "" {
			t.Errorf("reported %+v", reported)
		}
	})(t)
}

func TestOnWait_reportsASecond(t *testing.T) {
	fakeTime(func(t *testing.T) {
		reported := 0
		service := newService(t, refuse("Retry-After", "1"), ok)
		client := service.client(t, func(c *Config) { c.OnWait = func(context.Context, Wait) { reported++ } })
		if err := attempt(t.Context(), client, http.MethodGet); err != nil || reported != 1 {
			t.Errorf("%v, reported %d waits, want 1", err, reported)
		}
	})(t)
}

func TestRequestsPerMinute_spacesRequests(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, ok)
		client := service.client(t, func(c *Config) { c.RequestsPerMinute = 30 })
		start := time.Now()
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				for range 7 {
					if err := attempt(t.Context(), client, http.MethodGet); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		seen := service.seen()
		if took := seen[len(seen)-1].at.Sub(start); took != 40*time.Second {
			t.Errorf("%d requests were sent within %s", len(seen), took)
		}
		for i := range seen {
			within := 0
			for _, other := range seen {
				if d := other.at.Sub(seen[i].at); d >= 0 && d < time.Minute {
					within++
				}
			}
			if within > 30+1 {
				t.Errorf("%d requests within a minute", within)
			}
		}
	})(t)
}

func TestRequestsPerMinute_defaultsToNone(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, ok)
		client := service.client(t)
		for range 50 {
			if err := attempt(t.Context(), client, http.MethodGet); err != nil {
				t.Fatal(err)
			}
		}
		if total := service.waited(); total != 0 {
			t.Errorf("waited %s", total)
		}
	})(t)
}

// withoutDeadline hides a context's deadline, so that no wait is too long for it.
type withoutDeadline struct{ context.Context }

func (withoutDeadline) Deadline() (time.Time, bool) { return time.Time{}, false }
