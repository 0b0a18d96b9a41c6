package provider

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// The tables below have the JSON that leads from a state to a plan. A field is omitted if plan and state are equal or
// the plan is unknown, null if a plan without a value clears it, or else the planned value.

// mustMarshal fails the test unless a body is exactly this JSON.
func mustMarshal(t *testing.T, body any, want string) {
	t.Helper()
	got, err := json.Marshal(body)
	if err != nil || string(got) != want {
		t.Errorf("the body is %s, %v, want %s", got, err, want)
	}
}

func TestOperatorModel_updateRequest(t *testing.T) {
	state := operatorModel{
		ID: types.StringValue("12"), Name: types.StringValue("Alice Carter"), PhoneNumber: newPhoneNumber("+15555550112"),
		Email: types.StringValue("alice@example.com"), Active: types.BoolValue(true), Initials: types.StringValue("AC"),
	}
	for name, test := range map[string]struct {
		change func(plan, state *operatorModel)
		want   string
	}{
		"nothing": {func(_, _ *operatorModel) {}, `{}`},
		"name": {func(plan, _ *operatorModel) {
			plan.Name = types.StringValue("Alice Moss")
		}, `{"name":"Alice Moss"}`},
		"phone number": {func(plan, _ *operatorModel) {
			plan.PhoneNumber = newPhoneNumber("(555) 555-0113")
		}, `{"phone_number":"(555) 555-0113"}`},
		"email": {func(plan, _ *operatorModel) {
			plan.Email = types.StringValue("a@example.com")
		}, `{"email":"a@example.com"}`},
		"email cleared": {func(plan, _ *operatorModel) { plan.Email = types.StringNull() }, `{"email":null}`},
		"email set": {func(_, state *operatorModel) {
			state.Email = types.StringNull()
		}, `{"email":"alice@example.com"}`},
		"no email, as before": {func(plan, state *operatorModel) {
			plan.Email, state.Email = types.StringNull(), types.StringNull()
		}, `{}`},
		"inactive": {func(plan, _ *operatorModel) { plan.Active = types.BoolValue(false) }, `{"active":false}`},
		"computed attributes": {func(plan, _ *operatorModel) {
			plan.Initials, plan.ID = types.StringUnknown(), types.StringUnknown()
		}, `{}`},
		"unknown": {func(plan, _ *operatorModel) {
			plan.Name, plan.Email, plan.Active = types.StringUnknown(), types.StringUnknown(), types.BoolUnknown()
		}, `{}`},
		"all": {func(plan, _ *operatorModel) {
			*plan = operatorModel{Name: types.StringValue("B"), PhoneNumber: newPhoneNumber("+15555550113"),
				Email: types.StringNull(), Active: types.BoolValue(false)}
		}, `{"name":"B","phone_number":"+15555550113","email":null,"active":false}`},
	} {
		t.Run(name, func(t *testing.T) {
			before := state
			plan := state
			test.change(&plan, &before)
			mustMarshal(t, plan.updateRequest(before), test.want)
		})
	}
}

func TestOperatorModel_createRequest(t *testing.T) {
	for want, plan := range map[string]operatorModel{
		`{"name":"A","phone_number":"(555) 555-0112"}`: {Email: types.StringNull(),
			Active: types.BoolUnknown()},
		`{"name":"A","phone_number":"(555) 555-0112","email":"a@example.com","active":false}`: {
			Email: types.StringValue("a@example.com"), Active: types.BoolValue(false)},
	} {
		plan.Name, plan.PhoneNumber = types.StringValue("A"), newPhoneNumber("(555) 555-0112")
		mustMarshal(t, plan.createRequest(), want)
	}
}

