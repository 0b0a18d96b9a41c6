package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// equal compares two JSON values; 30 equals 30.0.
func equal(a, b any) bool {
	first, firstOK := a.(json.Number)
	second, secondOK := b.(json.Number)
	if firstOK && secondOK {
		x, errX := first.Float64()
		y, errY := second.Float64()
		return errX == nil && errY == nil && x == y
	}
	return reflect.DeepEqual(a, b)
}

func (r *run) checkVirtualNumbers() {
	facts := []string{"virtual_numbers.list.short_form", "virtual_numbers.list.no_settings",
		"virtual_numbers.list.operators"}
	entries, ok := r.readList(r.get("/virtual_numbers", "per_page=100"), facts...)
	r.checkAbsent("virtual_numbers.get.absent", "/virtual_numbers")
	if !ok {
		return
	}
	for _, entry := range entries {
		r.check(facts[0], shortNumber.problems(entry)...)
		fields, ok := entry.(map[string]any)
		if !ok {
			continue
		}
		for _, name := range []string{"recording", "routing_strategy"} {
			_, found := fields[name]
			r.check(facts[1], when(found, "the short form has %q", name)...)
		}
		r.checkFirstOperators(facts[2], fields)
		r.noteOthers(fields, shortNumber, form{{name: "recording"}, {name: "routing_strategy"}})
	}
	for _, id := range ids(entries) {
		r.checkVirtualNumber(id, entry(entries, id))
	}
}

// checkFirstOperators checks the operators of a short form.
func (r *run) checkFirstOperators(fact string, fields map[string]any) {
	operators, isList := fields["operators"].([]any)
	total, isCount := whole(fields["operators_count"])
	if !isList || !isCount {
		return // reported by the fact about the short form
	}
	r.check(fact, slices.Concat(
		shortNumberOperator.allProblems(operators),
		when(len(operators) > 3, "there are more than three"),
		when(int64(len(operators)) != min(total, 3), "their number does not follow from operators_count"),
	)...)
}

func (r *run) checkVirtualNumber(id int64, listed map[string]any) {
	parts := map[string]string{"stats": "virtual_numbers.get.stats", "operators": "virtual_numbers.get.operators",
		"available_operators": "virtual_numbers.get.available_operators", "recent_calls": "virtual_numbers.get.recent_calls"}
	detail, ok := r.readObject(r.get(pathOf("/virtual_numbers", id), ""), http.StatusOK, append([]string{
		"virtual_numbers.get.detail_form", "virtual_numbers.get.priorities", "virtual_numbers.get.agrees_with_list",
	}, slices.Collect(maps.Values(parts))...)...)
	if !ok {
		return
	}
	r.check("virtual_numbers.get.detail_form", detailedNumber.problems(detail)...)
	for _, part := range detailedNumberParts {
		r.check(parts[part.name], form{part}.problems(detail)...)
	}
	r.checkParts(detail)
	r.check("virtual_numbers.get.agrees_with_list", disagreements(detail, listed, []string{
		"phone_number", "name", "country_code", "active", "ai_receptionist_enabled",
	})...)
	if operators, ok := detail["operators"].([]any); ok {
		if total, ok := whole(listed["operators_count"]); ok {
			r.check("virtual_numbers.get.agrees_with_list",
				when(int64(len(operators)) != total, `"operators_count" is not the number of operators`)...)
		}
	}
	r.noteOthers(detail, detailedNumber, detailedNumberParts)
}

// checkParts checks the nested parts that a detail form has.
func (r *run) checkParts(detail map[string]any) {
	if stats, ok := detail["stats"].(map[string]any); ok {
		r.check("virtual_numbers.get.stats", numberStats.problems(stats)...)
	}
	operators, ok := detail["operators"].([]any)
	if ok {
		r.check("virtual_numbers.get.operators", attachedOperator.allProblems(operators)...)
		for place, operator := range operators {
			fields, _ := operator.(map[string]any)
			priority, ok := whole(fields["priority"])
			r.check("virtual_numbers.get.priorities", when(!ok || priority != int64(place),
				"priority is not the place in the list")...)
		}
	}
	if available, ok := detail["available_operators"].([]any); ok {
		attached := false
		for _, operator := range available {
			attached = attached || entry(operators, idOf(operator)) != nil
		}
		r.check("virtual_numbers.get.available_operators", slices.Concat(
			availableOperator.allProblems(available), when(attached, "an attached operator is among them"))...)
	}
	if calls, ok := detail["recent_calls"].([]any); ok {
		r.check("virtual_numbers.get.recent_calls", slices.Concat(
			recentCall.allProblems(calls), when(len(calls) > 10, "there are %d", len(calls)), callOrder(calls))...)
	}
}

