package contract

import (
	"slices"
	"strings"

	api "github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

const (
	numbers   = "/virtual_numbers"
	operators = "/operators"
	projects  = "/projects"
)

// Fact is one statement about the API, with the outcome of its check.
type Fact struct {
	topic
	// Name is stable: tests and issues refer to it.
	Name string
	// Statement is what should be true.
	Statement string
	Outcome   Outcome
	// Details explain how the fact differs, why it was not checked, or what else was observed.
	Details []string

	check check
}

// check returns what differs in an entry of the topic's list, or in an object that its own GET shows beside its entry.
// A fact without a check is shown by a probe, by every response or by the round of writes.
type check = func(subject, entry object) []string

// topic is a part of the vendor's reference.
type topic struct {
	// Reference is the page, and the request or heading on it.
	Reference string
	// Disputed is set if the vendor's pages disagree.
	Disputed bool
	// Write is set if the facts are checked only if writing is allowed.
	Write bool
}

type row struct {
	name, statement string
	check           check
}

func (t topic) facts(rows ...row) []*Fact {
	var facts []*Fact
	for _, row := range rows {
		fact := &Fact{topic: t, Name: row.name, Statement: row.statement, check: row.check, Outcome: NotChecked}
		facts = append(facts, fact)
	}
	return facts
}

// listFacts are the facts about every list.
func listFacts(collection string) []*Fact {
	kind := strings.TrimPrefix(collection, "/")
	return slices.Concat(
		topic{Reference: "Overview, pagination; GET " + collection, Disputed: true}.facts(
			row{kind + ".list.meta",
				"the list is whole without meta, or paginated with current_page, total_pages, total_count and per_page", nil},
			row{kind + ".list.per_page", "per_page sets the size of a page, or changes nothing if the list is whole", nil},
			row{kind + ".list.page", "page=2 continues after page 1", nil}),
		topic{Reference: "GET " + collection + "/:id"}.facts(
			row{kind + ".get.absent", "an ID that does not exist gets 404", nil}))
}

// Facts returns every fact, not yet checked, in the order of the report.
func Facts() []*Fact {
	return slices.Concat(
		topic{Reference: "Overview, base URL", Disputed: true}.facts(
			row{"basics.base_url", "the API is at https://api.identitycall.ai/api/v1/public", nil}),
		topic{Reference: "Overview, responses"}.facts(
			row{"basics.content_type", "a response with a body is application/json", nil},
			row{"basics.json", "a successful response with a body is JSON", nil},
			row{"basics.data", "the payload of a response is under data", nil}),
		topic{Reference: "none", Disputed: true}.facts(
			row{"basics.other_fields", "objects may have fields that the reference does not list", nil}),
		topic{Reference: "Authentication"}.facts(
			row{"authentication.unknown_key", "an unknown key gets 401", nil},
			row{"authentication.no_key", "a request without a key gets 401", nil}),
		topic{Reference: "Errors"}.facts(
			row{"errors.401_body", "a 401 has a JSON body with error or errors", nil},
			row{"errors.401_message", "a 401 says that the key is invalid, expired or unauthorized", nil},
			row{"errors.403_message", "a 403 names the permission or the scope that the key lacks", nil},
			row{"errors.404_body", "a 404 has a JSON body with error or errors, or no body", nil},
			row{"errors.404_message", "a 404 says Resource not found", nil},
			row{"errors.unknown_route", "a path that the API does not have gets 404", nil}),
		topic{Reference: "Errors", Write: true}.facts(
			row{"errors.422_body", "a 422 has a JSON body with error or errors", nil}),
		topic{Reference: "Rate limits"}.facts(
			row{"rate_limit.retry_after", "a 429 has Retry-After, in seconds or as a date", nil}),

		listFacts(numbers),
		topic{Reference: "GET /virtual_numbers"}.facts(
			row{"virtual_numbers.list.short_form", "the list has the fields of the short form",
				form[api.VirtualNumberSummary]("operators")},
			row{"virtual_numbers.list.no_settings", "the short form has neither recording nor routing_strategy",
				present(false, "recording", "routing_strategy")},
			row{"virtual_numbers.list.operators",
				"the short form has at most the first three operators, and operators_count counts all", firstOperators}),
		topic{Reference: "GET /virtual_numbers/:id"}.facts(
			row{"virtual_numbers.get.detail_form", "one number has the fields of the detail form", form[api.VirtualNumber]()},
			row{"virtual_numbers.get.stats", "stats has the four statistics", stats},
			row{"virtual_numbers.get.operators", "operators has id, name, phone_number, initials and priority",
				each("operators", form[api.AttachedOperator]("name", "phone_number", "initials"))},
			row{"virtual_numbers.get.priorities", "priority counts from 0 and is the place in the list", priorities},
			row{"virtual_numbers.get.available_operators", "available_operators has the operators that are not attached",
				availableOperators},
			row{"virtual_numbers.get.recent_calls", "recent_calls has at most ten calls, the newest first", recentCalls},
			row{"virtual_numbers.get.agrees_with_list", "the detail form and the short form agree", both(
				agree("phone_number", "name", "country_code", "active", "ai_receptionist_enabled"),
				counts("operators", "operators_count"))}),
		topic{Reference: "GET /virtual_numbers/available"}.facts(
			row{"virtual_numbers.available.form", "entries are objects; a field that is there has its documented type", nil},
			row{"virtual_numbers.available.defaults", "country defaults to US and number_type to mobile", nil},
			row{"virtual_numbers.available.filters", "country, in any case, and number_type select entries", nil}),
		topic{Reference: "PATCH /virtual_numbers/:id", Write: true}.facts(
			row{"virtual_numbers.patch.partial", "only the fields in the body change", nil},
			row{"virtual_numbers.patch.response", "the response is the detail form after the change", nil},
			row{"virtual_numbers.patch.invalid", "another routing_strategy gets 422 and changes nothing", nil}),
		topic{Reference: "Overview; POST /virtual_numbers/purchase", Disputed: true, Write: true}.facts(
			row{"virtual_numbers.purchase.path", "a number is purchased with POST /virtual_numbers/purchase", nil}),
		topic{Reference: "Overview; POST /virtual_numbers/:id/add_operator", Disputed: true, Write: true}.facts(
			row{"virtual_numbers.add_operator.path",
				"an operator is attached with POST /virtual_numbers/:id/add_operator", nil}),
		topic{Reference: "POST /virtual_numbers/:id/add_operator", Write: true}.facts(
			row{"virtual_numbers.add_operator.end", "an operator is attached at the end of the list", nil},
			row{"virtual_numbers.add_operator.again", "attaching an attached operator changes nothing", nil}),
		topic{Reference: "Overview; DELETE /virtual_numbers/:id/remove_operator", Disputed: true, Write: true}.facts(
			row{"virtual_numbers.remove_operator.path",
				"an operator is detached with DELETE /virtual_numbers/:id/remove_operator", nil}),
		topic{Reference: "DELETE /virtual_numbers/:id/remove_operator", Write: true}.facts(
			row{"virtual_numbers.remove_operator.order", "the other operators keep their order", nil},
			row{"virtual_numbers.remove_operator.absent", "detaching an operator that is not attached gets 404", nil}),

		listFacts(operators),
		topic{Reference: "GET /operators"}.facts(
			row{"operators.list.form", "the list has every field that can be set, and virtual_numbers_count",
				form[api.Operator]("virtual_numbers_count")},
			row{"operators.list.order", "the list is ordered by name", nil},
			row{"operators.list.initials", "initials are two letters", twoLetters}),
		topic{Reference: "GET /operators/:id"}.facts(
			row{"operators.get.form", "one operator has virtual_numbers in place of the count",
				both(form[api.Operator]("virtual_numbers"), present(false, "virtual_numbers_count"))},
			row{"operators.get.virtual_numbers",
				"virtual_numbers has id, phone_number, name and active, as many as the list counts", both(
					each("virtual_numbers", form[api.OperatorVirtualNumber]()), counts("virtual_numbers", "virtual_numbers_count"))},
			row{"operators.get.agrees_with_list", "one operator and the list agree",
				agree("name", "phone_number", "email", "active", "initials")}),
		topic{Reference: "POST /operators", Write: true}.facts(
			row{"operators.create.created", "creating gets 201 and the new operator", nil},
			row{"operators.create.active", "a new operator is active", nil},
			row{"operators.create.e164", "a phone number is normalized to E.164", nil},
			row{"operators.create.required", "a missing name gets 422", nil}),
		topic{Reference: "PATCH /operators/:id", Write: true}.facts(
			row{"operators.patch.partial", "only the fields in the body change", nil},
			row{"operators.patch.null_email", "a null email clears it", nil}),
		topic{Reference: "DELETE /operators/:id", Write: true}.facts(
			row{"operators.delete.success", "deleting gets 200 and success true", nil},
			row{"operators.delete.absent", "a deleted operator gets 404", nil},
			row{"operators.delete.attachments", "a deleted operator is detached; the number stays", nil}),

		listFacts(projects),
		topic{Reference: "GET /projects"}.facts(
			row{"projects.list.short_form", "the list has the fields of the short form", form[api.ProjectSummary]()},
			row{"projects.list.order", "the list is ordered by name", nil}),
		topic{Reference: "GET /projects/:id"}.facts(
			row{"projects.get.full_form", "one project has the fields of the full form", form[api.Project]()},
			row{"projects.get.times", "times are in UTC with whole seconds; updated_at is not before created_at", times},
			row{"projects.get.ranges", "quality_baseline_pct is from 0 to 100", percentage},
			row{"projects.get.agrees_with_list", "the full form and the list agree, updated_at included",
				agree("name", "language", "industry", "created_at", "updated_at")}),
		topic{Reference: "POST /projects", Write: true}.facts(
			row{"projects.create.created", "creating gets 201 and the full form", nil},
			row{"projects.create.languages", "goal_language and summary_language default to language", nil},
			row{"projects.create.required", "a missing language gets 422", nil}),
		topic{Reference: "PATCH /projects/:id", Write: true}.facts(
			row{"projects.patch.partial", "only the fields in the body change", nil},
			row{"projects.patch.null", "null clears retention_days and description", nil},
			row{"projects.patch.updated_at", "updated_at moves when a setting changes, also in the list", nil}),
		topic{Reference: "DELETE /projects/:id", Write: true}.facts(
			row{"projects.delete.empty", "deleting gets 204 and an empty body", nil},
			row{"projects.delete.absent", "a deleted project gets 404", nil}))
}
