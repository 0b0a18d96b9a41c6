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

// api is a sandbox that is served, and asked with net/http alone.
type api struct {
	*sandbox.Sandbox
	server *httptest.Server
	t      *testing.T
	key    string
	clock  *handClock
}

// handClock stands still until a test moves it.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// newAPI serves an account with the objects of Populate.
func newAPI(t *testing.T) *api {
	t.Helper()
	s := sandbox.New()
	clock := &handClock{now: time.Date(2026, 4, 14, 16, 22, 5, 700_000_000, time.UTC)}
	s.SetClock(clock.Now)
	s.Populate()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return &api{Sandbox: s, server: server, t: t, key: sandbox.DefaultKey, clock: clock}
}

// with returns the same account, asked with a key of these permissions, bound to a project unless that is 0.
func (a *api) with(permissions string, project int64) *api {
	key := sandbox.Key{
		Secret: "idc_" + strings.ReplaceAll(a.t.Name(), "/", "_") + permissions, ProjectID: project,
		Read: strings.Contains(permissions, "r"), Write: strings.Contains(permissions, "w"), Delete: strings.Contains(permissions, "d"),
	}
	a.AddKey(key)
	other := *a
	other.key = key.Secret
	return &other
}

type reply struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// send sends a request and reads the answer, whatever it is.
func (a *api) send(method, path, body string) (reply, error) {
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.server.URL+sandbox.Prefix+path, strings.NewReader(body))
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
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(response.Body, 1<<22))
	r := reply{status: response.StatusCode, header: response.Header, text: string(content)}
	decoder := json.NewDecoder(bytes.NewReader(content))
	_ = decoder.Decode(&r.body)
	return r, err
}

// ask sends a request and wants a whole answer with a status.
func (a *api) ask(method, path, body string, status int) reply {
	a.t.Helper()
	r, err := a.send(method, path, body)
	if err != nil {
		a.t.Fatalf("%s %s: %s", method, path, err)
	}
	if r.status != status {
		a.t.Fatalf("%s %s %s answered %d %s, want %d", method, path, body, r.status, r.text, status)
	}
	return r
}

// object is the answer's data, which must be one object.
func (a *api) object(method, path, body string, status int) map[string]any {
	a.t.Helper()
	r := a.ask(method, path, body, status)
	object, ok := r.body["data"].(map[string]any)
	if !ok {
		a.t.Fatalf("%s %s answered %s, want one object", method, path, r.text)
	}
	return object
}

// list is the answer's data, which must be a list of objects.
func (a *api) list(path string) []map[string]any {
	a.t.Helper()
	r := a.ask(http.MethodGet, path, "", http.StatusOK)
	entries, ok := r.body["data"].([]any)
	if !ok {
		a.t.Fatalf("GET %s answered %s, want a list", path, r.text)
	}
	objects := []map[string]any{}
	for _, entry := range entries {
		objects = append(objects, entry.(map[string]any))
	}
	return objects
}

// refused wants an error with a status and exactly this body.
func (a *api) refused(method, path, body string, status int, want string) {
	a.t.Helper()
	if got := a.ask(method, path, body, status).text; got != want {
		a.t.Errorf("%s %s %s is refused with %s, want %s", method, path, body, got, want)
	}
}

// same compares a part of an answer with JSON.
func same(t *testing.T, what string, got any, want string) {
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

// column is one field of each object in a list.
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
