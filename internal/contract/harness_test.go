package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/contract"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// inactiveNumber is an inactive number, to which operators may be attached.
const inactiveNumber = 9

// account is a populated sandbox behind a server that may change its responses.
type account struct {
	*sandbox.Sandbox
	url string

	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func pointer[T any](value T) *T { return &value }

// newAccount serves an account that has something to check every fact with.
func newAccount(t *testing.T, changes ...change) *account {
	t.Helper()
	a := &account{Sandbox: sandbox.New(), now: time.Date(2026, 4, 14, 16, 22, 5, 0, time.UTC)}
	a.SetClock(a.clock)
	a.Populate()
	a.AddProject(sandbox.Project{ID: 4, Name: "Support", Language: "de", QualityBaselinePct: pointer(33.3)})
	a.EditVirtualNumber(8, func(number *sandbox.VirtualNumber) {
		for i := range 10 {
			number.RecentCalls = append(number.RecentCalls, sandbox.RecentCall{
				ID: int64(9981 - i), PhoneNumber: "+15558884444", CallerName: "John Smith", CallStatus: "answered",
				Direction:         "inbound",
				TranscriptSummary: pointer("John asks for Alice."), CreatedAt: a.now.Add(-time.Duration(i) * time.Hour),
			})
		}
	})
	a.EditVirtualNumber(inactiveNumber, func(number *sandbox.VirtualNumber) { number.Operators = []int64{12} })
	for _, name := range []string{"Greta Hall", "Ines Jung"} {
		a.AddOperator(sandbox.Operator{Name: name, PhoneNumber: "+15555550133", Active: true})
	}
	server := httptest.NewServer(altered(a.Sandbox, changes))
	t.Cleanup(server.Close)
	a.url = server.URL + sandbox.Prefix
	return a
}

func (a *account) clock() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

// sleep moves the account's clock instead of spending time.
func (a *account) sleep(ctx context.Context, d time.Duration) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = a.now.Add(d)
	a.slept = append(a.slept, d)
	return ctx.Err()
}

func (a *account) config(write bool) contract.Config {
	config := contract.Config{BaseURL: a.url, APIKey: sandbox.DefaultKey, Write: write, UserAgent: "test", Sleep: a.sleep}
	if write {
		config.Number = "9"
	}
	return config
}

func (a *account) check(t *testing.T, write bool) contract.Report {
	t.Helper()
	report, err := contract.Run(t.Context(), a.config(write))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// response is a response of the sandbox that a change may alter.
type response struct {
	status int
	header http.Header
	body   any
	// raw replaces the body if it is set.
	raw *string
}

// change alters the responses to the requests that match.
type change struct {
	method string
	// path is a pattern of path.Match, below the prefix.
	path  string
	query string // the whole query, or empty for any
	key   string // a part of the Authorization header
	apply func(*response)
}

func (c change) matches(r *http.Request) bool {
	matched, _ := path.Match(c.path, strings.TrimPrefix(r.URL.Path, sandbox.Prefix))
	return matched && r.Method == c.method && (c.query == "" || r.URL.RawQuery == c.query) &&
		strings.Contains(r.Header.Get("Authorization"), c.key)
}

// altered serves what a handler responds, after the changes.
func altered(handler http.Handler, changes []change) http.Handler {
	if len(changes) == 0 {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		got := response{status: recorder.Code, header: recorder.Header()}
		_ = json.Unmarshal(recorder.Body.Bytes(), &got.body)
		content := recorder.Body.Bytes()
		for _, change := range changes {
			if change.matches(r) {
				change.apply(&got)
				content = nil
				if got.body != nil {
					content, _ = json.Marshal(got.body)
				}
			}
		}
		if got.raw != nil {
			content = []byte(*got.raw)
		}
		for name, values := range got.header {
			w.Header()[name] = values
		}
		w.WriteHeader(got.status)
		if got.status != http.StatusNoContent {
			_, _ = bytes.NewReader(content).WriteTo(w)
		}
	})
}

func (r *response) fields() map[string]any {
	fields, _ := r.body.(map[string]any)
	return fields
}

// eachObject calls edit with the object of a successful response, or with each entry of its list.
func eachObject(edit func(map[string]any)) func(*response) {
	return func(r *response) {
		switch data := r.fields()["data"].(type) {
		case map[string]any:
			edit(data)
		case []any:
			for _, entry := range data {
				edit(entry.(map[string]any))
			}
		}
	}
}

// eachOf calls edit with each entry of a list in the object of a response.
func eachOf(name string, edit func(int, map[string]any)) func(*response) {
	return eachObject(func(object map[string]any) {
		entries, _ := object[name].([]any)
		for i, entry := range entries {
			edit(i, entry.(map[string]any))
		}
	})
}

func set(name string, value any) func(*response) {
	return eachObject(func(object map[string]any) { object[name] = value })
}

func drop(name string) func(*response) {
	return eachObject(func(object map[string]any) { delete(object, name) })
}

func status(code int) func(*response) { return func(r *response) { r.status = code } }

// ifStatus applies a change to responses of one status.
func ifStatus(code int, apply func(*response)) func(*response) {
	return func(r *response) {
		if r.status == code {
			apply(r)
		}
	}
}
