package acctest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// StartMemoryService serves an empty account without a network: only Dial reaches it, at whatever address. It is closed
// when the test ends.
func StartMemoryService(t testing.TB) *Service {
	t.Helper()
	listener := &memoryListener{connections: make(chan net.Conn), closed: make(chan struct{})}
	account := sandbox.New()
	server := &http.Server{Handler: account, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Hour}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return &Service{Sandbox: account, URL: "http://127.0.0.1" + sandbox.Prefix, Dial: listener.dial}
}

// WithFakeTime runs a test in a synctest bubble, so that it waits for no delay, pause or timeout. Of all connections,
// only those of StartMemoryService count as idle there.
func WithFakeTime(t *testing.T, test func(*testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Cleanup(func() { time.Sleep(5 * time.Minute) }) // every delayed response ends
		test(t)
	})
}

// memoryListener accepts the connections that dial opens.
type memoryListener struct {
	connections chan net.Conn
	closed      chan struct{}
	close       sync.Once
}

func (l *memoryListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.connections <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Addr() net.Addr { return memoryAddress{} }

func (l *memoryListener) Close() error {
	l.close.Do(func() { close(l.closed) })
	return nil
}

type memoryAddress struct{}

func (memoryAddress) Network() string { return "memory" }
func (memoryAddress) String() string  { return "memory" }
