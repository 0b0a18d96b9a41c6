package identitycall

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Refreshing many objects costs one list; what it lacks is read by its ID before it counts as missing.
func TestListCache_servesRefreshing(t *testing.T) {
	t.Parallel()
	for kind, test := range map[string]struct {
		get    func(ctx context.Context, c *Client, id int64) (int64, error)
		listed [2]string
		detail http.HandlerFunc // of the ID that the list lacks
		sent   []string
		ids    [3]int64 // two that are listed, and one that is not
	}{
		"operators": {
			get: func(ctx context.Context, c *Client, id int64) (int64, error) {
				operator, err := c.Operators.GetCached(ctx, id)
				return operator.ID, err
			},
			listed: [2]string{operatorEntry(13, "+15555550113"), operatorEntry(14, "+15555550114")},
			detail: reply(http.StatusOK, operatorDetail12),
			sent:   []string{"GET /operators?per_page=100", "GET /operators/12"}, ids: [3]int64{13, 14, 12},
		},
		"projects": {
			get: func(ctx context.Context, c *Client, id int64) (int64, error) {
				project, err := c.Projects.SummaryCached(ctx, id)
				return project.ID, err
			},
			listed: [2]string{projectEntry(4, "Sales"), projectEntry(5, "Support")},
			detail: reply(http.StatusOK, project3),
			sent:   []string{"GET /projects?per_page=100", "GET /projects/3"}, ids: [3]int64{4, 5, 3},
		},
	} {
		t.Run(kind, fakeTime(func(t *testing.T) {
			service := newService(t, reply(http.StatusOK, listOf(test.listed[:]...)), test.detail)
			client := service.client(t)
			for range 2 {
				for _, id := range test.ids {
					if got, err := test.get(t.Context(), client, id); err != nil || got != id {
						t.Errorf("got %d, %v, want %d", got, err, id)
					}
				}
			}
			if diff := cmp.Diff(test.sent, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
		t.Run(kind+", the list fails", fakeTime(func(t *testing.T) {
			service := newService(t, reply(http.StatusNotFound, `{"error": "Resource not found"}`))
			if _, err := test.get(t.Context(), service.client(t), test.ids[0]); err == nil || IsNotFound(err) {
				t.Errorf("got %v, want an error that is no 404 of the object", err)
			}
			if len(service.lines()) != 1 {
				t.Errorf("sent %q", service.lines())
			}
		}))
		t.Run(kind+", missing", fakeTime(func(t *testing.T) {
			missing := reply(http.StatusNotFound, `{"error": "Resource not found"}`)
			service := newService(t, reply(http.StatusOK, listOf()), missing)
			if _, err := test.get(t.Context(), service.client(t), test.ids[0]); !IsNotFound(err) {
				t.Errorf("got %v, want the object's 404", err)
			}
		}))
	}
}

// The API's own 404 of an object stands only if the list of its kind lacks the object. Below a wrong base URL, every
// path is such a 404.
func TestNotFound_isConfirmedByTheList(t *testing.T) {
	t.Parallel()
	const notFound = `{"error": "Not Found"}`
	reads := map[string]map[string]func(context.Context, *Client) error{
		"/virtual_numbers": {
			"Get":       func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.Get(ctx, 7)) },
			"GetCached": func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.GetCached(ctx, 7)) },
		},
		"/operators": {
			"Get":             func(ctx context.Context, c *Client) error { return second(c.Operators.Get(ctx, 7)) },
			"GetDetailCached": func(ctx context.Context, c *Client) error { return second(c.Operators.GetDetailCached(ctx, 7)) },
			"Delete":          func(ctx context.Context, c *Client) error { return c.Operators.Delete(ctx, 7) },
		},
		"/projects": {
			"Get":       func(ctx context.Context, c *Client) error { return second(c.Projects.Get(ctx, 7)) },
			"GetCached": func(ctx context.Context, c *Client) error { return second(c.Projects.GetCached(ctx, 7)) },
			"Delete":    func(ctx context.Context, c *Client) error { return c.Projects.Delete(ctx, 7) },
		},
	}
	present := map[string]string{
		"/virtual_numbers": short(7), "/operators": operatorEntry(7, "+15555550107"), "/projects": projectEntry(7, "Sales"),
	}
	for path, methods := range reads {
		for method, run := range methods {
			verb := http.MethodGet
			if method == "Delete" {
				verb = http.MethodDelete
			}
			for name, test := range map[string]struct {
				list http.HandlerFunc
				want string // an error that does not count as not found; "" for the object's own 404
			}{
				"the list lacks it": {list: reply(http.StatusOK, listOf())},
				"the list contains it": {
					reply(http.StatusOK, listOf(present[path])),
					verb + " " + path + "/7 returned 404 Not Found: Not Found, but GET " + path + " contains the ID 7",
				},
				"the entry of the list is odd": {
					reply(http.StatusOK, listOf(strings.Replace(present[path], `"name"`, `"label"`, 1))),
					verb + " " + path + "/7 returned 404 Not Found: Not Found, but GET " + path + " contains the ID 7",
				},
				"the list is a 404 too": {
					reply(http.StatusNotFound, notFound),
					"cannot check whether the list contains the ID 7: GET " + path + " returned 404 Not Found: Not Found",
				},
				"no permission for the list": {
					reply(http.StatusForbidden, `{"error": "No"}`),
					"cannot check whether the list contains the ID 7: GET " + path + " returned 403 Forbidden: No",
				},
			} {
				t.Run(method+" "+path+", "+name, fakeTime(func(t *testing.T) {
					service := newService(t, reply(http.StatusNotFound, notFound), test.list)
					err := run(t.Context(), service.client(t))
					switch {
					case test.want != "":
						if err == nil || err.Error() != test.want || IsNotFound(err) {
							t.Errorf("got %v, want %s", err, test.want)
						}
					case method == "Delete": // it does not exist: a success
						if err != nil {
							t.Error(err)
						}
					case !IsNotFound(err):
						t.Errorf("got %v, want the object's 404", err)
					}
					if sent := service.lines(); len(sent) != 2 || sent[1] != "GET "+path+"?per_page=100" {
						t.Errorf("sent %q", sent)
					}
				}))
			}
		}
	}
}

