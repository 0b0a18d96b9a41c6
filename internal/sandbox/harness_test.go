package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// api serves a sandbox over HTTP and sends requests to it with net/http.
type api struct {
	*sandbox.Sandbox
	server *httptest.Server
	t      *testing.T
	key    string
	clock  *manualClock
}

// manualClock only advances when a test advances it.
type manualClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// newAPI serves an account with the objects of Populate.
func newAPI(t *testing.T) *api {
	t.Helper()
	s := sandbox.New()
	clock := &manualClock{now: time.Date(2026, 4, 14, 16, 22, 5, 700_000_000, time.UTC)}
	s.SetClock(clock.Now)
	s.Populate()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return &api{Sandbox: s, server: server, t: t, key: sandbox.DefaultKey, clock: clock}
}

// withKey returns the same account with a new key of these permissions: account-wide if project is 0, else
// project-scoped.
func (a *api) withKey(permissions string, project int64) *api {
	key := sandbox.Key{
		Secret: "idc_" + strings.ReplaceAll(a.t.Name(), "/", "_") + permissions, ProjectID: project,
		Read: strings.Contains(permissions, "r"), Write: strings.Contains(permissions, "w"),
		Delete: strings.Contains(permissions, "d"),
	}
	a.AddKey(key)
	other := *a
	other.key = key.Secret
	return &other
}

type response struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// send sends a request and returns the response, whatever its status.
func (a *api) send(method, path, body string) (response, error) {
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.server.URL+sandbox.Prefix+path,
		strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if a.key != "" {
		request.Header.Set("Authorization", "Bearer "+a.key)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	httpResponse, err := client.Do(request)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = httpResponse.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(httpResponse.Body, 1<<22))
	r := response{status: httpResponse.StatusCode, header: httpResponse.Header, text: string(content)}
	decoder := json.NewDecoder(bytes.NewReader(content))
	_ = decoder.Decode(&r.body)
	return r, err
}

// do sends a request and requires a complete response with this status.
func (a *api) do(method, path, body string, status int) response {
	a.t.Helper()
	r, err := a.send(method, path, body)
	if err != nil {
		a.t.Fatalf("%s %s: %s", method, path, err)
	}
	if r.status != status {
		a.t.Fatalf("%s %s %s returned %d %s, want %d", method, path, body, r.status, r.text, status)
	}
	return r
}

// object sends a request and returns the data of the response, which must be one object.
func (a *api) object(method, path, body string, status int) map[string]any {
	a.t.Helper()
	r := a.do(method, path, body, status)
	object, ok := r.body["data"].(map[string]any)
	if !ok {
		a.t.Fatalf("%s %s returned %s, want one object", method, path, r.text)
	}
	return object
}

// list sends a GET and returns the data of the response, which must be a list of objects.
func (a *api) list(path string) []map[string]any {
	a.t.Helper()
	r := a.do(http.MethodGet, path, "", http.StatusOK)
	entries, ok := r.body["data"].([]any)
	if !ok {
		a.t.Fatalf("GET %s returned %s, want a list", path, r.text)
	}
	objects := []map[string]any{}
	for _, entry := range entries {
		objects = append(objects, entry.(map[string]any))
	}
	return objects
}

// wantError requires an error with this status and exactly this body.
func (a *api) wantError(method, path, body string, status int, want string) {
	a.t.Helper()
	if got := a.do(method, path, body, status).text; got != want {
		a.t.Errorf("%s %s %s returned %s, want %s", method, path, body, got, want)
	}
}

// wantJSON compares a part of a response with JSON.
func wantJSON(t *testing.T, what string, got any, want string) {
	t.Helper()
	var wanted any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	content, _ := json.Marshal(got)
	var value any
	_ = json.Unmarshal(content, &value)
	if diff := cmp.Diff(wanted, value); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

// column returns one field of each object in a list.
func column(objects []map[string]any, name string) []any {
	values := []any{}
	for _, object := range objects {
		values = append(values, object[name])
	}
	return values
}

const (
	notFoundBody = `{"error":"Resource not found"}`
	noKeyBody    = `{"error":"Invalid or expired API key"}`
)
