package identitycall

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// testKey is well-formed and belongs to no account.
const testKey = "idc_0123456789abcdefABCDEF0123456789"

// fakeTime returns a test that runs in parallel to others, in a synctest bubble: no wait and no timeout takes time.
func fakeTime(test func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		t.Parallel()
		synctest.Test(t, test)
	}
}

// arrival is a request that the server received.
type arrival struct {
	method, uri, body string
	header            http.Header
	at                time.Time
}

// service is a server without a network, in the bubble of a test with fakeTime. It handles each request with the next
// of its steps, and all later ones with the last step.
type service struct {
	*httptest.Server
	listener *pipeListener
	started  time.Time

	mu       sync.Mutex
	steps    []http.HandlerFunc
	arrivals []arrival
}

func newService(t *testing.T, steps ...http.HandlerFunc) *service {
	t.Helper()
	return startService(t, (*httptest.Server).Start, steps)
}

// newHTTP2Service is newService with TLS and HTTP/2.
func newHTTP2Service(t *testing.T, steps ...http.HandlerFunc) *service {
	t.Helper()
	return startService(t, func(server *httptest.Server) {
		server.EnableHTTP2 = true
		server.StartTLS()
	}, steps)
}

func startService(t *testing.T, start func(*httptest.Server), steps []http.HandlerFunc) *service {
	t.Helper()
	listener := &pipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}
	s := &service{steps: steps, listener: listener, started: time.Now()}
	s.Server = &httptest.Server{Listener: listener, Config: &http.Server{Handler: s}}
	start(s.Server)
	scheme, _, _ := strings.Cut(s.URL, "://")
	s.URL = scheme + "://127.0.0.1"
	t.Cleanup(s.Close)
	return s
}

// newBubble returns a service and a client of it with short timeouts.
func newBubble(t *testing.T, steps ...http.HandlerFunc) (*service, *Client) {
	t.Helper()
	s := newService(t, steps...)
	return s, s.client(t, func(c *Config) { c.MaxRetries, c.RequestTimeout = 2, 5*time.Second })
}

// waited returns the time since the start of the service.
func (s *service) waited() time.Duration { return time.Since(s.started) }

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	step := s.steps[min(len(s.arrivals), len(s.steps)-1)]
	s.arrivals = append(s.arrivals, arrival{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone(), time.Now()})
	s.mu.Unlock()
	step(w, r)
}

// pipeListener is a listener whose connections stay in memory.
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

// seen returns the requests that have arrived so far.
func (s *service) seen() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrival(nil), s.arrivals...)
}

// waits returns the times between the requests.
func (s *service) waits() []time.Duration {
	var waits []time.Duration
	for i, request := range s.seen()[1:] {
		waits = append(waits, request.at.Sub(s.seen()[i].at))
	}
	return waits
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

func (s *service) client(t *testing.T, changes ...func(*Config)) *Client {
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
		Dial: func(context.Context, string, string) (net.Conn, error) { return s.listener.dial() },
	}
	for _, change := range changes {
		change(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	if certificate := s.Certificate(); certificate != nil {
		transport := client.http.Transport.(*http.Transport)
		transport.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
		transport.TLSClientConfig.RootCAs.AddCert(certificate)
	}
	t.Cleanup(client.http.CloseIdleConnections)
	return client
}

// reply responds with a status, a body, and headers given as pairs of name and value.
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

// cutOff closes the connection in the middle of a response.
func cutOff(w http.ResponseWriter, _ *http.Request) {
	connection, buffer, _ := w.(http.Hijacker).Hijack()
	_, _ = buffer.WriteString(
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"data\": {\"id\"",
	)
	_ = buffer.Flush()
	_ = connection.Close()
}

// endless sends spaces until the client disconnects.
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

// hang never responds; the request ends with its context.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// ok is a successful response with an empty object.
var ok = reply(http.StatusOK, `{"data": {}}`)

// attempt sends a request with a method and returns its error.
func attempt(ctx context.Context, client *Client, method string) error {
	_, err := client.do(ctx, newRequest(method, "/things/1", nil))
	return err
}

func second[T any](_ T, err error) error { return err }

func asAPIError(t *testing.T, err error) *APIError {
	t.Helper()
	var apiErr *APIError
	if !errors.As(err, &apiErr) {
		t.Fatalf("got %v, want an APIError", err)
	}
	return apiErr
}

// raw writes a text to the connection, which need not be HTTP, and closes it.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, buffer, _ := w.(http.Hijacker).Hijack()
		_, _ = buffer.WriteString(text)
		_ = buffer.Flush()
		_ = connection.Close()
	}
}

// refuse is the API's 429.
func refuse(header ...string) http.HandlerFunc {
	return reply(http.StatusTooManyRequests, `{"error": "Rate limit exceeded"}`, header...)
}

// after responds after a delay, unless the client disconnects first.
func after(delay time.Duration, step http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(delay):
			step(w, r)
		case <-r.Context().Done():
		}
	}
}
