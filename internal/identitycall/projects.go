package identitycall

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// ProjectsService holds the calls on projects, which hold recordings and numbers and say how they are analysed.
type ProjectsService struct {
	client    *Client
	catalog   *catalog[ProjectSummary, *ProjectSummary]
	details   *memory[int64, Project]
	creations *creations[ProjectSummary]
}

// ProjectSummary is the short form of a project, as lists have it.
type ProjectSummary struct {
	ID       int64
	Name     string
	Language string
	Industry *string
	// CreatedAt and UpdatedAt are ISO 8601 in UTC with whole seconds. UpdatedAt moves whenever a setting changes.
	CreatedAt string
	UpdatedAt string
}

// Project is the full form of a project. What is nil is null in the API.
type Project struct {
	ProjectSummary
	Description               *string
	GoalLanguage              *string
	SummaryLanguage           *string
	LongPauseThresholdSeconds *int64
	TranscriptionHints        *string
	// RetentionDays is how long recordings are kept; nil keeps them.
	RetentionDays          *int64
	QualityBaselineEnabled bool
	QualityBaselinePct     *float64 // 0 to 100
	RecordingsCount        int64
	VirtualNumbersCount    int64
	// RespondedAt is the service's clock when it said so; zero where the answer does not tell.
	RespondedAt time.Time
}

// ProjectSettings is the body of a POST or a PATCH: only the fields that are set are sent, and null clears a setting. A POST
// needs Name and Language.
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

// IsEmpty reports whether nothing would change.
func (s ProjectSettings) IsEmpty() bool { return s == ProjectSettings{} }

func (p *ProjectSummary) decode(o *object) {
	p.ID = requiredID(o)
	p.Name = required[string](o, "name")
	p.Language = required[string](o, "language")
	p.Industry = nullable[string](o, "industry")
	p.CreatedAt = requiredTime(o, "created_at")
	p.UpdatedAt = requiredTime(o, "updated_at")
}

func (p *Project) decode(o *object) {
	p.ProjectSummary.decode(o)
	p.Description = nullable[string](o, "description")
	p.GoalLanguage = nullable[string](o, "goal_language")
	p.SummaryLanguage = nullable[string](o, "summary_language")
	p.LongPauseThresholdSeconds = nullable[int64](o, "long_pause_threshold_seconds")
	p.TranscriptionHints = nullable[string](o, "transcription_hints")
	p.RetentionDays = nullable[int64](o, "retention_days")
	p.QualityBaselineEnabled = required[bool](o, "quality_baseline_enabled")
	p.QualityBaselinePct = nullable[float64](o, "quality_baseline_pct")
	p.RecordingsCount = required[int64](o, "recordings_count")
	p.VirtualNumbersCount = required[int64](o, "virtual_numbers_count")
}

func newProjectsService(client *Client) *ProjectsService {
	s := &ProjectsService{client: client, details: newMemory[int64, Project]()}
	id := func(p ProjectSummary) int64 { return p.ID }
	s.catalog = newCatalog[ProjectSummary, *ProjectSummary](client, "/projects", id)
	s.creations = newCreations(client, id, s.List)
	return s
}

func projectPath(id int64) string { return "/projects/" + strconv.FormatInt(id, 10) }

// List asks the service for every project that the key sees, ordered by name: GET /projects.
func (s *ProjectsService) List(ctx context.Context) ([]ProjectSummary, error) {
	return list[ProjectSummary](ctx, s.client, "/projects", func(p ProjectSummary) int64 { return p.ID })
}

// ListCached is List for refreshing: it asks the service once in a run, and own writes show in it.
func (s *ProjectsService) ListCached(ctx context.Context) ([]ProjectSummary, error) {
	return s.catalog.all(ctx)
}

// Get asks the service for a project in full: GET /projects/:id. What decides a write is read with it.
func (s *ProjectsService) Get(ctx context.Context, id int64) (Project, error) {
	return s.fetch(ctx, id, newCall(http.MethodGet, projectPath(id)))
}

// GetCached returns what this run has read or written of a project, and asks the service only when that is nothing.
func (s *ProjectsService) GetCached(ctx context.Context, id int64) (Project, error) {
	return s.details.get(ctx, id, func(ctx context.Context) (Project, error) { return s.Get(ctx, id) })
}

