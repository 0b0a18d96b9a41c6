package identitycall

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// APIError is a response with a status other than 2xx, whatever its body is.
type APIError struct {
	Request
	StatusCode int
	// Messages are the API's messages: `error`, or each of `errors`. It is empty if the body has neither.
	Messages []string
	// Excerpt is the start of a body that is not the API's JSON, such as a proxy's page, as plain text.
	Excerpt string
	// Empty is true if there was no body.
	Empty bool
	// RateLimited is true if the API's rate limit refused the request: a 429 with an API message, without a body, or with
	// Retry-After. Any other 429 is a page of a proxy or firewall.
	RateLimited bool
	// RedirectHost is the target of a redirect, which is not followed.
	RedirectHost string
	// List is true if the request was for a list, whose 404 proves nothing about any object.
	List bool
	// Attempts counts how often the request was sent.
	Attempts int
}

func (e *APIError) Error() string {
	text := strings.TrimSpace(fmt.Sprintf("%s returned %d %s", e.Request, e.StatusCode, http.StatusText(e.StatusCode)))
	switch {
	case len(e.Messages) > 0:
		text += ": " + strings.Join(e.Messages, "; ")
	case e.Excerpt != "":
		text += fmt.Sprintf(", with a page that is not the API's: %q", e.Excerpt)
	case e.RedirectHost != "":
		text += fmt.Sprintf(", a redirect to %s, which is not followed", e.RedirectHost)
	default:
		text += ", without a message"
	}
	if e.Attempts > 1 {
		text += fmt.Sprintf(" (sent %d times)", e.Attempts)
	}
	return text
}

// isRefusal reports whether the API itself refused the request, so that a POST had no effect.
//
// A response without an API message proves nothing, whatever its status: a firewall or proxy may replace the response
// to a successful request with a page, or with nothing. The API sends no redirects. After a 5xx or a 408 the POST may
// have taken effect, even if the API itself sent the response.
func (e *APIError) isRefusal() bool {
	switch e.StatusCode {
	case http.StatusTooManyRequests:
		return e.RateLimited
	case http.StatusRequestTimeout:
		return false
	}
	return e.StatusCode >= 400 && e.StatusCode <= 499 && len(e.Messages) > 0
}

// TransportError is a request without a complete response: no connection, a broken one, a timeout. Unless it is Unsent,
// the request may have taken effect.
type TransportError struct {
	Request
	Attempts int
	// Unsent is true if the API received no attempt.
	Unsent bool
	Err    error
}

