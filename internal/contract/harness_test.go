package contract_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/contract"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// account is a populated sandbox behind a server that may change its responses.
type account struct {
	*sandbox.Sandbox
	contract.Config

	mu  sync.Mutex
	now time.Time
}

// change replaces what old matches in the responses to the requests that match. A request is matched with its body and
// key, a response with its status line and headers.
type change struct{ request, old, new string }

func pointer[T any](value T) *T { return &value }

// newAccount serves an account that has something to check every fact with. 9 is an inactive number.
func newAccount(t *testing.T, changes ...change) *account {
	t.Helper()
	a := &account{Sandbox: sandbox.New(), now: time.Date(2026, 4, 14, 16, 22, 5, 0, time.UTC)}
	a.SetClock(func() time.Time {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.now
	})
	a.Populate()
	a.AddProject(sandbox.Project{ID: 4, Name: "Support", Language: "de", QualityBaselinePct: pointer(33.3)})
	a.EditVirtualNumber(8, func(number *sandbox.VirtualNumber) {
		for i := range 10 {
			number.RecentCalls = append(number.RecentCalls, sandbox.RecentCall{
				ID: int64(9981 - i), PhoneNumber: "+15558884444", CallerName: "John Smith", CallStatus: "answered",
				Direction: "inbound", TranscriptSummary: pointer("John asks for Alice."),
				CreatedAt: a.now.Add(-time.Duration(i) * time.Hour),
			})
		}
	})
	a.EditVirtualNumber(9, func(number *sandbox.VirtualNumber) { number.Operators = []int64{12} })
	for _, name := range []string{"Greta Hall", "Ines Jung"} {
		a.AddOperator(sandbox.Operator{Name: name, PhoneNumber: "+15555550133", Active: true})
	}
	server := httptest.NewServer(altered(t, a.Sandbox, changes))
	t.Cleanup(server.Close)
	a.Config = contract.Config{BaseURL: server.URL + sandbox.Prefix, APIKey: sandbox.DefaultKey, Write: true, Number: "9"}
	a.Sleep = func(ctx context.Context, d time.Duration) error { // moves the account's clock
		a.mu.Lock()
		defer a.mu.Unlock()
		a.now = a.now.Add(d)
		return ctx.Err()
	}
	return a
}

// altered serves what a handler responds, after the changes.
func altered(t *testing.T, handler http.Handler, changes []change) http.Handler {
	t.Helper()
	if len(changes) == 0 {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		request := fmt.Sprintf("%s %s %s %s", r.Method, strings.TrimPrefix(r.URL.String(), sandbox.Prefix), body,
			r.Header.Get("Authorization"))
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		dump, err := httputil.DumpResponse(recorder.Result(), true)
		for _, change := range changes {
			if regexp.MustCompile("^" + change.request).MatchString(request) {
				dump = regexp.MustCompile(change.old).ReplaceAll(dump, []byte(change.new))
			}
		}
		got, readErr := http.ReadResponse(bufio.NewReader(bytes.NewReader(dump)), nil)
		if err != nil || readErr != nil {
			t.Errorf("%s: %v, %v", request, err, readErr)
			return
		}
		defer func() { _ = got.Body.Close() }()
		for name, values := range got.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(got.StatusCode)
		_, _ = io.Copy(w, got.Body)
	})
}

func (a *account) check(t *testing.T) contract.Report {
	t.Helper()
	report, err := contract.Run(t.Context(), a.Config)
	if err != nil {
		t.Fatal(err)
	}
	printed(t, report)
	return report
}

// personal are parts of keys, phone numbers, names and addresses of the account.
var personal = regexp.MustCompile(
	`idc_|127\.0\.0\.1|@|[0-9][0-9 ()-]{6,}|Alice|Carter|Eva|Greta|John|Sales|Support Line|UK Line|Retail`)

// printed returns a report, and fails the test if it holds a key, a phone number, a name or an address.
func printed(t *testing.T, report contract.Report) string {
	t.Helper()
	var out strings.Builder
	if err := report.Write(&out); err != nil {
		t.Fatal(err)
	}
	if found := personal.FindString(out.String()); found != "" {
		t.Errorf("the report holds %q:\n%s", found, out.String())
	}
	return out.String()
}
