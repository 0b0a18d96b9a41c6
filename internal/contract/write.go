package contract

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	api "github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

const (
	// mark is the name of what the check creates. Its phone numbers are reserved for fiction.
	mark = "Contract check"
	// undoLimit leaves time for waits of the rate limit.
	undoLimit = 5 * time.Minute
)

// writeRound creates, changes and deletes, and leaves the account as it was.
func (r *run) writeRound() {
	defer r.undoAll()
	r.skip("it would cost money", "virtual_numbers.purchase.path")
	w := &writer{run: r}
	ids := w.createOperators()
	if path, why := r.numberPath(); path != "" {
		w.patchNumber(path)
		w.route(path, ids)
	} else {
		r.skipNumberFacts(why)
	}
	w.deleteOperator(ids[0])
	(&writer{run: r}).project()
}

// skipNumberFacts records why the facts are not checked that need a number.
func (r *run) skipNumberFacts(why string) {
	for _, fact := range Facts() {
		if fact.Write && strings.HasPrefix(fact.Name, "virtual_numbers.") || fact.Name == "operators.delete.attachments" {
			r.skip(why, fact.Name)
		}
	}
}

// undoAll reverts the changes, the newest first, also if the run was cancelled. What is reverted already stays so.
func (r *run) undoAll() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), undoLimit)
	defer cancel()
	r.ctx = ctx
	for _, undo := range slices.Backward(r.undos) {
		if left := undo(); left != "" {
			r.left = append(r.left, left)
		}
	}
}

// writer sends writes that build on each other. After a response that it cannot use, or a cancel, it sends and records
// no more.
type writer struct {
	*run
	failed bool
}

func (w *writer) stopped() bool { return w.failed || w.ctx.Err() != nil }

func (w *writer) send(method, path string, body object, status int, fact string) *response {
	if w.stopped() {
		return &response{}
	}
	got := w.run.send(method, path, body, w.APIKey)
	w.failed = !w.usable(got, status, fact)
	return got
}

func (w *writer) read(path, fact string) object {
	return w.send(http.MethodGet, path, nil, http.StatusOK, fact).object()
}

func (w *writer) record(fact string, problems ...[]string) {
	if !w.stopped() {
		w.run.record(fact, slices.Concat(problems...)...)
	}
}

// undo registers how the next write is reverted: revert returns what stays if that fails.
func (w *writer) undo(revert func() string) {
	if !w.stopped() {
		w.undos = append(w.undos, revert)
	}
}

// create sends a POST that creates an object, and registers the deletion of what it may have created.
func (w *writer) create(collection string, body object, status int, fact string) (fields object, id int64) {
	if w.stopped() {
		return nil, 0
	}
	what := map[string]string{operators: "an operator", projects: "a project"}[collection]
	got := w.run.send(http.MethodPost, collection, body, w.APIKey)
	id = idOf(got.object())
	switch {
	case got.status >= 200 && got.status < 300 && id > 0:
		w.undos = append(w.undos, func() string {
			deleted := w.run.send(http.MethodDelete, pathOf(collection, id), nil, w.APIKey)
			if deleted.err == nil && (deleted.status < 300 || deleted.status == http.StatusNotFound) {
				return ""
			}
			return fmt.Sprintf("%s with the ID %d could not be deleted", what, id)
		})
	case got.err != nil || got.status < 300 || got.status >= 500:
		left := fmt.Sprintf("%s named %q may exist: a POST %s had no usable response", what, mark, collection)
		w.left = append(w.left, left)
	}
	w.failed = !w.usable(got, status, fact)
	if status == http.StatusCreated {
		w.record(fact, when(id <= 0, "the response has no ID"))
		w.failed = w.failed || id <= 0
	}
	w.record(fact)
	return got.object(), id
}

// patch sends a PATCH and checks that nothing else changed, in its response and in what is read afterwards. It returns
// both.
func (w *writer) patch(fact, path string, before, body object) (after, read object) {
	after = w.send(http.MethodPatch, path, body, http.StatusOK, fact).object()
	read = w.read(path, fact)
	want := object{}
	maps.Copy(want, before)
	maps.Copy(want, body)
	maps.DeleteFunc(want, func(name string, _ any) bool {
		return slices.Contains([]string{"updated_at", "stats", "recent_calls", "available_operators"}, name)
	})
	same := agree(slices.Sorted(maps.Keys(want))...)
	w.record(fact, same(want, after), same(want, read))
	return after, read
}

