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
		t.Run(name, func(t *testing.T) {
			t.Parallel()
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
		})
	}
}

// The detail form of an operator costs one GET per run, even if the list is cached, until a write may have changed it.
func TestOperatorsGetDetailCached(t *testing.T) {
	t.Parallel()
	detail := func(ctx context.Context, c *Client) error { return second(c.Operators.GetDetailCached(ctx, 12)) }
	for name, again := range map[string]bool{
		"attach": true, "detach": true, "update an operator": true, "delete an operator": true, "create an operator": false,
		"update a virtual number": true, "delete a project": true, "update a project": false,
	} {
		for _, status := range []int{http.StatusOK, http.StatusBadRequest} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				write := writes[name]
				service := newService(t, func(w http.ResponseWriter, r *http.Request) {
					switch {
					case r.URL.Path == "/operators" && r.Method == http.MethodGet:
						reply(http.StatusOK, listOf(operatorEntry(12, "+15555550112")))(w, r)
					case r.Method == http.MethodGet:
						reply(http.StatusOK, operatorDetail12)(w, r)
					default:
						reply(status, write.body)(w, r)
					}
				})
				client := service.client(t)
				if _, err := client.Operators.GetCached(t.Context(), 12); err != nil {
					t.Fatal(err)
				}
				details := func() (count int) {
					for _, line := range service.lines() {
						if line == "GET /operators/12" {
							count++
						}
					}
					return count
				}
				for range 3 {
					if err := detail(t.Context(), client); err != nil {
						t.Fatal(err)
					}
				}
				if got := details(); got != 1 {
					t.Errorf("%d GET of the detail form, want 1", got)
				}
				_ = write.run(t.Context(), client)
				for range 2 {
					if err := detail(t.Context(), client); err != nil {
						t.Fatal(err)
					}
				}
				if got := details(); got != map[bool]int{true: 2, false: 1}[again] {
					t.Errorf("%d GET of the detail form after the write, again: %t", got, again)
				}
			})
		}
	}
}