func callOrder(calls []any) []string {
	for i := 1; i < len(calls); i++ {
		before, _ := calls[i-1].(map[string]any)
		after, _ := calls[i].(map[string]any)
		newer, okNewer := parseTime(before["created_at"])
		older, okOlder := parseTime(after["created_at"])
		if okNewer && okOlder && older.After(newer) {
			return []string{"they are not ordered from the newest"}
		}
	}
	return nil
}

func (r *run) checkInventory() {
	const path = "/virtual_numbers/available"
	defaults, ok := r.readList(r.get(path, ""), "virtual_numbers.available.defaults", "virtual_numbers.available.form")
	if ok {
		r.checkEntries("virtual_numbers.available.defaults", defaults, "US", "mobile")
	}
	for _, query := range []string{"country=US&number_type=local", "country=us&number_type=local"} {
		if local, ok := r.readList(r.get(path, query), "virtual_numbers.available.filters"); ok {
			r.checkEntries("virtual_numbers.available.filters", local, "US", "local")
		}
	}
	upper, okUpper := r.get(path, "country=US&number_type=local").list()
	lower, okLower := r.get(path, "country=us&number_type=local").list()
	if okUpper && okLower {
		r.check("virtual_numbers.available.filters",
			when((len(upper) == 0) != (len(lower) == 0), "a country in lower case gets other entries")...)
	}
}

// checkEntries checks entries of the inventory, which a carrier may leave incomplete.
func (r *run) checkEntries(fact string, entries []any, country, numberType string) {
	if len(entries) == 0 {
		r.skip("the inventory has none", fact, "virtual_numbers.available.form")
	}
	for _, entry := range entries {
		fields, ok := entry.(map[string]any)
		if !ok {
			r.check("virtual_numbers.available.form", "an entry is not an object")
			continue
		}
		r.check("virtual_numbers.available.form", inventoryProblems(fields)...)
		gotCountry, okCountry := fields["country_code"].(string)
		gotType, okType := fields["number_type"].(string)
		r.check(fact, slices.Concat(
			when(okCountry && gotCountry != country, "an entry is of another country than %s", country),
			when(okType && gotType != numberType, "an entry is of another type than %s", numberType),
		)...)
	}
}

func inventoryProblems(fields map[string]any) []string {
	var problems []string
	for _, name := range []string{"phone_number", "country_code", "number_type", "upfront_cost", "monthly_cost"} {
		if value := fields[name]; value != nil && !text.fits(value) {
			problems = append(problems, fmt.Sprintf("%q is %s, not a string", name, describe(value)))
		}
	}
	for name, wanted := range map[string]kind{"features": list, "region_information": object} {
		value := fields[name]
		// The sandbox and the reference show one region; a carrier may list several.
		if value == nil || wanted.fits(value) || name == "region_information" && list.fits(value) {
			continue
		}
		problems = append(problems, fmt.Sprintf("%q is %s, not %s", name, describe(value), wanted.words))
	}
	return problems
}

// numberPath finds the number that NUMBER names: an ID, or a phone number that starts with +.
func (r *run) numberPath() (string, string) {
	wanted := strings.TrimSpace(r.config.Number)
	if wanted == "" {
		return "", "NUMBER is not set"
	}
	if !strings.HasPrefix(wanted, "+") {
		if strings.Trim(wanted, "0123456789") != "" {
			return "", "NUMBER is neither an ID nor a phone number that starts with +"
		}
		return "/virtual_numbers/" + wanted, ""
	}
	for page := 1; page <= 100; page++ {
		query := "per_page=100"
		if page > 1 {
			query += fmt.Sprintf("&page=%d", page)
		}
		got := r.get("/virtual_numbers", query)
		entries, ok := got.list()
		if !ok {
			break
		}
		for _, entry := range entries {
			fields, _ := entry.(map[string]any)
			if phone, _ := fields["phone_number"].(string); digits(phone) == digits(wanted) {
				return pathOf("/virtual_numbers", idOf(entry)), ""
			}
		}
		raw, _ := got.meta()
		if meta, problems := readMeta(raw); len(problems) > 0 || int64(page) >= meta.pages {
			break
		}
	}
	return "", "the key does not see NUMBER"
}

func digits(phone string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, phone)
}