func (w *writer) createOperators() (ids [3]int64) {
	const created, partial = "operators.create.created", "operators.patch.partial"
	alone := &writer{run: w.run} // a refusal that differs does not end the round
	alone.create(operators, object{"phone_number": "+12025550142"}, 422, "operators.create.required")
	for i, body := range []object{
		{"name": mark, "phone_number": "+1 (202) 555-0143", "email": "contract-check@example.com"},
		{"name": mark, "phone_number": "+12025550144", "active": false},
		{"name": mark, "phone_number": "+12025550145", "active": false},
	} {
		var fields object
		fields, ids[i] = w.create(operators, body, http.StatusCreated, created)
		w.record(created, form[api.Operator]()(fields, nil), agree("name", "email", "active")(body, fields))
		if i == 0 {
			w.record("operators.create.active", when(fields["active"] != true, "it is not active"))
			w.record("operators.create.e164", when(fields["phone_number"] != "+12025550143", "it is not normalized"))
		}
	}
	path := pathOf(operators, ids[0])
	before := w.read(path, partial)
	_, inactive := w.patch(partial, path, before, object{"active": false})
	w.patch("operators.patch.null_email", path, inactive, object{"email": nil})
	return ids
}

func (w *writer) deleteOperator(id int64) {
	got := w.send(http.MethodDelete, pathOf(operators, id), nil, http.StatusOK, "operators.delete.success")
	w.record("operators.delete.success", when(got.fields()["success"] != true, "the body has no success true"))
	w.missing("operators.delete.absent", http.MethodGet, pathOf(operators, id))
}

// missing checks the response about something that no longer exists.
func (w *writer) missing(fact, method, path string) {
	w.send(method, path, nil, http.StatusNotFound, fact)
	w.record(fact)
}

// patchNumber changes the name there and back, and then sends what the API refuses.
func (w *writer) patchNumber(path string) {
	const partial, invalid = "virtual_numbers.patch.partial", "virtual_numbers.patch.invalid"
	before := w.read(path, partial)
	if old, ok := before["name"].(string); ok {
		renamed := mark
		if old == mark {
			renamed += " 2"
		}
		w.restore(path, "name", old)
		after, _ := w.patch(partial, path, before, object{"name": renamed})
		w.record("virtual_numbers.patch.response", stats(after, nil),
			form[api.VirtualNumber]("operators", "available_operators", "recent_calls")(after, nil))
		w.patch(partial, path, before, object{"name": old})
	} else {
		w.skip("NUMBER has no name that could be restored", partial, "virtual_numbers.patch.response")
	}
	w.restore(path, "routing_strategy", before["routing_strategy"])
	alone := &writer{run: w.run, failed: w.failed}
	alone.send(http.MethodPatch, path, object{"routing_strategy": "contract_check"}, 422, invalid)
	after := w.read(path, invalid)
	w.record(invalid, agree("name", "active", "recording", "routing_strategy", "operators")(before, after))
}

// restore registers that a number's setting gets its old value again.
func (w *writer) restore(path, name string, old any) {
	w.undo(func() string {
		for _, method := range []string{http.MethodGet, http.MethodPatch} { // it may have its old value
			var body object
			if method == http.MethodPatch {
				body = object{name: old}
			}
			if got := w.run.send(method, path, body, w.APIKey); got.object() != nil && got.object()[name] == old {
				return ""
			}
		}
		return fmt.Sprintf("the %s of NUMBER could not be restored", name)
	})
}

// route attaches three inactive operators to a number that receives no calls, deletes one, and detaches the others.
func (w *writer) route(path string, ids [3]int64) {
	number := w.read(path, "virtual_numbers.add_operator.path")
	total, _ := number["stats"].(object)
	calls, _ := number["recent_calls"].([]any)
	if !w.stopped() && number["active"] != false && (total["total_calls"] != 0.0 || len(calls) > 0) {
		w.skipNumberFacts("NUMBER receives calls: name an inactive number, or one without calls")
		return
	}
	before := idsOf(number["operators"])
	wanted := slices.Concat(before, ids[:])
	for i, id := range ids {
		w.attach(path, id, wanted[:len(before)+i+1], "virtual_numbers.add_operator.end")
	}
	w.attach(path, ids[0], wanted, "virtual_numbers.add_operator.again")
	w.detach(path, ids[0], slices.Concat(before, ids[1:]))
	w.missing("virtual_numbers.remove_operator.absent", http.MethodDelete, detachment(path, ids[0]))
	w.deleteOperator(ids[1])
	after := w.read(path, "operators.delete.attachments")
	w.record("operators.delete.attachments",
		when(slices.Contains(idsOf(after["operators"]), ids[1]), "the deleted operator is still attached"))
	w.detach(path, ids[2], before)
}

