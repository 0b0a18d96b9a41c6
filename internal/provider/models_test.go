package provider

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// The tables below say, for each model, which JSON leads from a state to a plan. A field has three ways to be: left out
// where plan and state agree or the plan is open, null where a plan without a value clears it, and a value.

// mustMarshal fails the test unless a body is exactly this JSON.
func mustMarshal(t *testing.T, body any, wanted string) {
	t.Helper()
	got, err := json.Marshal(body)
	if err != nil || string(got) != wanted {
		t.Errorf("the body is %s, %v, wanted %s", got, err, wanted)
	}
}

func TestOperatorModel_updateRequest(t *testing.T) {
	state := operatorModel{
		ID: types.StringValue("12"), Name: types.StringValue("Alice Carter"), PhoneNumber: newPhoneNumber("+15555550112"),
		Email: types.StringValue("alice@example.com"), Active: types.BoolValue(true), Initials: types.StringValue("AC"),
	}
	for name, test := range map[string]struct {
		change func(plan, state *operatorModel)
		wanted string
	}{
		"nothing":                {func(_, _ *operatorModel) {}, `{}`},
		"name":                   {func(plan, _ *operatorModel) { plan.Name = types.StringValue("Alice Moss") }, `{"name":"Alice Moss"}`},
		"phone number":           {func(plan, _ *operatorModel) { plan.PhoneNumber = newPhoneNumber("(555) 555-0113") }, `{"phone_number":"(555) 555-0113"}`},
		"email":                  {func(plan, _ *operatorModel) { plan.Email = types.StringValue("a@example.com") }, `{"email":"a@example.com"}`},
		"email cleared":          {func(plan, _ *operatorModel) { plan.Email = types.StringNull() }, `{"email":null}`},
		"email set":              {func(_, state *operatorModel) { state.Email = types.StringNull() }, `{"email":"alice@example.com"}`},
		"no email, as before":    {func(plan, state *operatorModel) { plan.Email, state.Email = types.StringNull(), types.StringNull() }, `{}`},
		"inactive":               {func(plan, _ *operatorModel) { plan.Active = types.BoolValue(false) }, `{"active":false}`},
		"what follows by itself": {func(plan, _ *operatorModel) { plan.Initials, plan.ID = types.StringUnknown(), types.StringUnknown() }, `{}`},
		"open": {func(plan, _ *operatorModel) {
			plan.Name, plan.Email, plan.Active = types.StringUnknown(), types.StringUnknown(), types.BoolUnknown()
		}, `{}`},
		"all": {func(plan, _ *operatorModel) {
			*plan = operatorModel{Name: types.StringValue("B"), PhoneNumber: newPhoneNumber("+15555550113"), Email: types.StringNull(), Active: types.BoolValue(false)}
		}, `{"name":"B","phone_number":"+15555550113","email":null,"active":false}`},
	} {
		t.Run(name, func(t *testing.T) {
			before := state
			plan := state
			test.change(&plan, &before)
			mustMarshal(t, plan.updateRequest(before), test.wanted)
			if got := plan.updateRequest(before).IsEmpty(); got != (test.wanted == `{}`) {
				t.Errorf("the update is empty: %t", got)
			}
		})
	}
}

func TestOperatorModel_createRequest(t *testing.T) {
	for wanted, plan := range map[string]operatorModel{
		`{"name":"A","phone_number":"(555) 555-0112"}`:                                        {Email: types.StringNull(), Active: types.BoolUnknown()},
		`{"name":"A","phone_number":"(555) 555-0112","email":"a@example.com","active":false}`: {Email: types.StringValue("a@example.com"), Active: types.BoolValue(false)},
	} {
		plan.Name, plan.PhoneNumber = types.StringValue("A"), newPhoneNumber("(555) 555-0112")
		mustMarshal(t, plan.createRequest(), wanted)
	}
}

