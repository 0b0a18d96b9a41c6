package contract

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

func (r *run) checkProjects() {
	entries, ok := r.readList(r.get("/projects", "per_page=100"), "projects.list.short_form", "projects.list.order")
	r.checkAbsent("projects.get.absent", "/projects")
	if !ok {
		return
	}
	r.checkOrder("projects.list.order", entries)
	for _, entry := range entries {
		r.check("projects.list.short_form", shortProject.problems(entry)...)
		r.noteOthers(entry, shortProject)
	}
	for _, id := range ids(entries) {
		r.checkProject(id, entry(entries, id))
	}
}

func (r *run) checkProject(id int64, listed map[string]any) {
	project, ok := r.readObject(r.get(pathOf("/projects", id), ""), http.StatusOK,
		"projects.get.full_form", "projects.get.times", "projects.get.ranges", "projects.get.agrees_with_list")
	if !ok {
		return
	}
	r.check("projects.get.full_form", fullProject.problems(project)...)
	r.check("projects.get.agrees_with_list", disagreements(project, listed, shortProject.names())...)
	created, okCreated := parseTime(project["created_at"])
	updated, okUpdated := parseTime(project["updated_at"])
	if okCreated && okUpdated {
		r.check("projects.get.times", slices.Concat(
			when(!wholeUTC(created) || !wholeUTC(updated), "a time is not in UTC with whole seconds"),
			when(updated.Before(created), "updated_at is before created_at"))...)
	}
	if literal, ok := project["quality_baseline_pct"].(json.Number); ok {
		pct, _ := literal.Float64()
		r.check("projects.get.ranges", when(pct < 0 || pct > 100, "quality_baseline_pct is not from 0 to 100")...)
	} else {
		r.skip("the projects that were read have no quality_baseline_pct", "projects.get.ranges")
	}
	r.noteOthers(project, fullProject)
}

func wholeUTC(t time.Time) bool {
	_, offset := t.Zone()
	return offset == 0 && t.Nanosecond() == 0
}

var projectFactsOfWrites = []string{
	"projects.create.created", "projects.create.languages", "projects.patch.partial", "projects.patch.null",
	"projects.patch.updated_at", "projects.delete.empty", "projects.delete.absent",
}

// checkProjectWrites creates a project, changes it and deletes it.
func (r *run) checkProjectWrites() {
	if !r.checkRequired("projects.create.required", "/projects", "a project", map[string]any{"name": mark}) {
		r.skip("the key lacks a permission (403)", projectFactsOfWrites...)
		return
	}
	settings := map[string]any{"name": mark, "language": "en", "description": "Created by a check.", "retention_days": 30}
	project, ok := r.create("/projects", "a project", settings, projectFactsOfWrites...)
	if !ok {
		return
	}
	r.check("projects.create.created", slices.Concat(fullProject.problems(project.fields),
		disagreements(asJSON(settings), project.fields, []string{"name", "language", "description", "retention_days"}))...)
	r.check("projects.create.languages", when(
		project.fields["goal_language"] != "en" || project.fields["summary_language"] != "en", "they do not")...)

	r.checkProjectPatch(project)
	r.checkProjectDelete(project)
}

func (r *run) checkProjectPatch(project createdObject) {
	settings := slices.DeleteFunc(fullProject.names(), func(name string) bool { return name == "updated_at" })
	_ = r.config.Sleep(r.ctx, 2*time.Second) // times have whole seconds
	before, ok := r.readObject(r.get(project.path, ""), http.StatusOK, "projects.patch.partial")
	if !ok {
		return
	}
	changed, read, ok := r.checkPatch("projects.patch.partial", project.path, before,
		map[string]any{"description": "Changed by a check."}, settings)
	if !ok {
		return
	}
	problems := when(equal(changed["updated_at"], before["updated_at"]), "it does not move")
	if listed := entry(r.listUncached("/projects"), project.id); listed != nil {
		problems = append(problems, when(!equal(listed["updated_at"], changed["updated_at"]),
			"the list has another updated_at")...)
	}
	r.check("projects.patch.updated_at", problems...)
	r.checkPatch("projects.patch.null", project.path, read, map[string]any{"description": nil, "retention_days": nil},
		settings)
}

func (r *run) checkProjectDelete(project createdObject) {
	deleted := r.write(r.ctx, http.MethodDelete, project.path, "", nil)
	if !r.succeeded(deleted, http.StatusNoContent, "projects.delete.empty", "projects.delete.absent") {
		return
	}
	r.check("projects.delete.empty", when(len(deleted.body) > 0, "the body is not empty")...)
	missing := r.reread(project.path)
	r.checkMissing("projects.delete.absent", missing)
	project.undo.done = missing.err == nil && missing.status == http.StatusNotFound
}

// listUncached returns the first page of a list, past the cache.
func (r *run) listUncached(collection string) []any {
	got := r.send(r.ctx, http.MethodGet, collection, "per_page=100", nil, r.config.APIKey)
	entries, _ := got.list()
	return entries
}

// asJSON returns values as a response would have them.
func asJSON(values map[string]any) map[string]any {
	encoded, err := json.Marshal(values)
	if err != nil {
		panic(err) // every value is one of this package's own
	}
	decoded, _ := parse(encoded)
	return decoded.(map[string]any)
}
