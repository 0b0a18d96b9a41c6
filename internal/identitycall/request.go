package identitycall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
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
	// retryable is true if sending the request twice has the same effect as sending it once. Only a POST that creates or
	// purchases is not.
	retryable bool
	// list is true for a page of a list.
	list bool
}

func newRequest(method, path string, body any) apiRequest {
	return apiRequest{Request: Request{Method: method, Path: path}, body: body, retryable: method != http.MethodPost}
}

// apiResponse is the response to one attempt; its status is 0 without one.
type apiResponse struct {
	status int
	header http.Header
	body   []byte
}

// identified is an object of the API, which has an ID.
type identified interface{ objectID() int64 }

// fetch sends a request whose response is one object, and checks the ID of that object.
func fetch[T identified](ctx context.Context, c *Client, request apiRequest, id int64) (T, error) {
	var fetched, none T
	response, err := c.do(ctx, request)
	if err == nil {
		fetched, err = decodeResponse[T](request, response)
	}
	if err == nil && fetched.objectID() != id {
		err = &ResponseError{Request: request.Request, Reason: fmt.Sprintf("it is about the ID %d", fetched.objectID())}
	}
	if err != nil {
		return none, err
	}
	c.remember(fetched)
	return fetched, nil
}

// decodeResponse decodes a response whose data is one object.
func decodeResponse[T any](request apiRequest, response apiResponse) (T, error) {
	var object, none T
	data, _, err := openEnvelope(response.body)
	if err == nil {
		err = DecodeObject(data, &object)
	}
	if err != nil {
		problems, _ := errors.AsType[fieldErrors](err)
		return none, &ResponseError{Request: request.Request, Reason: err.Error(), Fields: problems.names()}
	}
	return object, nil
}

// sendDelete sends a DELETE. An empty body is a success. A body whose "success" is not true is an error: the object may
// still exist.
func (c *Client) sendDelete(ctx context.Context, path string) error {
	request := newRequest(http.MethodDelete, path, nil)
	response, err := c.do(ctx, request)
	if err != nil {
		return err
	}
	var outcome struct {
		Success json.RawMessage `json:"success"`
	}
	_ = json.Unmarshal(response.body, &outcome) // JSON that is no object does not contradict the status
	if outcome.Success != nil && string(outcome.Success) != "true" {
		reason := fmt.Sprintf("it has \"success\": %s", c.quote(string(outcome.Success), maxExcerpt))
		return &ResponseError{Request: request.Request, Reason: reason}
	}
	return nil
}
