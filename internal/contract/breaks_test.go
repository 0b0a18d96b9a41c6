package contract_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/contract"
)

// difference is a way in which a service differs from the reference, and the fact that reports it.
type difference struct {
	fact string
	// paginated serves lists in pages.
	paginated bool
	changes   []change
}

func differs(fact, method, path string, apply func(*response)) difference {
	return difference{fact: fact, changes: []change{{method: method, path: path, apply: apply}}}
}

func paginated(d difference, query string) difference {
	d.paginated = true
	d.changes[0].query = query
	return d
}

func meta(name string, value any) func(*response) {
	return func(r *response) {
		if meta, ok := r.fields()["meta"].(map[string]any); ok {
			meta[name] = value
		}
	}
}

func message(text string) func(*response) {
	return func(r *response) { r.body = map[string]any{"error": text} }
}

func noError(r *response) { r.body = map[string]any{"message": "Resource not found"} }

func reversed(name string) func(*response) {
	return eachObject(func(object map[string]any) {
		if entries, ok := object[name].([]any); ok {
			slices.Reverse(entries)
		}
	})
}

func reversedList(r *response) {
	entries, _ := r.fields()["data"].([]any)
	slices.Reverse(entries)
}

// withoutData moves the payload of a response to another field.
func withoutData(r *response) { r.body = map[string]any{"result": r.fields()["data"]} }

const (
	get     = http.MethodGet
	post    = http.MethodPost
	patch   = http.MethodPatch
	destroy = http.MethodDelete
)

