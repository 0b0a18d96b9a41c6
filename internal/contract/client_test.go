package contract_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/contract"
	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// decoded is a response that both the contract and the client read.
type decoded struct {
	path string
	// facts are the facts of the contract about the response's fields.
	facts []string
	// fields are those that the reference lists for the response.
	fields []string
	// lenient lists the fields that the client does not require, with the reason.
	lenient map[string]string
	// read returns the response as the client decodes it, each field under its name in the API.
	read func(context.Context, *identitycall.Client) ([]map[string]any, error)
}

// lenientTexts lists the fields in which the client accepts any text, with the reason.
var lenientTexts = map[string]string{
	"phone_number":     "numbers compare by their digits, whatever their format",
	"country_code":     "it is only shown",
	"routing_strategy": "a value that the API adds must not stop a refresh",
}

var decodedResponses = []decoded{
	{
		path:  "/virtual_numbers",
		facts: []string{"virtual_numbers.list.short_form"},
		fields: []string{
			"id", "phone_number", "name", "country_code", "active", "ai_receptionist_enabled", "operators", "operators_count",
		},
		lenient: map[string]string{"operators": "the detail form has the whole list"},
		read: func(ctx context.Context, client *identitycall.Client) ([]map[string]any, error) {
			numbers, err := client.VirtualNumbers.List(ctx)
			var read []map[string]any
			for _, n := range numbers {
				err = errors.Join(err, n.Err)
				read = append(read, map[string]any{
					"id": n.ID, "phone_number": n.PhoneNumber, "name": n.Name, "country_code": n.CountryCode, "active": n.Active,
					"ai_receptionist_enabled": n.AIReceptionistEnabled, "operators_count": n.OperatorsCount,
				})
			}
			return read, err
		},
	},
	{
		path: "/virtual_numbers/7",
		facts: []string{"virtual_numbers.get.detail_form", "virtual_numbers.get.stats", "virtual_numbers.get.operators",
			"virtual_numbers.get.available_operators", "virtual_numbers.get.recent_calls"},
		fields: []string{
			"id", "phone_number", "name", "country_code", "active", "recording", "routing_strategy", "ai_receptionist_enabled",
			"stats", "operators", "available_operators", "recent_calls",
		},
		lenient: map[string]string{
			"stats":               "only the data source shows it, as null",
			"operators":           "a number's settings can be managed without it; the operator resources fail",
			"available_operators": "it is never read", "recent_calls": "personal data, never read",
		},
		read: func(ctx context.Context, client *identitycall.Client) ([]map[string]any, error) {
			n, err := client.VirtualNumbers.Get(ctx, 7)
			return []map[string]any{{
				"id": n.ID, "phone_number": n.PhoneNumber, "name": n.Name, "country_code": n.CountryCode, "active": n.Active,
				"recording": n.Recording, "routing_strategy": n.RoutingStrategy, "ai_receptionist_enabled": n.AIReceptionistEnabled,
			}}, err
		},
	},
	{
		path:    "/operators",
		facts:   []string{"operators.list.form"},
		fields:  []string{"id", "name", "phone_number", "email", "active", "initials", "virtual_numbers_count"},
		lenient: map[string]string{"virtual_numbers_count": "only data sources show it"},
		read: func(ctx context.Context, client *identitycall.Client) ([]map[string]any, error) {
			operators, err := client.Operators.List(ctx)
			var read []map[string]any
			for _, o := range operators {
				err = errors.Join(err, o.Err)
				read = append(read, operatorFields(o))
			}
			return read, err
		},
	},
	{
		path:    "/operators/12",
		facts:   []string{"operators.get.form"},
		fields:  []string{"id", "name", "phone_number", "email", "active", "initials", "virtual_numbers"},
		lenient: map[string]string{"virtual_numbers": "only data sources show it"},
		read: func(ctx context.Context, client *identitycall.Client) ([]map[string]any, error) {
			o, err := client.Operators.Get(ctx, 12)
			return []map[string]any{operatorFields(o)}, err
		},
	},
	{
		path:   "/projects",
		facts:  []string{"projects.list.short_form"},
		fields: []string{"id", "name", "language", "industry", "created_at", "updated_at"},
		read: func(ctx context.Context, client *identitycall.Client) ([]map[string]any, error) {
			projects, err := client.Projects.List(ctx)
			var read []map[string]any
			for _, p := range projects {
				err = errors.Join(err, p.Err)
				read = append(read, projectFields(p))
			}
			return read, err
		},
	},
	{
		path:  "/projects/4",
		facts: []string{"projects.get.full_form"},
		fields: []string{
			"id", "name", "language", "industry", "created_at", "updated_at", "description", "goal_language", "summary_language",
			"long_pause_threshold_seconds", "transcription_hints", "retention_days", "quality_baseline_enabled",
			"quality_baseline_pct", "recordings_count", "virtual_numbers_count",
		},
		read: func(ctx context.Context, client *identitycall.Client) ([]map[string]any, error) {
			p, err := client.Projects.Get(ctx, 4)
			read := projectFields(p.ProjectSummary)
			for name, value := range map[string]any{
				"description": p.Description, "goal_language": p.GoalLanguage, "summary_language": p.SummaryLanguage,
				"long_pause_threshold_seconds": p.LongPauseThresholdSeconds, "transcription_hints": p.TranscriptionHints,
				"retention_days": p.RetentionDays, "quality_baseline_enabled": p.QualityBaselineEnabled,
				"quality_baseline_pct": p.QualityBaselinePct, "recordings_count": p.RecordingsCount,
				"virtual_numbers_count": p.VirtualNumbersCount,
			} {
				read[name] = value
			}
			return []map[string]any{read}, err
		},
	},
}

