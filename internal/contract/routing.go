package contract

import (
	"context"
	"fmt"
	"net/http"
	"slices"
)

var routingFacts = []string{
	"virtual_numbers.add_operator.path", "virtual_numbers.add_operator.end", "virtual_numbers.add_operator.again",
	"virtual_numbers.remove_operator.path", "virtual_numbers.remove_operator.order",
	"virtual_numbers.remove_operator.absent",
	"operators.delete.attachments",
}

// checkRouting attaches three inactive operators to a number that receives no calls, and detaches them.
func (r *run) checkRouting(path string, operators []createdObject) {
	if len(operators) < 3 {
		r.skip("no operators were created", routingFacts...)
		return
	}
	number, ok := r.readObject(r.reread(path), http.StatusOK, routingFacts...)
	if !ok {
		return
	}
	if why := receivesCalls(number); why != "" {
		r.skip(why, routingFacts...)
		return
	}
	before, ok := operatorIDs(number)
	if !ok {
		r.skip("the detail form has no list of operators", routingFacts...)
		return
	}
	first, second, third := operators[0].id, operators[1].id, operators[2].id
	if !r.attach(path, first, slices.Concat(before, []int64{first}), "virtual_numbers.add_operator.end") ||
		!r.attach(path, second, slices.Concat(before, []int64{first, second}), "virtual_numbers.add_operator.end") ||
		!r.attach(path, third, slices.Concat(before, []int64{first, second, third}), "virtual_numbers.add_operator.end") {
		r.skip("attaching failed", routingFacts...)
		return
	}
	r.attach(path, first, slices.Concat(before, []int64{first, second, third}), "virtual_numbers.add_operator.again")
	if r.detach(path, first, slices.Concat(before, []int64{second, third})) {
		again := r.write(r.ctx, http.MethodDelete, path+"/remove_operator", fmt.Sprintf("operator_id=%d", first), nil)
		r.checkMissing("virtual_numbers.remove_operator.absent", again)
	}
	if !r.deleteOperator(operators[1]) {
		r.skip("deleting the operator failed", "operators.delete.attachments")
		return
	}
	if after, ok := r.readObject(r.reread(path), http.StatusOK, "operators.delete.attachments"); ok {
		left, _ := operatorIDs(after)
		r.check("operators.delete.attachments", when(slices.Contains(left, second),
			"the deleted operator is still attached")...)
	}
	r.detach(path, third, before)
}

// receivesCalls returns an error message if operators must not be attached to the number because it receives calls.
func receivesCalls(number map[string]any) string {
	if number["active"] == false {
		return ""
	}
	stats, _ := number["stats"].(map[string]any)
	calls, _ := number["recent_calls"].([]any)
	if total, ok := whole(stats["total_calls"]); ok && total == 0 && len(calls) == 0 {
		return ""
	}
	return "NUMBER receives calls: name an inactive number, or one without calls"
}

func operatorIDs(number map[string]any) ([]int64, bool) {
	operators, ok := number["operators"].([]any)
	found := []int64{}
	for _, operator := range operators {
		found = append(found, idOf(operator))
	}
	return found, ok
}

func (r *run) attach(path string, operator int64, wanted []int64, fact string) bool {
	got := r.write(r.ctx, http.MethodPost, path+"/add_operator", "", map[string]any{"operator_id": operator})
	u := r.registerUndo(func(ctx context.Context) string {
		got := r.write(ctx, http.MethodDelete, path+"/remove_operator", fmt.Sprintf("operator_id=%d", operator), nil)
		if got.status == http.StatusOK || got.status == http.StatusNotFound {
			return ""
		}
		return fmt.Sprintf("operator %d may still be attached to NUMBER", operator)
	})
	u.done = got.err == nil && got.isJSON && got.status >= 400 && got.status < 500 // it was refused
	number, ok := r.readObject(got, http.StatusOK, "virtual_numbers.add_operator.path", fact)
	if !ok {
		return false
	}
	r.check("virtual_numbers.add_operator.path", detailedNumber.problems(number)...)
	found, _ := operatorIDs(number)
	r.check(fact, when(!slices.Equal(found, wanted), "the list of operators is another one")...)
	return true
}

func (r *run) detach(path string, operator int64, wanted []int64) bool {
	got := r.write(r.ctx, http.MethodDelete, path+"/remove_operator", fmt.Sprintf("operator_id=%d", operator), nil)
	number, ok := r.readObject(got, http.StatusOK, "virtual_numbers.remove_operator.path",
		"virtual_numbers.remove_operator.order")
	if !ok {
		return false
	}
	r.check("virtual_numbers.remove_operator.path", detailedNumber.problems(number)...)
	found, _ := operatorIDs(number)
	r.check("virtual_numbers.remove_operator.order", when(!slices.Equal(found, wanted),
		"the list of operators is another one")...)
	return true
}
