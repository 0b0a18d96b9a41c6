package contract

import (
	"net/http"
	"slices"
)

var settableOfOperator = []string{"name", "phone_number", "email", "active", "initials"}

func (r *run) checkOperators() {
	facts := []string{"operators.list.form", "operators.list.order", "operators.list.initials"}
	entries, ok := r.readList(r.get("/operators", "per_page=100"), facts...)
	r.checkAbsent("operators.get.absent", "/operators")
	if !ok {
		return
	}
	r.checkOrder("operators.list.order", entries)
	for _, entry := range entries {
		r.check("operators.list.form", listedOperator.problems(entry)...)
		if fields, ok := entry.(map[string]any); ok && text.fits(fields["initials"]) {
			r.check("operators.list.initials", when(!initials.fits(fields["initials"]), "initials are not two letters")...)
		}
		r.noteOthers(entry, listedOperator)
	}
	for _, id := range ids(entries) {
		r.checkOperator(id, entry(entries, id))
	}
}

func (r *run) checkOperator(id int64, listed map[string]any) {
	detail, ok := r.readObject(r.get(pathOf("/operators", id), ""), http.StatusOK,
		"operators.get.form", "operators.get.virtual_numbers", "operators.get.agrees_with_list")
	if !ok {
		return
	}
	_, counted := detail["virtual_numbers_count"]
	r.check("operators.get.form", slices.Concat(
		detailedOperator.problems(detail), when(counted, `"virtual_numbers_count" is there too`))...)
	r.check("operators.get.agrees_with_list", disagreements(detail, listed, settableOfOperator)...)
	if numbers, ok := detail["virtual_numbers"].([]any); ok {
		total, isCount := whole(listed["virtual_numbers_count"])
		r.check("operators.get.virtual_numbers", slices.Concat(
			operatorNumber.allProblems(numbers),
			when(isCount && int64(len(numbers)) != total, "their number is not what the list counts"))...)
	}
	r.noteOthers(detail, detailedOperator, listedOperator)
}