func TestVirtualNumberModel_updateRequest(t *testing.T) {
	state := virtualNumberModel{
		ID:                    types.StringValue("7"),
		PhoneNumber:           newPhoneNumber("+15551234567"),
		Name:                  types.StringValue("Sales"),
		Active:                types.BoolValue(true),
		Recording:             types.BoolValue(true),
		RoutingStrategy:       types.StringValue("priority"),
		CountryCode:           types.StringValue("US"),
		AIReceptionistEnabled: types.BoolValue(false),
	}
	for name, test := range map[string]struct {
		change func(plan, state *virtualNumberModel)
		want   string
	}{
		"nothing": {func(_, _ *virtualNumberModel) {}, `{}`},
		"name": {func(plan, _ *virtualNumberModel) {
			plan.Name = types.StringValue("Support")
		}, `{"name":"Support"}`},
		"first name":   {func(_, state *virtualNumberModel) { state.Name = types.StringNull() }, `{"name":"Sales"}`},
		"name omitted": {func(plan, _ *virtualNumberModel) { plan.Name = types.StringNull() }, `{}`},
		"inactive":     {func(plan, _ *virtualNumberModel) { plan.Active = types.BoolValue(false) }, `{"active":false}`},
		"not recorded": {func(plan, _ *virtualNumberModel) {
			plan.Recording = types.BoolValue(false)
		}, `{"recording":false}`},
		"routing": {func(plan, _ *virtualNumberModel) {
			plan.RoutingStrategy = types.StringValue("simultaneous")
		}, `{"routing_strategy":"simultaneous"}`},
		"computed attributes": {func(plan, _ *virtualNumberModel) {
			plan.CountryCode, plan.AIReceptionistEnabled = types.StringUnknown(), types.BoolValue(true)
		}, `{}`},
		"another format": {func(plan, _ *virtualNumberModel) { plan.PhoneNumber = newPhoneNumber("+1 555 123 4567") }, `{}`},
		"unknown": {func(plan, _ *virtualNumberModel) {
			plan.Name, plan.Active, plan.Recording, plan.RoutingStrategy = types.StringUnknown(), types.BoolUnknown(),
				types.BoolUnknown(), types.StringUnknown()
		}, `{}`},
		"adopted: every configured argument, also if it does not differ": {func(_, state *virtualNumberModel) {
			*state = virtualNumberModel{}
		},
			`{"name":"Sales","active":true,"recording":true,"routing_strategy":"priority"}`},
	} {
		t.Run(name, func(t *testing.T) {
			before := state
			plan := state
			test.change(&plan, &before)
			mustMarshal(t, plan.updateRequest(before), test.want)
		})
	}
}

// fullProject has every setting.
func fullProject() projectModel {
	return projectModel{
		ID:                        types.StringValue("3"),
		Name:                      types.StringValue("Support"),
		Language:                  types.StringValue("en"),
		Description:               types.StringValue("All lines"),
		Industry:                  types.StringValue("Retail"),
		TranscriptionHints:        types.StringValue("SIP"),
		GoalLanguage:              types.StringValue("en"),
		SummaryLanguage:           types.StringValue("en"),
		LongPauseThresholdSeconds: types.Int64Value(5),
		RetentionDays:             types.Int64Value(90),
		QualityBaselineEnabled:    types.BoolValue(true),
		QualityBaselinePct:        types.Float64Value(87.5),
		CreatedAt:                 types.StringValue("2026-04-14T16:22:05Z"),
		UpdatedAt:                 types.StringValue("2026-04-14T16:22:05Z"),
	}
}

// least is the plan of a project with a name and a language only.
func least() projectModel {
	return projectModel{
		ID:                     types.StringUnknown(),
		Name:                   types.StringValue("Support"),
		Language:               types.StringValue("en"),
		GoalLanguage:           types.StringUnknown(),
		SummaryLanguage:        types.StringUnknown(),
		QualityBaselineEnabled: types.BoolUnknown(),
		CreatedAt:              types.StringUnknown(),
		UpdatedAt:              types.StringUnknown(),
	}
}

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
		"goals":    {func(plan, _ *projectModel) { plan.GoalLanguage = types.StringValue("de") }, `{"goal_language":"de"}`},
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
		"all that can be cleared": {func(plan, _ *projectModel) { *plan = least() },
			`{"description":null,"industry":null,"transcription_hints":null,"long_pause_threshold_seconds":null,` +
				`"retention_days":null,"quality_baseline_pct":null}`},
		"cleared already": {func(plan, state *projectModel) { *plan, *state = least(), least() }, `{}`},
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
			*plan, *state = least(), projectModel{}
		}, `{"name":"Support","language":"en"}`},
	} {
		t.Run(name, func(t *testing.T) {
			state, plan := fullProject(), fullProject()
			test.change(&plan, &state)
			mustMarshal(t, plan.settings(state), test.want)
		})
	}
}

