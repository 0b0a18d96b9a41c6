package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// projectModel has the attributes that the resource, the data source and the list resource of projects share. The
// counts are not in it, since they change with each call.
type projectModel struct {
	ID                        types.String  `tfsdk:"id"`
	Name                      types.String  `tfsdk:"name"`
	Language                  types.String  `tfsdk:"language"`
	Description               types.String  `tfsdk:"description"`
	Industry                  types.String  `tfsdk:"industry"`
	TranscriptionHints        types.String  `tfsdk:"transcription_hints"`
	GoalLanguage              types.String  `tfsdk:"goal_language"`
	SummaryLanguage           types.String  `tfsdk:"summary_language"`
	LongPauseThresholdSeconds types.Int64   `tfsdk:"long_pause_threshold_seconds"`
	RetentionDays             types.Int64   `tfsdk:"retention_days"`
	QualityBaselineEnabled    types.Bool    `tfsdk:"quality_baseline_enabled"`
	QualityBaselinePct        types.Float64 `tfsdk:"quality_baseline_pct"`
	CreatedAt                 types.String  `tfsdk:"created_at"`
	UpdatedAt                 types.String  `tfsdk:"updated_at"`
}

// projectResourceModel adds the arguments that the API does not have.
type projectResourceModel struct {
	projectModel
	ForceDestroy types.Bool     `tfsdk:"force_destroy"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// newProjectModel converts a response of the API to state.
func newProjectModel(project identitycall.Project) projectModel {
	return projectModel{
		ID:                        newID(project.ID),
		Name:                      newText(project.Name),
		Language:                  newTextOrNull(project.Language),
		Description:               newTextOrNull(project.Description),
		Industry:                  newTextOrNull(project.Industry),
		TranscriptionHints:        newTextOrNull(project.TranscriptionHints),
		GoalLanguage:              newTextOrNull(project.GoalLanguage),
		SummaryLanguage:           newTextOrNull(project.SummaryLanguage),
		LongPauseThresholdSeconds: newPositiveOrNull(project.LongPauseThresholdSeconds),
		RetentionDays:             newPositiveOrNull(project.RetentionDays),
		QualityBaselineEnabled:    types.BoolValue(project.QualityBaselineEnabled),
		QualityBaselinePct:        types.Float64PointerValue(project.QualityBaselinePct),
		CreatedAt:                 types.StringValue(project.CreatedAt),
		UpdatedAt:                 types.StringValue(project.UpdatedAt),
	}
}

// settings is the PATCH from state to plan: exactly the arguments that differ. From an empty state it is the POST
// of a create.
func (m projectModel) settings(state projectModel) identitycall.ProjectSettings {
	return identitycall.ProjectSettings{
		Name:                      changedString(m.Name, state.Name),
		Language:                  changedString(m.Language, state.Language),
		Description:               changedNullableString(m.Description, state.Description),
		Industry:                  changedNullableString(m.Industry, state.Industry),
		TranscriptionHints:        changedNullableString(m.TranscriptionHints, state.TranscriptionHints),
		GoalLanguage:              changedString(m.GoalLanguage, state.GoalLanguage),
		SummaryLanguage:           changedString(m.SummaryLanguage, state.SummaryLanguage),
		LongPauseThresholdSeconds: changedNullableInt64(m.LongPauseThresholdSeconds, state.LongPauseThresholdSeconds),
		RetentionDays:             changedNullableInt64(m.RetentionDays, state.RetentionDays),
		QualityBaselineEnabled:    changedBool(m.QualityBaselineEnabled, state.QualityBaselineEnabled),
		QualityBaselinePct:        changedNullableFloat64(m.QualityBaselinePct, state.QualityBaselinePct),
	}
}

// isCreated reports whether a project can be the result of creating the plan: it equals the plan in every setting,
// settings that are planned as null are null, and languages that are not planned are null or equal to language.
func (m projectModel) isCreated(project identitycall.Project) bool {
	created := newProjectModel(project)
	same := func(planned, created types.String) bool {
		return sameText(planned, created) || planned.IsNull() && created.IsNull()
	}
	hasDefault := func(planned, created types.String) bool {
		return !known(planned) && (created.IsNull() || sameText(created, m.Language))
	}
	return same(m.Name, created.Name) &&
		same(m.Language, created.Language) &&
		same(m.Description, created.Description) &&
		same(m.Industry, created.Industry) &&
		same(m.TranscriptionHints, created.TranscriptionHints) &&
		(sameText(m.GoalLanguage, created.GoalLanguage) || hasDefault(m.GoalLanguage, created.GoalLanguage)) &&
		(sameText(m.SummaryLanguage, created.SummaryLanguage) || hasDefault(m.SummaryLanguage, created.SummaryLanguage)) &&
		m.LongPauseThresholdSeconds.Equal(created.LongPauseThresholdSeconds) &&
		m.RetentionDays.Equal(created.RetentionDays) &&
		(!known(m.QualityBaselineEnabled) || m.QualityBaselineEnabled.Equal(created.QualityBaselineEnabled)) &&
		(sameFloat64(m.QualityBaselinePct, created.QualityBaselinePct) ||
			m.QualityBaselinePct.IsNull() && created.QualityBaselinePct.IsNull())
}

// keepFormats keeps the texts of the prior state that the API returns in another form.
func (m *projectModel) keepFormats(prior projectModel) {
	keepFormat(&m.Name, prior.Name, sameText)
	keepFormat(&m.Language, prior.Language, sameText)
	keepFormat(&m.Description, prior.Description, sameText)
	keepFormat(&m.Industry, prior.Industry, sameText)
	keepFormat(&m.TranscriptionHints, prior.TranscriptionHints, sameText)
	keepFormat(&m.GoalLanguage, prior.GoalLanguage, sameText)
	keepFormat(&m.SummaryLanguage, prior.SummaryLanguage, sameText)
}

// hasUnknownSettings reports whether an argument is not known yet.
func (m projectModel) hasUnknownSettings() bool {
	for _, value := range []attr.Value{
		m.Name, m.Language, m.Description, m.Industry, m.TranscriptionHints, m.GoalLanguage, m.SummaryLanguage,
		m.LongPauseThresholdSeconds, m.RetentionDays, m.QualityBaselineEnabled, m.QualityBaselinePct,
	} {
		if value.IsUnknown() {
			return true
		}
	}
	return false
}

// fillUnknown fills the unknown values of the plan from the API's response.
func (m *projectModel) fillUnknown(returned projectModel) {
	fillUnknown(&m.ID, returned.ID)
	fillUnknown(&m.GoalLanguage, returned.GoalLanguage)
	fillUnknown(&m.SummaryLanguage, returned.SummaryLanguage)
	fillUnknown(&m.QualityBaselineEnabled, returned.QualityBaselineEnabled)
	fillUnknown(&m.CreatedAt, returned.CreatedAt)
	fillUnknown(&m.UpdatedAt, returned.UpdatedAt)
}

// hasSameSettings reports whether two models have the same settings. An unknown value equals any other.
func (m projectModel) hasSameSettings(other projectModel) bool {
	none := identitycall.ProjectSettings{}
	return m.settings(other) == none && other.settings(m) == none
}

// fillWritten fills the unknown values of the plan from the response to a create or an update, and warns about what
// contradicts the request. If the response differs from the plan, state has the planned settings and no updated_at, so
// that the next refresh reads the project in full.
func (m *projectModel) fillWritten(diags *diag.Diagnostics, sent identitycall.ProjectSettings, returned projectModel) {
	m.fillUnknown(returned)
	returned.keepFormats(*m)
	m.warnContradictions(diags, sent, returned)
	if !m.hasSameSettings(returned) {
		m.UpdatedAt = types.StringNull()
	}
}

// warnContradictions warns about each setting that was sent and that the response returns with another value.
func (m projectModel) warnContradictions(
	diags *diag.Diagnostics, sent identitycall.ProjectSettings, returned projectModel,
) {
	object := "project " + m.label()
	for _, text := range []struct {
		argument          string
		sent              identitycall.Nullable[string]
		planned, returned types.String
	}{
		{"name", sent.Name, m.Name, returned.Name},
		{"language", sent.Language, m.Language, returned.Language},
		{"description", sent.Description, m.Description, returned.Description},
		{"industry", sent.Industry, m.Industry, returned.Industry},
		{"transcription_hints", sent.TranscriptionHints, m.TranscriptionHints, returned.TranscriptionHints},
		{"goal_language", sent.GoalLanguage, m.GoalLanguage, returned.GoalLanguage},
		{"summary_language", sent.SummaryLanguage, m.SummaryLanguage, returned.SummaryLanguage},
	} {
		warnContradiction(diags, object, text.argument, text.sent, text.planned, text.returned, false)
	}
	warnContradiction(diags, object, "long_pause_threshold_seconds", sent.LongPauseThresholdSeconds,
		m.LongPauseThresholdSeconds, returned.LongPauseThresholdSeconds, false)
	warnContradiction(diags, object, "retention_days", sent.RetentionDays, m.RetentionDays, returned.RetentionDays, false)
	warnContradiction(diags, object, "quality_baseline_enabled", sent.QualityBaselineEnabled, m.QualityBaselineEnabled,
		returned.QualityBaselineEnabled, false)
	warnContradiction(diags, object, "quality_baseline_pct", sent.QualityBaselinePct, m.QualityBaselinePct,
		returned.QualityBaselinePct, sameFloat64(m.QualityBaselinePct, returned.QualityBaselinePct))
}

// label names a project in messages.
func (m projectModel) label() string { return objectLabel(m.Name, m.ID) }

// isCurrent reports whether an entry of the list shows that state still equals the API's full response: no setting has
// changed since, because updated_at moves with each setting. State has no updated_at if it never equalled one.
//
// Times are whole seconds. A change in the same second as the change that state knows leaves updated_at as it is: if it
// is not in the short form, a refresh finds it only after the next change. A version of the provider that reads more
// settings has to upgrade state and remove updated_at from it.
func (m projectModel) isCurrent(entry identitycall.ProjectSummary) bool {
	short := newProjectModel(identitycall.Project{ProjectSummary: entry})
	short.keepFormats(m)
	return m.UpdatedAt.Equal(short.UpdatedAt) &&
		m.Name.Equal(short.Name) && m.Language.Equal(short.Language) && m.Industry.Equal(short.Industry)
}
