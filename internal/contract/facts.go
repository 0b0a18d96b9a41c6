package contract

import "slices"

// Facts returns every fact, in the order of the report.
func Facts() []Fact {
	return slices.Concat(basicFacts, virtualNumberFacts, operatorFacts, projectFacts)
}

const (
	read  = false
	write = true

	agreed   = false
	disputed = true
)

var basicFacts = []Fact{
	{"basics.base_url", "Overview, base URL", "the API is at https://api.identitycall.ai/api/v1/public", disputed, read},
	{"basics.content_type", "Overview, responses", "a response with a body is application/json", agreed, read},
	{"basics.json", "Overview, responses", "a successful response with a body is JSON", agreed, read},
	{"basics.data", "Overview, responses", "the payload of a response is under data", agreed, read},
	{"basics.other_fields", "none", "objects may have fields that the reference does not list", disputed, read},
	{"authentication.unknown_key", "Authentication", "an unknown key gets 401", agreed, read},
	{"authentication.no_key", "Authentication", "a request without a key gets 401", agreed, read},
	{"errors.401_body", "Errors", "a 401 has a JSON body with error or errors", agreed, read},
	{"errors.401_message", "Errors, 401", "a 401 says that the key is invalid, expired or unauthorized", agreed, read},
	{"errors.404_body", "Errors", "a 404 has a JSON body with error or errors, or no body", agreed, read},
	{"errors.404_message", "Errors, 404", "a 404 says Resource not found", agreed, read},
	{"errors.422_body", "Errors", "a 422 has a JSON body with error or errors", agreed, write},
	{"errors.403_message", "Errors, 403", "a 403 names the permission or the scope that the key lacks", agreed, read},
	{"rate_limit.retry_after", "Rate limits", "a 429 has Retry-After, in seconds or as a date", agreed, read},
}

var virtualNumberFacts = []Fact{
	{"virtual_numbers.list.meta", "Overview, pagination; GET /virtual_numbers",
		"the list is whole without meta, or paginated with current_page, total_pages, total_count and per_page", disputed,
		read},
	{"virtual_numbers.list.per_page", "Overview, pagination; GET /virtual_numbers",
		"per_page sets the size of a page, or changes nothing if the list is whole", disputed, read},
	{"virtual_numbers.list.page", "Overview, pagination; GET /virtual_numbers",
		"page=2 continues after page 1", disputed, read},
	{"virtual_numbers.list.short_form", "GET /virtual_numbers", "the list has the fields of the short form", agreed, read},
	{"virtual_numbers.list.no_settings", "GET /virtual_numbers",
		"the short form has neither recording nor routing_strategy", agreed, read},
	{"virtual_numbers.list.operators", "GET /virtual_numbers",
		"the short form has at most the first three operators, and operators_count counts all", agreed, read},
	{"virtual_numbers.get.detail_form", "GET /virtual_numbers/:id",
		"one number has the fields of the detail form", agreed, read},
	{"virtual_numbers.get.stats", "GET /virtual_numbers/:id", "stats has the four statistics", agreed, read},
	{"virtual_numbers.get.operators", "GET /virtual_numbers/:id",
		"operators has id, name, phone_number, initials and priority", agreed, read},
	{"virtual_numbers.get.priorities", "GET /virtual_numbers/:id",
		"priority counts from 0 and is the place in the list", agreed, read},
	{"virtual_numbers.get.available_operators", "GET /virtual_numbers/:id",
		"available_operators has the operators that are not attached", agreed, read},
	{"virtual_numbers.get.recent_calls", "GET /virtual_numbers/:id",
		"recent_calls has at most ten calls, the newest first", agreed, read},
	{"virtual_numbers.get.agrees_with_list", "GET /virtual_numbers/:id",
		"the detail form and the short form agree", agreed, read},
	{"virtual_numbers.get.absent", "GET /virtual_numbers/:id", "an ID that does not exist gets 404", agreed, read},
	{"virtual_numbers.available.form", "GET /virtual_numbers/available",
		"entries are objects; a field that is there has its documented type", agreed, read},
	{"virtual_numbers.available.defaults", "GET /virtual_numbers/available",
		"country defaults to US and number_type to mobile", agreed, read},
	{"virtual_numbers.available.filters", "GET /virtual_numbers/available",
		"country, in any case, and number_type select entries", agreed, read},
	{"virtual_numbers.purchase.path", "Overview; POST /virtual_numbers/purchase",
		"a number is purchased with POST /virtual_numbers/purchase", disputed, write},
	{"virtual_numbers.patch.partial", "PATCH /virtual_numbers/:id", "only the fields in the body change", agreed, write},
	{"virtual_numbers.patch.response", "PATCH /virtual_numbers/:id",
		"the response is the detail form after the change", agreed, write},
	{"virtual_numbers.patch.invalid", "PATCH /virtual_numbers/:id",
		"another routing_strategy gets 422 and changes nothing", agreed, write},
	{"virtual_numbers.add_operator.path", "Overview; POST /virtual_numbers/:id/add_operator",
		"an operator is attached with POST /virtual_numbers/:id/add_operator", disputed, write},
	{"virtual_numbers.add_operator.end", "POST /virtual_numbers/:id/add_operator",
		"an operator is attached at the end of the list", agreed, write},
	{"virtual_numbers.add_operator.again", "POST /virtual_numbers/:id/add_operator",
		"attaching an attached operator changes nothing", agreed, write},
	{"virtual_numbers.remove_operator.path", "Overview; DELETE /virtual_numbers/:id/remove_operator",
		"an operator is detached with DELETE /virtual_numbers/:id/remove_operator", disputed, write},
	{"virtual_numbers.remove_operator.order", "DELETE /virtual_numbers/:id/remove_operator",
		"the other operators keep their order", agreed, write},
	{"virtual_numbers.remove_operator.absent", "DELETE /virtual_numbers/:id/remove_operator",
		"detaching an operator that is not attached gets 404", agreed, write},
}

