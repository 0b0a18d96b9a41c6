package identitycall

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

// A goroutine that remains after all tests is a leak of the client, or of a test.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// No goroutine outlives its operation, however that ends: a leaked goroutine could still send. Idle connections are
// kept for the next operation, and closed here before the goroutines are counted. The test does not run in parallel.
func TestNoGoroutineOutlivesItsOperation(t *testing.T) {
	get := func(ctx context.Context, client *Client) error { return attempt(ctx, client, http.MethodGet) }
	create := func(ctx context.Context, client *Client) error {
		_, err := client.Operators.Create(
			ctx, OperatorCreate{Name: "Greta Hall", PhoneNumber: "+14155550134"},
			func(Operator) bool { return false },
		)
		return err
	}
	purchase := func(ctx context.Context, client *Client) error {
		_, err := client.VirtualNumbers.Purchase(
			ctx, VirtualNumberPurchase{PhoneNumber: "+15550001111"}, func(string) bool { return false },
		)
		return err
	}
	nothing := reply(http.StatusOK, listOf())
	for name, test := range map[string]struct {
		operation func(context.Context, *Client) error
		steps     []http.HandlerFunc
		cancelled bool
		succeeds  bool
	}{
		"a response":          {operation: get, steps: []http.HandlerFunc{ok}, succeeds: true},
		"a retry":             {operation: get, steps: []http.HandlerFunc{reset, cutOff, ok}, succeeds: true},
		"an endless response": {operation: get, steps: []http.HandlerFunc{endless(http.StatusOK)}},
		"a timeout":           {operation: get, steps: []http.HandlerFunc{hang}},
		"a cancel while waiting": {
			operation: get, steps: []http.HandlerFunc{refuse("Retry-After", "3600")}, cancelled: true,
		},
		"a cancel during an attempt": {operation: get, steps: []http.HandlerFunc{hang}, cancelled: true},
		"a create": {
			operation: create, steps: []http.HandlerFunc{nothing, reply(http.StatusCreated, operator12)}, succeeds: true,
		},
		"a lost create":                 {operation: create, steps: []http.HandlerFunc{nothing, reset, nothing}},
		"a cancel in a create":          {operation: create, steps: []http.HandlerFunc{nothing, hang}, cancelled: true},
		"a cancel in a purchase":        {operation: purchase, steps: []http.HandlerFunc{nothing, hang}, cancelled: true},
		"a purchase that is not known":  {operation: purchase, steps: []http.HandlerFunc{nothing, cutOff, reset, nothing}},
		"a cancel before anything else": {operation: create, steps: []http.HandlerFunc{hang}, cancelled: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				before := goleak.IgnoreCurrent()
				service, client := newBubble(t, test.steps...)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if test.cancelled {
					time.AfterFunc(200*time.Millisecond, cancel)
				}
				if err := test.operation(ctx, client); (err == nil) != test.succeeds {
					t.Errorf("got %v", err)
				}
				client.http.CloseIdleConnections()
				service.Close()
				if err := goleak.Find(before); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