func operatorFields(o identitycall.Operator) map[string]any {
	return map[string]any{
		"id": o.ID, "name": o.Name, "phone_number": o.PhoneNumber, "email": o.Email, "active": o.Active,
		"initials": o.Initials,
	}
}

func projectFields(p identitycall.ProjectSummary) map[string]any {
	return map[string]any{
		"id": p.ID, "name": p.Name, "language": p.Language, "industry": p.Industry, "created_at": p.CreatedAt,
		"updated_at": p.UpdatedAt,
	}
}

func newClient(t *testing.T, url string) *identitycall.Client {
	t.Helper()
	client, err := identitycall.New(identitycall.Config{
		BaseURL: url, APIKey: sandbox.DefaultKey, UserAgent: "test", RequestTimeout: 10 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// The client's decoders and the contract agree about every field of every response: what the contract accepts is
// decoded to the values of the response, and what the contract reports as different fails, except for the fields that
// the client does not require.
func TestClient_decodesWhatTheContractAccepts(t *testing.T) {
	t.Parallel()
	for _, test := range decodedResponses {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			for _, field := range test.fields {
				for name, value := range map[string]any{"missing": nil, "null": nil, "a number": 1.5, "a text": "x",
					"an object": map[string]any{}} {
					alter := set(field, value)
					if name == "missing" {
						alter = drop(field)
					}
					lenient := test.lenient[field] != "" || name == "a text" && lenientTexts[field] != ""
					agree(t, test, lenient, fmt.Sprintf("%s is %s", field, name), alter)
				}
			}
			agree(t, test, false, "unchanged", func(*response) {})
			agree(t, test, false, "with another field", set("settings", map[string]any{}))
			agree(t, test, false, "without data", withoutData)
			agree(t, test, false, "with null as data", func(r *response) { r.body = map[string]any{"data": nil} })
			agree(t, test, false, "that is not JSON", func(r *response) { r.raw = pointer("<html>") })
		})
	}
}

func agree(t *testing.T, test decoded, lenient bool, what string, alter func(*response)) {
	t.Helper()
	a := newAccount(t, change{method: http.MethodGet, path: test.path, apply: alter})
	report := a.check(t, false)
	facts := append([]string{"basics.data", "basics.json"}, test.facts...)
	accepted := !slices.ContainsFunc(report.Names(contract.Differs),
		func(name string) bool { return slices.Contains(facts, name) })

	read, err := test.read(t.Context(), newClient(t, a.url))
	if accepted != (err == nil) && (accepted || !lenient) {
		t.Errorf("GET %s, %s: the contract accepts it: %t; the client: %v", test.path, what, accepted, err)
	}
	if err != nil {
		return
	}
	// The decoded values are those of the response.
	for i, object := range objectsOf(t, a, test.path) {
		for name, value := range read[i] {
			encoded, _ := json.Marshal(value)
			var got any
			_ = json.Unmarshal(encoded, &got)
			if diff := cmp.Diff(object[name], got); diff != "" {
				t.Errorf("GET %s, %s: %q is decoded to something else:\n%s", test.path, what, name, diff)
			}
		}
	}
}

// objectsOf requests a path without the client.
func objectsOf(t *testing.T, a *account, path string) []map[string]any {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, a.url+path, nil)
	request.RequestURI = ""
	request.Header.Set("Authorization", "Bearer "+sandbox.DefaultKey)
	got, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	var envelope struct{ Data json.RawMessage }
	if err := json.NewDecoder(got.Body).Decode(&envelope); err != nil {
		t.Fatal(err)
	}
	var objects []map[string]any
	if json.Unmarshal(envelope.Data, &objects) != nil {
		objects = make([]map[string]any, 1)
		if err := json.Unmarshal(envelope.Data, &objects[0]); err != nil {
			t.Fatal(err)
		}
	}
	return objects
}

// Errors: contract and client agree on what is the API's own 404. Only that removes an object from state.
func TestClient_agreesAbout404(t *testing.T) {
	t.Parallel()
	for name, apply := range map[string]func(*response){
		"error": func(*response) {},
		"errors": func(r *response) {
			r.body = map[string]any{"errors": []any{"Resource not found"}}
		},
		"another message": message("It was released"),
		"no body":         func(r *response) { r.body = nil },
		"a page":          func(r *response) { r.raw = pointer("<html>Not found</html>") },
		"another object":  noError,
		"410":             status(410),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, change{method: get, path: "/*/2147483647", apply: apply})
			report := a.check(t, false)
			differs := report.Names(contract.Differs)
			accepted := !slices.Contains(differs, "errors.404_body") && !slices.Contains(differs, "operators.get.absent")
			_, err := newClient(t, a.url).Operators.Get(t.Context(), 2147483647)
			if accepted != identitycall.IsNotFound(err) {
				t.Errorf("the contract accepts it: %t; the client: %v", accepted, err)
			}
		})
	}
}

// Pagination: the client reads every list completely that the contract accepts, paginated or not.
func TestClient_agreesAboutPages(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 2, 100} {
		a := newAccount(t)
		a.Paginate(size)
		report := a.check(t, false)
		if slices.Contains(report.Names(contract.Differs), "virtual_numbers.list.meta") {
			t.Errorf("pages of %d differ", size)
		}
		numbers, err := newClient(t, a.url).VirtualNumbers.List(t.Context())
		if err != nil || len(numbers) != a.VirtualNumbers() {
			t.Errorf("with pages of %d the client reads %d of %d numbers: %v", size, len(numbers), a.VirtualNumbers(), err)
		}
	}
}
