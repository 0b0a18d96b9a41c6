package identitycall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAnswer bounds what is read of one answer, in bytes: far above a page of a hundred objects or a number with
// thousands of available operators, far below what would hurt the machine.
const maxAnswer = 16 << 20

// call is one API call before it is sent.
type call struct {
	Request
	query url.Values
	body  any
	// repeatable tells that sending it twice does what sending it once does.
	repeatable bool
}

func newCall(method, path string) call {
	return call{Request: Request{Method: method, Path: path}, repeatable: method != http.MethodPost}
}

// answer is what came back of one attempt; its status is 0 where nothing did.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// object decodes an answer whose data is one object.
func (c call) object(a answer, out decoder) error {
	envelope, err := openEnvelope(a.body)
	if err == nil {
		err = decodeObject(envelope.data, out)
	}
	if err != nil {
		return &ResponseError{Request: c.Request, Reason: err.Error()}
	}
	return nil
}

// done checks the response to a delete, of which nothing but its success matters. An empty body is a success. A page that
// something in between sends with 200 is none, nor is JSON that says so: what was to be deleted may still be there.
func (c call) done(a answer) error {
	if len(bytes.TrimSpace(a.body)) == 0 {
		return nil
	}
	if !json.Valid(a.body) {
		_, err := openEnvelope(a.body)
		return &ResponseError{Request: c.Request, Reason: err.Error()}
	}
	var outcome map[string]json.RawMessage
	_ = json.Unmarshal(a.body, &outcome) // JSON that is no object says nothing against the status
	if success, ok := outcome["success"]; ok && string(success) != "true" {
		return &ResponseError{Request: c.Request, Reason: fmt.Sprintf("it has \"success\": %s", printable(string(success), maxExcerpt))}
	}
	return nil
}

// send sends one attempt of a call and reads its answer to the end.
func (c *Client) send(ctx context.Context, call call) (answer, error) {
	exchange, cancel := context.WithTimeout(ctx, c.config.RequestTimeout)
	defer cancel()

	target := c.config.BaseURL + call.Path
	if len(call.query) > 0 {
		target += "?" + call.query.Encode()
	}
	var body io.Reader
	if call.body != nil {
		content, err := json.Marshal(call.body)
		if err != nil {
			return answer{}, err
		}
		body = bytes.NewReader(content)
	}
	request, err := http.NewRequestWithContext(exchange, call.Method, target, body)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+c.config.APIKey)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.config.UserAgent)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}

	response, err := c.http.Do(request)
	if err != nil {
		return answer{}, c.transportFault(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	answered := answer{status: response.StatusCode, header: response.Header}
	answered.body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return answered, c.transportFault(ctx, err)
	}
	return answered, nil
}

// transportFault turns what net/http says into the cause that a person needs, without the URL around it.
func (c *Client) transportFault(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return contextFault(cause)
	}
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		err = urlErr.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return timeoutFault{c.config.RequestTimeout}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the connection was closed before the answer was complete: %w", err)
	}
	return err
}

// timeoutFault is an exchange that took longer than RequestTimeout.
type timeoutFault struct{ limit time.Duration }

func (f timeoutFault) Error() string {
	return fmt.Sprintf("no complete answer within the request_timeout of %s", f.limit)
}

// Timeout makes it a time-out in the sense of net.Error.
func (timeoutFault) Timeout() bool { return true }

// contextFault says why the operation around a request ended, keeping the cause for errors.Is.
func contextFault(cause error) error {
	if errors.Is(cause, context.DeadlineExceeded) {
		return errorWithText{cause, "the operation's time-out ended"}
	}
	return errorWithText{cause, "the run was cancelled"}
}

// faultKind names a fault for the log, in words that hold nothing of the exchange itself.
func faultKind(err error) string {
	var dnsErr *net.DNSError
	var opErr *net.OpError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "time-out"
	case errors.As(err, &dnsErr):
		return "host not found"
	case errors.As(err, &opErr) && opErr.Op == "dial":
		return "no connection"
	default:
		return "broken connection"
	}
}

// redact takes the key out of a text that came from elsewhere, such as an answer that echoes the request.
func (c *Client) redact(text string) string {
	return strings.ReplaceAll(text, c.config.APIKey, "(the API key)")
}

// quotable returns an answer's body as decoding may quote it in an error. What is JSON is never quoted, and stays as it is.
func (c *Client) quotable(body []byte) []byte {
	if json.Valid(body) {
		return body
	}
	return []byte(c.redact(html.UnescapeString(string(body)))) // a page may write the key with entities
}

// apiError is newAPIError without the key, also where the body escapes it.
func (c *Client) apiError(call call, status int, body []byte, attempts int) *APIError {
	e := newAPIError(call.Request, status, []byte(c.redact(string(c.quotable(body)))), attempts)
	for i, message := range e.Messages {
		e.Messages[i] = c.redact(message)
	}
	e.Excerpt = c.redact(e.Excerpt)
	return e
}
