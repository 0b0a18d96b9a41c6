package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
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

// label names a project in messages.
func (m projectModel) label() string { return objectLabel(m.Name, m.ID) }

// projectRead records that state holds the API's full response with this updated_at. While the list has the same time,
// no setting has changed, and the project needs no GET of its own.
type projectRead struct {
	UpdatedAt string `json:"updated_at"`
	// Version is the version of the provider. Another version may read more fields of the response.
	Version string `json:"version"`
}

// projectReadKey is the key of a projectRead in the private state.
const projectReadKey = "read_in_full"

// settledAfter is how much older than the response the last change must be. The API's times are whole seconds, so two
// changes within a second have the same updated_at, and the list would not show the second one.
const settledAfter = 2 * time.Second

// newProjectRead returns the record of a full response. It is empty, and so never current, if another change could have
// the same updated_at.
func newProjectRead(project identitycall.Project, version string) projectRead {
	updated, err := time.Parse(time.RFC3339, project.UpdatedAt)
	if err != nil || project.RespondedAt.IsZero() || project.RespondedAt.Sub(updated) < settledAfter {
		return projectRead{}
	}
	return projectRead{UpdatedAt: project.UpdatedAt, Version: version}
}

// isCurrent reports whether state, to which p belongs, still equals a full response.
func (p projectRead) isCurrent(summary identitycall.ProjectSummary, state projectModel, version string) bool {
	short := newProjectModel(identitycall.Project{ProjectSummary: summary})
	return p.UpdatedAt != "" && p.Version == version &&
		p.UpdatedAt == summary.UpdatedAt && state.UpdatedAt.Equal(short.UpdatedAt) &&
		sameText(state.Name, short.Name) &&
		(state.Language.Equal(short.Language) || sameText(state.Language, short.Language)) &&
		(state.Industry.Equal(short.Industry) || sameText(state.Industry, short.Industry))
}
