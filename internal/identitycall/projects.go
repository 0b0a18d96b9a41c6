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
	catalog   *catalog[ProjectSummary]
	details   *memory[int64, Project]
	creations *creations[ProjectSummary]
}

// ProjectSummary is the short form of a project, as lists have it.
type ProjectSummary struct {
	ID       int64   `json:"id" validate:"positive"`
	Name     string  `json:"name"`
	Language string  `json:"language"`
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
	// RetentionDays is how long recordings are kept; nil keeps them.
	RetentionDays          *int64   `json:"retention_days"`
	QualityBaselineEnabled bool     `json:"quality_baseline_enabled"`
	QualityBaselinePct     *float64 `json:"quality_baseline_pct"` // 0 to 100
	RecordingsCount        int64    `json:"recordings_count"`
	VirtualNumbersCount    int64    `json:"virtual_numbers_count"`
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

func newProjectsService(client *Client) *ProjectsService {
	s := &ProjectsService{client: client, details: newMemory[int64, Project]()}
	id := func(p ProjectSummary) int64 { return p.ID }
	s.catalog = newCatalog[ProjectSummary](client, "/projects", id)
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
	return s.fetch(ctx, id, newRequest(http.MethodGet, projectPath(id)))
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
func (s *ProjectsService) Create(ctx context.Context, settings ProjectSettings, matches func(Project) bool) (Created[Project], error) {
	var made Project
	inFull := map[int64]Project{} // what looking has read of projects that may be this one
	created, err := s.creations.create(ctx, func(ctx, sending context.Context) (ProjectSummary, error) {
		request := newRequest(http.MethodPost, "/projects")
		request.body = settings
		response, err := s.client.doSending(ctx, sending, request)
		if err == nil {
			made, err = decodeProject(request, response)
		}
		return made.ProjectSummary, err
	}, func(ctx context.Context, candidate ProjectSummary) (bool, error) {
		name, _ := settings.Name.Get()
		language, _ := settings.Language.Get()
		if candidate.Name != name || candidate.Language != language {
			return false, nil
		}
		full, err := s.Get(ctx, candidate.ID) // the list does not show all that is written
		if IsNotFound(err) {
			return false, nil
		}
		inFull[candidate.ID] = full
		return matches(full), err
	})
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
	request := newRequest(http.MethodPatch, projectPath(id))
	request.body = settings
	project, err := s.fetch(ctx, id, request)
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
	request := newRequest(http.MethodDelete, projectPath(id))
	response, err := s.client.do(ctx, request)
	if err == nil {
		err = request.done(response)
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

func (s *ProjectsService) fetch(ctx context.Context, id int64, request apiRequest) (Project, error) {
	response, err := s.client.do(ctx, request)
	if err != nil {
		return Project{}, err
	}
	project, err := decodeProject(request, response)
	if err == nil && project.ID != id {
		err = &ResponseError{Request: request.Request, Reason: fmt.Sprintf("it is about the project with id %d", project.ID)}
	}
	return project, err
}

func decodeProject(request apiRequest, response apiResponse) (Project, error) {
	var project Project
	if err := request.object(response, &project); err != nil {
		return Project{}, err
	}
	if date, err := http.ParseTime(response.header.Get("Date")); err == nil {
		project.RespondedAt = date
	}
	return project, nil
}
