package identitycall

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestList_readsAllPages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pages []string
		ids   []int64
		sent  []string
	}{
		"without a meta": {
			pages: []string{listOf(short(7), short(8))}, ids: []int64{7, 8},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"with a meta that is null": {
			pages: []string{`{"data": [` + short(7) + `], "meta": null}`}, ids: []int64{7},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"with an empty meta": {
			pages: []string{`{"data": [` + short(7) + `], "meta": {}}`}, ids: []int64{7},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"with null for total_pages": {
			pages: []string{`{"data": [` + short(7) + `], "meta": {"total_pages": null}}`}, ids: []int64{7},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"with another meta": {
			pages: []string{`{"data": [` + short(7) + `], "meta": {"total": 250, "next": 2}}`}, ids: []int64{7},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"empty": {
			pages: []string{listOf()}, ids: []int64{},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"empty, with a meta": {
			pages: []string{pageOf(0)}, ids: []int64{},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"one page": {
			pages: []string{pageOf(1, short(7))}, ids: []int64{7},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"three pages": {
			pages: []string{pageOf(3, short(7), short(8)), pageOf(3, short(9), short(10)), pageOf(3, short(11))},
			ids:   []int64{7, 8, 9, 10, 11},
			sent: []string{
				"GET /virtual_numbers?per_page=100",
				"GET /virtual_numbers?page=2&per_page=100",
				"GET /virtual_numbers?page=3&per_page=100",
			},
		},
		"a number that moved to the next page": {
			pages: []string{pageOf(2, short(7), short(8)), pageOf(2, short(8), short(9))}, ids: []int64{7, 8, 9},
			sent: []string{"GET /virtual_numbers?per_page=100", "GET /virtual_numbers?page=2&per_page=100"},
		},
		"a number twice on one page": {
			pages: []string{listOf(short(7), short(7))}, ids: []int64{7},
			sent: []string{"GET /virtual_numbers?per_page=100"},
		},
		"a later page without a meta": {
			pages: []string{pageOf(3, short(7)), listOf(short(8)), pageOf(3, short(9))}, ids: []int64{7, 8, 9},
			sent: []string{
				"GET /virtual_numbers?per_page=100",
				"GET /virtual_numbers?page=2&per_page=100",
				"GET /virtual_numbers?page=3&per_page=100",
			},
		},
		"a page less while reading": {
			pages: []string{pageOf(3, short(7)), pageOf(2, short(8))}, ids: []int64{7, 8},
			sent: []string{"GET /virtual_numbers?per_page=100", "GET /virtual_numbers?page=2&per_page=100"},
		},
		"only one page left while reading": {
			pages: []string{pageOf(3, short(7)), pageOf(1)}, ids: []int64{7},
			sent: []string{"GET /virtual_numbers?per_page=100", "GET /virtual_numbers?page=2&per_page=100"},
		},
		"a page more while reading": {
			pages: []string{pageOf(2, short(7)), pageOf(3, short(8)), pageOf(3, short(9))}, ids: []int64{7, 8, 9},
			sent: []string{
				"GET /virtual_numbers?per_page=100",
				"GET /virtual_numbers?page=2&per_page=100",
				"GET /virtual_numbers?page=3&per_page=100",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var steps []http.HandlerFunc
			for _, page := range test.pages {
				steps = append(steps, reply(http.StatusOK, page))
			}
			service := newService(t, steps...)
			numbers, err := service.client(t).VirtualNumbers.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ids := []int64{}
			for _, number := range numbers {
				ids = append(ids, number.ID)
			}
			if diff := cmp.Diff(test.ids, ids); diff != "" {
				t.Errorf("numbers differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.sent, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		})
	}
}

// With an incomplete list, existing objects would be removed from state.
func TestList_badPageIsAnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, fault string }{
		"the data is no list": {`{"data": {}}`, `its "data" is not a list`},
		"the data is null":    {`{"data": null}`, `the response's "data" is null`},
		"no data":             {`{"meta": {"total_pages": 1}}`, `the response has no "data"`},
		"an entry is null":    {listOf(short(7), "null"), "in entry 2 of the list, it is null"},
		"an entry is bad": {
			listOf(short(7), change(short(8), `"active": true`, `"active": 1`)),
			`in entry 2 of the list, the field "active" is not a boolean`,
		},
		"an entry without its count": {
			listOf(change(short(7), `"operators_count"`, `"count"`)),
			`in entry 1 of the list, the field "operators_count" is missing`,
		},
		"the meta is a number": {`{"data": [], "meta": 1}`, `in its "meta", it is not a JSON object`},
		"the meta is a list":   {`{"data": [], "meta": []}`, `in its "meta", it is not a JSON object`},
		"total_pages is a fraction": {
			`{"data": [], "meta": {"total_pages": 1.5}}`, `in its "meta", the field "total_pages" is not an integer`,
		},
		"total_pages is a string": {
			`{"data": [], "meta": {"total_pages": "2"}}`, `in its "meta", the field "total_pages" is not an integer`,
		},
		"total_pages is absurd":      {pageOf(10_001, short(7)), `its "meta" has a total_pages of 10001`},
		"total_pages is the largest": {pageOf(1<<63-1, short(7)), `its "meta" has a total_pages of 9223372036854775807`},
		"total_pages is negative":    {pageOf(-1, short(7)), `its "meta" has a total_pages of -1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, steps := range [][]http.HandlerFunc{
				{reply(http.StatusOK, test.body)},
				{reply(http.StatusOK, pageOf(2, short(1))), reply(http.StatusOK, test.body)},
			} {
				service := newService(t, steps...)
				numbers, err := service.client(t).VirtualNumbers.List(t.Context())
				var responseErr *ResponseError
				if !errors.As(err, &responseErr) || !strings.Contains(responseErr.Reason, test.fault) || numbers != nil ||
					responseErr.Request != (Request{http.MethodGet, "/virtual_numbers"}) {
					t.Errorf("got %v and %v, want a ResponseError with %q", numbers, err, test.fault)
				}
				if seen := service.lines(); len(seen) != len(steps) {
					t.Errorf("sent %q", seen)
				}
			}
		})
	}
}

func TestList_errorOnALaterPage(t *testing.T) {
	t.Parallel()
	service := newService(
		t, reply(http.StatusOK, pageOf(2, short(7))), reply(http.StatusForbidden, `{"error": "Read permission required"}`),
	)
	numbers, err := service.client(t).VirtualNumbers.List(t.Context())
	if apiErr := asAPIError(t, err); apiErr.StatusCode != http.StatusForbidden || numbers != nil {
		t.Errorf("got %v and %v", numbers, err)
	}
}

func TestList_mostPages(t *testing.T) {
	t.Parallel()
	if pages, err := totalPages([]byte(`{"total_pages": 10000}`)); err != nil || pages != maxPages {
		t.Errorf("got %d, %v", pages, err)
	}
}

func TestList_manyPages(t *testing.T) {
	t.Parallel()
	const pages = 25
	service := newService(t, func(w http.ResponseWriter, r *http.Request) {
		page, err := strconv.ParseInt(r.URL.Query().Get("page"), 10, 64)
		if err != nil { // the first page has no number
			page = 1
		}
		reply(http.StatusOK, pageOf(pages, short(page)))(w, r)
	})
	numbers, err := service.client(t).VirtualNumbers.List(t.Context())
	if err != nil || len(numbers) != pages || numbers[pages-1].ID != pages || len(service.lines()) != pages {
		t.Errorf("got %d numbers, %v, after %q", len(numbers), err, service.lines())
	}
}
