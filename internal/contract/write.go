package contract

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

const (
	// mark is the name of what the check creates. Its phone numbers are reserved for fiction.
	mark      = "Contract check"
	undoLimit = time.Minute
)

// undo reverts one change. do returns a description of what stays if that fails, and "" if it succeeds.
type undo struct {
	done bool
	do   func(context.Context) string
}

// registerUndo registers how a change is reverted.
func (r *run) registerUndo(do func(context.Context) string) *undo {
	u := &undo{do: do}
	r.undos = append(r.undos, u)
	return u
}

// undoAll reverts the changes that are not yet reverted, the newest first, also if the run was cancelled.
func (r *run) undoAll() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), undoLimit)
	defer cancel()
	for _, u := range slices.Backward(r.undos) {
		if u.done {
			continue
		}
		if left := u.do(ctx); left != "" {
			r.left = append(r.left, left)
		}
	}
}

func (r *run) checkWrites() {
	defer r.undoAll()
	r.skip("it would cost money", "virtual_numbers.purchase.path")
	operators := r.checkOperatorCreate()
	if len(operators) > 0 {
		r.checkOperatorPatch(operators[0])
	}
	path, why := r.numberPath()
	if path != "" && r.get(path, "").status == http.StatusNotFound {
		path, why = "", "the key does not see NUMBER"
	}
	if path == "" {
		r.skip(why, "virtual_numbers.patch.partial", "virtual_numbers.patch.response", "virtual_numbers.patch.invalid")
		r.skip(why, routingFacts...)
	} else {
		r.checkNumberPatch(path)
		r.checkRouting(path, operators)
	}
	r.checkOperatorDelete(operators)
	r.checkProjectWrites()
}

// createdObject is an object that this run created.
type createdObject struct {
	path   string
	id     int64
	fields map[string]any
	undo   *undo
}

// create sends a POST that creates an object, and registers the deletion. what names the object in the report.
func (r *run) create(collection, what string, body map[string]any, facts ...string) (createdObject, bool) {
	got := r.write(r.ctx, http.MethodPost, collection, "", body)
	if got.err != nil || got.status >= http.StatusInternalServerError {
		r.left = append(r.left, fmt.Sprintf("%s named %q may exist: a POST %s had no usable response", what, mark,
			collection))
	}
	fields, ok := r.readObject(got, http.StatusCreated, facts...)
	if !ok && got.status >= 200 && got.status < 300 {
		fields, _ = got.object() // created, although the response differs from the fact
	}
	id := idOf(fields)
	if id <= 0 {
		if ok {
			r.check(facts[0], `"id" is not a positive integer`)
		}
		if got.status >= 200 && got.status < 300 {
			r.left = append(r.left, fmt.Sprintf("%s named %q: its response had no ID", what, mark))
		}
		return createdObject{}, false
	}
	object := createdObject{path: pathOf(collection, id), id: id, fields: fields}
	object.undo = r.registerUndo(func(ctx context.Context) string {
		deleted := r.write(ctx, http.MethodDelete, object.path, "", nil)
		if deleted.err == nil && (deleted.status == http.StatusNotFound || deleted.status >= 200 && deleted.status < 300) {
			return ""
		}
		return fmt.Sprintf("%s with the ID %d could not be deleted", what, id)
	})
	return object, ok
}

// checkRequired sends a create that lacks a required field.
func (r *run) checkRequired(fact, collection, what string, body map[string]any) bool {
	got := r.write(r.ctx, http.MethodPost, collection, "", body)
	if r.refused(got) {
		r.skip(r.reason(got), fact)
		return false
	}
	if got.status >= 200 && got.status < 300 {
		if fields, _ := got.object(); idOf(fields) > 0 {
			path := pathOf(collection, idOf(fields))
			r.registerUndo(func(ctx context.Context) string {
				if r.write(ctx, http.MethodDelete, path, "", nil).status < 300 {
					return ""
				}
				return fmt.Sprintf("%s with the ID %d could not be deleted", what, idOf(fields))
			})
		}
	}
	if r.succeeded(got, http.StatusUnprocessableEntity, fact) {
		r.check(fact)
		r.checkErrorBody("errors.422_body", "", got)
	}
	return true
}

func (r *run) checkOperatorCreate() []createdObject {
	facts := []string{"operators.create.created", "operators.create.active", "operators.create.e164"}
	if !r.checkRequired("operators.create.required", "/operators", "an operator",
		map[string]any{"phone_number": "+12025550142"}) {
		r.skip("the key lacks a permission (403)", facts...)
		return nil
	}
	first, ok := r.create("/operators", "an operator", map[string]any{
		"name": mark, "phone_number": "+1 (202) 555-0143", "email": "contract-check@example.com",
	}, facts...)
	if !ok {
		return nil
	}
	r.check(facts[0], slices.Concat(operatorFields.problems(first.fields), disagreements(first.fields,
		map[string]any{"name": mark, "email": "contract-check@example.com"}, []string{"name", "email"}))...)
	r.check(facts[1], when(first.fields["active"] != true, "it is not active")...)
	r.check(facts[2], when(first.fields["phone_number"] != "+12025550143",
		"the phone number is not normalized to E.164")...)
	operators := []createdObject{first}
	for _, phone := range []string{"+12025550144", "+12025550145"} {
		another, ok := r.create("/operators", "an operator",
			map[string]any{"name": mark, "phone_number": phone, "active": false}, facts...)
		if !ok {
			return operators
		}
		r.check(facts[0], when(another.fields["active"] != false, `"active" is not what was sent`)...)
		operators = append(operators, another)
	}
	return operators
}

