package identitycall

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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

// After a 429, which had no effect, the same request is sent again.
func TestWrites_sendOneRequest(t *testing.T) {
	t.Parallel()
	for name, test := range writes {
		t.Run(name, fakeTime(func(t *testing.T) {
			var steps []http.HandlerFunc
			for range test.read {
				steps = append(steps, reply(http.StatusOK, listOf()))
			}
			steps = append(steps, refuse("Retry-After", "1"), reply(http.StatusOK, test.body))
			service := newService(t, steps...)
			if err := test.run(t.Context(), service.client(t)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(append(append([]string{}, test.read...), test.sent, test.sent), service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}
