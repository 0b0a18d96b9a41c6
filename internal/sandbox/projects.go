package sandbox

import (
	"net/http"
	"reflect"
	"sort"
	"strings"
	"time"
)

// Project groups recordings and virtual numbers, with the settings for their analysis.
type Project struct {
	ID                        int64     `json:"id"`
	Name                      string    `json:"name"`
	Language                  string    `json:"language"`
	Industry                  *string   `json:"industry"`
	CreatedAt                 time.Time `json:"created_at"`
	UpdatedAt                 time.Time `json:"updated_at"`
	Description               *string   `json:"description"`
	GoalLanguage              *string   `json:"goal_language"`
	SummaryLanguage           *string   `json:"summary_language"`
	LongPauseThresholdSeconds *int64    `json:"long_pause_threshold_seconds"`
	TranscriptionHints        *string   `json:"transcription_hints"`
	RetentionDays             *int64    `json:"retention_days"`
	QualityBaselineEnabled    bool      `json:"quality_baseline_enabled"`
	QualityBaselinePct        *float64  `json:"quality_baseline_pct"`
	RecordingsCount           int64     `json:"recordings_count"`
	VirtualNumbersCount       int64     `json:"virtual_numbers_count"` // computed for each response
}

// AddProject adds a project and returns its ID, which is a new one if project.ID is 0.
func (s *Sandbox) AddProject(project Project) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addProject(project)
}

func (s *Sandbox) addProject(project Project) int64 {
	project.ID = s.newID(project.ID)
	if project.CreatedAt.IsZero() {
		project.CreatedAt = s.timestamp()
		project.UpdatedAt = project.CreatedAt
	}
	if project.GoalLanguage == nil {
		project.GoalLanguage = clone(&project.Language)
	}
	if project.SummaryLanguage == nil {
		project.SummaryLanguage = clone(&project.Language)
	}
	s.projects[project.ID] = &project
	return project.ID
}

// Project returns a copy of a project, and whether it exists.
func (s *Sandbox) Project(id int64) (Project, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	project, ok := s.projects[id]
	if !ok {
		return Project{}, false
	}
	return s.projectForm(project), true
}

// Projects returns copies of all projects, ordered by ID.
func (s *Sandbox) Projects() []Project {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Project
	for _, id := range sortedIDs(s.projects) {
		all = append(all, s.projectForm(s.projects[id]))
	}
	return all
}

// EditProject changes a project, as in the dashboard. A changed setting moves updated_at by at least a second: a second
// change within one second would not show there.
func (s *Sandbox) EditProject(id int64, edit func(*Project)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := *s.projects[id]
	edit(&changed)
	s.saveProject(changed, s.projects[id].UpdatedAt.Add(time.Second))
}

// RemoveProject deletes a project and its virtual numbers.
func (s *Sandbox) RemoveProject(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropProject(id)
}

// saveProject stores a project. A changed setting sets updated_at to the current time, but not before earliest; another
// recordings_count does not.
func (s *Sandbox) saveProject(changed Project, earliest time.Time) {
	before := *s.projects[changed.ID]
	before.RecordingsCount, before.UpdatedAt = changed.RecordingsCount, changed.UpdatedAt
	if !reflect.DeepEqual(before, changed) {
		changed.UpdatedAt = s.timestamp()
		if changed.UpdatedAt.Before(earliest) {
			changed.UpdatedAt = earliest
		}
	}
	s.projects[changed.ID] = &changed
}

func (s *Sandbox) dropProject(id int64) {
	delete(s.projects, id)
	for numberID, number := range s.numbers {
		if number.ProjectID == id {
			delete(s.numbers, numberID)
		}
	}
}

// timestamp returns the current time in the API's precision.
func (s *Sandbox) timestamp() time.Time { return s.now().UTC().Truncate(time.Second) }

// visibleProject returns a project in the key's scope, or a 404.
func (s *Sandbox) visibleProject(key Key, id int64) (*Project, *failure) {
	project, ok := s.projects[id]
	if !ok || (key.ProjectID != 0 && id != key.ProjectID) {
		return nil, notFound()
	}
	return project, nil
}

