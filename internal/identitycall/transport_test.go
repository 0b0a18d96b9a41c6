package identitycall

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The connections of all requests in flight are kept for the next ones: a new connection costs round trips.
func TestTransport_keepsTheConnections(t *testing.T) {
	fakeTime(func(t *testing.T) {
		arrived, proceed := make(chan bool), make(chan bool)
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			arrived <- true
			<-proceed
			ok(w, r)
		})
		client := service.client(t)
		opened := countConnections(client, nil)
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
		if got := opened.Load(); got != maxInFlight {
			t.Errorf("opened %d connections for %d requests at a time", got, maxInFlight)
		}
	})(t)
}

// A load balancer drops idle connections without a word. A POST on such a connection looks lost although it never
// arrived.
func TestTransport_closesIdleConnections(t *testing.T) {
	t.Parallel()
	for idle, want := range map[time.Duration]int64{19 * time.Second: 1, 21 * time.Second: 2} {
		synctest.Test(t, func(t *testing.T) {
			_, client := newBubble(t, ok)
			opened := countConnections(client, nil)
			for range 2 {
				if err := attempt(t.Context(), client, http.MethodPost); err != nil {
					t.Error(err)
				}
				time.Sleep(idle)
			}
			if opened.Load() != want {
				t.Errorf("%d connections for two requests with %s in between, want %d", opened.Load(), idle, want)
			}
		})
	}
}

// An HTTP/2 connection that a NAT or a VPN has dropped takes requests, and nothing comes back. Without pings all
// retries use it.
func TestTransport_findsADeadConnection(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newHTTP2Service(t, func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor != 2 {
				t.Errorf("the request is %s", r.Proto)
			}
			ok(w, r)
		})
		client := service.client(t, func(c *Config) { c.RequestTimeout = 30 * time.Second })
		var dead atomic.Bool
		opened := countConnections(client, func(c net.Conn) net.Conn { return &droppedConn{Conn: c, dead: &dead} })
		if err := attempt(t.Context(), client, http.MethodGet); err != nil {
			t.Fatal(err)
		}
		dead.Store(true) // only the connection that is open by now
		start := time.Now()
		if err := attempt(t.Context(), client, http.MethodGet); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > 16*time.Second || opened.Load() != 2 {
			t.Errorf("took %s, with %d connections", took, opened.Load())
		}
		if seen := service.lines(); len(seen) != 2 {
			t.Errorf("sent %q", seen)
		}
	})(t)
}

// countConnections counts the connections that a client opens, and wraps the first one.
func countConnections(client *Client, wrap func(net.Conn) net.Conn) *atomic.Int64 {
	var opened atomic.Int64
	transport := client.http.Transport.(*http.Transport)
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connection, err := dial(ctx, network, address)
		if opened.Add(1) == 1 && wrap != nil && err == nil {
			connection = wrap(connection)
		}
		return connection, err
	}
	return &opened
}

// droppedConn loses everything that is written while dead is set.
type droppedConn struct {
	net.Conn
	dead *atomic.Bool
}

func (c *droppedConn) Write(b []byte) (int, error) {
	if c.dead.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// Carriers are slow: a POST that creates or purchases has two minutes, even if request_timeout is shorter.
func TestTransport_awaitsACreateForTwoMinutes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		took, requestTimeout time.Duration
		method               string
		problem              string
	}{
		"a slow create":          {119 * time.Second, 5 * time.Second, http.MethodPost, ""},
		"a create without end":   {121 * time.Second, 5 * time.Second, http.MethodPost, "it took longer than 2m0s"},
		"a longer timeout":       {4 * time.Minute, 5 * time.Minute, http.MethodPost, ""},
		"a read":                 {6 * time.Second, 5 * time.Second, http.MethodGet, "the request_timeout of 5s"},
		"longer than a long one": {6 * time.Minute, 5 * time.Minute, http.MethodPost, "the request_timeout of 5m0s"},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			_, client := newBubble(t, after(test.took, ok))
			client.config.RequestTimeout, client.config.MaxRetries = test.requestTimeout, 0
			err := attempt(t.Context(), client, test.method)
			if (err != nil) != (test.problem != "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("got %v, want %q", err, test.problem)
			}
		}))
	}
}