func TestVirtualNumberModel_updateRequest(t *testing.T) {
	state := virtualNumberModel{
		ID: types.StringValue("7"), PhoneNumber: newPhoneNumber("+15551234567"), Name: types.StringValue("Sales"), Active: types.BoolValue(true),
		Recording: types.BoolValue(true), RoutingStrategy: types.StringValue("priority"), CountryCode: types.StringValue("US"), AIReceptionistEnabled: types.BoolValue(false),
	}
	for name, test := range map[string]struct {
		change func(plan, state *virtualNumberModel)
		wanted string
	}{
		"nothing":       {func(_, _ *virtualNumberModel) {}, `{}`},
		"name":          {func(plan, _ *virtualNumberModel) { plan.Name = types.StringValue("Support") }, `{"name":"Support"}`},
		"first name":    {func(_, state *virtualNumberModel) { state.Name = types.StringNull() }, `{"name":"Sales"}`},
		"name left out": {func(plan, _ *virtualNumberModel) { plan.Name = types.StringNull() }, `{}`},
		"inactive":      {func(plan, _ *virtualNumberModel) { plan.Active = types.BoolValue(false) }, `{"active":false}`},
		"not recorded":  {func(plan, _ *virtualNumberModel) { plan.Recording = types.BoolValue(false) }, `{"recording":false}`},
		"routing":       {func(plan, _ *virtualNumberModel) { plan.RoutingStrategy = types.StringValue("simultaneous") }, `{"routing_strategy":"simultaneous"}`},
		"what is not ours": {func(plan, _ *virtualNumberModel) {
			plan.CountryCode, plan.AIReceptionistEnabled = types.StringUnknown(), types.BoolValue(true)
		}, `{}`},
		"respelled": {func(plan, _ *virtualNumberModel) { plan.PhoneNumber = newPhoneNumber("+1 555 123 4567") }, `{}`},
		"open": {func(plan, _ *virtualNumberModel) {
			plan.Name, plan.Active, plan.Recording, plan.RoutingStrategy = types.StringUnknown(), types.BoolUnknown(), types.BoolUnknown(), types.StringUnknown()
		}, `{}`},
		"adopted: everything that is written, also what is so already": {func(_, state *virtualNumberModel) { *state = virtualNumberModel{} },
			`{"name":"Sales","active":true,"recording":true,"routing_strategy":"priority"}`},
	} {
		t.Run(name, func(t *testing.T) {
			before := state
			plan := state
			test.change(&plan, &before)
			mustMarshal(t, plan.updateRequest(before), test.wanted)
			if got := plan.updateRequest(before).IsEmpty(); got != (test.wanted == `{}`) {
				t.Errorf("the update is empty: %t", got)
			}
		})
	}
}

// fullProject has every setting.
func fullProject() projectModel {
	return projectModel{
		ID: types.StringValue("3"), Name: types.StringValue("Support"), Language: types.StringValue("en"),
		Description: types.StringValue("All lines"), Industry: types.StringValue("Retail"), TranscriptionHints: types.StringValue("SIP"),
		GoalLanguage: types.StringValue("en"), SummaryLanguage: types.StringValue("en"),
		LongPauseThresholdSeconds: types.Int64Value(5), RetentionDays: types.Int64Value(90),
		QualityBaselineEnabled: types.BoolValue(true), QualityBaselinePct: types.Float64Value(87.5),
		CreatedAt: types.StringValue("2026-04-14T16:22:05Z"), UpdatedAt: types.StringValue("2026-04-14T16:22:05Z"),
	}
}

// least is what a configuration of a project's name and language plans.
func least() projectModel {
	return projectModel{
		ID: types.StringUnknown(), Name: types.StringValue("Support"), Language: types.StringValue("en"), GoalLanguage: types.StringUnknown(),
		SummaryLanguage: types.StringUnknown(), QualityBaselineEnabled: types.BoolUnknown(), CreatedAt: types.StringUnknown(), UpdatedAt: types.StringUnknown(),
	}
}

