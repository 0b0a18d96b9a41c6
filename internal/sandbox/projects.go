package sandbox

import (
	"net/http"
	"reflect"
	"sort"
	"strings"
	"time"
)

// Project holds recordings and numbers and says how they are analysed.
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
	VirtualNumbersCount       int64     `json:"virtual_numbers_count"` // counted when answered
}

// AddProject puts a project into the account and returns its id: the one that it has, else a new one.
func (s *Sandbox) AddProject(project Project) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addProject(project)
}

func (s *Sandbox) addProject(project Project) int64 {
	project.ID = s.newID(project.ID)
	if project.CreatedAt.IsZero() {
		project.CreatedAt = s.second()
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

// Project returns a copy of a project, and whether it is there.
func (s *Sandbox) Project(id int64) (Project, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	project, ok := s.projects[id]
	if !ok {
		return Project{}, false
	}
	return s.projectForm(project), true
}

// Projects returns copies of all projects, ordered by id.
func (s *Sandbox) Projects() []Project {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Project
	for _, id := range sortedIDs(s.projects) {
		all = append(all, s.projectForm(s.projects[id]))
	}
	return all
}

// EditProject changes a project as somebody in the dashboard would; its updated_at moves with any setting.
func (s *Sandbox) EditProject(id int64, edit func(*Project)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := *s.projects[id]
	edit(&changed)
	s.saveProject(changed)
}

// RemoveProject deletes a project with all that is in it.
func (s *Sandbox) RemoveProject(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropProject(id)
}

// saveProject stores a project and moves its updated_at when a setting changed. A recording is no setting.
func (s *Sandbox) saveProject(changed Project) {
	before := *s.projects[changed.ID]
	before.RecordingsCount, before.UpdatedAt = changed.RecordingsCount, changed.UpdatedAt
	if !reflect.DeepEqual(before, changed) {
		changed.UpdatedAt = s.second()
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

func (s *Sandbox) second() time.Time { return s.now().UTC().Truncate(time.Second) }

func (s *Sandbox) reachesProject(key Key, id int64) (*Project, *failure) {
	project, ok := s.projects[id]
	if !ok || (key.ProjectID != 0 && id != key.ProjectID) {
		return nil, notFound()
	}
	return project, nil
}

func (s *Sandbox) listProjects(c call) (result, *failure) {
	var visible []*Project
	for _, id := range sortedIDs(s.projects) {
		if project, f := s.reachesProject(c.key, id); f == nil {
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
	return page(s, c, items)
}

func (s *Sandbox) createProject(c call) (result, *failure) {
	if c.key.ProjectID != 0 {
		return result{}, scopeFailure()
	}
	body, f := readFields(c.body)
	if f != nil {
		return result{}, f
	}
	var project Project
	takeProject(body, &project)
	if f := project.check(body); f != nil {
		return result{}, f
	}
	id := s.addProject(project)
	return data(http.StatusCreated, s.projectForm(s.projects[id]))
}

func (s *Sandbox) getProject(c call) (result, *failure) {
	project, f := s.reachesProject(c.key, c.id)
	if f != nil {
		return result{}, f
	}
	return data(http.StatusOK, s.projectForm(project))
}

func (s *Sandbox) patchProject(c call) (result, *failure) {
	project, f := s.reachesProject(c.key, c.id)
	if f != nil {
		return result{}, f
	}
	body, f := readFields(c.body)
	if f != nil {
		return result{}, f
	}
	changed := *project
	takeProject(body, &changed)
	if f := changed.check(body); f != nil {
		return result{}, f
	}
	s.saveProject(changed)
	return data(http.StatusOK, s.projectForm(s.projects[c.id]))
}

func (s *Sandbox) deleteProject(c call) (result, *failure) {
	if c.key.ProjectID != 0 {
		return result{}, scopeFailure()
	}
	if _, f := s.reachesProject(c.key, c.id); f != nil {
		return result{}, f
	}
	s.dropProject(c.id)
	return result{status: http.StatusNoContent}, nil
}

func scopeFailure() *failure {
	return fail(http.StatusForbidden, "Project-scoped API keys cannot create or destroy projects")
}

func takeProject(body *fields, p *Project) {
	take(body, "name", func(v string) { p.Name = v }, nil)
	take(body, "language", func(v string) { p.Language = v }, nil)
	takeNullable(body, "industry", &p.Industry)
	takeNullable(body, "description", &p.Description)
	takeNullable(body, "goal_language", &p.GoalLanguage)
	takeNullable(body, "summary_language", &p.SummaryLanguage)
	takeNullable(body, "long_pause_threshold_seconds", &p.LongPauseThresholdSeconds)
	takeNullable(body, "transcription_hints", &p.TranscriptionHints)
	takeNullable(body, "retention_days", &p.RetentionDays)
	take(body, "quality_baseline_enabled", func(v bool) { p.QualityBaselineEnabled = v }, nil)
	takeNullable(body, "quality_baseline_pct", &p.QualityBaselinePct)
}

func takeNullable[T any](body *fields, name string, target **T) {
	take(body, name, func(v T) { *target = &v }, func() { *target = nil })
}

// check is the 422 for all that is wrong with a project and the body that it comes from.
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
	return body.finish()
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