// differences has a row for every fact that can differ.
var differences = []difference{
	differs("basics.content_type", get, "/projects", func(r *response) { r.header.Set("Content-Type", "text/plain") }),
	differs("basics.json", get, "/virtual_numbers/available", func(r *response) { r.raw = pointer("<html>") }),
	differs("basics.data", get, "/projects/4", withoutData),
	{fact: "authentication.unknown_key", changes: []change{{method: get, path: "/operators", key: "idc_0",
		apply: status(400)}}},
	differs("errors.401_body", get, "/operators", ifStatus(401, noError)),
	differs("errors.401_message", get, "/operators", ifStatus(401, message("Who is Alice Carter?"))),
	differs("errors.404_body", get, "/operators/*", ifStatus(404, noError)),
	differs("errors.404_message", get, "/operators/*", ifStatus(404, message("No Alice Carter"))),
	differs("errors.422_body", post, "/operators", ifStatus(422, noError)),

	paginated(differs("virtual_numbers.list.meta", get, "/virtual_numbers", meta("total_pages", nil)), ""),
	paginated(differs("operators.list.meta", get, "/operators", meta("total_count", "4")), ""),
	paginated(differs("projects.list.meta", get, "/projects", meta("current_page", 0)), ""),
	paginated(differs("virtual_numbers.list.per_page", get, "/virtual_numbers", meta("per_page", 2)), "per_page=1"),
	paginated(differs("operators.list.page", get, "/operators", meta("current_page", 1)), "per_page=1&page=2"),
	differs("virtual_numbers.list.short_form", get, "/virtual_numbers", drop("active")),
	differs("virtual_numbers.list.no_settings", get, "/virtual_numbers", set("recording", true)),
	differs("virtual_numbers.list.operators", get, "/virtual_numbers",
		eachOf("operators", func(_ int, o map[string]any) { delete(o, "name") })),
	differs("virtual_numbers.get.detail_form", get, "/virtual_numbers/7", set("routing_strategy", "random")),
	differs("virtual_numbers.get.stats", get, "/virtual_numbers/7", drop("stats")),
	differs("virtual_numbers.get.operators", get, "/virtual_numbers/8",
		eachOf("operators", func(_ int, o map[string]any) { delete(o, "phone_number") })),
	differs("virtual_numbers.get.priorities", get, "/virtual_numbers/8",
		eachOf("operators", func(i int, o map[string]any) { o["priority"] = i + 1 })),
	differs("virtual_numbers.get.available_operators", get, "/virtual_numbers/8",
		eachOf("available_operators", func(_ int, o map[string]any) { o["id"] = 12 })),
	differs("virtual_numbers.get.recent_calls", get, "/virtual_numbers/8", reversed("recent_calls")),
	differs("virtual_numbers.get.agrees_with_list", get, "/virtual_numbers/7", set("country_code", "CA")),
	differs("virtual_numbers.get.absent", get, "/virtual_numbers/2147483647", status(410)),
	differs("virtual_numbers.available.form", get, "/virtual_numbers/available", set("monthly_cost", 2.5)),
	{fact: "virtual_numbers.available.defaults", changes: []change{
		{method: get, path: "/virtual_numbers/available", apply: ifMobile(set("country_code", "DE"))}}},
	{fact: "virtual_numbers.available.filters", changes: []change{
		{method: get, path: "/virtual_numbers/available", query: "country=us&number_type=local",
			apply: func(r *response) { r.fields()["data"] = []any{} }}}},

	differs("virtual_numbers.patch.partial", patch, "/virtual_numbers/9", set("recording", true)),
	differs("virtual_numbers.patch.response", patch, "/virtual_numbers/9", drop("stats")),
	differs("virtual_numbers.patch.invalid", patch, "/virtual_numbers/9", ifStatus(422, status(400))),
	differs("virtual_numbers.add_operator.path", post, "/virtual_numbers/9/add_operator", status(201)),
	differs("virtual_numbers.add_operator.end", post, "/virtual_numbers/9/add_operator", once(2, reversed("operators"))),
	differs("virtual_numbers.add_operator.again", post, "/virtual_numbers/9/add_operator", once(4, reversed("operators"))),
	differs("virtual_numbers.remove_operator.path", destroy, "/virtual_numbers/9/remove_operator",
		ifStatus(200, drop("recording"))),
	differs("virtual_numbers.remove_operator.order", destroy, "/virtual_numbers/9/remove_operator", reversed("operators")),
	differs("virtual_numbers.remove_operator.absent", destroy, "/virtual_numbers/9/remove_operator",
		ifStatus(404, status(422))),

	differs("operators.list.form", get, "/operators", drop("email")),
	differs("operators.list.order", get, "/operators", reversedList),
	{fact: "operators.list.initials", changes: []change{
		{method: get, path: "/operators", apply: setOfAlice("initials", "Eva Frank")},
		{method: get, path: "/operators/12", apply: setOfAlice("initials", "Eva Frank")}}},
	{fact: "authentication.no_key", changes: []change{{method: get, path: "/operators", apply: ifStatus(401, once(2,
		status(400)))}}},
	differs("operators.get.form", get, "/operators/*", drop("virtual_numbers")),
	differs("operators.get.virtual_numbers", get, "/operators/12", set("virtual_numbers", []any{})),
	differs("operators.get.agrees_with_list", get, "/operators/12", set("active", false)),
	differs("operators.get.absent", get, "/operators/2147483647", status(400)),
	differs("operators.create.created", post, "/operators", ifStatus(201, status(200))),
	differs("operators.create.active", post, "/operators", ifStatus(201, set("active", false))),
	differs("operators.create.e164", post, "/operators", once(2, set("phone_number", "+2025550143"))),
	differs("operators.create.required", post, "/operators", ifStatus(422, status(400))),
	differs("operators.patch.partial", patch, "/operators/*", once(1, set("name", "Alice Carter"))),
	differs("operators.patch.null_email", patch, "/operators/*", once(2, set("email", "alice@example.com"))),
	differs("operators.delete.success", destroy, "/operators/*",
		func(r *response) { r.body = map[string]any{"success": false} }),
	differs("operators.delete.absent", get, "/operators/10*", ifStatus(404, status(410))),
	differs("operators.delete.attachments", get, "/virtual_numbers/9", keepDeleted()),

	differs("projects.list.short_form", get, "/projects", drop("industry")),
	differs("projects.list.order", get, "/projects", reversedList),
	differs("projects.get.full_form", get, "/projects/3", set("recordings_count", nil)),
	{fact: "projects.get.times", changes: []change{
		{method: get, path: "/projects", apply: set("created_at", "2026-04-14T16:22:06+02:00")},
		{method: get, path: "/projects/[34]", apply: set("created_at", "2026-04-14T16:22:06+02:00")}}},
	differs("projects.get.ranges", get, "/projects/4", set("quality_baseline_pct", 133)),
	differs("projects.get.agrees_with_list", get, "/projects/3", set("language", "fr")),
	differs("projects.get.absent", get, "/projects/2147483647", status(410)),
	differs("projects.create.created", post, "/projects", ifStatus(201, drop("virtual_numbers_count"))),
	differs("projects.create.languages", post, "/projects", ifStatus(201, set("goal_language", "de"))),
	differs("projects.create.required", post, "/projects", ifStatus(422, status(400))),
	differs("projects.patch.partial", patch, "/projects/*", once(1, set("language", "de"))),
	differs("projects.patch.null", patch, "/projects/*", once(2, set("retention_days", 30))),
	differs("projects.patch.updated_at", patch, "/projects/*", once(1, set("updated_at", "2026-04-14T16:22:05Z"))),
	differs("projects.delete.empty", destroy, "/projects/*", func(r *response) {
		r.status, r.body = 200, map[string]any{}
		r.header.Set("Content-Type", "application/json")
	}),
	differs("projects.delete.absent", get, "/projects/10*", ifStatus(404, status(410))),
}

