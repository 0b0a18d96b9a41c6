package sandbox_test

import (
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestProjects_responseForms(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	wantJSON(t, "the list", a.do("GET", "/projects", "", 200).body, `{"data": [
		{"id": 3, "name": "Sales", "language": "en", "industry": "Retail",
			"created_at": "2026-04-14T16:22:05Z", "updated_at": "2026-04-14T16:22:05Z"}]}`)
	wantJSON(t, "the full form", a.do("GET", "/projects/3", "", 200).body, `{"data":
		{"id": 3, "name": "Sales", "language": "en", "industry": "Retail",
			"created_at": "2026-04-14T16:22:05Z", "updated_at": "2026-04-14T16:22:05Z",
		"description": null, "goal_language": "en", "summary_language": "en",
		"long_pause_threshold_seconds": null, "transcription_hints": null,
		"retention_days": 90, "quality_baseline_enabled": false, "quality_baseline_pct": null,
		"recordings_count": 17, "virtual_numbers_count": 1}}`)
}

func TestProjects_setDefaults(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"name": "A", "language": "de"}`:                                                     `["de", "de", null, false]`,
		`{"name": "A", "language": "de", "goal_language": "en"}`:                              `["en", "de", null, false]`,
		`{"name": "A", "language": "de", "summary_language": "en", "retention_days": 30}`:     `["de", "en", 30, false]`,
		`{"name": "A", "language": "de", "goal_language": null, "retention_days": null}`:      `["de", "de", null, false]`,
		`{"name": "A", "language": "de", "quality_baseline_enabled": true, "industry": null}`: `["de", "de", null, true]`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			p := newAPI(t).object("POST", "/projects", body, 201)
			got := []any{p["goal_language"], p["summary_language"], p["retention_days"], p["quality_baseline_enabled"]}
			wantJSON(t, "the project", got, want)
		})
	}
}

func TestProjects_rejectInvalidFields(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, test := range []struct{ body, want string }{
		{`{}`, `{"errors":["Language can't be blank","Name can't be blank"]}`},
		{`{"name": "A"}`, `{"error":"Language can't be blank"}`},
		{`{"name": "A", "language": "en", "retention_days": 0}`, `{"error":"Retention days must be greater than 0"}`},
		{`{"name": "A", "language": "en", "retention_days": 1.5}`, `{"error":"Retention days is invalid"}`},
		{
			`{"name": "A", "language": "en", "quality_baseline_pct": 100.5}`,
			`{"error":"Quality baseline pct must be between 0 and 100"}`,
		},
		{`{"name": "A", "language": "en", "recordings_count": 5}`, `{"error":"Unknown field recordings_count"}`},
		{
			`{"name": "A", "language": "en", "quality_baseline_enabled": null}`,
			`{"error":"Quality baseline enabled can't be blank"}`,
		},
		{
			`{"name": "A", "language": "en", "long_pause_threshold_seconds": -1, "quality_baseline_pct": -1}`,
			`{"errors":["Long pause threshold seconds must be greater than 0",` +
				`"Quality baseline pct must be between 0 and 100"]}`,
		},
	} {
		a.wantError("POST", "/projects", test.body, 422, test.want)
	}
	if got := len(a.Projects()); got != 1 {
		t.Errorf("there are %d projects", got)
	}
}

func TestProjects_patchChangesOnlySentFields(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	full := a.object("PATCH", "/projects/3", `{"description": "D", "long_pause_threshold_seconds": 5,
		"transcription_hints": "H", "quality_baseline_pct": 12.5}`, 200)
	wantJSON(t, "what was sent", []any{full["description"], full["long_pause_threshold_seconds"],
		full["transcription_hints"], full["quality_baseline_pct"]}, `["D", 5, "H", 12.5]`)
	wantJSON(t, "what was not", []any{full["name"], full["industry"], full["retention_days"]}, `["Sales", "Retail", 90]`)

	nullable := []string{
		"industry", "description", "goal_language", "summary_language", "long_pause_threshold_seconds", "transcription_hints",
		"retention_days", "quality_baseline_pct",
	}
	for _, name := range nullable {
		if got := a.object("PATCH", "/projects/3", `{"`+name+`": null}`, 200)[name]; got != nil {
			t.Errorf("%s is %v after it was cleared", name, got)
		}
	}
	a.wantError("PATCH", "/projects/3", `{"name": null}`, 422, `{"error":"Name can't be blank"}`)
	wantJSON(t, "the name", a.object("GET", "/projects/3", "", 200)["name"], `"Sales"`)
}

// A client caches projects by updated_at. It would miss a change that does not update it, and send a needless request
// after an update without a change.
func TestProjects_updatedAtChangesOnlyWithSettings(t *testing.T) {
	t.Parallel()
	const before, after = "2026-04-14T16:22:05Z", "2026-04-14T17:22:05Z"
	for name, test := range map[string]struct {
		act  func(*api)
		want string
	}{
		"a setting":         {func(a *api) { a.do("PATCH", "/projects/3", `{"description": "D"}`, 200) }, after},
		"a setting cleared": {func(a *api) { a.do("PATCH", "/projects/3", `{"industry": null}`, 200) }, after},
		"the same value":    {func(a *api) { a.do("PATCH", "/projects/3", `{"industry": "Retail"}`, 200) }, before},
		"nothing":           {func(a *api) { a.do("PATCH", "/projects/3", `{}`, 200) }, before},
		"an error":          {func(a *api) { a.do("PATCH", "/projects/3", `{"description": "D", "name": ""}`, 422) }, before},
		"a recording":       {func(a *api) { a.EditProject(3, func(p *sandbox.Project) { p.RecordingsCount++ }) }, before},
		"in the dashboard":  {func(a *api) { a.EditProject(3, func(p *sandbox.Project) { p.Name = "New" }) }, after},
		"a new number": {func(a *api) {
			a.AddVirtualNumber(sandbox.VirtualNumber{PhoneNumber: "+15550000000", ProjectID: 3})
		}, before},
		"a GET": {func(a *api) { a.do("GET", "/projects/3", "", 200) }, before},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.clock.advance(time.Hour)
			test.act(a)
			project := a.object("GET", "/projects/3", "", 200)
			if project["updated_at"] != test.want || project["created_at"] != before {
				t.Errorf("created_at is %v, updated_at %v, want %s", project["created_at"], project["updated_at"], test.want)
			}
			wantJSON(t, "updated_at in the list", column(a.list("/projects"), "updated_at"), `["`+test.want+`"]`)
		})
	}
}

func TestProjects_deleteRemovesNumbers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	r := a.do("DELETE", "/projects/3", "", 204)
	if r.text != "" || r.header.Get("Content-Type") != "" {
		t.Errorf("got %q of type %q", r.text, r.header.Get("Content-Type"))
	}
	a.wantError("GET", "/projects/3", "", 404, notFoundBody)
	a.wantError("GET", "/virtual_numbers/7", "", 404, notFoundBody)
	wantJSON(t, "the remaining numbers", column(a.list("/virtual_numbers"), "id"), `[8, 9]`)
	a.do("GET", "/operators/12", "", 200)
}