func detachment(path string, id int64) string {
	return fmt.Sprintf("%s/remove_operator?operator_id=%d", path, id)
}

func (w *writer) attach(path string, id int64, wanted []int64, fact string) {
	w.undo(func() string {
		got := w.run.send(http.MethodDelete, detachment(path, id), nil, w.APIKey)
		if got.status == http.StatusOK || got.status == http.StatusNotFound {
			return ""
		}
		return fmt.Sprintf("operator %d may still be attached to NUMBER", id)
	})
	w.change(http.MethodPost, path+"/add_operator", object{"operator_id": id}, wanted,
		"virtual_numbers.add_operator.path", fact)
}

func (w *writer) detach(path string, id int64, wanted []int64) {
	w.change(http.MethodDelete, detachment(path, id), nil, wanted,
		"virtual_numbers.remove_operator.path", "virtual_numbers.remove_operator.order")
}

// change sends a request that changes a number's operators, and checks their order in the response.
func (w *writer) change(method, path string, body object, wanted []int64, pathFact, orderFact string) {
	number := w.send(method, path, body, http.StatusOK, pathFact).object()
	w.record(pathFact, form[api.VirtualNumber]()(number, nil))
	w.record(orderFact, when(!slices.Equal(idsOf(number["operators"]), wanted), "the operators are others"))
}

// project creates a project, changes it and deletes it.
func (w *writer) project() {
	const created, partial, moved = "projects.create.created", "projects.patch.partial", "projects.patch.updated_at"
	alone := &writer{run: w.run}
	alone.create(projects, object{"name": mark}, 422, "projects.create.required")
	settings := object{"name": mark, "language": "en", "description": "Created by a check.", "retention_days": 30.0}
	project, id := w.create(projects, settings, http.StatusCreated, created)
	w.record(created, form[api.Project]()(project, nil), agree(slices.Sorted(maps.Keys(settings))...)(settings, project))
	w.record("projects.create.languages", agree("goal_language", "summary_language")(project,
		object{"goal_language": "en", "summary_language": "en"}))

	_ = w.Sleep(w.ctx, 2*time.Second) // times have whole seconds
	path := pathOf(projects, id)
	before := w.read(path, partial)
	after, read := w.patch(partial, path, before, object{"description": "Changed by a check."})
	w.record(moved, when(after["updated_at"] == before["updated_at"], "it does not move"))
	entries, _ := w.send(http.MethodGet, projects+"?per_page=100", nil, http.StatusOK, moved).fields()["data"].([]any)
	for _, entry := range entries {
		if listed, _ := entry.(object); idOf(listed) == id {
			w.record(moved, agree("updated_at")(listed, after))
		}
	}
	w.patch("projects.patch.null", path, read, object{"description": nil, "retention_days": nil})
	deleted := w.send(http.MethodDelete, path, nil, http.StatusNoContent, "projects.delete.empty")
	w.record("projects.delete.empty", when(len(deleted.body) > 0, "the body is not empty"))
	w.missing("projects.delete.absent", http.MethodGet, path)
}

// numberPath finds the number that NUMBER names: an ID, or a phone number that starts with +.
func (r *run) numberPath() (path, why string) {
	wanted := digits(r.Number)
	switch {
	case r.Number == "":
		return "", "NUMBER is not set"
	case r.Number == wanted:
		path = numbers + "/" + wanted
	case !strings.HasPrefix(r.Number, "+"):
		return "", "NUMBER is neither an ID nor a phone number that starts with +"
	}
	for page, pages := int64(1), int64(1); path == "" && page <= min(pages, 100); page++ {
		p, _, _ := r.readPage(numbers, 100, page, "virtual_numbers.list.meta")
		pages = p.Pages
		for _, entry := range p.entries {
			fields, _ := entry.(object)
			if phone, _ := fields["phone_number"].(string); digits(phone) == wanted {
				path = pathOf(numbers, idOf(fields))
			}
		}
	}
	if path == "" || r.get(path).status == http.StatusNotFound {
		return "", "the key does not see NUMBER"
	}
	return path, ""
}

var notDigit = regexp.MustCompile(`[^0-9]`)

func digits(phone string) string { return notDigit.ReplaceAllString(phone, "") }
