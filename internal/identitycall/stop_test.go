package identitycall

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stopCases are failures that every other request would meet too, and similar ones that concern one request.
var stopCases = map[string]struct {
	step  http.HandlerFunc
	list  bool // the request that fails is one for a list
	stops bool
}{
	"the API rejects the key": {reply(401, `{"error": "Invalid or expired API key"}`), false, true},
	"401 with a page":         {reply(401, proxyPage), false, false},
	"401 without a body":      {reply(401, ""), false, false},
	"403 of the API":          {reply(403, `{"error": "Write permission required"}`), false, false},
	"403 with a page":         {reply(403, proxyPage), false, false},
	"a wrong base URL":        {reply(404, `{"error": "Not Found"}`), true, true},
	"a list that is a page":   {reply(404, proxyPage), true, false},
	"a list without a body":   {reply(404, ""), true, false},
	"an object is missing":    {reply(404, `{"error": "Resource not found"}`), false, false},
	"407":                     {reply(407, proxyPage), false, true},
	"500":                     {reply(500, `{"error": "Internal server error"}`), false, false},
}

// After such a failure no request is sent any more, neither of the failed kind nor of another one.
func TestStop_endsAllRequests(t *testing.T) {
	t.Parallel()
	for name, test := range stopCases {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, test.step, ok)
			client := service.client(t, func(c *Config) { c.MaxRetries = 0 })
			var first error
			if test.list {
				_, first = client.Operators.List(t.Context())
			} else {
				first = attempt(t.Context(), client, http.MethodGet)
			}
			var stopped *StoppedError
			if errors.As(first, &stopped) != test.stops {
				t.Fatalf("got %v", first)
			}
			for _, method := range methods {
				err := attempt(t.Context(), client, method)
				if !test.stops && err != nil || test.stops && (!errors.As(err, &stopped) || stopped.Sent ||
					stopped.Request != (Request{method, "/things/1"}) || isLost(err) || IsNotFound(err)) {
					t.Errorf("%s after the failure: %v", method, err)
				}
				want := method + " /things/1 was not sent, because of an earlier failure: " + first.Error()
				if test.stops && err.Error() != want {
					t.Errorf("the error says\n%s\nwant\n%s", err, want)
				}
			}
			want := 1 + len(methods)
			if test.stops {
				want = 1
			}
			if seen := service.lines(); len(seen) != want {
				t.Errorf("sent %q", seen)
			}
		}))
	}
}

// Only what was in flight at the first failure is sent. All failures have one cause.
func TestStop_sendsOnlyWhatWasInFlight(t *testing.T) {
	fakeTime(func(t *testing.T) {
		arrived, proceed := make(chan bool, 50), make(chan bool)
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			arrived <- true
			<-proceed
			reply(401, `{"error": "Invalid API key"}`)(w, r)
		})
		client := service.client(t)
		var all sync.WaitGroup
		causes := make(chan error, 50)
		for range 50 {
			all.Go(func() {
				var stopped *StoppedError
				if err := attempt(t.Context(), client, http.MethodGet); !errors.As(err, &stopped) {
					t.Errorf("got %v", err)
					return
				}
				causes <- stopped.Cause
			})
		}
		for range maxInFlight {
			<-arrived
		}
		close(proceed)
		all.Wait()
		close(causes)
		if seen := service.lines(); len(seen) != maxInFlight {
			t.Errorf("sent %d requests", len(seen))
		}
		first := <-causes
		for cause := range causes {
			if cause != first { //nolint:errorlint // it must be the same error
				t.Errorf("another cause: %v", cause)
			}
		}
	})(t)
}

// A later page of a list may vanish, and the inventory comes from the carrier: their 404 says nothing about the base
// URL.
func TestStop_notAfterTheseLists(t *testing.T) {
	t.Parallel()
	missing := reply(404, `{"error": "Not Found"}`)
	for name, test := range map[string]struct {
		steps []http.HandlerFunc
		read  func(context.Context, *Client) error
	}{
		"a later page": {
			[]http.HandlerFunc{reply(200, pageOf(2, operatorEntry(12, "+15555550112"))), missing, ok},
			func(ctx context.Context, c *Client) error { return second(c.Operators.List(ctx)) },
		},
		"the inventory": {
			[]http.HandlerFunc{missing, ok},
			func(ctx context.Context, c *Client) error {
				return second(c.VirtualNumbers.Available(ctx, "US", "", 0))
			},
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, test.steps...).client(t)
			if err := test.read(t.Context(), client); !asAPIError(t, err).List || IsNotFound(err) {
				t.Errorf("got %v", err)
			}
			if err := attempt(t.Context(), client, http.MethodGet); err != nil {
				t.Errorf("the run has stopped: %s", err)
			}
		}))
	}
}