var operatorFacts = []Fact{
	{"operators.list.meta", "Overview, pagination; GET /operators",
		"the list is whole without meta, or paginated with current_page, total_pages, total_count and per_page", disputed,
		read},
	{"operators.list.per_page", "Overview, pagination; GET /operators",
		"per_page sets the size of a page, or changes nothing if the list is whole", disputed, read},
	{"operators.list.page", "Overview, pagination; GET /operators", "page=2 continues after page 1", disputed, read},
	{"operators.list.form", "GET /operators",
		"the list has every field that can be set, and virtual_numbers_count", agreed, read},
	{"operators.list.order", "GET /operators", "the list is ordered by name", agreed, read},
	{"operators.list.initials", "GET /operators", "initials are two letters", agreed, read},
	{"operators.get.form", "GET /operators/:id", "one operator has virtual_numbers in place of the count", agreed, read},
	{"operators.get.virtual_numbers", "GET /operators/:id",
		"virtual_numbers has id, phone_number, name and active, as many as the list counts", agreed, read},
	{"operators.get.agrees_with_list", "GET /operators/:id", "one operator and the list agree", agreed, read},
	{"operators.get.absent", "GET /operators/:id", "an ID that does not exist gets 404", agreed, read},
	{"operators.create.created", "POST /operators", "creating gets 201 and the new operator", agreed, write},
	{"operators.create.active", "POST /operators", "a new operator is active", agreed, write},
	{"operators.create.e164", "POST /operators", "a phone number is normalized to E.164", agreed, write},
	{"operators.create.required", "POST /operators", "a missing name gets 422", agreed, write},
	{"operators.patch.partial", "PATCH /operators/:id", "only the fields in the body change", agreed, write},
	{"operators.patch.null_email", "PATCH /operators/:id", "a null email clears it", agreed, write},
	{"operators.delete.success", "DELETE /operators/:id", "deleting gets 200 and success true", agreed, write},
	{"operators.delete.absent", "DELETE /operators/:id", "a deleted operator gets 404", agreed, write},
	{"operators.delete.attachments", "DELETE /operators/:id",
		"a deleted operator is detached; the number stays", agreed, write},
}

var projectFacts = []Fact{
	{"projects.list.meta", "Overview, pagination; GET /projects",
		"the list is whole without meta, or paginated with current_page, total_pages, total_count and per_page", disputed,
		read},
	{"projects.list.per_page", "Overview, pagination; GET /projects",
		"per_page sets the size of a page, or changes nothing if the list is whole", disputed, read},
	{"projects.list.page", "Overview, pagination; GET /projects", "page=2 continues after page 1", disputed, read},
	{"projects.list.short_form", "GET /projects", "the list has the fields of the short form", agreed, read},
	{"projects.list.order", "GET /projects", "the list is ordered by name", agreed, read},
	{"projects.get.full_form", "GET /projects/:id", "one project has the fields of the full form", agreed, read},
	{"projects.get.times", "GET /projects/:id",
		"times are in UTC with whole seconds; updated_at is not before created_at", agreed, read},
	{"projects.get.ranges", "GET /projects/:id", "quality_baseline_pct is from 0 to 100", agreed, read},
	{"projects.get.agrees_with_list", "GET /projects/:id",
		"the full form and the list agree, updated_at included", agreed, read},
	{"projects.get.absent", "GET /projects/:id", "an ID that does not exist gets 404", agreed, read},
	{"projects.create.created", "POST /projects", "creating gets 201 and the full form", agreed, write},
	{"projects.create.languages", "POST /projects",
		"goal_language and summary_language default to language", agreed, write},
	{"projects.create.required", "POST /projects", "a missing language gets 422", agreed, write},
	{"projects.patch.partial", "PATCH /projects/:id", "only the fields in the body change", agreed, write},
	{"projects.patch.null", "PATCH /projects/:id", "null clears retention_days and description", agreed, write},
	{"projects.patch.updated_at", "PATCH /projects/:id",
		"updated_at moves when a setting changes, also in the list", agreed, write},
	{"projects.delete.empty", "DELETE /projects/:id", "deleting gets 204 and an empty body", agreed, write},
	{"projects.delete.absent", "DELETE /projects/:id", "a deleted project gets 404", agreed, write},
}