// setOfAlice changes a field of operator 12.
func setOfAlice(name string, value any) func(*response) {
	return eachObject(func(object map[string]any) {
		if object["id"] == 12.0 {
			object[name] = value
		}
	})
}

// alwaysAgreed are facts that hold with any response.
var alwaysAgreed = []string{"basics.base_url", "basics.other_fields", "virtual_numbers.purchase.path"}

// once applies a change to the nth matching response alone.
func once(n int, apply func(*response)) func(*response) {
	seen := 0
	return func(r *response) {
		if seen++; seen == n {
			apply(r)
		}
	}
}

// ifMobile applies a change to an inventory of mobile numbers.
func ifMobile(apply func(*response)) func(*response) {
	return func(r *response) {
		mobile := false
		eachObject(func(o map[string]any) { mobile = mobile || o["number_type"] == "mobile" })(r)
		if mobile {
			apply(r)
		}
	}
}

// keepDeleted lists an operator of the check, once the number had three, until the end.
func keepDeleted() func(*response) {
	var kept any
	return eachObject(func(object map[string]any) {
		operators, _ := object["operators"].([]any)
		if kept == nil {
			kept = map[string]any{"id": 1004, "name": "Contract check", "phone_number": "+12025550144", "initials": "CC",
				"priority": 1}
		}
		if len(operators) == 2 {
			object["operators"] = append(operators, kept)
		}
	})
}

// Each difference is reported by its own fact, and by no other.
func TestRun_reportsEachDifference(t *testing.T) {
	t.Parallel()
	for _, test := range differences {
		t.Run(test.fact, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, test.changes...)
			if test.paginated {
				a.Paginate(100)
			}
			report := a.check(t, true)
			if diff := cmp.Diff([]string{test.fact}, report.Names(contract.Differs)); diff != "" {
				t.Errorf("other facts differ (-want +got):\n%s", diff)
			}
			mustBePrivate(t, report)
		})
	}
}

// The table of differences has a row for every fact, so that every check can fail.
func TestDifferences_coverEveryFact(t *testing.T) {
	t.Parallel()
	covered := map[string]bool{"rate_limit.retry_after": true, "errors.403_message": true,
		"operators.list.per_page": true, "projects.list.per_page": true, "virtual_numbers.list.page": true,
		"projects.list.page": true}
	for _, name := range alwaysAgreed {
		covered[name] = true
	}
	for _, row := range differences {
		covered[row.fact] = true
	}
	for _, fact := range contract.Facts() {
		if !covered[fact.Name] {
			t.Errorf("no row makes %s differ", fact.Name)
		}
		delete(covered, fact.Name)
	}
	for name := range maps.Keys(covered) {
		t.Errorf("%s is not a fact", name)
	}
}