func (e *TransportError) Error() string {
	outcome, done := "got no complete response", "sent"
	if e.Unsent {
		outcome, done = "was not sent", "tried"
	}
	text := fmt.Sprintf("%s %s: %s", e.Request, outcome, e.Err)
	if e.Attempts > 1 {
		text += fmt.Sprintf(" (%s %d times)", done, e.Attempts)
	}
	return text
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// ResponseError is a 2xx response that is not as documented: not JSON, no `data`, a field that is missing or of another
// type, or a body beyond the limit. The request took effect, unless a proxy or firewall sent the response.
type ResponseError struct {
	Request
	Reason string
	// Fields are the fields of an object that are missing or malformed, if that is the reason.
	Fields []string
}

func (e *ResponseError) Error() string {
	return fmt.Sprintf("%s got a response that cannot be used: %s", e.Request, e.Reason)
}

// IncompleteListError is a list that changed while its pages were read, each time that it was read.
type IncompleteListError struct {
	Request
	// Reads counts how often it was read.
	Reads int
	// Reason is what showed that it was not complete.
	Reason string
}

func (e *IncompleteListError) Error() string {
	return fmt.Sprintf("%s returned no complete list, although it was read %d times: %s", e.Request, e.Reads, e.Reason)
}

// StillListedError is a 404 of an object that the list of its kind contains. It does not count as not found.
type StillListedError struct {
	// NotFound is the object's own 404.
	NotFound error
	// List is the request for the list.
	List Request
	ID   int64
}

func (e *StillListedError) Error() string {
	return fmt.Sprintf("%s, but %s contains the ID %d", e.NotFound, e.List, e.ID)
}

// StoppedError is a request of a run that has stopped: an earlier failure, such as a key that the API rejects, would
// repeat with every further request, so that none is sent.
type StoppedError struct {
	Request
	// Sent is true if this request was sent too and failed for the same reason.
	Sent bool
	// Cause is the first failure of the run with this reason.
	Cause error
}

func (e *StoppedError) Error() string {
	if e.Sent {
		return e.Cause.Error()
	}
	return fmt.Sprintf("%s was not sent, because of an earlier failure: %s", e.Request, e.Cause)
}

// Unwrap returns the first failure.
func (e *StoppedError) Unwrap() error { return e.Cause }

// WaitError is a request that was not sent, or not sent again, because its operation ended: its timeout ended or the
// run was cancelled before or during a wait, or the wait would have outlasted the timeout.
type WaitError struct {
	Request
	// Err is the outcome of the last attempt, such as an APIError; nil if nothing was sent.
	Err error
	// Attempts counts how often the request was sent.
	Attempts int
	// Wait is how long the wait would have taken in full.
	Wait time.Duration
	// Reason is what the wait was for; empty if the operation ended before any wait.
	Reason string
	// Left is how long the operation had left, if the wait was too long for it.
	Left time.Duration
	// Cause is why the operation ended during the wait; nil if the wait did not start.
	Cause error
}

func (e *WaitError) Error() string {
	text := fmt.Sprintf("%s was not sent: ", e.Request)
	switch {
	case e.Err != nil && e.Attempts == 1: // if more, the text of Err contains the number
		text = e.Err.Error() + " (sent once); "
	case e.Err != nil:
		text = e.Err.Error() + "; "
	}
	switch {
	case e.Cause != nil && e.Reason == "":
		return text + e.Cause.Error()
	case e.Cause != nil:
		return text + fmt.Sprintf("%s during %s", e.Cause, e.Reason)
	}
	return text + fmt.Sprintf("%s takes %s, but the operation's timeout ends in %s",
		e.Reason, e.Wait.Round(time.Second), max(e.Left, 0).Round(time.Second))
}

// Unwrap returns the outcome of the last attempt, and why the operation ended.
func (e *WaitError) Unwrap() error { return errors.Join(e.Err, e.Cause) }

// IsNotFound reports whether err is the API's own 404: one with `error` or `errors`, or without a body. A proxy's page
// with that status and a list's 404 do not count: they prove nothing about the object. If Get or GetCached returns such
// an error, the list of its kind lacks the object too.
func IsNotFound(err error) bool {
	apiErr, ok := errors.AsType[*APIError](err)
	return ok && apiErr.StatusCode == http.StatusNotFound && !apiErr.List &&
		(len(apiErr.Messages) > 0 || apiErr.Empty)
}

// apiError reads an error's body, in both shapes that are documented: {"error": "message"} and
// {"errors": ["message", …]}.
func (c *Client) apiError(request apiRequest, response apiResponse, attempts int) *APIError {
	empty := len(bytes.TrimSpace(response.body)) == 0
	e := &APIError{
		Request: request.Request, StatusCode: response.status, Empty: empty, List: request.list, Attempts: attempts,
	}
	var shapes struct {
		Error  json.RawMessage `json:"error"`
		Errors json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(response.body, &shapes) == nil {
		e.Messages = append(c.messages(shapes.Error), c.messages(shapes.Errors)...)
	}
	if len(e.Messages) == 0 {
		e.Excerpt = c.firstWords(response.body)
	}
	if location, err := url.Parse(response.header.Get("Location")); err == nil {
		e.RedirectHost = c.quote(location.Host, maxMessage)
	}
	e.RateLimited = e.StatusCode == http.StatusTooManyRequests &&
		(len(e.Messages) > 0 || e.Empty || response.header.Get("Retry-After") != "")
	return e
}

// messages collects the messages of `error` or `errors`. Anything that is not a string or a list of strings is shown as
// JSON.
func (c *Client) messages(raw json.RawMessage) []string {
	if len(raw) == 0 || isNull(raw) {
		return nil
	}
	entries := []json.RawMessage{raw}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		entries = list[:min(len(list), maxMessages)]
	}
	var found []string
	for _, entry := range entries {
		message := string(entry)
		if isNull(entry) {
			continue
		}
		_ = json.Unmarshal(entry, &message)
		found = append(found, c.quote(message, maxMessage))
	}
	return found
}

const (
	maxMessage  = 500 // runes of one message
	maxMessages = 20
	maxExcerpt  = 120 // runes of a page that is not the API's
)

var (
	invisible = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<!--.*?-->`)
	tag       = regexp.MustCompile(`(?s)<[^>]*>`)
)

// firstWords returns the start of a page as plain text, without markup.
func (c *Client) firstWords(body []byte) string {
	text := string(body)
	for range 8 { // a page may write the key with entities, also escaped more than once
		text = html.UnescapeString(text)
	}
	if text != html.UnescapeString(text) {
		return "(a page that is escaped many times)"
	}
	text = c.redact(strings.Map(shown, text))
	text = text[:min(len(text), 8<<10)]
	words := tag.ReplaceAllString(invisible.ReplaceAllString(text, " "), " ")
	if strings.TrimSpace(words) == "" {
		words = tag.ReplaceAllString(text, " ")
	}
	return c.quote(words, maxExcerpt)
}

// quote returns a text of a response as an error may show it: on one line, without control characters and without the
// key, cut at limit runes.
func (c *Client) quote(text string, limit int) string {
	text = c.redact(strings.Join(strings.Fields(strings.Map(shown, text)), " "))
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

// shown maps white space to a space and drops what is not printable, for strings.Map.
func shown(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == utf8.RuneError || !unicode.IsPrint(r):
		return -1
	}
	return r
}

// redact removes the key from a text, such as a response that echoes the request.
func (c *Client) redact(text string) string {
	return strings.ReplaceAll(text, c.config.APIKey, "(the API key)")
}