func TestProjectModel_settings(t *testing.T) {
	for name, test := range map[string]struct {
		change func(plan, state *projectModel)
		wanted string
	}{
		"nothing": {func(_, _ *projectModel) {}, `{}`},
		"times": {func(plan, _ *projectModel) {
			plan.UpdatedAt, plan.CreatedAt = types.StringUnknown(), types.StringUnknown()
		}, `{}`},
		"name":       {func(plan, _ *projectModel) { plan.Name = types.StringValue("Help") }, `{"name":"Help"}`},
		"language":   {func(plan, _ *projectModel) { plan.Language = types.StringValue("de") }, `{"language":"de"}`},
		"goals":      {func(plan, _ *projectModel) { plan.GoalLanguage = types.StringValue("de") }, `{"goal_language":"de"}`},
		"summaries":  {func(plan, _ *projectModel) { plan.SummaryLanguage = types.StringValue("de") }, `{"summary_language":"de"}`},
		"no quality": {func(plan, _ *projectModel) { plan.QualityBaselineEnabled = types.BoolValue(false) }, `{"quality_baseline_enabled":false}`},
		"numbers changed": {func(plan, _ *projectModel) {
			plan.LongPauseThresholdSeconds, plan.RetentionDays, plan.QualityBaselinePct = types.Int64Value(6), types.Int64Value(91), types.Float64Value(0)
		}, `{"long_pause_threshold_seconds":6,"retention_days":91,"quality_baseline_pct":0}`},
		"all that can be cleared": {func(plan, _ *projectModel) { *plan = least() },
			`{"description":null,"industry":null,"transcription_hints":null,"long_pause_threshold_seconds":null,"retention_days":null,"quality_baseline_pct":null}`},
		"cleared already": {func(plan, state *projectModel) { *plan, *state = least(), least() }, `{}`},
		"open": {func(plan, _ *projectModel) {
			plan.Description, plan.RetentionDays, plan.QualityBaselinePct = types.StringUnknown(), types.Int64Unknown(), types.Float64Unknown()
		}, `{}`},
		"open, and null before": {func(plan, state *projectModel) {
			plan.Description, plan.RetentionDays, plan.QualityBaselinePct = types.StringUnknown(), types.Int64Unknown(), types.Float64Unknown()
			state.Description, state.RetentionDays, state.QualityBaselinePct = types.StringNull(), types.Int64Null(), types.Float64Null()
		}, `{}`},
		"created with everything": {func(_, state *projectModel) { *state = projectModel{} },
			`{"name":"Support","language":"en","description":"All lines","industry":"Retail","transcription_hints":"SIP","goal_language":"en","summary_language":"en",` +
				`"long_pause_threshold_seconds":5,"retention_days":90,"quality_baseline_enabled":true,"quality_baseline_pct":87.5}`},
		"created with the least": {func(plan, state *projectModel) { *plan, *state = least(), projectModel{} }, `{"name":"Support","language":"en"}`},
	} {
		t.Run(name, func(t *testing.T) {
			state, plan := fullProject(), fullProject()
			test.change(&plan, &state)
			mustMarshal(t, plan.settings(state), test.wanted)
			if got := plan.settings(state).IsEmpty(); got != (test.wanted == `{}`) {
				t.Errorf("the settings are empty: %t", got)
			}
		})
	}
}

// What decides whether an object that is found is the one that a lost POST has made.
func TestModels_match(t *testing.T) {
	operator := identitycall.Operator{ID: 12, Name: "Alice Carter", PhoneNumber: "+14155550134", Email: pointer("alice@example.com"), Active: true}
	planOf := func(change func(*operatorModel)) operatorModel {
		plan := operatorModel{Name: types.StringValue("Alice Carter"), PhoneNumber: newPhoneNumber("(415) 555-0134"), Email: types.StringValue("alice@example.com"), Active: types.BoolUnknown()}
		change(&plan)
		return plan
	}
	for name, test := range map[string]struct {
		change func(*operatorModel)
		wanted bool
	}{
		"equal, spelled locally":    {func(*operatorModel) {}, true},
		"active is written":         {func(m *operatorModel) { m.Active = types.BoolValue(true) }, true},
		"inactive is written":       {func(m *operatorModel) { m.Active = types.BoolValue(false) }, false},
		"another name":              {func(m *operatorModel) { m.Name = types.StringValue("Alice") }, false},
		"another number":            {func(m *operatorModel) { m.PhoneNumber = newPhoneNumber("(415) 555-0135") }, false},
		"another address":           {func(m *operatorModel) { m.Email = types.StringValue("a@example.com") }, false},
		"an address is not written": {func(m *operatorModel) { m.Email = types.StringNull() }, true},
	} {
		if got := planOf(test.change).matches(operator); got != test.wanted {
			t.Errorf("operator, %s: %t", name, got)
		}
	}

	project := identitycall.Project{ProjectSummary: identitycall.ProjectSummary{ID: 3, Name: "Support", Language: "en"}, GoalLanguage: pointer("en"), RetentionDays: pointer[int64](90)}
	for name, test := range map[string]struct {
		change func(*projectModel)
		wanted bool
	}{
		"the least, and the API fills in":  {func(m *projectModel) { m.RetentionDays = types.Int64Value(90) }, true},
		"another retention":                {func(m *projectModel) { m.RetentionDays = types.Int64Value(30) }, false},
		"another language for goals":       {func(m *projectModel) { m.GoalLanguage = types.StringValue("de") }, false},
		"a setting that the other has not": {func(m *projectModel) { m.Industry = types.StringValue("Retail") }, false},
	} {
		plan := least()
		test.change(&plan)
		if got := plan.matches(project); got != test.wanted {
			t.Errorf("project, %s: %t", name, got)
		}
	}
}
