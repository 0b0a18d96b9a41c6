package identitycall

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// countingIndex compares phone numbers by their last digits and counts how often an index is built.
type countingIndex struct {
	mu    sync.Mutex
	built int
}

func (x *countingIndex) index(numbers []string) func(string) []int {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.built++
	positions := map[string][]int{}
	for i, number := range numbers {
		positions[lastDigits(number)] = append(positions[lastDigits(number)], i)
	}
	return func(number string) []int { return positions[lastDigits(number)] }
}

func lastDigits(number string) string { return number[max(len(number)-4, 0):] }

// account returns a service with virtual numbers with the IDs 1 to count, in which a PATCH renames a number.
func account(t *testing.T, count int64) *service {
	t.Helper()
	entries := make([]string, count)
	for i := range entries {
		entries[i] = short(int64(i + 1))
	}
	list := listOf(entries...)
	return newService(t, func(w http.ResponseWriter, r *http.Request) {
		var id int64
		_, _ = fmt.Sscanf(r.URL.Path, "/virtual_numbers/%d", &id)
		switch {
		case r.URL.Path == "/virtual_numbers":
			reply(http.StatusOK, list)(w, r)
		case strings.HasPrefix(r.URL.Path, "/operators"):
			reply(http.StatusOK, operator12)(w, r)
		default:
			reply(http.StatusOK, change(number7, `"id": 7`, fmt.Sprintf(`"id": %d`, id), `"US Sales Line"`, `"Renamed"`))(w, r)
		}
	})
}

// Terraform plans each number again inside apply, while others are being changed.
func TestVirtualNumbersFindCached_adoptingManyListsOnce(t *testing.T) {
	t.Parallel()
	const many = 200
	service, index := account(t, many), &countingIndex{}
	client := service.client(t, func(c *Config) { c.IndexPhoneNumbers = index.index })
	work := make(chan int64)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			for id := range work {
				found, err := client.VirtualNumbers.FindCached(t.Context(), fmt.Sprintf("+1 555 123-%04d", id))
				if err != nil || len(found) != 1 || found[0].ID != id {
					t.Errorf("found %+v, %v, want %d", found, err, id)
					continue
				}
				if _, err := client.VirtualNumbers.Update(t.Context(), id,
					VirtualNumberUpdate{Name: Value("Renamed")}); err != nil {
					t.Error(err)
				}
				if id%10 == 0 { // changes names in lists of numbers, but no phone number
					if _, err := client.Operators.Update(t.Context(), 12, OperatorUpdate{Name: Value("A")}); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for id := int64(1); id <= many; id++ {
		work <- id
	}
	close(work)
	all.Wait()
	lists, patches := 0, 0
	for _, line := range service.lines() {
		switch {
		case line == "GET /virtual_numbers?per_page=100":
			lists++
		case strings.HasPrefix(line, "PATCH /virtual_numbers/"):
			patches++
		case !strings.HasPrefix(line, "PATCH /operators/"):
			t.Errorf("sent %s", line)
		}
	}
	if lists != 1 || patches != many || index.built != 1 {
		t.Errorf("%d lists, %d indexes and %d PATCH, want 1, 1 and %d", lists, index.built, patches, many)
	}
}

func TestVirtualNumbersFindCached(t *testing.T) {
	t.Parallel()
	service := account(t, 3)
	numbers := service.client(t).VirtualNumbers
	listed, err := numbers.ListCached(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string][]VirtualNumberSummary{
		"+15551230002": {listed[1]}, "+15551230004": nil, "+1 555 123 0002": nil, // the test's index compares strings
	} {
		found, err := numbers.FindCached(t.Context(), number)
		if diff := cmp.Diff(want, found); diff != "" || err != nil {
			t.Errorf("%s: %v, found (-want +got):\n%s", number, err, diff)
		}
	}
	if _, err := numbers.Update(t.Context(), 2, VirtualNumberUpdate{Name: Value("Renamed")}); err != nil {
		t.Fatal(err)
	}
	if found, err := numbers.FindCached(t.Context(), "+15551230002"); err != nil || len(found) != 1 {
		t.Errorf("found %+v, %v", found, err)
	}
	if seen := service.lines(); len(seen) != 2 {
		t.Errorf("sent %q", seen)
	}
}

// After a write that may add or remove a number, or change an operator's phone number, a new list is read.
func TestFindCached_listsAgain(t *testing.T) {
	t.Parallel()
	findNumber := func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.FindCached(ctx, "+1")) }
	findOperator := func(ctx context.Context, c *Client) error { return second(c.Operators.FindCached(ctx, "+1")) }
	for _, test := range []struct {
		name  string
		find  func(context.Context, *Client) error
		again bool
	}{
		{"update a virtual number", findNumber, false},
		{"attach", findNumber, false},
		{"detach", findNumber, false},
		{"purchase", findNumber, true},
		{"update an operator", findNumber, false},
		{"delete an operator", findNumber, false},
		{"delete a project", findNumber, true},
		{"a GET of a virtual number", findNumber, false},
		{"a 404 of a virtual number", findNumber, true},
		{"a 422 of a virtual number", findNumber, false},
		{"a failing list is not cached", findNumber, true},

		{"attach", findOperator, false},
		{"detach", findOperator, false},
		{"create an operator", findOperator, true},
		{"update an operator", findOperator, true},
		{"update a virtual number", findOperator, false},
		{"a failing list is not cached", findOperator, true},
	} {
		name := test.name
		t.Run(name, fakeTime(func(t *testing.T) {
			write := writes[name]
			status := http.StatusOK
			switch {
			case strings.HasPrefix(name, "a GET"):
				write.run = func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.Get(ctx, 7)) }
				write.body = number7
			case strings.HasPrefix(name, "a 404"), strings.HasPrefix(name, "a 422"):
				_, _ = fmt.Sscanf(name, "a %d", &status)
				write = writes["update a virtual number"]
				write.body = `{"error": "no"}`
			case strings.HasPrefix(name, "a failing"):
				write.run = func(context.Context, *Client) error { return nil }
			}
			listed := reply(http.StatusOK, listOf())
			var changing sync.Mutex
			step := listed
			if strings.HasPrefix(name, "a failing") {
				step = reply(http.StatusForbidden, `{"error": "no"}`)
			}
			service := newService(t, func(w http.ResponseWriter, r *http.Request) {
				changing.Lock()
				defer changing.Unlock()
				if strings.Count(r.URL.Path, "/") == 1 && r.Method == http.MethodGet {
					step(w, r)
					return
				}
				reply(status, write.body)(w, r)
			})
			client := service.client(t)
			lists := func() (lists int) {
				for _, request := range service.seen() {
					if request.method == http.MethodGet && strings.Count(request.uri, "/") == 1 {
						lists++
					}
				}
				return lists
			}
			err := test.find(t.Context(), client)
			if (err != nil) != strings.HasPrefix(name, "a failing") {
				t.Fatal(err)
			}
			if err := write.run(t.Context(), client); (err != nil) != (status != http.StatusOK) {
				t.Fatal(err)
			}
			changing.Lock()
			step = listed
			changing.Unlock()
			before := lists()
			for range 2 {
				if err := test.find(t.Context(), client); err != nil {
					t.Fatal(err)
				}
			}
			if got := lists() - before; got != map[bool]int{true: 1, false: 0}[test.again] {
				t.Errorf("%d new lists", got)
			}
		}))
	}
}

