package identitycall

import (
	"context"
	"net/http"
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
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
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
		})
		t.Run(kind+", the list fails", func(t *testing.T) {
			t.Parallel()
			service := newService(t, reply(http.StatusNotFound, `{"error": "Resource not found"}`))
			if _, err := test.get(t.Context(), service.client(t), test.ids[0]); err == nil || IsNotFound(err) {
				t.Errorf("got %v, want an error that is no 404 of the object", err)
			}
			if len(service.lines()) != 1 {
				t.Errorf("sent %q", service.lines())
			}
		})
		t.Run(kind+", missing", func(t *testing.T) {
			t.Parallel()
			missing := reply(http.StatusNotFound, `{"error": "Resource not found"}`)
			service := newService(t, reply(http.StatusOK, listOf()), missing)
			if _, err := test.get(t.Context(), service.client(t), test.ids[0]); !IsNotFound(err) {
				t.Errorf("got %v, want the object's 404", err)
			}
		})
	}
}
