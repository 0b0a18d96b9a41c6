package identitycall

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestResponse_beyondTheLimitIsAnError(t *testing.T) {
	t.Parallel()
	t.Run("with success", fakeTime(func(t *testing.T) {
		service := newService(t, endless(http.StatusOK))
		err := attempt(t.Context(), service.client(t), http.MethodGet)
		var responseErr *ResponseError
		if !errors.As(err, &responseErr) || responseErr.Reason != "it is longer than 16 MiB" {
			t.Errorf("got %v", err)
		}
		if seen := service.lines(); len(seen) != 1 {
			t.Errorf("read %d times", len(seen))
		}
	}))
	// An error stays an error, with its status, and is retried like any other.
	t.Run("with an error", fakeTime(func(t *testing.T) {
		service := newService(t, endless(http.StatusBadGateway), reply(http.StatusForbidden, ""))
		err := attempt(t.Context(), service.client(t), http.MethodGet)
		if apiErr := asAPIError(t, err); apiErr.StatusCode != http.StatusForbidden || apiErr.Attempts != 2 {
			t.Errorf("got %v", err)
		}
	}))
}

func TestResponse_longIsRead(t *testing.T) {
	fakeTime(func(t *testing.T) {
		long := change(number7, `"available_operators": [`, `"available_operators": [`+
			strings.Repeat(`{"id": 22, "name": "Eva Frank", "phone_number": "+15555550122", "initials": "EF"},`, 20_000))
		if _, err := newService(t, reply(http.StatusOK, long)).client(t).VirtualNumbers.Get(t.Context(), 7); err != nil {
			t.Error(err)
		}
	})(t)
}

func TestResponse_boundaries(t *testing.T) {
	fakeTime(func(t *testing.T) {
		client, request := newService(t, ok).client(t), newRequest(http.MethodGet, "/things/1", nil)
		largest := bytes.Repeat([]byte(" "), maxResponse)
		for name, response := range map[string]apiResponse{
			"the largest body":   {status: http.StatusOK, body: largest},
			"the lowest status":  {status: 200},
			"the highest status": {status: 299},
		} {
			if err := client.outcome(request, response, nil, 1); err != nil {
				t.Errorf("%s: %s", name, err)
			}
		}
		for _, status := range []int{199, 300} {
			if err := client.outcome(request, apiResponse{status: status}, nil, 1); err == nil {
				t.Errorf("%d is no error", status)
			}
		}
	})(t)
}

func TestRequestTimeout_boundsOneAttempt(t *testing.T) {
	t.Parallel()
	const limit = 50 * time.Millisecond
	for name, step := range map[string]http.HandlerFunc{
		"no response": hang,
		"a response that does not end": func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(`{"data": `))
			w.(http.Flusher).Flush()
			hang(w, r)
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			_, client := newBubble(t, step)
			client.config.RequestTimeout, client.config.MaxRetries = limit, 1
			start := time.Now()
			err := attempt(t.Context(), client, http.MethodGet)
			var transportErr *TransportError
			if !errors.As(err, &transportErr) || transportErr.Attempts != 2 ||
				!strings.Contains(err.Error(), "got no complete response: it took longer than the request_timeout of 50ms") {
				t.Errorf("got %v", err)
			}
			if took := time.Since(start); took < 2*limit+firstBackoff/2 || took > 2*limit+firstBackoff {
				t.Errorf("took %s", took)
			}
			// The operation continues, so the error must not count as the end of its timeout.
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v counts as the end of the operation", err)
			}
		}))
	}
}

func TestContext_timeoutEndsAnAttempt(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service, client := newBubble(t, hang)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		err := attempt(ctx, client, http.MethodGet)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the operation's timeout ended") ||
			time.Since(start) != time.Second {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		if seen := service.lines(); len(seen) != 1 {
			t.Errorf("sent %q", seen)
		}
	})(t)
}

