package identitycall

import (
	"errors"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
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
		"with a total_count": {
			pages: []string{countedPage(2, 3, short(7), short(8)), countedPage(2, 3, short(9))}, ids: []int64{7, 8, 9},
			sent: []string{"GET /virtual_numbers?per_page=100", "GET /virtual_numbers?page=2&per_page=100"},
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
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
		}))
	}
}

// A list that changes between two pages is read again: an object that moved to a page that was read is missing in it.
func TestList_changesWhileItIsRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pages  []string // of a read that is not complete
		reason string
	}{
		"a page less": {
			[]string{pageOf(3, short(7)), pageOf(2, short(8))}, "its total_pages changed from 3 to 2 between two pages",
		},
		"only one page left": {
			[]string{pageOf(3, short(7)), pageOf(1)}, "its total_pages changed from 3 to 1 between two pages",
		},
		"no page left": {
			[]string{pageOf(3, short(7)), pageOf(0)}, "its total_pages changed from 3 to 0 between two pages",
		},
		"a page more": {
			[]string{pageOf(2, short(7)), pageOf(3, short(8))}, "its total_pages changed from 2 to 3 between two pages",
		},
		"a number less": {
			[]string{countedPage(2, 4, short(7), short(8)), countedPage(2, 3, short(9))},
			"its total_count changed from 4 to 3 between two pages",
		},
		"a number moved to the next page": {
			[]string{pageOf(2, short(7), short(8)), pageOf(2, short(8), short(9))},
			"it has 4 entries, of which only 3 are different",
		},
		"a number moved to the next page of a counted list": {
			[]string{countedPage(2, 4, short(7), short(8)), countedPage(2, 4, short(8), short(9))},
			"its total_count is 4, but it has 3 different entries",
		},
		"fewer numbers than counted": {
			[]string{countedPage(1, 2, short(7))}, "its total_count is 2, but it has 1 different entries",
		},
		"more numbers than counted": {
			[]string{countedPage(1, 0, short(7))}, "its total_count is 0, but it has 1 different entries",
		},
		"a total_count without total_pages": {
			[]string{`{"data": [` + short(7) + `], "meta": {"total_count": 250}}`},
			"its total_count is 250, but it has 1 different entries",
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			var steps []http.HandlerFunc
			for range maxListReads {
				for _, page := range test.pages {
					steps = append(steps, reply(http.StatusOK, page))
				}
			}
			service := newService(t, steps...)
			numbers, err := service.client(t).VirtualNumbers.List(t.Context())
			want := "GET /virtual_numbers returned no complete list, although it was read 4 times: " + test.reason
			if err == nil || err.Error() != want || numbers != nil || len(service.lines()) != len(steps) {
				t.Errorf("got %v and %v after %q, want %s", numbers, err, service.lines(), want)
			}

			read := len(test.pages) // once
			service = newService(t, append(steps[:3*read:3*read], reply(http.StatusOK, countedPage(1, 1, short(9))))...)
			numbers, err = service.client(t).VirtualNumbers.List(t.Context())
			if err != nil || len(numbers) != 1 || numbers[0].ID != 9 || len(service.lines()) != 3*read+1 {
				t.Errorf("got %v and %v after %q, want only 9", numbers, err, service.lines())
			}
		}))
	}
}