// An entry that lacks a field is read by its ID instead.
func TestListCache_oddEntry(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, func(w http.ResponseWriter, r *http.Request) {
			reply(http.StatusOK, map[string]string{
				"/operators":    listOf(operatorEntry(11, "+1"), change(operatorEntry(12, "+2"), `"initials"`, `"letters"`)),
				"/operators/12": operatorDetail12,
				"/projects":     listOf(change(projectEntry(3, "Sales"), `"updated_at"`, `"at"`), projectEntry(4, "Support")),
				"/projects/3":   project3,
			}[r.URL.Path])(w, r)
		})
		client := service.client(t)
		for _, id := range []int64{11, 12} {
			if operator, err := client.Operators.GetCached(t.Context(), id); operator.ID != id || operator.Initials == "" {
				t.Errorf("got %+v, %v", operator, err)
			}
		}
		for _, id := range []int64{3, 4} {
			if project, err := client.Projects.SummaryCached(t.Context(), id); project.ID != id || project.UpdatedAt == "" {
				t.Errorf("got %+v, %v", project, err)
			}
		}
		want := []string{
			"GET /operators?per_page=100", "GET /operators/12", "GET /projects?per_page=100", "GET /projects/3",
		}
		if diff := cmp.Diff(want, service.lines()); diff != "" {
			t.Errorf("requests differ (-want +got):\n%s", diff)
		}
	})(t)
}

