package identitycall

import (
	"context"
	"net/http"
	"strconv"
)

// ProjectsService has the requests for projects, which hold recordings and virtual numbers and configure their
// analysis.
type ProjectsService struct {
	client  *Client
	list    *listCache[ProjectSummary]
	details *cache[int64, Project]
	creator *creator[ProjectSummary, Project]
}

func newProjectsService(client *Client) *ProjectsService {
	s := &ProjectsService{client: client, details: newCache[int64, Project](detailRequest(projectPath))}
	s.list = newListCache[ProjectSummary](client, "/projects", nil)
	s.creator = newCreator[ProjectSummary, Project](client, "/projects", s.list)
	return s
}

// ProjectSummary is the short form of a project, as in lists.
type ProjectSummary struct {
	Entry
	ID       int64   `json:"id" validate:"positive"`
	Name     string  `json:"name"`
	Language *string `json:"language"` // nil if the project has none
	Industry *string `json:"industry"`
	// CreatedAt and UpdatedAt are ISO 8601 in UTC with whole seconds. UpdatedAt moves whenever a setting changes.
	CreatedAt string `json:"created_at" validate:"time"`
	UpdatedAt string `json:"updated_at" validate:"time"`
}

// Project is the full form of a project. What is nil is null in the API.
type Project struct {
	ProjectSummary
	Description               *string `json:"description"`
	GoalLanguage              *string `json:"goal_language"`
	SummaryLanguage           *string `json:"summary_language"`
	LongPauseThresholdSeconds *int64  `json:"long_pause_threshold_seconds"`
	TranscriptionHints        *string `json:"transcription_hints"`
	// RetentionDays is how long recordings are kept; nil keeps them permanently.
	RetentionDays          *int64   `json:"retention_days"`
	QualityBaselineEnabled bool     `json:"quality_baseline_enabled"`
	QualityBaselinePct     *float64 `json:"quality_baseline_pct"` // 0 to 100
	RecordingsCount        int64    `json:"recordings_count"`
	VirtualNumbersCount    int64    `json:"virtual_numbers_count"`
}

// ProjectSettings is the body of a POST or a PATCH: only the fields that are set are sent, and null clears a setting. A
// POST requires Name and Language.
type ProjectSettings struct {
	Name                      Nullable[string]  `json:"name,omitzero"`
	Language                  Nullable[string]  `json:"language,omitzero"`
	Description               Nullable[string]  `json:"description,omitzero"`
	Industry                  Nullable[string]  `json:"industry,omitzero"`
	TranscriptionHints        Nullable[string]  `json:"transcription_hints,omitzero"`
	GoalLanguage              Nullable[string]  `json:"goal_language,omitzero"`
	SummaryLanguage           Nullable[string]  `json:"summary_language,omitzero"`
	LongPauseThresholdSeconds Nullable[int64]   `json:"long_pause_threshold_seconds,omitzero"`
	RetentionDays             Nullable[int64]   `json:"retention_days,omitzero"`
	QualityBaselineEnabled    Nullable[bool]    `json:"quality_baseline_enabled,omitzero"`
	QualityBaselinePct        Nullable[float64] `json:"quality_baseline_pct,omitzero"`
}

func (p ProjectSummary) objectID() int64 { return p.ID }

func projectPath(id int64) string { return "/projects/" + strconv.FormatInt(id, 10) }

// List returns every project that the key can see, ordered by name: GET /projects.
func (s *ProjectsService) List(ctx context.Context) ([]ProjectSummary, error) {
	return list[ProjectSummary](ctx, s.client, "/projects")
}

// ListCached is List for refreshing: one list a run, and another after an own write.
func (s *ProjectsService) ListCached(ctx context.Context) ([]ProjectSummary, error) {
	return s.list.all(ctx)
}

// Get reads a project in full: GET /projects/:id. A decision about a write uses Get, not GetCached.
func (s *ProjectsService) Get(ctx context.Context, id int64) (Project, error) {
	project, err := s.fetch(ctx, id)
	return project, s.list.confirmAnew(ctx, id, err)
}

func (s *ProjectsService) fetch(ctx context.Context, id int64) (Project, error) {
	return fetch[Project](ctx, s.client, newRequest(http.MethodGet, projectPath(id), nil), id)
}

// GetCached is Get for refreshing: one GET a run for each project, and another after an own write.
func (s *ProjectsService) GetCached(ctx context.Context, id int64) (Project, error) {
	return s.details.get(ctx, id, func(ctx context.Context) (Project, error) {
		project, err := s.fetch(ctx, id)
		return project, s.list.confirm(ctx, id, err)
	})
}

// SummaryCached returns a project's short form from the cached list, or from GetCached if the list lacks the project or
// a field of it.
func (s *ProjectsService) SummaryCached(ctx context.Context, id int64) (ProjectSummary, error) {
	if summary, found, err := s.list.get(ctx, id); found && summary.Err == nil || err != nil {
		return summary, err
	}
	project, err := s.GetCached(ctx, id)
	return project.ProjectSummary, err
}

// ListExisting returns the projects as the run's cached list has them, or as they were before its first create. Own
// creates cost no new list, and what they have created may be missing.
func (s *ProjectsService) ListExisting(ctx context.Context) ([]ProjectSummary, error) {
	return s.creator.existing(ctx)
}

// Create creates a project: POST /projects, sent once. isCreated reports whether a project is what the POST would have
// created: it finds the project after a lost response. The error is a LostResponseError if nothing is found.
func (s *ProjectsService) Create(
	ctx context.Context, settings ProjectSettings, isCreated func(Project) bool,
) (Created[Project], error) {
	name, _ := settings.Name.Get()
	language, _ := settings.Language.Get()
	same := func(a, b string) bool { return NormalizeText(a) == NormalizeText(b) }
	match := func(ctx context.Context, entry ProjectSummary) (Project, bool, error) {
		if !same(entry.Name, name) || entry.Language == nil || !same(*entry.Language, language) {
			return Project{}, false, nil
		}
		project, err := s.fetch(ctx, entry.ID) // the list does not show all settings
		if IsNotFound(err) {
			return Project{}, false, nil
		}
		return project, err == nil && isCreated(project), err
	}
	defer s.list.drop()
	return s.creator.create(ctx, settings, match)
}

// Update changes what settings sets and returns the updated project: PATCH /projects/:id.
func (s *ProjectsService) Update(ctx context.Context, id int64, settings ProjectSettings) (Project, error) {
	defer s.client.invalidate(s.details, id)
	return fetch[Project](ctx, s.client, newRequest(http.MethodPatch, projectPath(id), settings), id)
}

// Delete permanently deletes a project with its recordings, virtual numbers and voice agents: DELETE /projects/:id. If
// it does not exist, that is a success.
func (s *ProjectsService) Delete(ctx context.Context, id int64) error {
	err := s.client.sendDelete(ctx, projectPath(id))
	s.client.invalidate(s.details, id)
	s.client.VirtualNumbers.list.drop() // its numbers are deleted too
	if err := s.list.confirm(ctx, id, err); err != nil && !IsNotFound(err) {
		return err
	}
	return nil
}
