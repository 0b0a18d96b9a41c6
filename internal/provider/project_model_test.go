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

// Each setting counts: what a lost POST has created has all that is planned and nothing else, a duplicate all that is
// configured.
func TestProjectModel_isCreatedComparesEachSetting(t *testing.T) {
	t.Parallel()
	check := func(name string, plan projectModel, found identitycall.Project, isCreated, duplicate bool) {
		if got := plan.isCreated(found); got != isCreated {
			t.Errorf("%s: isCreated is %t", name, got)
		}
		if got := plan.isDuplicate(found); got != duplicate {
			t.Errorf("%s: isDuplicate is %t", name, got)
		}
	}
	project := func() identitycall.Project {
		return identitycall.Project{ProjectSummary: identitycall.ProjectSummary{ID: 3, Name: "Support", Language: "en"}}
	}
	check("nothing optional", least(), project(), true, true)
	for name, setting := range optionalSettings {
		plan, found := least(), project()
		setting.plan(&plan, false)
		check(name+" that is planned only", plan, found, false, false)
		setting.found(&found, false)
		check(name+" that is the same", plan, found, true, true)
		setting.found(&found, true)
		check(name+" that differs", plan, found, false, false)
		check(name+" that is not planned", least(), found, false, true)
	}
	for name, change := range map[string]func(*projectModel, *identitycall.Project){
		"name":     func(m *projectModel, _ *identitycall.Project) { m.Name = types.StringValue("Sales") },
		"language": func(m *projectModel, _ *identitycall.Project) { m.Language = types.StringValue("de") },
		"quality_baseline_enabled": func(m *projectModel, p *identitycall.Project) {
			m.QualityBaselineEnabled, p.QualityBaselineEnabled = types.BoolValue(false), true
		},
	} {
		plan, found := least(), project()
		change(&plan, &found)
		check(name+" that differs", plan, found, false, false)
	}
	enabled := project()
	enabled.QualityBaselineEnabled = true
	check("quality_baseline_enabled that is not planned", least(), enabled, true, true)
}
