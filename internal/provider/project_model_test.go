package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// optionalSettings set an optional setting, of a plan and of a project, to one of two values.
var optionalSettings = map[string]struct {
	plan  func(m *projectModel, second bool)
	found func(p *identitycall.Project, second bool)
}{
	"description": {
		func(m *projectModel, second bool) { m.Description = types.StringValue(oneOf(second, "A", "B")) },
		func(p *identitycall.Project, second bool) { p.Description = pointer(oneOf(second, "A", "B")) },
	},
	"industry": {
		func(m *projectModel, second bool) { m.Industry = types.StringValue(oneOf(second, "A", "B")) },
		func(p *identitycall.Project, second bool) { p.Industry = pointer(oneOf(second, "A", "B")) },
	},
	"transcription_hints": {
		func(m *projectModel, second bool) { m.TranscriptionHints = types.StringValue(oneOf(second, "A", "B")) },
		func(p *identitycall.Project, second bool) { p.TranscriptionHints = pointer(oneOf(second, "A", "B")) },
	},
	"goal_language": {
		func(m *projectModel, second bool) { m.GoalLanguage = types.StringValue(oneOf(second, "de", "fr")) },
		func(p *identitycall.Project, second bool) { p.GoalLanguage = pointer(oneOf(second, "de", "fr")) },
	},
	"summary_language": {
		func(m *projectModel, second bool) { m.SummaryLanguage = types.StringValue(oneOf(second, "de", "fr")) },
		func(p *identitycall.Project, second bool) { p.SummaryLanguage = pointer(oneOf(second, "de", "fr")) },
	},
	"long_pause_threshold_seconds": {
		func(m *projectModel, second bool) {
			m.LongPauseThresholdSeconds = types.Int64Value(oneOf[int64](second, 3, 4))
		},
		func(p *identitycall.Project, second bool) {
			p.LongPauseThresholdSeconds = pointer(oneOf[int64](second, 3, 4))
		},
	},
	"retention_days": {
		func(m *projectModel, second bool) { m.RetentionDays = types.Int64Value(oneOf[int64](second, 30, 90)) },
		func(p *identitycall.Project, second bool) { p.RetentionDays = pointer(oneOf[int64](second, 30, 90)) },
	},
	"quality_baseline_pct": {
		func(m *projectModel, second bool) { m.QualityBaselinePct = types.Float64Value(oneOf(second, 1.5, 2.5)) },
		func(p *identitycall.Project, second bool) { p.QualityBaselinePct = pointer(oneOf(second, 1.5, 2.5)) },
	},
}

func oneOf[T any](second bool, one, other T) T {
	if second {
		return other
	}
	return one
}

// Each setting is compared: the object of a lost POST has exactly the planned settings.
func TestProjectModel_isCreatedComparesEachSetting(t *testing.T) {
	t.Parallel()
	check := func(name string, plan projectModel, found identitycall.Project, isCreated bool) {
		if got := plan.isCreated(found); got != isCreated {
			t.Errorf("%s: isCreated is %t", name, got)
		}
	}
	project := func() identitycall.Project {
		summary := identitycall.ProjectSummary{ID: 3, Name: "Support", Language: pointer("en")}
		return identitycall.Project{ProjectSummary: summary}
	}
	check("nothing optional", minimalProject(), project(), true)
	for name, setting := range optionalSettings {
		plan, found := minimalProject(), project()
		setting.plan(&plan, false)
		check(name+" that is planned only", plan, found, false)
		setting.found(&found, false)
		check(name+" that is the same", plan, found, true)
		setting.found(&found, true)
		check(name+" that differs", plan, found, false)
		check(name+" that is not planned", minimalProject(), found, false)
	}
	for name, change := range map[string]func(*projectModel, *identitycall.Project){
		"name":     func(m *projectModel, _ *identitycall.Project) { m.Name = types.StringValue("Sales") },
		"language": func(m *projectModel, _ *identitycall.Project) { m.Language = types.StringValue("de") },
		"quality_baseline_enabled": func(m *projectModel, p *identitycall.Project) {
			m.QualityBaselineEnabled, p.QualityBaselineEnabled = types.BoolValue(false), true
		},
	} {
		plan, found := minimalProject(), project()
		change(&plan, &found)
		check(name+" that differs", plan, found, false)
	}
	enabled := project()
	enabled.QualityBaselineEnabled = true
	check("quality_baseline_enabled that is not planned", minimalProject(), enabled, true)
}