// The lookup after a lost response must be possible, whatever replaced the response.
func TestStop_notBeforeTheLookUpOfALostResponse(t *testing.T) {
	t.Parallel()
	for kind, k := range kinds {
		t.Run(kind, fakeTime(func(t *testing.T) {
			service := newService(t, reply(200, listOf()), reply(407, proxyPage))
			client := service.client(t)
			got := k.create(t.Context(), client)
			var lost *LostResponseError
			var stopped *StoppedError
			if !errors.As(got.err, &lost) || !errors.As(lost.LookupErr, &stopped) || errors.As(got.err, &stopped) {
				t.Errorf("got %v", got.err)
			}
			if diff := cmp.Diff([]string{k.list, k.post, k.list}, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}

// A request that has had a response keeps it: it may have taken effect.
func TestStop_keepsTheOutcomeOfARetry(t *testing.T) {
	fakeTime(func(t *testing.T) {
		var client *Client
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			_ = client.rateLimiter.stop(errors.New("the first failure"))
			reply(503, `{"error": "busy"}`)(w, r)
		})
		client = service.client(t)
		var stopped *StoppedError
		err := attempt(t.Context(), client, http.MethodPatch)
		if asAPIError(t, err).StatusCode != 503 || errors.As(err, &stopped) || len(service.lines()) != 1 {
			t.Errorf("got %v after %q", err, service.lines())
		}
	})(t)
}

// A proxy that refuses is asked once, since more attempts may lock an account out. Its 5xx are transient.
func TestStop_proxyThatRefuses(t *testing.T) {
	fakeTime(func(t *testing.T) {
		// A POST that creates or purchases is never repeated.
		for status, want := range map[int]int{403: 1, 407: 1, 429: 1, 502: 5*(len(methods)-1) + 1} {
			proxy := newService(t, reply(status, ""))
			address, err := url.Parse(proxy.URL)
			if err != nil {
				t.Fatal(err)
			}
			host := address.Host
			address.User = url.UserPassword("me", "hush")
			client := proxy.client(t, func(c *Config) { c.BaseURL = "https://api.identitycall.test" })
			client.http.Transport.(*http.Transport).Proxy = http.ProxyURL(address)
			for _, method := range methods {
				err := attempt(t.Context(), client, method)
				var transportErr *TransportError
				var proxyErr *ProxyError
				if !errors.As(err, &transportErr) || !transportErr.Unsent || isLost(err) || !errors.As(err, &proxyErr) {
					t.Fatalf("%d: got %v, want a TransportError of a request that was never sent", status, err)
				}
				if *proxyErr != (ProxyError{Host: host, StatusCode: status}) { // without the password
					t.Errorf("got %+v", proxyErr)
				}
			}
			if seen := proxy.lines(); len(seen) != want {
				t.Errorf("%d: %d connections, want %d", status, len(seen), want)
			}
		}
	})(t)
}

// Nothing is sent to a server that is not trusted, and nothing is tried again.
func TestStop_untrustedCertificate(t *testing.T) {
	fakeTime(func(t *testing.T) {
		var connections atomic.Int64
		received := func(http.ResponseWriter, *http.Request) { t.Error("the server received a request") }
		server := httptest.NewUnstartedServer(http.HandlerFunc(received))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
			connections.Add(1)
			return ctx
		}
		server.StartTLS()
		t.Cleanup(server.Close)
		service := newService(t, ok)
		client := service.client(t, func(c *Config) { c.BaseURL, c.Dial = server.URL, nil })
		for _, method := range methods {
			var transportErr *TransportError
			err := attempt(t.Context(), client, method)
			if !errors.As(err, &transportErr) || !transportErr.Unsent || !IsUntrusted(err) || isLost(err) {
				t.Errorf("%s: got %v", method, err)
			}
		}
		if connections.Load() != 1 || service.waited() != 0 {
			t.Errorf("connected %d times, waited %s", connections.Load(), service.waited())
		}
	})(t)
}
