package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Each optional argument is omitted, set, changed in the dashboard, changed and removed, and set in a create.
func TestProject_optionalArguments(t *testing.T) {
	for name, test := range map[string]struct {
		first, second any
		// omitted is what state shows if the argument was never set. cleared is true if removing the argument sends null;
		// otherwise it sends nothing and keeps the setting.
		omitted string
		cleared bool
	}{
		"description":                  {"Calls", "All calls", "null", true},
		"industry":                     {"Retail", "Health", "null", true},
		"transcription_hints":          {"IdentityCall, SIP", "PSTN", "null", true},
		"goal_language":                {"de", "fr", "en", false},
		"summary_language":             {"de", "fr", "en", false},
		"long_pause_threshold_seconds": {5, 8, "null", true},
		"retention_days":               {90, 100, "null", true},
		"quality_baseline_enabled":     {true, false, "false", false},
		"quality_baseline_pct":         {87.5, 0, "null", true},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			without := arguments{"name": "Support", "language": "en"}
			with := func(value any) arguments { return arguments{"name": "Support", "language": "en", name: value} }
			body := func(value any) string {
				encoded, _ := json.Marshal(arguments{name: value})
				return string(encoded)
			}
			var state *object
			apply := func(config arguments, holds any, sent ...string) {
				t.Helper()
				o := a.Apply("project", state, config)
				mustMatch(t, append(o.Errors, o.Failed...))
				state = o.After
				state.Must(t, map[string]string{name: fmt.Sprint(holds)})
				a.MustSend(t, sent...)
				a.MustHaveNoDiff("project", state, config)
			}
			apply(without, test.omitted, `POST /projects {"name":"Support","language":"en"}`)
			apply(with(test.first), test.first, "PATCH /projects/1001 "+body(test.first))
			apply(with(test.second), test.second, "PATCH /projects/1001 "+body(test.second))
			if test.cleared {
				apply(without, "null", "PATCH /projects/1001 "+body(nil))
				a.EditProject(1001, func(p *sandbox.Project) { // in the dashboard
					_ = json.Unmarshal([]byte(body(test.first)), p)
				})
				state = a.MustRefresh("project", state)
				apply(without, "null", "PATCH /projects/1001 "+body(nil))
			} else {
				apply(without, test.second)
			}
			state = nil
			apply(with(test.first), test.first,
				`POST /projects {"name":"Support","language":"en",`+strings.TrimPrefix(body(test.first), "{"))
		})
	}
}

func TestProject_invalidArguments(t *testing.T) {
	for _, test := range []struct {
		argument string
		value    any
		problem  string
	}{
		{"description", " ", "error at description: …must not be blank"},
		{"industry", "", "error at industry: …must not be blank"},
		{"goal_language", "", "error at goal_language: …must not be blank"},
		{"retention_days", 0, "error at retention_days: …value must be at least 1"},
		{"long_pause_threshold_seconds", 0, "error at long_pause_threshold_seconds: …value must be at least 1"},
		{"quality_baseline_pct", 100.1, "error at quality_baseline_pct: …value must be between 0"},
		{"quality_baseline_pct", -1, "error at quality_baseline_pct: …value must be between 0"},
	} {
		config := arguments{"name": "Support", "language": "en"}
		config[test.argument] = test.value
		mustMatch(t, underTest.Start(t).Validate("project", config).Errors(), test.problem)
	}
	a := newAccount(t)
	for _, argument := range []string{"name", "language"} {
		config := arguments{"name": "Support", "language": "en"}
		config[argument] = ""
		mustMatch(t, a.Plan("project", nil, config).Errors, "error at "+argument+": Blank "+argument)
	}
	a.MustSend(t)
}

// A service may normalize texts: Unicode, line ends, and the last line break of a heredoc.
func TestProject_textForms(t *testing.T) {
	config := arguments{
		"name": "Support\n", "language": "en", "description": "Tous les numéros\n", "transcription_hints": "SIP\nPBX\n",
	}
	a := newAccount(t)
	state := a.MustApply("project", nil, config)
	a.EditProject(1001, func(p *sandbox.Project) {
		p.Name, p.Description, p.TranscriptionHints = "Support", pointer("Tous les nume\u0301ros"), pointer("SIP\r\nPBX")
	})
	a.ClearRequests()
	a.MustHaveNoDiff("project", state, config)
	a.MustRefresh("project", state).Must(t, map[string]string{
		"description": "Tous les numéros\n", "transcription_hints": "SIP\nPBX\n",
	})
	a.MustSend(t)
	config["description"] = "Tous les numeros\n"
	a.MustApply("project", state, config)
	a.MustSend(t, `PATCH /projects/1001 {"description":"Tous les numeros\n"}`)
}

