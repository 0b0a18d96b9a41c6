package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxBody = 16 << 20
	// longestWait bounds one wait for a rate limit.
	longestWait = 2 * time.Minute
	// maxAttempts limits how often a request is sent while the response is 429.
	maxAttempts = 5
	// purchasePath is never requested.
	purchasePath = "/virtual_numbers/purchase"
)

// response is what one request got.
type response struct {
	status int
	header http.Header
	body   []byte
	// value is the body as JSON, with json.Number for numbers; nil if it is not JSON.
	value  any
	isJSON bool
	err    error
}

// fault describes a failed exchange without quoting it: an error of net/http names the host.
func (a response) fault() string {
	var dnsErr *net.DNSError
	var netErr net.Error
	switch {
	case errors.Is(a.err, context.Canceled):
		return "the run was cancelled"
	case errors.As(a.err, &dnsErr):
		return "its host was not found"
	case errors.As(a.err, &netErr) && netErr.Timeout():
		return "there was no response within a minute"
	}
	return "the connection failed"
}

// object returns the response's data if it is one object.
func (a response) object() (map[string]any, bool) {
	envelope, _ := a.value.(map[string]any)
	object, ok := envelope["data"].(map[string]any)
	return object, ok
}

// list returns the response's data if it is a list.
func (a response) list() ([]any, bool) {
	envelope, _ := a.value.(map[string]any)
	list, ok := envelope["data"].([]any)
	return list, ok
}

// meta returns the response's meta, and whether it has one.
func (a response) meta() (any, bool) {
	envelope, _ := a.value.(map[string]any)
	meta, ok := envelope["meta"]
	return meta, ok
}

// get reads a path with the configured key; the same path and query are requested once.
func (r *run) get(path, query string) response {
	key := path + "?" + query
	if cached, ok := r.cache[key]; ok {
		return cached
	}
	got := r.send(r.ctx, http.MethodGet, path, query, nil, r.config.APIKey)
	if got.err == nil {
		r.cache[key] = got
	}
	return got
}

// reread reads a path again, past the cache.
func (r *run) reread(path string) response {
	delete(r.cache, path+"?")
	return r.get(path, "")
}

// write sends a request that changes something.
func (r *run) write(ctx context.Context, method, path, query string, body any) response {
	return r.send(ctx, method, path, query, body, r.config.APIKey)
}

// send sends one request, and sends it again after a 429, which did nothing.
func (r *run) send(ctx context.Context, method, path, query string, body any, key string) response {
	if method != http.MethodGet && (path == purchasePath || !r.config.Write) {
		panic("the contract check must not send " + method + " " + path)
	}
	for attempt := 1; ; attempt++ {
		got := r.exchange(ctx, method, path, query, body, key)
		if got.status != http.StatusTooManyRequests {
			return got
		}
		r.limited = append(r.limited, got)
		if attempt == maxAttempts || r.config.Sleep(ctx, waitFor(got.header.Get("Retry-After"), time.Now())) != nil {
			return got
		}
	}
}

// waitFor reads a Retry-After, in seconds or as a date.
func waitFor(value string, now time.Time) time.Duration {
	wait := 10 * time.Second
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		wait = time.Duration(min(seconds, 3600)) * time.Second
	} else if date, err := http.ParseTime(value); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, time.Second), longestWait)
}

func (r *run) exchange(ctx context.Context, method, path, query string, body any, key string) response {
	target := r.config.BaseURL + path
	if query != "" {
		target += "?" + query
	}
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return response{err: err}
		}
		content = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, target, content)
	if err != nil {
		return response{err: err}
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", r.config.UserAgent)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	r.requests++
	got, err := r.http.Do(request)
	if err != nil {
		return response{err: err}
	}
	defer func() { _ = got.Body.Close() }()
	read := response{status: got.StatusCode, header: got.Header}
	if read.body, read.err = io.ReadAll(io.LimitReader(got.Body, maxBody)); read.err != nil {
		return read
	}
	read.value, read.isJSON = parse(read.body)
	r.note(read)
	return read
}

func parse(body []byte) (any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil || decoder.More() {
		return nil, false
	}
	return value, true
}

// note collects what is checked of every response.
func (r *run) note(got response) {
	for _, name := range rateLimitHeaders {
		if got.header.Get(name) != "" {
			r.headers[name] = true
		}
	}
	if got.status < 200 || got.status > 299 || len(got.body) == 0 {
		return
	}
	kind, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
	r.check("basics.content_type",
		when(strings.TrimSpace(kind) != "application/json", "a successful response has another Content-Type")...)
	r.check("basics.json", when(!got.isJSON, "a successful response is not JSON")...)
}

var rateLimitHeaders = []string{
	"Retry-After", "RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
	"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
}
