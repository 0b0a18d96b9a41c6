package identitycall

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOperator_detailForm(t *testing.T) {
	t.Parallel()
	alice := Operator{ID: 12, Name: "Alice Carter", PhoneNumber: "+15555550112", Active: true, Initials: "AC"}
	for name, test := range map[string]struct {
		body  string
		want  []OperatorVirtualNumber
		count *int64
		fault string
	}{
		"with numbers": {body: operatorDetail12, count: pointer[int64](2), want: []OperatorVirtualNumber{
			{ID: 7, PhoneNumber: "+15551234567", Name: pointer("US Sales Line"), Active: true},
			{ID: 8, PhoneNumber: "+442079460958"},
		}},
		"without any": {
			body: change(operator12, `"virtual_numbers_count": 2`, `"virtual_numbers": []`), want: []OperatorVirtualNumber{},
			count: pointer[int64](0),
		},
		"only a count": {body: operator12, count: pointer[int64](2)},
		"null":         {body: change(operator12, `"virtual_numbers_count": 2`, `"virtual_numbers": null`)},
		"neither":      {body: change(operator12, `"virtual_numbers_count": 2`, `"other": 2`)},
		"a bad number": {
			body: change(operatorDetail12, `"name": null`, `"label": null`), fault: `the field "name" is missing`,
		},
		"a number's id": {
			body: change(operatorDetail12, `"id": 8`, `"id": 0`), fault: `the field "id" is not a positive integer`,
		},
		"no phone number": {
			body: change(operatorDetail12, `"+442079460958"`, `""`), fault: `the field "phone_number" is empty`,
		},
		"no list": {
			body:  change(operator12, `"virtual_numbers_count": 2`, `"virtual_numbers": 2`),
			fault: `the field "virtual_numbers" is not a list`,
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			got, err := newService(t, reply(http.StatusOK, test.body)).client(t).Operators.GetDetailCached(t.Context(), 12)
			if test.fault != "" {
				var responseErr *ResponseError
				if !errors.As(err, &responseErr) || !strings.Contains(err.Error(), test.fault) {
					t.Errorf("got %v, want a ResponseError with %q", err, test.fault)
				}
				return
			}
			want := alice
			want.VirtualNumbers, want.VirtualNumbersCount = test.want, test.count
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v, operator differs (-want +got):\n%s", err, diff)
			}
		}))
	}
}

// Whatever shows an operator or a virtual number of this run tells its name, until the run deletes it.
func TestSeen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		call func(context.Context, *Client) error
		// operators and numbers are the names that are known after the call; those of no other are.
		operators, numbers map[int64]string
	}{
		"a list of operators": {listOf(operatorEntry(11, "+1"), operatorEntry(12, "+2")),
			func(ctx context.Context, c *Client) error { return second(c.Operators.ListCached(ctx)) },
			map[int64]string{11: "Operator 11", 12: "Operator 12"}, nil},
		"an operator": {operatorDetail12,
			func(ctx context.Context, c *Client) error { return second(c.Operators.Get(ctx, 12)) },
			map[int64]string{12: "Alice Carter"}, map[int64]string{7: "+15551234567", 8: "+442079460958"}},
		"an update": {operator12, func(ctx context.Context, c *Client) error {
			return second(c.Operators.Update(ctx, 12, OperatorUpdate{Name: Value("Alice Carter")}))
		}, map[int64]string{12: "Alice Carter"}, nil},
		"a number": {number7,
			func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.GetCached(ctx, 7)) },
			map[int64]string{12: "Alice Carter"}, map[int64]string{7: "+15551234567"}},
		"a detach": {change(number7, `"id": 12, "name": "Alice Carter"`, `"id": 13, "name": null`),
			func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.Detach(ctx, 7, 12)) },
			map[int64]string{13: ""}, map[int64]string{7: "+15551234567"}},
		"a list of numbers": {listOf(short(7)),
			func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.List(ctx)) },
			map[int64]string{1: "A B", 2: "C"}, map[int64]string{7: "+15551230007"}},
		"a response about another one": {operator12,
			func(ctx context.Context, c *Client) error { _, _ = c.Operators.Get(ctx, 13); return nil }, nil, nil},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, reply(http.StatusOK, test.body)).client(t)
			if err := test.call(t.Context(), client); err != nil {
				t.Fatal(err)
			}
			for id := range int64(30) {
				mustSee(t, "operator", id, client.Operators.Seen, test.operators)
				mustSee(t, "number", id, client.VirtualNumbers.Seen, test.numbers)
			}
		}))
	}
}

func mustSee(t *testing.T, kind string, id int64, seen func(int64) (string, bool), wanted map[int64]string) {
	t.Helper()
	got, ok := seen(id)
	if want, wantOK := wanted[id]; got != want || ok != wantOK {
		t.Errorf("%s %d is seen as %q, %t, want %q, %t", kind, id, got, ok, want, wantOK)
	}
}

// A created operator is known from the response to its POST. A deleted one is not, whatever an old response shows.
func TestSeen_createdAndDeleted(t *testing.T) {
	fakeTime(func(t *testing.T) {
		client := newService(t, reply(http.StatusOK, `{"data": []}`), reply(http.StatusCreated, operator12),
			reply(http.StatusOK, `{"success": true}`), reply(http.StatusOK, number7)).client(t)
		never := func(Operator) bool { return false }
		if _, err := client.Operators.Create(t.Context(), OperatorCreate{Name: "Alice Carter"}, never); err != nil {
			t.Fatal(err)
		}
		mustSee(t, "operator", 12, client.Operators.Seen, map[int64]string{12: "Alice Carter"})
		if err := client.Operators.Delete(t.Context(), 12); err != nil {
			t.Fatal(err)
		}
		mustSee(t, "operator", 12, client.Operators.Seen, nil)
		if _, err := client.VirtualNumbers.Get(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		mustSee(t, "operator", 12, client.Operators.Seen, nil)
	})(t)
}