// The API may return values that no argument can have: zeros, blanks and outer white space. None of them causes a diff
// against a generated configuration.
func TestProject_apiNormalizes(t *testing.T) {
	a := newAccount(t)
	a.AddProject(sandbox.Project{
		ID: 3, Name: " Support\n", Language: " en", Description: pointer("  "), Industry: pointer(""),
		TranscriptionHints: pointer(" SIP "), GoalLanguage: pointer(""), SummaryLanguage: pointer(" de "),
		LongPauseThresholdSeconds: pointer[int64](0), RetentionDays: pointer[int64](0), QualityBaselinePct: pointer(0.0),
	})
	a.AddProject(sandbox.Project{ID: 4, Name: "", Language: "en"})
	imported, diags := a.Import("project", "3")
	mustMatch(t, diags.Errors())
	imported.Must(t, map[string]string{
		"name":                         "Support",
		"language":                     "en",
		"description":                  "null",
		"industry":                     "null",
		"transcription_hints":          "SIP",
		"goal_language":                "null",
		"summary_language":             "de",
		"long_pause_threshold_seconds": "null",
		"retention_days":               "null",
		"quality_baseline_pct":         "0",
		"force_destroy":                "false",
	})
	a.MustHaveNoDiff("project", imported, arguments{
		"name":                     "Support",
		"language":                 "en",
		"transcription_hints":      "SIP",
		"summary_language":         "de",
		"quality_baseline_pct":     0,
		"quality_baseline_enabled": false,
	})
	imported, diags = a.Import("project", "4")
	mustMatch(t, diags.Errors())
	a.MustHaveNoDiff("project", imported,
		arguments{"name": "", "language": "en", "goal_language": "en", "summary_language": "en"})
	a.MustSend(t)
}

// The language of a project may be null. That stands in the way of no other project.
func TestProject_withoutLanguage(t *testing.T) {
	a := newAccount(t)
	a.AddProject(sandbox.Project{ID: 4, Name: "Sales", Language: "en"})
	const times = `"created_at": "2026-01-10T08:00:00Z", "updated_at": "2026-01-10T08:00:00Z"`
	entry := `{"id": 4, "name": "Sales", "language": null, "industry": null, ` + times + `}`
	a.Inject(
		sandbox.Fault{Method: "GET", Path: "/projects", Reply: sandbox.Status(200, `{"data": [`+entry+`]}`)},
		sandbox.Fault{Method: "GET", Path: "/projects/4", Reply: sandbox.Status(200, `{"data": {"id": 4, "name": "Sales",
			"language": null, "industry": null, `+times+`, "description": null, "goal_language": null,
			"summary_language": null, "long_pause_threshold_seconds": null, "transcription_hints": null,
			"retention_days": null, "quality_baseline_enabled": false, "quality_baseline_pct": null,
			"recordings_count": 0, "virtual_numbers_count": 0}}`)},
	)
	imported, diags := a.Import("project", "4")
	mustMatch(t, diags.Errors())
	imported.Must(t, map[string]string{"name": "Sales", "language": "null"})
	a.MustApply("project", imported, arguments{"name": "Sales", "language": "en"})
	a.MustSend(t, `PATCH /projects/4 {"language":"en"}`)
}

// A decimal is compared as the API's number: 33.3 in the configuration has more digits than the float64 of the API. It
// stays in state after a refresh.
func TestProject_decimal(t *testing.T) {
	config := func(pct string) arguments {
		return arguments{"name": "Support", "language": "en", "quality_baseline_pct": parseNumber(t, pct)}
	}
	a := newAccount(t)
	state := a.MustApply("project", nil, config("33.3"))
	a.MustSend(t, `POST /projects {"name":"Support","language":"en","quality_baseline_pct":33.3}`)
	a.MustHaveNoDiff("project", state, config("33.3"))
	if refreshed := a.MustRefresh("project", state); !refreshed.Value.Equal(state.Value) {
		t.Errorf("the refresh changes %s to %s", state.Value, refreshed.Value)
	}
	imported, _ := a.Import("project", "1001")
	a.MustHaveNoDiff("project", imported, config("33.3"))
	a.MustSend(t)
	state = a.MustApply("project", state, config("66.6"))
	a.MustHaveNoDiff("project", state, config("66.60"))
	a.EditProject(1001, func(p *sandbox.Project) { p.QualityBaselinePct = pointer(10.1) })
	a.MustApply("project", a.MustRefresh("project", state), config("66.6"))
	a.MustSend(t, `PATCH /projects/1001 {"quality_baseline_pct":66.6}`,
		`PATCH /projects/1001 {"quality_baseline_pct":66.6}`)
}

