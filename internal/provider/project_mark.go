package provider

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// projectMark stands in a project's private state and says that state equals the API's full answer of that time. As long as
// the list shows the same time, no setting has changed, and the project needs no GET of its own.
type projectMark struct {
	UpdatedAt string `json:"updated_at"`
	// Version is the provider's: another one may read more of the answer.
	Version string `json:"version"`
}

const (
	projectMarkKey = "read_in_full"
	// settledAfter is how much older than the answer a change must be: the API's times are whole seconds, so that two changes
	// can share one, and the second of them would not show.
	settledAfter = 2 * time.Second
)

// privateState is what the framework lets a resource keep beside its state.
type privateState interface {
	privateData
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// newProjectMark marks a full answer; the mark is empty, and so matches nothing, where a further change could share its second.
func newProjectMark(project identitycall.Project, version string) projectMark {
	updated, err := time.Parse(time.RFC3339, project.UpdatedAt)
	if err != nil || project.RespondedAt.IsZero() || project.RespondedAt.Sub(updated) < settledAfter {
		return projectMark{}
	}
	return projectMark{UpdatedAt: project.UpdatedAt, Version: version}
}

func (m projectMark) save(ctx context.Context, private privateState) diag.Diagnostics {
	content, err := json.Marshal(m)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot mark the project", err.Error())}
	}
	return private.SetKey(ctx, projectMarkKey, content)
}

// covers reports whether state, which the mark goes with, still is what the project's full form would say.
func (m projectMark) covers(summary identitycall.ProjectSummary, state projectModel, version string) bool {
	short := newProjectModel(identitycall.Project{ProjectSummary: summary})
	return m.UpdatedAt != "" && m.Version == version && m.UpdatedAt == summary.UpdatedAt && state.UpdatedAt.Equal(short.UpdatedAt) &&
		state.Name.Equal(short.Name) && state.Language.Equal(short.Language) && state.Industry.Equal(short.Industry)
}

func projectMarkOf(ctx context.Context, private privateData) (projectMark, diag.Diagnostics) {
	var mark projectMark
	content, diags := private.GetKey(ctx, projectMarkKey)
	if len(content) > 0 {
		if err := json.Unmarshal(content, &mark); err != nil {
			return projectMark{}, diags // written by a version that we do not know: read in full
		}
	}
	return mark, diags
}