func TestOperatorsFindCached_showsOwnWrites(t *testing.T) {
	fakeTime(func(t *testing.T) {
		list := listOf(operatorEntry(11, "+15555550111"), operatorEntry(12, "+15555550112"))
		service := newService(
			t, reply(http.StatusOK, list), reply(http.StatusOK, `{"success": true}`),
			reply(http.StatusOK, listOf(operatorEntry(11, "+15555550111"))),
		)
		operators := service.client(t).Operators
		for number, id := range map[string]int64{"+15555550111": 11, "+15555550112": 12} {
			if found, err := operators.FindCached(t.Context(), number); err != nil || len(found) != 1 || found[0].ID != id {
				t.Errorf("found %+v, %v", found, err)
			}
		}
		if err := operators.Delete(t.Context(), 12); err != nil {
			t.Fatal(err)
		}
		for number, count := range map[string]int{"+15555550111": 1, "+15555550112": 0} {
			if found, err := operators.FindCached(t.Context(), number); err != nil || len(found) != count {
				t.Errorf("found %+v, %v", found, err)
			}
		}
	})(t)
}

// Callers filter and sort what they get.
func TestListCached_returnsACopy(t *testing.T) {
	t.Parallel()
	numbers := account(t, 2).client(t).VirtualNumbers
	for range 2 {
		got, err := numbers.ListCached(t.Context())
		if err != nil || len(got) != 2 || got[0].ID != 1 {
			t.Fatalf("got %+v, %v", got, err)
		}
		got[0], got[1] = got[1], got[0]
	}
	if found, err := numbers.FindCached(t.Context(), "+15551230001"); err != nil || len(found) != 1 || found[0].ID != 1 {
		t.Errorf("found %+v, %v", found, err)
	}
}