// SummaryCached returns a project's short form, from one list for all that ask; what the list lacks is asked for by id.
func (s *ProjectsService) SummaryCached(ctx context.Context, id int64) (ProjectSummary, error) {
	return s.catalog.get(ctx, id, func(ctx context.Context) (ProjectSummary, error) {
		project, err := s.GetCached(ctx, id)
		return project.ProjectSummary, err
	})
}

// Create makes a project: POST /projects, sent once. matches says whether a project is what the call would have made; it
// decides what is taken over when the answer is lost. The error is a LostResponseError when nothing was found.
func (s *ProjectsService) Create(ctx context.Context, settings ProjectSettings, isCreated, isDuplicate func(Project) bool) (Created[Project], error) {
	var made Project
	inFull := map[int64]Project{} // what looking has read of projects that may be this one
	// The list does not show all settings, so a project with the same name and language is read in full.
	inDetail := func(matches func(Project) bool) func(context.Context, ProjectSummary) (bool, error) {
		return func(ctx context.Context, candidate ProjectSummary) (bool, error) {
			name, _ := settings.Name.Get()
			language, _ := settings.Language.Get()
			if candidate.Name != name || candidate.Language != language {
				return false, nil
			}
			full, err := s.Get(ctx, candidate.ID)
			if IsNotFound(err) {
				return false, nil
			}
			inFull[candidate.ID] = full
			return matches(full), err
		}
	}
	created, err := s.creations.create(ctx, func(ctx, sending context.Context) (ProjectSummary, error) {
		call := newCall(http.MethodPost, "/projects")
		call.body = settings
		answer, err := s.client.doSending(ctx, sending, call)
		if err == nil {
			made, err = decodeProject(call, answer)
		}
		return made.ProjectSummary, err
	}, inDetail(isCreated), inDetail(isDuplicate))
	if err != nil {
		return Created[Project]{}, err
	}
	if created.Recovered {
		made = inFull[created.Object.ID]
	}
	s.details.put(made.ID, made)
	s.catalog.put(made.ProjectSummary)
	result := Created[Project]{Object: made, Recovered: created.Recovered}
	for _, twin := range created.Duplicates {
		if s.catalog.isRemoved(twin.ID) {
			continue
		}
		result.Duplicates = append(result.Duplicates, inFull[twin.ID])
	}
	return result, nil
}

// Update changes what settings sets and returns the project as it is then: PATCH /projects/:id.
func (s *ProjectsService) Update(ctx context.Context, id int64, settings ProjectSettings) (Project, error) {
	call := newCall(http.MethodPatch, projectPath(id))
	call.body = settings
	project, err := s.fetch(ctx, id, call)
	if err != nil {
		s.details.drop(id)
		s.catalog.forget(id)
		return Project{}, err
	}
	s.details.put(id, project)
	s.catalog.put(project.ProjectSummary)
	return project, nil
}

// Delete removes a project for ever, with its recordings, numbers and voice agents: DELETE /projects/:id. One that is gone
// already is a success.
func (s *ProjectsService) Delete(ctx context.Context, id int64) error {
	call := newCall(http.MethodDelete, projectPath(id))
	answer, err := s.client.do(ctx, call)
	if err == nil {
		err = call.done(answer)
	}
	s.details.drop(id)
	s.client.VirtualNumbers.forgetAll()
	if err != nil && !IsNotFound(err) {
		s.catalog.forget(id)
		return err
	}
	s.catalog.remove(id)
	return nil
}

// forgetCounts forgets what projects were seen to hold: a number may have come into one.
func (s *ProjectsService) forgetCounts() {
	s.details.dropIf(func(Project) bool { return true })
}

func (s *ProjectsService) fetch(ctx context.Context, id int64, call call) (Project, error) {
	answer, err := s.client.do(ctx, call)
	if err != nil {
		return Project{}, err
	}
	project, err := decodeProject(call, answer)
	if err == nil && project.ID != id {
		err = &ResponseError{Request: call.Request, Reason: fmt.Sprintf("it is about the project with id %d", project.ID)}
	}
	return project, err
}

func decodeProject(call call, answer answer) (Project, error) {
	var project Project
	if err := call.object(answer, &project); err != nil {
		return Project{}, err
	}
	if date, err := http.ParseTime(answer.header.Get("Date")); err == nil {
		project.RespondedAt = date
	}
	return project, nil
}