// fullProject is a project with every setting.
func fullProject() projectModel {
	return projectModel{
		ID: types.StringValue("3"), Name: types.StringValue("Support"), Language: types.StringValue("en"),
		Description: types.StringValue("All lines"), Industry: types.StringValue("Retail"),
		TranscriptionHints: types.StringValue("SIP"), GoalLanguage: types.StringValue("en"),
		SummaryLanguage: types.StringValue("en"), LongPauseThresholdSeconds: types.Int64Value(5),
		RetentionDays: types.Int64Value(90), QualityBaselineEnabled: types.BoolValue(true),
		QualityBaselinePct: types.Float64Value(87.5), CreatedAt: types.StringValue("2026-04-14T16:22:05Z"),
		UpdatedAt: types.StringValue("2026-04-14T16:22:05Z"),
	}
}

// minimalProject is the plan of a project with only a name and a language.
func minimalProject() projectModel {
	return projectModel{
		ID: types.StringUnknown(), Name: types.StringValue("Support"), Language: types.StringValue("en"),
		GoalLanguage: types.StringUnknown(), SummaryLanguage: types.StringUnknown(),
		QualityBaselineEnabled: types.BoolUnknown(), CreatedAt: types.StringUnknown(), UpdatedAt: types.StringUnknown(),
	}
}

// A field is omitted if plan and state are equal or the plan is unknown, null if a plan without a value clears it, or
// else the planned value.
func TestProjectModel_settings(t *testing.T) {
	for name, test := range map[string]struct {
		change func(plan, state *projectModel)
		want   string
	}{
		"nothing": {func(_, _ *projectModel) {}, `{}`},
		"times": {func(plan, _ *projectModel) {
			plan.UpdatedAt, plan.CreatedAt = types.StringUnknown(), types.StringUnknown()
		}, `{}`},
		"name":     {func(plan, _ *projectModel) { plan.Name = types.StringValue("Help") }, `{"name":"Help"}`},
		"language": {func(plan, _ *projectModel) { plan.Language = types.StringValue("de") }, `{"language":"de"}`},
		"a language that the API lacks": {func(_, state *projectModel) {
			state.Language = newProjectModel(identitycall.Project{}).Language
		}, `{"language":"en"}`},
		"goals": {func(plan, _ *projectModel) { plan.GoalLanguage = types.StringValue("de") }, `{"goal_language":"de"}`},
		"summaries": {func(plan, _ *projectModel) {
			plan.SummaryLanguage = types.StringValue("de")
		}, `{"summary_language":"de"}`},
		"no quality": {func(plan, _ *projectModel) {
			plan.QualityBaselineEnabled = types.BoolValue(false)
		}, `{"quality_baseline_enabled":false}`},
		"numbers changed": {func(plan, _ *projectModel) {
			plan.LongPauseThresholdSeconds, plan.RetentionDays, plan.QualityBaselinePct = types.Int64Value(6),
				types.Int64Value(91), types.Float64Value(0)
		}, `{"long_pause_threshold_seconds":6,"retention_days":91,"quality_baseline_pct":0}`},
		"all that can be cleared": {func(plan, _ *projectModel) { *plan = minimalProject() },
			`{"description":null,"industry":null,"transcription_hints":null,"long_pause_threshold_seconds":null,` +
				`"retention_days":null,"quality_baseline_pct":null}`},
		"cleared already": {func(plan, state *projectModel) { *plan, *state = minimalProject(), minimalProject() }, `{}`},
		"unknown": {func(plan, _ *projectModel) {
			plan.Description, plan.RetentionDays, plan.QualityBaselinePct = types.StringUnknown(), types.Int64Unknown(),
				types.Float64Unknown()
		}, `{}`},
		"unknown, and null before": {func(plan, state *projectModel) {
			plan.Description, plan.RetentionDays, plan.QualityBaselinePct = types.StringUnknown(), types.Int64Unknown(),
				types.Float64Unknown()
			state.Description, state.RetentionDays, state.QualityBaselinePct = types.StringNull(), types.Int64Null(),
				types.Float64Null()
		}, `{}`},
		"created with everything": {func(_, state *projectModel) { *state = projectModel{} },
			`{"name":"Support","language":"en","description":"All lines","industry":"Retail","transcription_hints":"SIP",` +
				`"goal_language":"en","summary_language":"en",` +
				`"long_pause_threshold_seconds":5,"retention_days":90,"quality_baseline_enabled":true,` +
				`"quality_baseline_pct":87.5}`},
		"created with name and language only": {func(plan, state *projectModel) {
			*plan, *state = minimalProject(), projectModel{}
		}, `{"name":"Support","language":"en"}`},
	} {
		t.Run(name, func(t *testing.T) {
			state, plan := fullProject(), fullProject()
			test.change(&plan, &state)
			mustMarshal(t, plan.settings(state), test.want)
		})
	}
}

