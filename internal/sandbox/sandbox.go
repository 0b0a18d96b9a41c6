// Package sandbox is the IdentityCall public API in memory: an http.Handler that keeps state, is as strict as the
// reference, records what it is asked, and fails on demand in the ways in which a network and a service fail.
//
// It stands in for the service in the provider's tests, in the demo, and in users' tests of their own modules. It is
// written from the reference alone and shares no code with the client, so that a mistake in the client's idea of an
// answer meets a failing test and not its own mirror image.
package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"
)

// Prefix is the path below which the API lies, as on the vendor's host.
const Prefix = "/api/v1/public"

// DefaultKey is a key that a new sandbox accepts: account-wide, with all permissions.
const DefaultKey = "idc_sandbox0000000000000000000000demo"

// Key is an API key and what it may do.
type Key struct {
	Secret              string
	Read, Write, Delete bool
	// ProjectID binds the key to one project; 0 is account-wide.
	ProjectID int64
}

// Sandbox is one account. Its methods may be called while it serves.
type Sandbox struct {
	mu        sync.Mutex
	now       func() time.Time
	keys      map[string]Key
	numbers   map[int64]*VirtualNumber
	operators map[int64]*Operator
	projects  map[int64]*Project
	inventory []InventoryEntry
	nextID    int64
	pageSize  int // 0: lists are whole and show no meta

	limit limiter
	delay time.Duration

	faults   []*Fault
	storm    func() *Fault // nil in good weather
	requests []*Request
	routing  map[int64][][]int64
}

// New returns an account without any objects that accepts DefaultKey.
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

// Delay makes every request take at least this long, half of it before the work and half after it, as a network does. It
// makes requests overlap that would otherwise follow each other by chance.
func (s *Sandbox) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// AddKey makes the sandbox accept a key.
func (s *Sandbox) AddKey(key Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys[key.Secret] = key
}

// Paginate makes lists come in pages of at most size objects with a meta, or whole and without one when size is 0.
func (s *Sandbox) Paginate(size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageSize = size
}

// SetClock replaces the clock, from which the objects' times, the answers' Date and the rate limit's windows come.
func (s *Sandbox) SetClock(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

// Request is one request that arrived, in the order of arrival.
type Request struct {
	Method string
	// Path is the path below Prefix.
	Path      string
	Query     string
	Body      string
	UserAgent string
	// Status is what was answered, also where a fault kept the answer from arriving; 0 while the work goes on.
	Status int
	Time   time.Time
	// Unchanged are the fields of a PATCH that the object already had with the value sent, in alphabetical order.
	Unchanged []string
}

// String is the request as a person would note it, with its query and body.
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

// Requests returns what has arrived since the start or the last ForgetRequests.
func (s *Sandbox) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var requests []Request
	for _, request := range s.requests {
		requests = append(requests, *request)
	}
	return requests
}

// ForgetRequests empties the request log.
func (s *Sandbox) ForgetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// answer is what the API says, before a fault may spoil it.
type answer struct {
	status int
	body   []byte
	header http.Header
}

// failure is an answer other than 2xx.
type failure struct {
	status   int
	messages []string
}

func fail(status int, message string) *failure { return &failure{status, []string{message}} }

func notFound() *failure { return fail(http.StatusNotFound, "Resource not found") }

// invalid is a 422 that names one or more problems.
func invalid(messages ...string) *failure {
	return &failure{http.StatusUnprocessableEntity, messages}
}

func (f *failure) answer() answer {
	if f.status == http.StatusUnprocessableEntity && len(f.messages) > 1 {
		return jsonAnswer(f.status, map[string]any{"errors": f.messages})
	}
	return jsonAnswer(f.status, map[string]any{"error": f.messages[0]})
}

func jsonAnswer(status int, value any) answer {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // every value is one of this package's own types
	}
	return answer{status: status, body: body, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
}

// ServeHTTP answers one request.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return // the client went away
	}
	noted, fault, delay := s.record(r, string(body))
	ctx := r.Context()
	if fault != nil && fault.Detached {
		ctx = context.WithoutCancel(ctx)
	}
	if !sleep(ctx, delay/2) || (fault != nil && !sleep(ctx, fault.Delay)) {
		return
	}
	w.Header().Set("Date", s.date())
	if fault != nil && fault.Reply != nil && !fault.AfterWork {
		fault.Reply(w, answer{})
		return
	}
	real := s.work(r, body, noted)
	s.setStatus(noted, real.status)
	if !sleep(ctx, delay/2) || (fault != nil && !sleep(ctx, fault.DelayAfterWork)) {
		return
	}
	if fault != nil && fault.Reply != nil {
		fault.Reply(w, real)
		return
	}
	write(w, real)
}

func write(w http.ResponseWriter, a answer) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
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

// record notes the request and takes the fault that it shall meet, if any, and the delay.
func (s *Sandbox) record(r *http.Request, body string) (*Request, *Fault, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := pathBelowPrefix(r)
	noted := &Request{
		Method: r.Method, Path: path, Query: r.URL.RawQuery, Body: body,
		UserAgent: r.UserAgent(), Time: s.now(),
	}
	s.requests = append(s.requests, noted)
	return noted, s.takeFault(r.Method, path, body), s.delay
}

// date is the present time as a header writes it.
func (s *Sandbox) date() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now().UTC().Format(http.TimeFormat)
}

func (s *Sandbox) setStatus(noted *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	noted.Status = status // the log may have been emptied meanwhile: then nobody sees it
}

// work checks key, limit and permission, and does what is asked.
func (s *Sandbox) work(r *http.Request, body []byte, noted *Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, f := s.authenticate(r)
	if f != nil {
		return f.answer()
	}
	if wait, ok := s.limit.take(s.now()); !ok {
		refused := fail(http.StatusTooManyRequests, "Rate limit exceeded").answer()
		refused.header.Set("Retry-After", retryAfter(wait))
		return refused
	}
	noted.Unchanged = s.unchanged(key, r, body)
	result, f := s.route(key, r, body)
	if f != nil {
		return f.answer()
	}
	if result.status == http.StatusNoContent {
		return answer{status: result.status}
	}
	return jsonAnswer(result.status, result.body)
}
