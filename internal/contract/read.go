package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	api "github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// probe checks what the client does not see.
func (r *run) probe() {
	if r.BaseURL == api.DefaultBaseURL {
		r.record("basics.base_url")
	} else {
		r.skip("the base URL is another one", "basics.base_url")
	}
	r.probeKey("authentication.unknown_key", "idc_"+strings.Repeat("0", 32))
	r.probeKey("authentication.no_key", "")
	unknown := r.exchange(http.MethodGet, "/no_such_path", nil, r.APIKey) // its body need not be that of a missing object
	r.probeMissing("errors.unknown_route", unknown)
	r.observe("errors.unknown_route", fmt.Sprintf("its body has error or errors: %t", messages(unknown.fields()) != nil))
	for _, collection := range []string{numbers, operators, projects} {
		kind := collection[1:]
		r.probePages(collection, kind+".list.meta", kind+".list.per_page", kind+".list.page")
		r.probeMissing(kind+".get.absent", r.get(pathOf(collection, 1<<31-1))) // the ID of nothing
	}
	r.probeOrder(operators, "operators.list.order")
	r.probeOrder(projects, "projects.list.order")
	r.probeInventory()
}

func (r *run) probeKey(fact, key string) {
	if got := r.send(http.MethodGet, operators, nil, key); got.err != nil {
		r.skip(noResponse, fact)
	} else {
		r.record(fact, when(got.status != http.StatusUnauthorized, "the status is %d", got.status)...)
	}
}

// probeMissing checks a response about something that does not exist.
func (r *run) probeMissing(fact string, got *response) {
	if r.usable(got, http.StatusNotFound, fact) {
		r.record(fact)
	}
}

// page is one page of a list, or a whole list without meta.
type page struct {
	entries []any
	whole   bool
	Page    int64 `json:"current_page"`
	Pages   int64 `json:"total_pages"`
	Total   int64 `json:"total_count"`
	PerPage int64 `json:"per_page"`
}

// readPage reads a page, and returns what is wrong with its meta.
func (r *run) readPage(collection string, perPage, number int64, facts ...string) (p page, problems []string, ok bool) {
	path := fmt.Sprintf("%s?per_page=%d", collection, perPage)
	if number > 1 {
		path += fmt.Sprintf("&page=%d", number)
	}
	got := r.get(path)
	p.entries, ok = dataOf[[]any](r, got, http.StatusOK, facts...)
	meta := got.fields()["meta"]
	if p.whole = meta == nil; p.whole {
		p.Total = int64(len(p.entries))
		return p, nil, ok
	}
	problems = decode(meta, &p)
	if len(problems) == 0 {
		problems = when(p.PerPage < 1 || p.PerPage > perPage, "per_page=%d gets pages of %d", perPage, p.PerPage)
	}
	if len(problems) == 0 {
		left := max(p.Total-(number-1)*p.PerPage, 0)
		problems = slices.Concat(when(p.Page != number, "current_page is not %d", number),
			when(max(p.Pages, 1) != max((p.Total+p.PerPage-1)/p.PerPage, 1), "total_pages does not follow from the others"),
			when(int64(len(p.entries)) != min(left, p.PerPage), "page %d has %d entries", number, len(p.entries)))
	}
	return p, problems, ok
}

// probePages checks a list's meta and parameters: the first two objects, one on a page.
func (r *run) probePages(collection, metaFact, perPageFact, pageFact string) {
	first, problems, ok := r.readPage(collection, 100, 1, metaFact, perPageFact, pageFact)
	if !ok {
		return
	}
	r.record(metaFact, problems...)
	switch {
	case len(problems) > 0:
		r.skip("meta differs", perPageFact, pageFact)
		return
	case first.whole:
		r.observe(metaFact, "the list is whole, without meta")
		r.skip("the list is whole", pageFact)
	default:
		r.observe(metaFact, "the list is paginated")
	}
	if first.Total < 2 {
		r.skip("the account has fewer than two", perPageFact, pageFact)
		return
	}
	one, problems, ok := r.readPage(collection, 1, 1, perPageFact, pageFact)
	if !ok {
		return
	}
	problems = append(problems, when(one.Total != first.Total, "per_page=1 gets %d of %d", one.Total, first.Total)...)
	r.record(perPageFact, problems...)
	if first.whole || len(problems) > 0 {
		r.skip("per_page differs", pageFact)
		return
	}
	if two, problems, ok := r.readPage(collection, 1, 2, pageFact); ok {
		repeated := reflect.DeepEqual(idsOf(two.entries), idsOf(one.entries))
		r.record(pageFact, append(problems, when(repeated, "page 2 repeats page 1")...)...)
	}
}

var notCollated = regexp.MustCompile(`[^\pL\pN]`)

