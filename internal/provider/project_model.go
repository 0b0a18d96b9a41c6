package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// projectModel is what the API says of a project and state may hold: its settings, without the counts, which move with each
// call. The resource, the data source and the list resource share it.
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

// projectResourceModel is projectModel with what only Terraform knows.
type projectResourceModel struct {
	projectModel
	ForceDestroy types.Bool     `tfsdk:"force_destroy"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// newProjectModel is the one way from the API to state.
func newProjectModel(project identitycall.Project) projectModel {
	return projectModel{
		ID:                        newID(project.ID),
		Name:                      types.StringValue(project.Name),
		Language:                  types.StringValue(project.Language),
		Description:               textOrNull(project.Description),
		Industry:                  textOrNull(project.Industry),
		TranscriptionHints:        textOrNull(project.TranscriptionHints),
		GoalLanguage:              textOrNull(project.GoalLanguage),
		SummaryLanguage:           textOrNull(project.SummaryLanguage),
		LongPauseThresholdSeconds: types.Int64PointerValue(project.LongPauseThresholdSeconds),
		RetentionDays:             types.Int64PointerValue(project.RetentionDays),
		QualityBaselineEnabled:    types.BoolValue(project.QualityBaselineEnabled),
		QualityBaselinePct:        types.Float64PointerValue(project.QualityBaselinePct),
		CreatedAt:                 types.StringValue(project.CreatedAt),
		UpdatedAt:                 types.StringValue(project.UpdatedAt),
	}
}

// settings is the body that leads from state to the plan: exactly the arguments that differ. From an empty state it is the
// body of a POST.
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

// matches reports whether a project equals the plan in every argument that is written.
func (m projectModel) matches(project identitycall.Project) bool {
	other := newProjectModel(project)
	return sameWhereKnown(m.Name, other.Name) &&
		sameWhereKnown(m.Language, other.Language) &&
		sameWhereKnown(m.Description, other.Description) &&
		sameWhereKnown(m.Industry, other.Industry) &&
		sameWhereKnown(m.TranscriptionHints, other.TranscriptionHints) &&
		sameWhereKnown(m.GoalLanguage, other.GoalLanguage) &&
		sameWhereKnown(m.SummaryLanguage, other.SummaryLanguage) &&
		sameWhereKnown(m.LongPauseThresholdSeconds, other.LongPauseThresholdSeconds) &&
		sameWhereKnown(m.RetentionDays, other.RetentionDays) &&
		sameWhereKnown(m.QualityBaselineEnabled, other.QualityBaselineEnabled) &&
		sameWhereKnown(m.QualityBaselinePct, other.QualityBaselinePct)
}

func sameWhereKnown(planned, other attr.Value) bool {
	return !known(planned) || planned.Equal(other)
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

// fillUnknown takes from the API what the plan left open.
func (m *projectModel) fillUnknown(answered projectModel) {
	fillUnknown(&m.ID, answered.ID)
	fillUnknown(&m.GoalLanguage, answered.GoalLanguage)
	fillUnknown(&m.SummaryLanguage, answered.SummaryLanguage)
	fillUnknown(&m.QualityBaselineEnabled, answered.QualityBaselineEnabled)
	fillUnknown(&m.CreatedAt, answered.CreatedAt)
	fillUnknown(&m.UpdatedAt, answered.UpdatedAt)
}

// label names a project in messages.
func (m projectModel) label() string {
	switch {
	case known(m.ID) && known(m.Name):
		return m.Name.ValueString() + " (id " + m.ID.ValueString() + ")"
	case known(m.Name):
		return m.Name.ValueString()
	}
	return "with id " + m.ID.ValueString()
}