// What an update may change is unknown in its plan: updated_at if it sends something, and the languages that default to
// language.
func TestProject_unknownInThePlan(t *testing.T) {
	const created, updated = "2026-04-14T16:22:05Z", "2026-04-14T17:22:05Z"
	for name, test := range map[string]struct {
		config arguments
		plan   map[string]string
		sent   []string
	}{
		"force_destroy": {arguments{"force_destroy": true}, map[string]string{"updated_at": created}, nil},
		"timeouts":      {arguments{"timeouts": arguments{"delete": "5m"}}, map[string]string{"updated_at": created}, nil},
		"industry": {arguments{"industry": "Retail"}, map[string]string{
			"updated_at": "unknown", "created_at": created, "goal_language": "en",
		}, []string{`PATCH /projects/1001 {"industry":"Retail"}`}},
		"language": {arguments{"name": "Help", "language": "de"}, map[string]string{
			"updated_at": "unknown", "goal_language": "unknown", "summary_language": "unknown", "id": "1001",
		}, []string{`PATCH /projects/1001 {"name":"Help","language":"de"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			now, _ := time.Parse(time.RFC3339, created)
			a.SetClock(func() time.Time { return now })
			config := arguments{"name": "Support", "language": "en"}
			state := a.MustApply("project", nil, config)
			a.ClearRequests()
			now = now.Add(time.Hour)
			maps.Copy(config, test.config)
			o := a.Apply("project", state, config)
			mustMatch(t, append(o.Errors, o.Failed...))
			if o.Must(t, test.plan); o.Action != "update" {
				t.Errorf("the plan is to %s", o.Action)
			}
			a.MustSend(t, test.sent...)
			last := created
			if test.sent != nil {
				last = updated
			}
			o.After.Must(t, map[string]string{"updated_at": last, "created_at": created})
			// A change in the dashboard moves updated_at, which shows no diff.
			now = now.Add(time.Hour)
			a.EditProject(1001, func(p *sandbox.Project) { p.QualityBaselineEnabled = true })
			a.MustHaveNoDiff("project", o.After, config)
			a.MustRefresh("project", o.After).Must(t,
				map[string]string{"updated_at": "2026-04-14T18:22:05Z", "quality_baseline_enabled": "true"})
		})
	}
}

// State has the planned values after an apply, whatever the response contains. If it differs, the next refresh reads
// the project in full: the drift shows. A response that contradicts what was sent is a warning.
func TestProject_responseDiffersFromPlan(t *testing.T) {
	const other = `{"data": {"id": 1001, "name": "Other", "language": "fr", "industry": "Other",
		"created_at": "2001-01-01T00:00:00Z", "updated_at": "2001-01-01T00:00:00Z", "description": "Other",
		"goal_language": "fr", "summary_language": "fr", "long_pause_threshold_seconds": 1, "transcription_hints": "Other",
		"retention_days": 1, "quality_baseline_enabled": true, "quality_baseline_pct": 1, "recordings_count": 0,
		"virtual_numbers_count": 0}}`
	full := func(changes arguments) arguments {
		config := arguments{
			"name": "Support", "language": "en", "description": "Calls", "industry": "Retail", "transcription_hints": "SIP",
			"goal_language": "en", "summary_language": "en", "long_pause_threshold_seconds": 5, "retention_days": 90,
			"quality_baseline_enabled": false, "quality_baseline_pct": 87.5,
		}
		maps.Copy(config, changes)
		return config
	}
	warning := func(argument, sent, returned string) string {
		return fmt.Sprintf("warning at %s: The API did not set %[1]s of project Support (ID 1001): The request has %[1]s = "+
			"%s, and the response has %s. Run a new plan", argument, sent, returned)
	}
	everything := []string{
		warning("name", `"Support"`, `"Other"`),
		warning("language", `"en"`, `"fr"`),
		warning("description", `"Calls"`, `"Other"`),
		warning("industry", `"Retail"`, `"Other"`),
		warning("transcription_hints", `"SIP"`, `"Other"`),
		warning("goal_language", `"en"`, `"fr"`),
		warning("summary_language", `"en"`, `"fr"`),
		warning("long_pause_threshold_seconds", "5", "1"),
		warning("retention_days", "90", "1"),
		warning("quality_baseline_enabled", "false", "true"),
		warning("quality_baseline_pct", "87.5", "1"),
	}
	const list, details = "/projects", "/projects/1001"
	for name, test := range map[string]struct {
		before, config arguments
		// contradicts replaces the response to the write.
		contradicts bool
		// meanwhile changes the project between plan and apply.
		meanwhile func(*sandbox.Project)
		warnings  []string
		// reads are the requests of the next refresh.
		reads []string
	}{
		"create as planned": {config: full(nil), reads: []string{list}},
		"create with another form of a text": {
			config: full(arguments{"description": "Calls\n"}), reads: []string{list},
		},
		"create": {config: full(nil), contradicts: true, warnings: everything, reads: []string{details}},
		"update as planned": {
			before: full(arguments{"description": "Old calls"}), config: full(nil), reads: []string{list},
		},
		"update": {
			before:      full(nil),
			config:      full(arguments{"description": nil, "retention_days": 100, "quality_baseline_pct": 33.3}),
			contradicts: true,
			warnings: []string{
				warning("description", "null", `"Other"`), warning("retention_days", "100", "1"),
				warning("quality_baseline_pct", "33.3", "1"),
			},
			reads: []string{details},
		},
		"update, and another setting changed": {
			before: full(arguments{"description": "Old calls"}), config: full(nil), reads: []string{details},
			meanwhile: func(p *sandbox.Project) { p.RetentionDays = pointer[int64](30) },
		},
		"update, and another setting was null": {
			before: full(arguments{"description": "Old calls", "industry": nil}), config: full(arguments{"industry": nil}),
			meanwhile: func(p *sandbox.Project) { p.Industry = pointer("Retail") }, reads: []string{details},
		},
		"update that sends nothing": {
			before: full(nil), config: full(arguments{"force_destroy": true}), reads: []string{list},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			var before *object
			if test.before != nil {
				before = a.MustApply("project", nil, test.before)
			}
			if test.contradicts {
				a.Inject(
					sandbox.Fault{Method: http.MethodPost, AfterWork: true, Reply: sandbox.Status(http.StatusCreated, other)},
					sandbox.Fault{Method: http.MethodPatch, AfterWork: true, Reply: sandbox.Status(http.StatusOK, other)},
				)
			}
			if test.meanwhile != nil {
				a.Between = func() { a.EditProject(1001, test.meanwhile) }
			}
			o := a.Apply("project", before, test.config)
			mustMatch(t, append(o.Errors, o.Failed...))
			mustMatch(t, o.Applied, test.warnings...)
			a.ClearRequests()
			refreshed := a.MustRefresh("project", o.After)
			if reads := a.Reads(); !slices.Equal(reads, test.reads) {
				t.Errorf("the refresh reads %q, want %q", reads, test.reads)
			}
			if same := refreshed.Value.Equal(o.After.Value); same != (test.reads[0] == list) {
				t.Errorf("the refresh turned %s into %s", o.After.Value, refreshed.Value)
			}
			if !bytes.Equal(refreshed.Private, o.After.Private) {
				t.Errorf("the refresh turned private state %s into %s", o.After.Private, refreshed.Private)
			}
		})
	}
}

func TestProject_unprocessable(t *testing.T) {
	a := newAccount(t)
	a.Inject(
		sandbox.Fault{
			Method: http.MethodPost,
			Reply: sandbox.Status(
				422,
				`{"errors":["Language is not supported","Quality baseline pct must be between 0 and 100","Goal language is `+
					`not supported"]}`,
			),
		},
	)
	o := a.Apply("project", nil,
		arguments{"name": "Support", "language": "en", "goal_language": "de", "quality_baseline_pct": 99})
	mustMatch(t, o.Failed,
		"error at language: Cannot create project Support: POST /projects …422 Unprocessable Entity: Language is not "+
			"supported", "error at quality_baseline_pct: …must be between 0 and 100",
		"error at goal_language: …Goal language is not supported")
}