// probeOrder accepts the order of code points, and that of letters and digits as a database's collation has it.
func (r *run) probeOrder(collection, fact string) {
	entries, _ := dataOf[[]any](r, r.get(collection+"?per_page=100"), http.StatusOK, fact)
	if len(entries) < 2 {
		r.skip("the account has fewer than two", fact)
		return
	}
	var exact, folded []string
	for _, entry := range entries {
		fields, _ := entry.(object)
		name, _ := fields["name"].(string)
		exact, folded = append(exact, name), append(folded, notCollated.ReplaceAllString(strings.ToLower(name), ""))
	}
	r.record(fact, when(!slices.IsSorted(exact) && !slices.IsSorted(folded), "the list has another order")...)
}

// probeInventory checks entries of the inventory, which a carrier may leave incomplete: the client accepts any.
func (r *run) probeInventory() {
	const formFact, filters = "virtual_numbers.available.form", "virtual_numbers.available.filters"
	var filtered []int
	for _, test := range []struct{ query, fact, numberType string }{
		{"", "virtual_numbers.available.defaults", "mobile"},
		{"?country=US&number_type=local", filters, "local"},
		{"?country=us&number_type=local", filters, "local"},
	} {
		entries, ok := dataOf[[]any](r, r.get(numbers+"/available"+test.query), http.StatusOK, test.fact, formFact)
		if ok && len(entries) == 0 {
			r.skip("the inventory has none", test.fact, formFact)
		}
		if ok && test.fact == filters {
			filtered = append(filtered, len(entries))
		}
		for _, entry := range entries {
			fields, _ := entry.(object)
			r.record(formFact, inventoryProblems(fields)...)
			r.record(test.fact, agree("country_code", "number_type")(fields,
				object{"country_code": "US", "number_type": test.numberType})...)
		}
	}
	if len(filtered) == 2 && (filtered[0] == 0) != (filtered[1] == 0) {
		r.record(filters, "a country in lower case gets other entries")
	}
}

var inventoryFields = map[string][]reflect.Kind{
	"phone_number": {reflect.String}, "country_code": {reflect.String}, "number_type": {reflect.String},
	"upfront_cost": {reflect.String}, "monthly_cost": {reflect.String}, "features": {reflect.Slice},
	"region_information": {reflect.Map, reflect.Slice}, // a carrier may list several
}

func inventoryProblems(entry object) []string {
	problems := when(entry == nil, "an entry is not an object")
	for name, kinds := range inventoryFields {
		value := entry[name]
		problems = append(problems, when(value != nil && !slices.Contains(kinds, reflect.ValueOf(value).Kind()),
			"%q has another type", name)...)
	}
	return problems
}

// sampled is how many objects of each kind are read in full.
const sampled = 5

// checkObjects checks each entry of a list, or the first objects of it, as their own GET shows them.
func (r *run) checkObjects(f *Fact) {
	if f.check == nil {
		return
	}
	collection, inDetail := strings.CutSuffix(strings.TrimPrefix(f.Reference, "GET "), "/:id")
	entries, _ := dataOf[[]any](r, r.get(collection+"?per_page=100"), http.StatusOK, f.Name)
	for i, value := range entries {
		entry, _ := value.(object)
		subject := entry
		if inDetail {
			if i == sampled {
				return
			}
			var ok bool
			subject, ok = dataOf[object](r, r.get(pathOf(collection, idOf(entry))), http.StatusOK, f.Name)
			if !ok {
				continue
			}
		}
		r.record(f.Name, f.check(subject, entry)...)
		for name := range subject {
			if !slices.Contains(documented, name) && fieldName.MatchString(name) {
				r.others[name] = true
			}
		}
	}
}

// documented are the fields of the reference.
var documented = strings.Fields(`id phone_number name country_code active recording routing_strategy
	ai_receptionist_enabled stats operators operators_count available_operators recent_calls email initials
	virtual_numbers virtual_numbers_count language industry created_at updated_at description goal_language
	summary_language long_pause_threshold_seconds transcription_hints retention_days quality_baseline_enabled
	quality_baseline_pct recordings_count`)

