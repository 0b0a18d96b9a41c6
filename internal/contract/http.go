package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxBody = 16 << 20
	// maxAttempts limits how often a request is sent while the response is 429, maxWait each wait for it.
	maxAttempts = 5
	maxWait     = 2 * time.Minute
)

const noResponse = "there was no complete response" // an error of net/http would name the host

type object = map[string]any

// response is what one request got.
type response struct {
	status int
	header http.Header
	body   []byte
	value  any // the body as JSON; nil if it is not JSON
	err    error
	// reported is set once a fact differs because of the status.
	reported bool
}

func (a *response) fields() object {
	fields, _ := a.value.(object)
	return fields
}

// object returns the data of a response, if it is one object.
func (a *response) object() object {
	data, _ := a.fields()["data"].(object)
	return data
}

// get reads a path with the configured key, once.
func (r *run) get(path string) *response {
	if r.cache[path] == nil {
		r.cache[path] = r.send(http.MethodGet, path, nil, r.APIKey)
	}
	return r.cache[path]
}

// send sends one request, and sends it again after a 429, which did nothing.
func (r *run) send(method, path string, body object, key string) *response {
	if method != http.MethodGet && (!r.Write || path == numbers+"/purchase") {
		panic("the contract check must not send " + method + " " + path)
	}
	for attempt := 1; ; attempt++ {
		got := r.exchange(method, path, body, key)
		r.note(got)
		if got.status != http.StatusTooManyRequests || attempt == maxAttempts {
			return got
		}
		wait, _ := retryAfter(got)
		if r.Sleep(r.ctx, min(max(wait, time.Second), maxWait)) != nil {
			return got
		}
	}
}

// retryAfter reads a Retry-After, in seconds or as a date.
func retryAfter(got *response) (time.Duration, bool) {
	value := got.header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 16); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	date, err := http.ParseTime(value)
	return time.Until(date), err == nil
}

var httpClient = &http.Client{
	Timeout:       time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (r *run) exchange(method, path string, body object, key string) *response {
	var content io.Reader
	if body != nil {
		encoded, _ := json.Marshal(body)
		content = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(r.ctx, method, strings.TrimRight(r.BaseURL, "/")+path, content)
	if err != nil {
		return &response{err: err}
	}
	request.Header.Set("User-Agent", "terraform-provider-identitycall/contract")
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	r.requests++
	got, err := httpClient.Do(request)
	if err != nil {
		return &response{err: err}
	}
	defer func() { _ = got.Body.Close() }()
	read := &response{status: got.StatusCode, header: got.Header}
	read.body, read.err = io.ReadAll(io.LimitReader(got.Body, maxBody))
	_ = json.Unmarshal(read.body, &read.value)
	return read
}

// errorBodies names the facts about the body and the message of an error, and the documented messages.
var errorBodies = map[int]struct {
	body, message string
	documented    []string
}{
	401: {"errors.401_body", "errors.401_message",
		[]string{"Invalid or expired API key", "Invalid API key", "Unauthorized"}},
	403: {"errors.403_message", "errors.403_message", []string{"Read permission required", "Write permission required",
		"Delete permission required", "Project-scoped API keys cannot create or destroy projects"}},
	404: {"errors.404_body", "errors.404_message", []string{"Resource not found"}},
	422: {body: "errors.422_body"},
}

// note checks what is true of every response.
func (r *run) note(got *response) {
	for name := range got.header {
		if strings.Contains(strings.ToLower(name), "ratelimit") {
			r.headers[name] = true
		}
	}
	facts, isError := errorBodies[got.status]
	switch {
	case got.err != nil:
	case got.status == http.StatusTooManyRequests:
		_, ok := retryAfter(got)
		r.record("rate_limit.retry_after", when(!ok, "a 429 has no Retry-After, in seconds or as a date")...)
	case got.status >= 200 && got.status <= 299 && len(got.body) > 0:
		kind, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
		r.record("basics.content_type",
			when(strings.TrimSpace(kind) != "application/json", "a successful response has another Content-Type")...)
		r.record("basics.json", when(!json.Valid(got.body), "a successful response is not JSON")...)
	case got.status == http.StatusNotFound && len(bytes.TrimSpace(got.body)) == 0:
		r.record("errors.404_body")
	case isError:
		found := messages(got.fields())
		r.record(facts.body, when(found == nil, "the body is not JSON with error or errors")...)
		if found != nil && facts.message != "" {
			r.record(facts.message, when(!slices.Contains(facts.documented, found[0]), "the message is another one")...)
		}
	}
}

// messages returns the messages of {"error": "message"} or {"errors": ["message", …]}, and nothing of another body.
func messages(fields object) (found []string) {
	entries, _ := fields["errors"].([]any)
	if fields["error"] != nil {
		entries = []any{fields["error"]}
	}
	for _, entry := range entries {
		message, _ := entry.(string)
		if message == "" {
			return nil
		}
		found = append(found, message)
	}
	return found
}

// usable reports whether a response has a status. If not, the first fact differs, unless one already differs because of
// that, and the others are not checked. No fact is checked if the service could not be asked.
func (r *run) usable(got *response, status int, facts ...string) bool {
	why := fmt.Sprintf("a request got %d", got.status)
	switch {
	case got.err != nil:
		why = noResponse
	case got.status == status:
		return true
	case got.status == http.StatusForbidden:
		why = "the key lacks a permission (403)"
	case got.status != http.StatusTooManyRequests && got.status < 500 && !got.reported:
		got.reported = true
		r.record(facts[0], fmt.Sprintf("the status is %d, not %d", got.status, status))
	}
	r.skip(why, facts...)
	return false
}

// dataOf returns the data of a response: one object, or a list.
func dataOf[T object | []any](r *run, got *response, status int, facts ...string) (data T, ok bool) {
	if !r.usable(got, status, facts...) {
		return data, false
	}
	data, ok = got.fields()["data"].(T)
	if json.Valid(got.body) {
		r.record("basics.data", when(!ok, "an object or a list is not under data")...)
	}
	if !ok {
		r.skip("the response has no such data", facts...)
	}
	return data, ok
}
