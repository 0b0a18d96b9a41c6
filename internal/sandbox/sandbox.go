// Package sandbox implements the IdentityCall public API in memory: an http.Handler that keeps state, accepts only what
// the API reference allows, logs requests, and injects network and server faults on demand.
//
// It replaces the service in the provider's tests, in the demo, and in users' tests of their own modules. It is written
// from the API reference and shares no code with the client, so that a wrong JSON tag in the client fails a test.
package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"
)

// Prefix is the base path of the API, as on the vendor's host.
const Prefix = "/api/v1/public"

// DefaultKey is the API key of a new sandbox: account-wide, with all permissions.
const DefaultKey = "idc_sandbox0000000000000000000000demo"

// Key is an API key with its permissions and scope.
type Key struct {
	Secret              string
	Read, Write, Delete bool
	// ProjectID makes the key project-scoped; 0 makes it account-wide.
	ProjectID int64
}

// Sandbox is one account. Its methods are safe for concurrent use, also while it serves requests.
type Sandbox struct {
	mu        sync.Mutex
	now       func() time.Time
	keys      map[string]Key
	numbers   map[int64]*VirtualNumber
	operators map[int64]*Operator
	projects  map[int64]*Project
	inventory []InventoryEntry
	nextID    int64
	pageSize  int // 0: lists are not paginated and have no meta

	limit limiter
	delay time.Duration

	faults   []*Fault
	storm    func() *Fault // nil without random faults
	requests []*Request
	routing  map[int64][][]int64
}

// New returns an empty account that accepts DefaultKey.
func New() *Sandbox {
	s := &Sandbox{
		now:       time.Now,
		keys:      map[string]Key{},
		numbers:   map[int64]*VirtualNumber{},
		operators: map[int64]*Operator{},
		projects:  map[int64]*Project{},
		nextID:    1000,
		routing:   map[int64][][]int64{},
	}
	s.AddKey(Key{Secret: DefaultKey, Read: true, Write: true, Delete: true})
	return s
}

// Delay adds latency to every request: half before it is processed, half after. Without it, concurrent requests rarely
// overlap.
func (s *Sandbox) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// AddKey adds an API key to the account.
func (s *Sandbox) AddKey(key Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys[key.Secret] = key
}

// Paginate sets the maximum page size of lists, which then have a meta. If size is 0, lists are not paginated.
func (s *Sandbox) Paginate(size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageSize = size
}

// SetClock replaces the clock behind the objects' times, the Date header and the windows of the rate limit.
func (s *Sandbox) SetClock(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

// Request is one entry of the request log.
type Request struct {
	Method string
	// Path is relative to Prefix.
	Path      string
	Query     string
	Body      string
	UserAgent string
	// Status is the status of the API's response, even if a fault replaced that response; 0 while the request is
	// processed, and if a fault prevented its processing.
	Status int
	Time   time.Time
	// Unchanged lists the fields of a PATCH whose value the object already had, in alphabetical order.
	Unchanged []string
}

// String returns method, path, query and body, as in "PATCH /virtual_numbers/7 {}".
func (r Request) String() string {
	text := r.Method + " " + r.Path
	if r.Query != "" {
		text += "?" + r.Query
	}
	if r.Body != "" {
		text += " " + r.Body
	}
	return text
}

// Requests returns the request log, in the order of arrival, since the start or the last ClearRequests.
func (s *Sandbox) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var requests []Request
	for _, request := range s.requests {
		requests = append(requests, *request)
	}
	return requests
}

// ClearRequests clears the request log.
func (s *Sandbox) ClearRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// response is the API's own response, before a fault replaces it.
type response struct {
	status int
	body   []byte
	header http.Header
}

// failure is a response with a status other than 2xx.
type failure struct {
	status   int
	messages []string
}

func fail(status int, message string) *failure { return &failure{status, []string{message}} }

func notFound() *failure { return fail(http.StatusNotFound, "Resource not found") }

// invalid returns a 422 with one or more messages.
func invalid(messages ...string) *failure {
	return &failure{http.StatusUnprocessableEntity, messages}
}

func (f *failure) response() response {
	if f.status == http.StatusUnprocessableEntity && len(f.messages) > 1 {
		return jsonResponse(f.status, map[string]any{"errors": f.messages})
	}
	return jsonResponse(f.status, map[string]any{"error": f.messages[0]})
}

func jsonResponse(status int, value any) response {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // this package only passes types that can be marshalled
	}
	return response{status: status, body: body, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
}

// ServeHTTP serves one request.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return // the client closed the connection
	}
	logged, fault, delay := s.logRequest(r, string(body))
	ctx := r.Context()
	if fault != nil && fault.Detached {
		ctx = context.WithoutCancel(ctx)
	}
	if !sleep(ctx, delay/2) || (fault != nil && !sleep(ctx, fault.Delay)) {
		return
	}
	if fault != nil && fault.Before != nil {
		fault.Before()
	}
	w.Header().Set("Date", s.date())
	if fault != nil && fault.Reply != nil && !fault.AfterWork {
		fault.Reply(w, response{})
		return
	}
	resp := s.process(r, body, logged)
	s.setStatus(logged, resp.status)
	if !sleep(ctx, delay/2) || (fault != nil && !sleep(ctx, fault.DelayAfterWork)) {
		return
	}
	if fault != nil && fault.Reply != nil {
		fault.Reply(w, resp)
		return
	}
	write(w, resp)
}

func write(w http.ResponseWriter, r response) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
}

func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// logRequest adds a request to the log. It returns the log entry, the fault to apply, if any, and the delay.
func (s *Sandbox) logRequest(r *http.Request, body string) (*Request, *Fault, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := pathBelowPrefix(r)
	logged := &Request{
		Method: r.Method, Path: path, Query: r.URL.RawQuery, Body: body,
		UserAgent: r.UserAgent(), Time: s.now(),
	}
	s.requests = append(s.requests, logged)
	return logged, s.nextFault(r.Method, path, body), s.delay
}

// date returns the current time as the Date header has it.
func (s *Sandbox) date() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now().UTC().Format(http.TimeFormat)
}

func (s *Sandbox) setStatus(logged *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	logged.Status = status // has no effect on the log if it was cleared in the meantime
}

// process checks key, rate limit and permission, and executes the request.
func (s *Sandbox) process(r *http.Request, body []byte, logged *Request) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, f := s.authenticate(r)
	if f != nil {
		return f.response()
	}
	if wait, ok := s.limit.allow(s.now()); !ok {
		limited := fail(http.StatusTooManyRequests, "Rate limit exceeded").response()
		limited.header.Set("Retry-After", retryAfter(wait))
		return limited
	}
	logged.Unchanged = s.unchanged(key, r, body)
	result, f := s.route(key, r, body)
	if f != nil {
		return f.response()
	}
	if result.status == http.StatusNoContent {
		return response{status: result.status}
	}
	return jsonResponse(result.status, result.body)
}