// isCreated decides whether an object is what a lost POST has created: null where null is planned, and the API's
// default where the plan is unknown. isDuplicate ignores what is not configured.
func TestOperatorModel_isCreated(t *testing.T) {
	operator := identitycall.Operator{
		ID:          12,
		Name:        "Alice Carter",
		PhoneNumber: "+14155550134",
		Email:       pointer("alice@example.com"),
		Active:      true,
	}
	for name, test := range map[string]struct {
		change               func(*operatorModel, *identitycall.Operator)
		isCreated, duplicate bool
	}{
		"equal, in a local format": {func(*operatorModel, *identitycall.Operator) {}, true, true},
		"active configured": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Active = types.BoolValue(true)
		}, true, true},
		"inactive configured": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Active = types.BoolValue(false)
		}, false, false},
		"inactive, not configured": {func(_ *operatorModel, o *identitycall.Operator) { o.Active = false }, false, true},
		"another name": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Name = types.StringValue("Alice")
		}, false, false},
		"name with outer blanks": {func(_ *operatorModel, o *identitycall.Operator) {
			o.Name = " Alice Carter "
		}, true, true},
		"another number": {func(m *operatorModel, _ *identitycall.Operator) {
			m.PhoneNumber = newPhoneNumber("(415) 555-0135")
		}, false, false},
		"another address": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Email = types.StringValue("a@example.com")
		}, false, false},
		"address in another case": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Email = types.StringValue("Alice@Example.com")
		}, true, true},
		"address not configured": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Email = types.StringNull()
		}, false, true},
		"without an address": {func(m *operatorModel, o *identitycall.Operator) {
			m.Email, o.Email = types.StringNull(), nil
		}, true, true},
	} {
		plan, found := operatorModel{
			Name:        types.StringValue("Alice Carter"),
			PhoneNumber: newPhoneNumber("(415) 555-0134"),
			Email:       types.StringValue("alice@example.com"),
			Active:      types.BoolUnknown(),
		}, operator
		test.change(&plan, &found)
		if isCreated, duplicate := plan.isCreated(found), plan.isDuplicate(found); isCreated != test.isCreated ||
			duplicate != test.duplicate {
			t.Errorf("%s: isCreated %t, isDuplicate %t", name, isCreated, duplicate)
		}
	}
}

