package provider

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// privateReader and privateState are what the framework lets a resource keep beside its state.
type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateState interface {
	privateReader
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

const (
	// phoneNumberKey holds the phone number as the API returned it: two local formats are compared through it.
	phoneNumberKey = "phone_number"
	// projectReadKey holds a projectRead.
	projectReadKey = "read_in_full"
)

// savePrivate stores a value under a key of the private state.
func savePrivate(ctx context.Context, private privateState, key string, value any) diag.Diagnostics {
	content, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot save private state", err.Error())}
	}
	return private.SetKey(ctx, key, content)
}

// loadPrivate reads a value from the private state. What another version wrote in another form counts as missing.
func loadPrivate[T any](ctx context.Context, private privateReader, key string) (T, diag.Diagnostics) {
	var value T
	content, diags := private.GetKey(ctx, key)
	if len(content) > 0 && json.Unmarshal(content, &value) != nil {
		var missing T
		return missing, diags
	}
	return value, diags
}

// projectRead says that state holds the API's full response of a certain updated_at. While the list shows the same
// time, no setting has changed, and the project needs no GET of its own.
type projectRead struct {
	UpdatedAt string `json:"updated_at"`
	// Version is the provider's own: another version may read more of the response.
	Version string `json:"version"`
}

// settledAfter is how much older than the response a change must be: the API's times are whole seconds, so two
// changes can share one, and the second of them would not show.
const settledAfter = 2 * time.Second

// newProjectRead describes a full response. It is empty, and so matches nothing, if another change could share its
// second.
func newProjectRead(project identitycall.Project, version string) projectRead {
	updated, err := time.Parse(time.RFC3339, project.UpdatedAt)
	if err != nil || project.RespondedAt.IsZero() || project.RespondedAt.Sub(updated) < settledAfter {
		return projectRead{}
	}
	return projectRead{UpdatedAt: project.UpdatedAt, Version: version}
}

// isCurrent reports whether state, to which p belongs, still holds what a full response would say.
func (p projectRead) isCurrent(summary identitycall.ProjectSummary, state projectModel, version string) bool {
	short := newProjectModel(identitycall.Project{ProjectSummary: summary})
	return p.UpdatedAt != "" && p.Version == version &&
		p.UpdatedAt == summary.UpdatedAt && state.UpdatedAt.Equal(short.UpdatedAt) &&
		state.Name.Equal(short.Name) && state.Language.Equal(short.Language) && state.Industry.Equal(short.Industry)
}