// fieldName is the form of the other names that a report shows. Another name could be data.
var fieldName = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// formats are stricter than the client, which only shows or compares such values.
var formats = map[string]*regexp.Regexp{
	"phone_number":     regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`),
	"country_code":     regexp.MustCompile(`^[A-Z]{2}$`),
	"routing_strategy": regexp.MustCompile(`^(priority|round_robin|simultaneous)$`),
}

// form checks that the client decodes an object as T. It also has the documented fields that the client does not need.
func form[T any](documented ...string) check {
	return func(subject, _ object) []string {
		var decoded T
		problems := decode(subject, &decoded)
		for _, name := range documented {
			problems = append(problems, when(subject[name] == nil, "%q is missing or null", name)...)
		}
		for name, format := range formats {
			text, ok := subject[name].(string)
			problems = append(problems, when(ok && !format.MatchString(text), "%q has another format", name)...)
		}
		return problems
	}
}

func decode(value, out any) []string {
	raw, _ := json.Marshal(value)
	if err := api.DecodeObject(raw, out); err != nil {
		return []string{err.Error()}
	}
	return nil
}

// present checks that an object has fields, which may be null, or that it lacks them.
func present(wanted bool, names ...string) check {
	return func(subject, _ object) (problems []string) {
		for _, name := range names {
			_, found := subject[name]
			problems = append(problems, when(found != wanted, "%q is there: %t", name, found)...)
		}
		return problems
	}
}

// each checks each entry of a list within an object.
func each(name string, ofEntry check) check {
	return func(subject, _ object) []string {
		entries, ok := subject[name].([]any)
		problems := when(!ok, "%q is not a list", name)
		for _, entry := range entries {
			fields, _ := entry.(object)
			problems = append(problems, ofEntry(fields, nil)...)
		}
		return problems
	}
}

// counts checks that an entry of a list counts what the object itself lists.
func counts(list, count string) check {
	return func(subject, entry object) []string {
		items, isList := subject[list].([]any)
		total, isCount := entry[count].(float64)
		return when(isList && isCount && len(items) != int(total), "%q is not the number of %s", count, list)
	}
}

// agree checks fields that an object and its entry of a list share.
func agree(names ...string) check {
	return func(subject, entry object) (problems []string) {
		for _, name := range names {
			first, inFirst := subject[name]
			second, inSecond := entry[name]
			problems = append(problems, when(inFirst && inSecond && !reflect.DeepEqual(first, second), "%q differs", name)...)
		}
		return problems
	}
}

func both(first, second check) check {
	return func(subject, entry object) []string { return append(first(subject, entry), second(subject, entry)...) }
}

func firstOperators(number, _ object) []string {
	first, _ := number["operators"].([]any)
	total, _ := number["operators_count"].(float64)
	return append(each("operators", form[api.OperatorSummary]("name", "initials"))(number, nil),
		when(len(first) != min(int(total), 3), "their number does not follow from operators_count")...)
}

func stats(number, _ object) []string {
	fields, _ := number["stats"].(object)
	return form[api.VirtualNumberStats](
		"total_calls", "answered_calls", "missed_calls", "average_duration_seconds")(fields, nil)
}

func priorities(number, _ object) []string {
	place := -1.0
	return each("operators", func(operator, _ object) []string {
		place++
		return when(operator["priority"] != place, "priority is not the place in the list")
	})(number, nil)
}

func availableOperators(number, _ object) []string {
	attached := idsOf(number["operators"])
	return each("available_operators", func(operator, _ object) []string {
		return append(form[api.OperatorSummary]("name", "initials", "phone_number")(operator, nil),
			when(slices.Contains(attached, idOf(operator)), "an attached operator is among them")...)
	})(number, nil)
}

// recentCalls checks personal data, which the client never reads.
func recentCalls(number, _ object) []string {
	calls, _ := number["recent_calls"].([]any)
	last := "9999"
	return append(when(len(calls) > 10, "there are %d", len(calls)), each("recent_calls", func(call, _ object) []string {
		at, _ := call["created_at"].(string)
		newer := at > last
		last = at
		return append(present(true, "id", "phone_number", "caller_name", "call_status", "call_duration", "direction",
			"ai_handled", "transcript_summary", "created_at")(call, nil), when(newer, "they are not ordered from the newest")...)
	})(number, nil)...)
}

var initials = regexp.MustCompile(`^\pL{2}$`)

func twoLetters(operator, _ object) []string {
	text, ok := operator["initials"].(string)
	return when(ok && !initials.MatchString(text), "initials are not two letters")
}

var utc = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$`)

func times(project, _ object) []string {
	created, _ := project["created_at"].(string)
	updated, _ := project["updated_at"].(string)
	return append(when(!utc.MatchString(created) || !utc.MatchString(updated), "a time is not in UTC with whole seconds"),
		when(updated < created, "updated_at is before created_at")...)
}

func percentage(project, _ object) []string {
	percent, _ := project["quality_baseline_pct"].(float64)
	return when(percent < 0 || percent > 100, "quality_baseline_pct is not from 0 to 100")
}

func idOf(fields object) int64 {
	id, _ := fields["id"].(float64)
	return int64(id)
}

func idsOf(list any) []int64 {
	ids := []int64{}
	entries, _ := list.([]any)
	for _, entry := range entries {
		fields, _ := entry.(object)
		ids = append(ids, idOf(fields))
	}
	return ids
}

func pathOf(collection string, id int64) string { return fmt.Sprintf("%s/%d", collection, id) }
