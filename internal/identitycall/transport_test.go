package identitycall

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// The error names a proxy that refuses a connection, without the password in its address. The request was not sent.
func TestTransport_namesAProxyThatRefuses(t *testing.T) {
	t.Parallel()
	proxy := newService(t, reply(http.StatusProxyAuthRequired, ""))
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
		if !errors.As(err, &transportErr) || !transportErr.Unsent || isLost(err) {
			t.Errorf("got %v, want a TransportError of a request that was never sent", err)
		}
		if text := err.Error(); !strings.Contains(text,
			"the proxy "+host+" refused the connection: 407 Proxy Authentication Required") || strings.Contains(text, "hush") {
			t.Errorf("the error says %s", text)
		}
	}
}

// A retry does not help with an untrusted certificate, and a POST that was not sent is not a lost response.
func TestTransport_untrustedCertificateIsNotRetried(t *testing.T) {
	t.Parallel()
	received := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { received++ }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	service := newService(t, ok)
	client := service.client(t, func(c *Config) { c.BaseURL = server.URL })
	for _, method := range methods {
		err := attempt(t.Context(), client, method)
		var transportErr *TransportError
		if !errors.As(err, &transportErr) || !transportErr.Unsent || transportErr.Attempts != 1 || !IsUntrusted(err) ||
			isLost(err) {
			t.Errorf("%s: got %v", method, err)
		}
	}
	if received != 0 || service.clock.total() != 0 {
		t.Errorf("received %d times, waited %s", received, service.clock.total())
	}
}

// The connections of all requests in flight are kept for the next ones: a new connection costs round trips.
func TestTransport_keepsTheConnections(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	addresses := map[string]bool{}
	arrived, proceed := make(chan bool), make(chan bool)
	service := newService(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		addresses[r.RemoteAddr] = true
		mu.Unlock()
		arrived <- true
		<-proceed
		ok(w, r)
	})
	client := service.client(t)
	for range 3 {
		var all sync.WaitGroup
		for range maxInFlight {
			all.Go(func() {
				if err := attempt(t.Context(), client, http.MethodGet); err != nil {
					t.Error(err)
				}
			})
		}
		for range maxInFlight {
			<-arrived
		}
		for range maxInFlight {
			proceed <- true
		}
		all.Wait()
	}
	if len(addresses) != maxInFlight {
		t.Errorf("opened %d connections for %d requests at a time", len(addresses), maxInFlight)
	}
}