// OnExchange writes the log, which must not contain the key, a query or a body.
func TestOnExchange_reportsNoContent(t *testing.T) {
	fakeTime(func(t *testing.T) {
		var reported []Exchange
		service := newService(
			t, reset, reply(http.StatusServiceUnavailable, proxyPage), reply(http.StatusOK, listOf(short(7))),
		)
		client := service.client(
			t, func(c *Config) { c.OnExchange = func(_ context.Context, e Exchange) { reported = append(reported, e) } },
		)
		if _, err := client.VirtualNumbers.List(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(reported) != 3 {
			t.Fatalf("reported %+v", reported)
		}
		for i, want := range []Exchange{{Status: 0, Fault: "broken connection"}, {Status: 503}, {Status: 200}} {
			want.Request, want.Attempt = Request{http.MethodGet, "/virtual_numbers"}, i+1
			got := reported[i]
			got.Duration = 0
			if got != want {
				t.Errorf("reported %+v, want %+v", got, want)
			}
		}
	})(t)
}

func TestOnExchange_reportsTheDuration(t *testing.T) {
	fakeTime(func(t *testing.T) {
		var reported []time.Duration
		_, client := newBubble(t, after(3*time.Second, refuse("Retry-After", "60")), after(2*time.Second, ok))
		client.config.OnExchange = func(_ context.Context, e Exchange) { reported = append(reported, e.Duration) }
		err := attempt(t.Context(), client, http.MethodGet)
		if want := []time.Duration{3 * time.Second, 2 * time.Second}; err != nil || !slices.Equal(reported, want) {
			t.Errorf("%v, reported %s, want %s", err, reported, want)
		}
	})(t)
}

func TestOnExchange_namesFaultsInGeneralWords(t *testing.T) {
	t.Parallel()
	for want, step := range map[string]http.HandlerFunc{"timeout": hang, "broken connection": cutOff} {
		t.Run(want, fakeTime(func(t *testing.T) {
			var fault string
			_, client := newBubble(t, step)
			client.config.MaxRetries = 0
			client.config.OnExchange = func(_ context.Context, e Exchange) { fault = e.Fault }
			_ = attempt(t.Context(), client, http.MethodGet)
			if fault != want {
				t.Errorf("named %q", fault)
			}
		}))
	}
	closed := httptest.NewServer(ok)
	closed.Close()
	untrusted := httptest.NewTLSServer(ok)
	t.Cleanup(untrusted.Close)
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	refusing := httptest.NewServer(reply(http.StatusForbidden, ""))
	t.Cleanup(refusing.Close)
	refused := func(*http.Request) (*url.URL, error) { return url.Parse(refusing.URL) }
	for name, test := range map[string]struct {
		base, want string
		proxy      func(*http.Request) (*url.URL, error)
	}{
		"nobody listens":    {base: closed.URL, want: "no connection"},
		"a proxy refuses":   {base: untrusted.URL, proxy: refused, want: "no connection"},
		"a bad certificate": {base: untrusted.URL, want: "not trusted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fault string
			client := newService(t, ok).client(t, func(c *Config) {
				c.BaseURL, c.MaxRetries, c.Dial = test.base, 0, nil
				c.OnExchange = func(_ context.Context, e Exchange) { fault = e.Fault }
			})
			client.http.Transport.(*http.Transport).Proxy = test.proxy
			_ = attempt(t.Context(), client, http.MethodGet)
			if fault != test.want {
				t.Errorf("named %q, want %q", fault, test.want)
			}
		})
	}
}

// A page that a proxy returns with 200 does not prove that the object is deleted.
func TestDelete_needsTheAPIsResponse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body   string
		reason string
	}{
		"the API's":      {body: `{"success": true}`},
		"after a mark":   {body: "\ufeff" + `{"success": true}`},
		"only a mark":    {body: "\ufeff"},
		"other JSON":     {body: `{"data": {"id": 12}}`},
		"a list":         {body: `[]`},
		"no success":     {body: `{"success": false}`, reason: `it has "success": false`},
		"a null success": {body: `{"success": null, "error": "still in use"}`, reason: `it has "success": null`},
		"without a body": {body: ""},
		"a page": {
			body: "<html><body>Please log in</body></html>", reason: `it is a page that is not the API's: "Please log in"`,
		},
		"malformed JSON": {body: `{"success" true}`, reason: `it is a page that is not the API's: "{\"success\" true}"`},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, reply(http.StatusOK, test.body)).client(t)
			for _, remove := range []func(context.Context, int64) error{client.Operators.Delete, client.Projects.Delete} {
				err := remove(t.Context(), 12)
				var responseErr *ResponseError
				switch {
				case test.reason == "" && err != nil:
					t.Error(err)
				case test.reason != "" && (!errors.As(err, &responseErr) || responseErr.Reason != test.reason ||
					responseErr.Method != http.MethodDelete || !strings.HasSuffix(responseErr.Path, "s/12")):
					t.Errorf("got %v", err)
				}
			}
		}))
	}
}

// A response that cannot be used names the request, whose effect is not known.
func TestResponseError_namesTheRequest(t *testing.T) {
	fakeTime(func(t *testing.T) {
		want := Request{http.MethodGet, "/virtual_numbers/7"}
		other := change(number7, `{"data": {"id": 7`, `{"data": {"id": 8`)
		for reason, body := range map[string]string{
			"it is about the ID 8":                                  other,
			`the response has no "data"`:                            `{"success": true}`,
			"it is a page that is not the API's: \"Please log in\"": "Please log in",
		} {
			_, err := newService(t, reply(http.StatusOK, body)).client(t).VirtualNumbers.Get(t.Context(), 7)
			var responseErr *ResponseError
			if !errors.As(err, &responseErr) || responseErr.Request != want || responseErr.Reason != reason {
				t.Errorf("got %+v, want %s of %s", err, reason, want)
			}
		}
	})(t)
}

// A request that cannot be built is an error, and nothing is sent.
func TestRequest_cannotBeBuilt(t *testing.T) {
	fakeTime(func(t *testing.T) {
		for name, request := range map[string]apiRequest{
			"a body that is no JSON": newRequest(http.MethodPost, "/things", func() {}),
			"a path that is no URL":  newRequest(http.MethodPost, "/%zz", nil),
		} {
			service := newService(t, ok)
			_, err := service.client(t).do(t.Context(), request)
			var transportErr *TransportError
			if !errors.As(err, &transportErr) || transportErr.Request != request.Request {
				t.Errorf("%s: got %v, want a TransportError", name, err)
			}
			if seen := service.lines(); len(seen) != 0 {
				t.Errorf("%s: sent %q", name, seen)
			}
		}
	})(t)
}