func TestProjectModel_isCreated(t *testing.T) {
	for name, test := range map[string]struct {
		change    func(*projectModel, *identitycall.Project)
		isCreated bool
	}{
		"defaults": {func(*projectModel, *identitycall.Project) {}, true},
		"texts in other forms": {func(m *projectModel, p *identitycall.Project) {
			m.Name, p.Name = types.StringValue("Salés"), " Sale\u0301s"
			m.Description, p.Description = types.StringValue("SIP\nPBX\n"), pointer("SIP\r\nPBX")
		}, true},
		"a blank industry": {func(_ *projectModel, p *identitycall.Project) {
			p.Industry = pointer(" ")
		}, true},
		"a zero retention": {func(_ *projectModel, p *identitycall.Project) {
			p.RetentionDays = pointer[int64](0)
		}, true},
	} {
		plan := minimalProject()
		found := identitycall.Project{
			ProjectSummary: identitycall.ProjectSummary{ID: 3, Name: "Support", Language: pointer("en")},
			GoalLanguage:   pointer("en"), SummaryLanguage: pointer("en"),
		}
		test.change(&plan, &found)
		if got := plan.isCreated(found); got != test.isCreated {
			t.Errorf("%s: isCreated is %t", name, got)
		}
	}
}

// A project whose list entry shows a change is read in full, and so is one without updated_at in state. A language that
// is null on both sides is no change.
func TestProjectModel_isCurrent(t *testing.T) {
	for name, test := range map[string]struct {
		change func(state *projectModel, entry *identitycall.ProjectSummary)
		want   bool
	}{
		"no change": {func(*projectModel, *identitycall.ProjectSummary) {}, true},
		"no language": {func(state *projectModel, entry *identitycall.ProjectSummary) {
			state.Language, entry.Language = types.StringNull(), nil
		}, true},
		"another form of the same texts": {func(state *projectModel, entry *identitycall.ProjectSummary) {
			state.Name, entry.Industry = types.StringValue("Support\n"), pointer(" Retail")
		}, true},
		"a language that was set": {func(state *projectModel, _ *identitycall.ProjectSummary) {
			state.Language = types.StringNull()
		}, false},
		"a language that was removed": {func(_ *projectModel, entry *identitycall.ProjectSummary) {
			entry.Language = nil
		}, false},
		"another name":     {func(_ *projectModel, entry *identitycall.ProjectSummary) { entry.Name = "Sales" }, false},
		"another industry": {func(_ *projectModel, entry *identitycall.ProjectSummary) { entry.Industry = nil }, false},
		"another time": {func(_ *projectModel, entry *identitycall.ProjectSummary) {
			entry.UpdatedAt = "2026-04-14T16:22:06Z"
		}, false},
		"no time in state": {func(state *projectModel, _ *identitycall.ProjectSummary) {
			state.UpdatedAt = types.StringNull()
		}, false},
	} {
		state := fullProject()
		entry := identitycall.ProjectSummary{
			ID: 3, Name: "Support", Language: pointer("en"), Industry: pointer("Retail"),
			UpdatedAt: state.UpdatedAt.ValueString(),
		}
		test.change(&state, &entry)
		if got := state.isCurrent(entry); got != test.want {
			t.Errorf("%s: isCurrent is %t", name, got)
		}
	}
}