func (s *Sandbox) listProjects(req apiRequest) (result, *failure) {
	var visible []*Project
	for _, id := range sortedIDs(s.projects) {
		if project, f := s.visibleProject(req.key, id); f == nil {
			visible = append(visible, project)
		}
	}
	sort.SliceStable(visible, func(i, j int) bool { return visible[i].Name < visible[j].Name })
	items := []any{}
	for _, p := range visible {
		items = append(items, map[string]any{
			"id": p.ID, "name": p.Name, "language": p.Language, "industry": p.Industry,
			"created_at": p.CreatedAt, "updated_at": p.UpdatedAt,
		})
	}
	return page(s, req, items)
}

func (s *Sandbox) createProject(req apiRequest) (result, *failure) {
	if req.key.ProjectID != 0 {
		return result{}, scopeFailure()
	}
	body, f := readFields(req.body)
	if f != nil {
		return result{}, f
	}
	var project Project
	readProject(body, &project)
	if f := project.check(body); f != nil {
		return result{}, f
	}
	id := s.addProject(project)
	return data(http.StatusCreated, s.projectForm(s.projects[id]))
}

func (s *Sandbox) getProject(req apiRequest) (result, *failure) {
	project, f := s.visibleProject(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	return data(http.StatusOK, s.projectForm(project))
}

func (s *Sandbox) patchProject(req apiRequest) (result, *failure) {
	project, f := s.visibleProject(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	body, f := readFields(req.body)
	if f != nil {
		return result{}, f
	}
	changed := *project
	readProject(body, &changed)
	if f := changed.check(body); f != nil {
		return result{}, f
	}
	s.saveProject(changed, project.UpdatedAt)
	return data(http.StatusOK, s.projectForm(s.projects[req.id]))
}

func (s *Sandbox) deleteProject(req apiRequest) (result, *failure) {
	if req.key.ProjectID != 0 {
		return result{}, scopeFailure()
	}
	if _, f := s.visibleProject(req.key, req.id); f != nil {
		return result{}, f
	}
	s.dropProject(req.id)
	return result{status: http.StatusNoContent}, nil
}

func scopeFailure() *failure {
	return fail(http.StatusForbidden, "Project-scoped API keys cannot create or destroy projects")
}

func readProject(body *fields, p *Project) {
	readField(body, "name", func(v string) { p.Name = v }, nil)
	readField(body, "language", func(v string) { p.Language = v }, nil)
	readNullable(body, "industry", &p.Industry)
	readNullable(body, "description", &p.Description)
	readNullable(body, "goal_language", &p.GoalLanguage)
	readNullable(body, "summary_language", &p.SummaryLanguage)
	readNullable(body, "long_pause_threshold_seconds", &p.LongPauseThresholdSeconds)
	readNullable(body, "transcription_hints", &p.TranscriptionHints)
	readNullable(body, "retention_days", &p.RetentionDays)
	readField(body, "quality_baseline_enabled", func(v bool) { p.QualityBaselineEnabled = v }, nil)
	readNullable(body, "quality_baseline_pct", &p.QualityBaselinePct)
}

// check returns a 422 for an invalid project or request body, or nil.
func (p *Project) check(body *fields) *failure {
	for name, text := range map[string]string{"name": p.Name, "language": p.Language} {
		if strings.TrimSpace(text) == "" {
			body.messages = append(body.messages, label(name)+" can't be blank")
		}
	}
	for name, value := range map[string]*int64{
		"long_pause_threshold_seconds": p.LongPauseThresholdSeconds, "retention_days": p.RetentionDays,
	} {
		if value != nil && *value <= 0 {
			body.messages = append(body.messages, label(name)+" must be greater than 0")
		}
	}
	if pct := p.QualityBaselinePct; pct != nil && (*pct < 0 || *pct > 100) {
		body.messages = append(body.messages, "Quality baseline pct must be between 0 and 100")
	}
	sort.Strings(body.messages)
	return body.failure()
}

func (s *Sandbox) projectForm(project *Project) Project {
	form := *project
	form.VirtualNumbersCount = 0
	for _, number := range s.numbers {
		if number.ProjectID == project.ID {
			form.VirtualNumbersCount++
		}
	}
	return form
}