// checkPatch sends a PATCH and checks that nothing else changed, in its response and in what is read afterwards. It
// returns both.
func (r *run) checkPatch(
	fact, path string, before, body map[string]any, unchanged []string,
) (after, read map[string]any, ok bool) {
	after, ok = r.readObject(r.write(r.ctx, http.MethodPatch, path, "", body), http.StatusOK, fact)
	if !ok {
		return nil, nil, false
	}
	read, ok = r.readObject(r.reread(path), http.StatusOK, fact)
	if !ok {
		return nil, nil, false
	}
	var names []string
	for name := range body {
		names = append(names, name)
	}
	slices.Sort(names)
	others := slices.DeleteFunc(slices.Clone(unchanged), func(name string) bool { return slices.Contains(names, name) })
	r.check(fact, slices.Concat(
		disagreements(asJSON(body), after, names), disagreements(asJSON(body), read, names),
		disagreements(before, after, others), disagreements(before, read, others))...)
	return after, read, true
}

func (r *run) checkOperatorPatch(operator createdObject) {
	before, ok := r.readObject(r.get(operator.path, ""), http.StatusOK, "operators.patch.partial",
		"operators.patch.null_email")
	if !ok {
		return
	}
	_, inactive, ok := r.checkPatch("operators.patch.partial", operator.path, before,
		map[string]any{"active": false}, settableOfOperator)
	if !ok {
		r.skip("the PATCH failed", "operators.patch.null_email")
		return
	}
	r.checkPatch("operators.patch.null_email", operator.path, inactive, map[string]any{"email": nil}, settableOfOperator)
}

// checkOperatorDelete deletes the operators that this run created.
func (r *run) checkOperatorDelete(operators []createdObject) {
	facts := []string{"operators.delete.success", "operators.delete.absent"}
	if len(operators) == 0 {
		r.skip("no operator was created", facts...)
	}
	for _, operator := range operators {
		if operator.undo.done {
			continue
		}
		r.deleteOperator(operator)
	}
}

func (r *run) deleteOperator(operator createdObject) bool {
	got := r.write(r.ctx, http.MethodDelete, operator.path, "", nil)
	if !r.succeeded(got, http.StatusOK, "operators.delete.success", "operators.delete.absent") {
		return false
	}
	fields, _ := got.value.(map[string]any)
	operator.undo.done = fields["success"] == true
	r.check("operators.delete.success", when(!operator.undo.done, "the body has no success true")...)
	r.checkMissing("operators.delete.absent", r.reread(operator.path))
	return operator.undo.done
}

func (r *run) checkNumberPatch(path string) {
	facts := []string{"virtual_numbers.patch.response", "virtual_numbers.patch.partial", "virtual_numbers.patch.invalid"}
	before, ok := r.readObject(r.get(path, ""), http.StatusOK, facts...)
	if !ok {
		return
	}
	names := detailedNumber.names()
	r.checkRename(path, before, names)

	current, ok := r.readObject(r.reread(path), http.StatusOK, facts[2])
	if !ok {
		return
	}
	refused := r.write(r.ctx, http.MethodPatch, path, "", map[string]any{"routing_strategy": "contract_check"})
	if refused.err != nil || refused.status != http.StatusUnprocessableEntity {
		r.registerUndo(r.restore(path, "routing_strategy", current["routing_strategy"]))
	}
	if !r.succeeded(refused, http.StatusUnprocessableEntity, facts[2]) {
		return
	}
	r.checkErrorBody("errors.422_body", "", refused)
	if after, ok := r.readObject(r.reread(path), http.StatusOK, facts[2]); ok {
		r.check(facts[2], disagreements(current, after, names)...)
	}
}

// checkRename changes the number's name and then restores it.
func (r *run) checkRename(path string, before map[string]any, names []string) {
	facts := []string{"virtual_numbers.patch.response", "virtual_numbers.patch.partial"}
	old, ok := before["name"].(string)
	if !ok {
		r.skip("NUMBER has no name that could be restored", facts...)
		return
	}
	renamed := mark
	if old == mark {
		renamed += " 2"
	}
	change := r.registerUndo(r.restore(path, "name", old))
	after, _, ok := r.checkPatch("virtual_numbers.patch.partial", path, before, map[string]any{"name": renamed}, names)
	if !ok {
		r.skip("the PATCH failed", facts[0])
		return
	}
	r.check(facts[0], slices.Concat(detailedNumber.problems(after), detailedNumberParts.problems(after))...)
	_, back, ok := r.checkPatch("virtual_numbers.patch.partial", path, before, map[string]any{"name": old}, names)
	change.done = ok && back["name"] == old
}

// restore returns an undo that gives a number's setting its old value.
func (r *run) restore(path, name string, old any) func(context.Context) string {
	return func(ctx context.Context) string {
		current := r.send(ctx, http.MethodGet, path, "", nil, r.config.APIKey)
		if fields, ok := current.object(); ok && current.status == http.StatusOK && fields[name] == old {
			return "" // the PATCH changed nothing
		}
		got := r.write(ctx, http.MethodPatch, path, "", map[string]any{name: old})
		if restored, _ := got.object(); got.status == http.StatusOK && restored[name] == old {
			return ""
		}
		return fmt.Sprintf("the %s of NUMBER could not be restored", name)
	}
}