// Whatever moves between two pages, no list that lacks an object passes as complete.
func TestList_completeOrAnError(t *testing.T) {
	t.Parallel()
	const pageSize = 10
	changes := map[string]func(random *rand.Rand, names map[int64]int){
		"deletions": func(random *rand.Rand, names map[int64]int) { delete(names, 1+random.Int64N(25)) },
		"additions": func(random *rand.Rand, names map[int64]int) { names[26+random.Int64N(25)] = random.IntN(1000) },
		"renames":   func(random *rand.Rand, names map[int64]int) { names[1+random.Int64N(25)] = random.IntN(1000) },
	}
	for kind, change := range changes {
		t.Run(kind, fakeTime(func(t *testing.T) {
			complete := 0
			for seed := range uint64(40) {
				random := rand.New(rand.NewPCG(seed, 0))
				names, before := map[int64]int{}, map[int64]int{}
				for id := int64(1); id <= 25; id++ {
					names[id] = random.IntN(1000)
				}
				service := newService(t, func(w http.ResponseWriter, r *http.Request) {
					byName := func(a, b int64) int { return 100*(names[a]-names[b]) + int(a-b) }
					ids := slices.SortedFunc(maps.Keys(names), byName)
					page, _ := strconv.Atoi(r.URL.Query().Get("page"))
					if page == 0 { // the first one
						before = maps.Clone(names)
					}
					from := min(max(page-1, 0)*pageSize, len(ids))
					var entries []string
					for _, id := range ids[from:min(from+pageSize, len(ids))] {
						entries = append(entries, short(id))
					}
					pages := (len(ids) + pageSize - 1) / pageSize
					reply(http.StatusOK, countedPage(int64(pages), int64(len(ids)), entries...))(w, r)
					if random.IntN(3) == 0 {
						change(random, names)
					}
				})
				numbers, err := service.client(t).VirtualNumbers.List(t.Context())
				service.Close() // waits for the change after the last response
				if err != nil {
					if _, ok := errors.AsType[*IncompleteListError](err); !ok {
						t.Fatal(err)
					}
					continue
				}
				complete++
				for id := range before {
					listed := slices.ContainsFunc(numbers, func(n VirtualNumberSummary) bool { return n.ID == id })
					if _, exists := names[id]; exists && !listed {
						t.Errorf("seed %d: the list lacks %d", seed, id)
					}
				}
			}
			if complete == 0 {
				t.Error("no list was complete")
			}
		}))
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
		"an entry without its ID": {
			listOf(short(7), change(short(8), `"id": 8`, `"id": null`, `"active": true`, `"active": 1`)),
			`in entry 2 of the list, the field "id" is null, the field "active" is not a boolean`,
		},
		"an entry without its phone number": {
			listOf(change(short(7), `"+15551230007"`, `""`)), `in entry 1 of the list, the field "phone_number" is empty`,
		},
		"the meta is a number": {`{"data": [], "meta": 1}`, `in its "meta", it is not a JSON object`},
		"the meta is a list":   {`{"data": [], "meta": []}`, `in its "meta", it is not a JSON object`},
		"total_pages is a fraction": {
			`{"data": [], "meta": {"total_pages": 1.5}}`, `in its "meta", the field "total_pages" is not an integer`,
		},
		"total_pages is a string": {
			`{"data": [], "meta": {"total_pages": "2"}}`, `in its "meta", the field "total_pages" is not an integer`,
		},
		"total_count is a string": {
			`{"data": [], "meta": {"total_count": "2"}}`, `in its "meta", the field "total_count" is not an integer`,
		},
		"total_pages is absurd":      {pageOf(10_001, short(7)), `its "meta" has a total_pages of 10001`},
		"total_pages is the largest": {pageOf(1<<63-1, short(7)), `its "meta" has a total_pages of 9223372036854775807`},
		"total_pages is negative":    {pageOf(-1, short(7)), `its "meta" has a total_pages of -1`},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
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
		}))
	}
}

// One odd entry has an error of its own, and all others can be used.
func TestList_oddEntry(t *testing.T) {
	fakeTime(func(t *testing.T) {
		odd := change(short(8), `"country_code": "US"`, `"country_code": null`, `"operators_count"`, `"count"`)
		service := newService(t, reply(http.StatusOK, listOf(short(7), odd)))
		numbers, err := service.client(t).VirtualNumbers.List(t.Context())
		if err != nil || len(numbers) != 2 {
			t.Fatalf("got %+v, %v", numbers, err)
		}
		if usable := numbers[0]; usable.Err != nil || usable.Lacks("country_code") {
			t.Errorf("got %+v", usable)
		}
		const want = `GET /virtual_numbers got a response that cannot be used: in the entry with the ID 8, ` +
			`the field "country_code" is null, the field "operators_count" is missing`
		got := numbers[1]
		if got.Err == nil || got.Err.Error() != want || got.ID != 8 || got.PhoneNumber != "+15551230008" || !got.Active {
			t.Errorf("got %+v", got)
		}
		if !got.Lacks("country_code") || !got.Lacks("operators_count") || got.Lacks("active") {
			t.Errorf("got %v", got.Err)
		}
	})(t)
}

func TestList_errorOnALaterPage(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(
			t, reply(http.StatusOK, pageOf(2, short(7))), reply(http.StatusForbidden, `{"error": "Read permission required"}`),
		)
		numbers, err := service.client(t).VirtualNumbers.List(t.Context())
		if apiErr := asAPIError(t, err); apiErr.StatusCode != http.StatusForbidden || numbers != nil {
			t.Errorf("got %v and %v", numbers, err)
		}
	})(t)
}

func TestList_mostPages(t *testing.T) {
	t.Parallel()
	if meta, err := decodeMeta([]byte(`{"total_pages": 10000}`)); err != nil || *meta.TotalPages != maxPages {
		t.Errorf("got %v, %v", meta, err)
	}
}

func TestList_manyPages(t *testing.T) {
	fakeTime(func(t *testing.T) {
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
	})(t)
}