func TestProjectModel_isCreated(t *testing.T) {
	for name, test := range map[string]struct {
		change               func(*projectModel, *identitycall.Project)
		isCreated, duplicate bool
	}{
		"defaults": {func(*projectModel, *identitycall.Project) {}, true, true},
		"retention": {func(m *projectModel, p *identitycall.Project) {
			m.RetentionDays, p.RetentionDays = types.Int64Value(90), pointer[int64](90)
		}, true, true},
		"another retention": {func(m *projectModel, p *identitycall.Project) {
			m.RetentionDays, p.RetentionDays = types.Int64Value(30), pointer[int64](90)
		}, false, false},
		"retention not configured": {func(_ *projectModel, p *identitycall.Project) {
			p.RetentionDays = pointer[int64](90)
		}, false, true},
		"another goal language": {func(m *projectModel, _ *identitycall.Project) {
			m.GoalLanguage = types.StringValue("de")
		}, false, false},
		"goal language not default": {func(_ *projectModel, p *identitycall.Project) {
			p.GoalLanguage = pointer("de")
		}, false, true},
		"an industry of the plan": {func(m *projectModel, _ *identitycall.Project) {
			m.Industry = types.StringValue("Retail")
		}, false, false},
		"an industry of the other": {func(_ *projectModel, p *identitycall.Project) {
			p.Industry = pointer("Retail")
		}, false, true},
		"a blank industry": {func(_ *projectModel, p *identitycall.Project) {
			p.Industry = pointer(" ")
		}, true, true},
		"a zero retention": {func(_ *projectModel, p *identitycall.Project) {
			p.RetentionDays = pointer[int64](0)
		}, true, true},
		"the same percentage": {func(m *projectModel, p *identitycall.Project) {
			m.QualityBaselinePct, p.QualityBaselinePct = types.Float64Value(33.3), pointer(33.3)
		}, true, true},
		"a percentage of the other": {func(_ *projectModel, p *identitycall.Project) {
			p.QualityBaselinePct = pointer(33.3)
		}, false, true},
	} {
		plan := least()
		found := identitycall.Project{
			ProjectSummary:  identitycall.ProjectSummary{ID: 3, Name: "Support", Language: "en"},
			GoalLanguage:    pointer("en"),
			SummaryLanguage: pointer("en"),
		}
		test.change(&plan, &found)
		if isCreated, duplicate := plan.isCreated(found), plan.isDuplicate(found); isCreated != test.isCreated ||
			duplicate != test.duplicate {
			t.Errorf("%s: isCreated %t, isDuplicate %t", name, isCreated, duplicate)
		}
	}
}

// A purchase sends the number in E.164, and exactly the arguments that are configured.
func TestVirtualNumberPurchaseModel_purchaseRequest(t *testing.T) {
	full := virtualNumberPurchaseModel{
		PhoneNumber:        newPhoneNumber("+1 (555) 000-1111"),
		CountryCode:        types.StringValue("US"),
		NumberType:         types.StringValue("local"),
		RequirementGroupID: types.StringValue("44"),
		UpfrontCost:        types.StringValue("1.00"),
		MonthlyCost:        types.StringValue("2.50"),
	}
	for name, test := range map[string]struct {
		plan virtualNumberPurchaseModel
		want string
	}{
		"number only": {virtualNumberPurchaseModel{PhoneNumber: newPhoneNumber("+1 (555) 000-1111"),
			CountryCode: types.StringNull(), RequirementGroupID: types.StringNull()},
			`{"phone_number":"+15550001111"}`},
		"unknown": {virtualNumberPurchaseModel{PhoneNumber: newPhoneNumber("+15550001111"),
			MonthlyCost: types.StringUnknown(), RequirementGroupID: types.StringUnknown()},
			`{"phone_number":"+15550001111"}`},
		"everything": {full, `{"phone_number":"+15550001111","country_code":"US","number_type":"local",` +
			`"requirement_group_id":44,"upfront_cost":"1.00","monthly_cost":"2.50"}`},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			mustMarshal(t, test.plan.purchaseRequest(&diags), test.want)
			if diags.HasError() {
				t.Error(diags)
			}
		})
	}
}

// The path of a 422 is the longest argument that the message names.
func TestArgumentPath(t *testing.T) {
	arguments := []string{"name", "phone_number", "language", "goal_language", "number_type", "operator_id"}
	for message, want := range map[string]string{
		"Name is too long":                      "name",
		"phone_number is required":              "phone_number",
		"Phone number can't be blank":           "phone_number",
		"Goal language is not supported":        "goal_language",
		"Language is not supported":             "language",
		"The renamed object is wrong":           "",
		"Requirement group is required":         "",
		"Number type of the phone number is no": "phone_number",
		"":                                      "",
	} {
		got := argumentPath(message, arguments, path.Empty())
		if got.String() != want {
			t.Errorf("%q points at %q, want %q", message, got, want)
		}
	}
}
