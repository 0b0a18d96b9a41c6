package identitycall

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type writeKey struct{}

// writes are all operations that send something other than a GET, with the reads that precede it.
var writes = map[string]struct {
	run  func(context.Context, *Client) error
	read []string
	sent string
	body string // of the response
}{
	"update a virtual number": {run: func(ctx context.Context, c *Client) error {
		return second(c.VirtualNumbers.Update(ctx, 7, VirtualNumberUpdate{Active: Value(true)}))
	}, sent: `PATCH /virtual_numbers/7 {"active":true}`, body: number7},
	"attach": {run: func(ctx context.Context, c *Client) error {
		return second(c.VirtualNumbers.Attach(ctx, 7, 12))
	}, sent: `POST /virtual_numbers/7/add_operator {"operator_id":12}`, body: number7},
	"detach": {run: func(ctx context.Context, c *Client) error {
		return second(c.VirtualNumbers.Detach(ctx, 7, 12))
	}, sent: "DELETE /virtual_numbers/7/remove_operator?operator_id=12", body: number7},
	"purchase": {run: func(ctx context.Context, c *Client) error {
		return second(c.VirtualNumbers.Purchase(ctx, VirtualNumberPurchase{PhoneNumber: "+15551230007"}, isNumber7))
	}, read: []string{"GET /virtual_numbers?per_page=100"},
		sent: `POST /virtual_numbers/purchase {"phone_number":"+15551230007"}`,
		body: `{"data": ` + short(7) + `}`},
	"create an operator": {run: func(ctx context.Context, c *Client) error {
		return second(
			c.Operators.Create(ctx, OperatorCreate{Name: "A", PhoneNumber: "+15555550112"},
				func(Operator) bool { return true }),
		)
	}, read: []string{"GET /operators?per_page=100"},
		sent: `POST /operators {"name":"A","phone_number":"+15555550112"}`, body: operator12},
	"update an operator": {run: func(ctx context.Context, c *Client) error {
		return second(c.Operators.Update(ctx, 12, OperatorUpdate{Name: Value("A")}))
	}, sent: `PATCH /operators/12 {"name":"A"}`, body: operator12},
	"delete an operator": {run: func(ctx context.Context, c *Client) error {
		return c.Operators.Delete(ctx, 12)
	}, sent: "DELETE /operators/12", body: `{"success": true}`},
	"create a project": {run: func(ctx context.Context, c *Client) error {
		return second(
			c.Projects.Create(ctx, ProjectSettings{Name: Value("Sales"), Language: Value("en")},
				func(Project) bool { return true }),
		)
	}, read: []string{"GET /projects?per_page=100"},
		sent: `POST /projects {"name":"Sales","language":"en"}`, body: project3},
	"update a project": {run: func(ctx context.Context, c *Client) error {
		return second(c.Projects.Update(ctx, 3, ProjectSettings{Name: Value("Sales")}))
	}, sent: `PATCH /projects/3 {"name":"Sales"}`, body: project3},
	"delete a project": {run: func(ctx context.Context, c *Client) error {
		return c.Projects.Delete(ctx, 3)
	}, sent: "DELETE /projects/3", body: ""},
}

func TestBeforeWrite_isCalledOnceForEachWrite(t *testing.T) {
	t.Parallel()
	for name, test := range writes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var steps []http.HandlerFunc
			for range test.read {
				steps = append(steps, reply(http.StatusOK, listOf()))
			}
			// Attempts after the first are the same request.
			steps = append(steps, refuse("Retry-After", "1"), refuse("Retry-After", "1"), reply(http.StatusOK, test.body))
			service := newService(t, steps...)
			var before [][]string
			client := service.client(t, func(c *Config) {
				c.BeforeWrite = func(ctx context.Context) error {
					if ctx.Value(writeKey{}) != name {
						t.Error("called with another context")
					}
					before = append(before, service.lines())
					return nil
				}
			})
			if err := test.run(context.WithValue(t.Context(), writeKey{}, name), client); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([][]string{append([]string{}, test.read...)}, before); diff != "" {
				t.Errorf("called after other requests (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(append(append([]string{}, test.read...), test.sent, test.sent, test.sent),
				service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		})
	}
}

// The check's own error may be one that a lost response has too: a list that returned 503, a broken connection.
func TestBeforeWrite_errorSendsNothing(t *testing.T) {
	t.Parallel()
	for name, test := range writes {
		for _, refusal := range []error{
			errors.New("the wrong key"),
			&APIError{Request: Request{http.MethodGet, "/virtual_numbers"}, StatusCode: 503},
			&TransportError{Request: Request{http.MethodGet, "/virtual_numbers"}, Attempts: 1, Err: errors.New("broken")},
			&ResponseError{Request: Request{http.MethodGet, "/virtual_numbers"}, Reason: "bad"},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				service := newService(t, reply(http.StatusOK, listOf()))
				client := service.client(t, func(c *Config) { c.BeforeWrite = func(context.Context) error { return refusal } })
				if err := test.run(t.Context(), client); err != refusal { //nolint:errorlint // it must not be wrapped
					t.Errorf("got %v, want the error of BeforeWrite unchanged", err)
				}
				if diff := cmp.Diff(append([]string{}, test.read...), service.lines()); diff != "" {
					t.Errorf("requests differ (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestBeforeWrite_isNotCalledForReads(t *testing.T) {
	t.Parallel()
	service := newService(t, reply(http.StatusOK, number7), reply(http.StatusOK, listOf(short(7))))
	client := service.client(t, func(c *Config) {
		c.BeforeWrite = func(context.Context) error { return errors.New("called") }
	})
	if _, err := client.VirtualNumbers.Get(t.Context(), 7); err != nil {
		t.Error(err)
	}
	// A purchase of what the account has already writes nothing.
	_, err := client.VirtualNumbers.Purchase(
		t.Context(), VirtualNumberPurchase{PhoneNumber: "+15551230007"}, isNumber7,
	)
	if err != nil {
		t.Error(err)
	}
	if seen := strings.Join(service.lines(), " "); strings.Contains(seen, "POST") {
		t.Errorf("sent %s", seen)
	}
}

// Without the list, a lost response could not be recovered.
func TestCreate_sendsNothingIfTheListFails(t *testing.T) {
	t.Parallel()
	for name, test := range writes {
		if test.read == nil {
			continue
		}
		for _, step := range []http.HandlerFunc{
			reply(http.StatusForbidden, `{"error": "Read permission required"}`),
			reply(http.StatusNotFound, `{"error": "Resource not found"}`),
			reply(http.StatusOK, proxyPage), reply(http.StatusServiceUnavailable, ""), reset,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				service := newService(t, step)
				err := test.run(t.Context(), service.client(t, func(c *Config) { c.MaxRetries = 0 }))
				var lost *LostResponseError
				if err == nil || errors.As(err, &lost) {
					t.Errorf("got %v, want the list's error", err)
				}
				if diff := cmp.Diff(test.read, service.lines()); diff != "" {
					t.Errorf("requests differ (-want +got):\n%s", diff)
				}
			})
		}
	}
}
