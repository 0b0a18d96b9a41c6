package identitycall

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// testKey is of the right form and belongs to no account.
const testKey = "idc_0123456789abcdefABCDEF0123456789"

// fakeClock lets waits pass at once: Sleep moves the time instead of spending it. It begins with the real time, because
// contexts have real deadlines.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newFakeClock() *fakeClock { return &fakeClock{now: time.Now()} }

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return nil
}

// total is how long all waits together would have taken.
func (c *fakeClock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var sum time.Duration
	for _, d := range c.slept {
		sum += d
	}
	return sum
}

// arrival is a request as the server saw it.
type arrival struct {
	method, uri, body string
	header            http.Header
	at                time.Time // by the fake clock
}

// service is a server that responds to each request with the next step of a script, and with the last one from then on.
type service struct {
	*httptest.Server
	clock *fakeClock

	mu       sync.Mutex
	steps    []http.HandlerFunc
	arrivals []arrival
}

func newService(t *testing.T, steps ...http.HandlerFunc) *service {
	t.Helper()
	s := &service{steps: steps, clock: newFakeClock()}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	step := s.steps[min(len(s.arrivals), len(s.steps)-1)]
	s.arrivals = append(s.arrivals, arrival{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone(), s.clock.Now()})
	s.mu.Unlock()
	step(w, r)
}

// newBubble returns a service without a network and a client of it with the system's clock, for a test inside
// synctest.Test: there waits and timeouts take no time. end closes both.
func newBubble(t *testing.T, steps ...http.HandlerFunc) (s *service, client *Client, end func()) {
	t.Helper()
	listener := &pipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}
	s = &service{steps: steps, clock: newFakeClock()}
	s.Server = &httptest.Server{Listener: listener, Config: &http.Server{Handler: s}}
	s.Start()
	s.URL = "http://127.0.0.1"
	client = s.realTimeClient(t, func(c *Config) { c.MaxRetries, c.RequestTimeout = 2, 5*time.Second })
	transport := client.http.Transport.(*http.Transport)
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return listener.dial() }
	return s, client, func() {
		transport.CloseIdleConnections()
		s.Close()
	}
}

// pipeListener is a network of one process.
type pipeListener struct {
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

func (l *pipeListener) dial() (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.connections <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// seen returns what has arrived so far.
func (s *service) seen() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrival(nil), s.arrivals...)
}

// lines are the requests that arrived, each as "METHOD /path?query body".
func (s *service) lines() []string {
	lines := []string{}
	for _, a := range s.seen() {
		line := a.method + " " + a.uri
		if a.body != "" {
			line += " " + a.body
		}
		lines = append(lines, line)
	}
	return lines
}

// client returns a client of the service whose waits take no time.
func (s *service) client(t *testing.T, changes ...func(*Config)) *Client {
	t.Helper()
	client := s.realTimeClient(t, changes...)
	client.clock = s.clock
	client.rateLimiter = newRateLimiter(s.clock, client.config.RequestsPerMinute)
	return client
}

// realTimeClient returns a client that really waits.
func (s *service) realTimeClient(t *testing.T, changes ...func(*Config)) *Client {
	t.Helper()
	config := Config{
		BaseURL: s.URL, APIKey: testKey, UserAgent: "test/1", MaxRetries: 4, RequestTimeout: 10 * time.Second,
		IndexPhoneNumbers: func(numbers []string) func(string) []int {
			positions := map[string][]int{}
			for i, number := range numbers {
				positions[number] = append(positions[number], i)
			}
			return func(number string) []int { return positions[number] }
		},
	}
	for _, change := range changes {
		change(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.http.CloseIdleConnections)
	return client
}

// reply responds with a status, a body, and headers given as names and values in turn.
func reply(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// reset breaks the connection without a response.
func reset(w http.ResponseWriter, _ *http.Request) {
	connection, _, _ := w.(http.Hijacker).Hijack()
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// cutOff announces a response and breaks off in its middle.
func cutOff(w http.ResponseWriter, _ *http.Request) {
	connection, buffer, _ := w.(http.Hijacker).Hijack()
	_, _ = buffer.WriteString(
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"data\": {\"id\"",
	)
	_ = buffer.Flush()
	_ = connection.Close()
}

// endless sends spaces until the client leaves.
func endless(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
}

// silent never responds.
func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// number7 is the detail form of the reference's example, in full.
const number7 = `{"data": {"id": 7, "phone_number": "+15551234567", "name": "US Sales Line", "country_code": "US",
  "active": true, "recording": true, "routing_strategy": "priority", "ai_receptionist_enabled": false,
  "stats": {"total_calls": 142, "answered_calls": 118, "missed_calls": 24, "average_duration_seconds": 184},
  "operators": [{"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "initials": "AC", "priority": 0}],
  "available_operators": [{"id": 22, "name": "Eva Frank", "phone_number": "+15555550122", "initials": "EF"}],
  "recent_calls": [{"id": 9981, "phone_number": "+15558884444", "caller_name": "John Smith", "call_status": "answered",
    "call_duration": 213, "direction": "inbound", "ai_handled": false, "transcript_summary": null,
    "created_at": "2026-04-14T16:22:05Z"}]}}`

// ok is a response of which only its success matters.
var ok = reply(http.StatusOK, `{"data": {}}`)

// attempt sends a request of a method and returns its error.
func attempt(ctx context.Context, client *Client, method string) error {
	_, err := client.do(ctx, newRequest(method, "/things/1", nil))
	return err
}
