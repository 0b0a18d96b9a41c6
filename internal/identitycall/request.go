package identitycall

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Request names a request in an error: the method and the path below the base URL, such as "PATCH /virtual_numbers/7".
// It never has a query or a body, which may hold phone numbers.
type Request struct {
	Method string
	Path   string
}

func (r Request) String() string { return r.Method + " " + r.Path }

// apiRequest is one API request.
type apiRequest struct {
	Request
	query url.Values
	body  any
	// retryable tells that sending it twice does what sending it once does.
	retryable bool
}

func newRequest(method, path string) apiRequest {
	return apiRequest{Request: Request{Method: method, Path: path}, retryable: method != http.MethodPost}
}

// apiResponse is the response to one attempt; its status is 0 without one.
type apiResponse struct {
	status int
	header http.Header
	body   []byte
}

// fetch sends a request whose response is one object, and checks that it has the ID that the request is about.
func fetch[T any](ctx context.Context, c *Client, request apiRequest, id int64, idOf func(T) int64) (T, error) {
	var object T
	response, err := c.do(ctx, request)
	if err == nil {
		object, err = decodeResponse[T](request, response)
	}
	if err == nil && idOf(object) != id {
		err = &ResponseError{Request: request.Request, Reason: fmt.Sprintf("it is about the ID %d", idOf(object))}
	}
	if err != nil {
		var none T
		return none, err
	}
	return object, nil
}

// decodeResponse decodes a response whose data is one object.
func decodeResponse[T any](request apiRequest, response apiResponse) (T, error) {
	var object, none T
	envelope, err := openEnvelope(response.body)
	if err == nil {
		err = decodeObject(envelope.data, &object)
	}
	if err != nil {
		return none, &ResponseError{Request: request.Request, Reason: err.Error()}
	}
	if dated, ok := any(&object).(interface{ setDate(date time.Time) }); ok {
		if date, err := http.ParseTime(response.header.Get("Date")); err == nil {
			dated.setDate(date)
		}
	}
	return object, nil
}

// sendDelete sends a DELETE, of whose response nothing but success matters. An empty body is a success. A page that
// something in between sends with 200 is none, nor is JSON that says so: the object may still exist.
func (c *Client) sendDelete(ctx context.Context, path string) error {
	request := newRequest(http.MethodDelete, path)
	response, err := c.do(ctx, request)
	if err != nil || len(bytes.TrimSpace(response.body)) == 0 {
		return err
	}
	if !json.Valid(response.body) {
		_, err := openEnvelope(response.body)
		return &ResponseError{Request: request.Request, Reason: err.Error()}
	}
	var outcome map[string]json.RawMessage
	_ = json.Unmarshal(response.body, &outcome) // JSON that is no object does not contradict the status
	if success, ok := outcome["success"]; ok && string(success) != "true" {
		reason := fmt.Sprintf("it has \"success\": %s", c.redact(printable(string(success), maxExcerpt)))
		return &ResponseError{Request: request.Request, Reason: reason}
	}
	return nil
}

// redact takes the key out of a text that came from elsewhere, such as a response that echoes the request.
func (c *Client) redact(text string) string {
	return strings.ReplaceAll(text, c.config.APIKey, "(the API key)")
}

// quotable returns a response's body as decoding may quote it in an error. JSON is never quoted, and stays as it is.
func (c *Client) quotable(body []byte) []byte {
	if json.Valid(body) {
		return body
	}
	text := string(body)
	// A page may write the key with entities, also escaped more than once, or with characters that are not shown.
	for range 8 {
		unescaped := html.UnescapeString(text)
		if unescaped == text {
			return []byte(c.redact(strings.Map(shown, text)))
		}
		text = unescaped
	}
	return []byte("(a page that is escaped many times)")
}

// apiError is newAPIError without the key, also if the body escapes it.
func (c *Client) apiError(request apiRequest, response apiResponse, attempts int) *APIError {
	body := []byte(c.redact(string(c.quotable(response.body))))
	e := newAPIError(request.Request, response.status, body, attempts)
	for i, message := range e.Messages {
		e.Messages[i] = c.redact(message)
	}
	e.Excerpt = c.redact(e.Excerpt)
	if location, err := url.Parse(response.header.Get("Location")); err == nil {
		e.RedirectHost = c.redact(printable(location.Host, maxMessage))
	}
	e.RateLimited = response.status == http.StatusTooManyRequests &&
		(len(e.Messages) > 0 || e.Empty || response.header.Get("Retry-After") != "")
	return e
}