// Own writes drop what they may have changed, and little else, since each read costs a request.
func TestCache_whatOwnWritesDrop(t *testing.T) {
	t.Parallel()
	number8 := change(number7, `"id": 7`, `"id": 8`, `"operators": [{"id": 12`, `"operators": [], "other": [{"id": 12`)
	responses := map[string]string{
		"/virtual_numbers": listOf(short(8)), "/virtual_numbers/7": number7, "/virtual_numbers/8": number8,
		"/operators":    listOf(operatorEntry(12, "+15555550112"), operatorEntry(13, "+15555550113")),
		"/operators/12": operatorDetail12,
		"/operators/13": change(operatorDetail12, `"id": 12`, `"id": 13`, `{"id": 7`, `{"id": 9`, `{"id": 8`, `{"id": 10`),
		"/projects":     listOf(projectEntry(4, "Support")), "/projects/3": project3,
	}
	reads := map[string]func(context.Context, *Client) error{
		"numbers": func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.ListCached(ctx)) },
		"found":   func(ctx context.Context, c *Client) error { return second(c.VirtualNumbers.FindCached(ctx, "+1")) },
		"number 7": func(ctx context.Context, c *Client) error {
			return second(c.VirtualNumbers.GetCached(ctx, 7))
		},
		"number 8": func(ctx context.Context, c *Client) error {
			return second(c.VirtualNumbers.GetCached(ctx, 8))
		},
		"operators":   func(ctx context.Context, c *Client) error { return second(c.Operators.ListCached(ctx)) },
		"operator 12": func(ctx context.Context, c *Client) error { return second(c.Operators.GetDetailCached(ctx, 12)) },
		"operator 13": func(ctx context.Context, c *Client) error { return second(c.Operators.GetDetailCached(ctx, 13)) },
		"projects":    func(ctx context.Context, c *Client) error { return second(c.Projects.ListCached(ctx)) },
		"project 3":   func(ctx context.Context, c *Client) error { return second(c.Projects.GetCached(ctx, 3)) },
	}
	lists := []string{"numbers", "operators", "projects"}
	ofNumber := append([]string{"number 7", "operator 12", "operator 13", "project 3"}, lists...)
	ofOperator := append([]string{"operator 12", "number 7", "number 8", "project 3"}, lists...)
	ofProject := append([]string{"project 3", "number 7", "number 8", "operator 12", "operator 13"}, lists...)
	for name, drops := range map[string][]string{
		"update a virtual number": ofNumber, "attach": ofNumber, "detach": ofNumber,
		"purchase":           append([]string{"found", "operator 12", "operator 13", "project 3"}, lists...),
		"create an operator": {"operators"}, "update an operator": ofOperator, "delete an operator": ofOperator,
		"create a project": {"projects"}, "update a project": ofProject,
		"delete a project": append([]string{"found"}, ofProject...),
	} {
		for _, status := range []int{http.StatusOK, http.StatusBadRequest} {
			t.Run(fmt.Sprint(name, ", ", status), fakeTime(func(t *testing.T) {
				for read, get := range reads {
					service := newService(t, func(w http.ResponseWriter, r *http.Request) {
						switch {
						case r.Method == http.MethodGet:
							reply(http.StatusOK, responses[r.URL.Path])(w, r)
						case status != http.StatusOK:
							reply(status, `{"error": "no"}`)(w, r)
						default:
							reply(status, writes[name].body)(w, r)
						}
					})
					client := service.client(t)
					for range 2 {
						if err := get(t.Context(), client); err != nil {
							t.Fatal(read, err)
						}
					}
					if before := len(service.lines()); before != 1 {
						t.Errorf("%s: %d requests before the write", read, before)
					}
					if err := writes[name].run(t.Context(), client); (err == nil) != (status == http.StatusOK) {
						t.Fatal(err)
					}
					before := len(service.lines())
					if err := get(t.Context(), client); err != nil {
						t.Fatal(read, err)
					}
					if got, want := len(service.lines()) > before, slices.Contains(drops, read); got != want {
						t.Errorf("%s is read again: %t, want %t", read, got, want)
					}
				}
			}))
		}
	}
}
