package identitycall_test

import data.identitycall
import rego.v1

# plan is the JSON of a plan with these entries of resource_changes.
plan(changes) := {"configuration": {}, "planned_values": {}, "resource_changes": changes}

# new_purchase is a purchase of a number that the account does not have.
new_purchase(name, after) := {
	"address": sprintf("identitycall_virtual_number_purchase.%s", [name]),
	"mode": "managed",
	"type": "identitycall_virtual_number_purchase",
	"change": {"actions": ["create"], "after": after, "after_unknown": {"id": true}},
}

# kept_purchase is a purchase that the state has.
kept_purchase(name, actions, after) := {
	"address": sprintf("identitycall_virtual_number_purchase.%s", [name]),
	"mode": "managed",
	"type": "identitycall_virtual_number_purchase",
	"change": {"actions": actions, "after": after, "after_unknown": {}},
}

virtual_number(after) := {
	"address": "identitycall_virtual_number.sales",
	"mode": "managed",
	"type": "identitycall_virtual_number",
	"change": {"actions": ["create"], "after": after, "after_unknown": {}},
}

denied(document, settings) := messages if {
	messages := identitycall.deny with input as document with data.identitycall_policy as settings
}

denied_purchases(purchases, settings) := denied(plan(purchases), settings)

not_approved(name, number) := sprintf(
	"identitycall_virtual_number_purchase.%s purchases %s, which is not in approved_purchases",
	[name, number],
)

test_what_is_no_plan_is_denied if {
	every document in [{}, [], "text", {"format_version": "1.0", "values": {}}] {
		"the input is not the JSON of a plan: use terraform show -json PLAN" in denied(document, {})
	}
}

test_missing_settings_are_denied if {
	messages := identitycall.deny with input as plan([]) with data.identitycall_policy as null
	messages == {"data.identitycall_policy is missing: load data.json"}
}

test_failed_plan_is_denied if {
	denied(object.union(plan([]), {"errored": true}), {}) == {"the plan ended with an error"}
}

test_plan_without_resources_passes if {
	count(denied({"configuration": {}, "planned_values": {}}, {})) == 0
}

test_purchase_needs_approval if {
	purchases := [new_purchase("a", {"phone_number": "+15550001111"})]
	denied_purchases(purchases, {}) == {not_approved("a", "+15550001111")}
	count(denied_purchases(purchases, {"approved_purchases": ["+15550002222"]})) == 1
	count(denied_purchases(purchases, {"approved_purchases": ["+1 (555) 000-1111"]})) == 0
}

test_each_purchase_needs_its_own_approval if {
	purchases := [
		new_purchase("a", {"phone_number": "+15550001111"}),
		new_purchase("b", {"phone_number": "+15550002222"}),
	]
	denied_purchases(purchases, {"approved_purchases": ["+15550001111"]}) == {not_approved("b", "+15550002222")}
}

test_letters_among_approved_digits_are_no_approval if {
	purchases := [new_purchase("a", {"phone_number": "+1555000one1111"})]
	count(denied_purchases(purchases, {"approved_purchases": ["+15550001111"]})) == 1
}

test_other_objects_are_no_purchases if {
	purchase := new_purchase("a", {"phone_number": "+15550001111"})
	every change in [{"mode": "data"}, {"type": "other_purchase"}] {
		count(denied_purchases([object.union(purchase, change)], {})) == 0
	}
}

test_other_objects_are_no_virtual_numbers if {
	number := virtual_number({"country_code": "DE", "recording": true})
	every change in [{"mode": "data"}, {"type": "other_number"}] {
		count(denied(plan([object.union(number, change)]), germany)) == 0
	}
}

test_unknown_number_cannot_be_approved if {
	some message in denied_purchases([new_purchase("a", {})], {"approved_purchases": ["+15550001111"]})
	contains(message, "not known before the apply")
}

test_replacement_that_purchases_needs_approval if {
	purchase := object.union(
		new_purchase("a", {"phone_number": "+15550002222"}),
		{"change": {"actions": ["delete", "create"]}},
	)
	count(denied_purchases([purchase], {"approved_purchases": ["+15550001111"]})) == 1
}

test_number_on_the_account_needs_no_approval if {
	count(denied_purchases([kept_purchase("a", ["create"], {"phone_number": "+15550002222", "id": "8"})], {})) == 0
}

test_ceiling_counts_all_purchases if {
	purchases := [
		new_purchase("a", {"phone_number": "+15550001111", "monthly_cost": "1.50"}),
		kept_purchase("b", ["no-op"], {"phone_number": "+15550002222", "monthly_cost": "2.25"}),
		kept_purchase("c", ["delete"], null),
	]
	approved := {"approved_purchases": ["+15550001111"]}
	count(denied_purchases(purchases, object.union(approved, {"monthly_cost_ceiling": "3.75"}))) == 0
	messages := denied_purchases(purchases, object.union(approved, {"monthly_cost_ceiling": "3.74"}))
	messages == {"purchases cost 3.75 a month after this apply, more than the ceiling of 3.74 (carrier's currency)"}
}

test_ceiling_adds_decimals_exactly if {
	every pair in [[i, j] | some i in numbers.range(1, 60); some j in [1, 9, 23, 58]] {
		purchases := [
			kept_purchase("a", ["no-op"], {"monthly_cost": sprintf("0.%02d", [pair[0]])}),
			kept_purchase("b", ["no-op"], {"monthly_cost": sprintf("0.%02d", [pair[1]])}),
		]
		total := pair[0] + pair[1]
		ceiling := sprintf("%d.%02d", [floor(total / 100), total % 100])
		count(denied_purchases(purchases, {"monthly_cost_ceiling": ceiling})) == 0
	}
}

test_ceiling_needs_the_cost_of_a_new_purchase if {
	every after in [
		{"phone_number": "+15550001111"},
		{"phone_number": "+15550001111", "monthly_cost": null},
		{"phone_number": "+15550001111", "monthly_cost": "cheap"},
		{"phone_number": "+15550001111", "monthly_cost": "-5"},
	] {
		settings := {"approved_purchases": ["+15550001111"], "monthly_cost_ceiling": "100"}
		some message in denied_purchases([new_purchase("a", after)], settings)
		contains(message, "purchase.a has no monthly_cost")
	}
}

test_malformed_ceiling_is_denied if {
	every ceiling in ["a hundred", "", null, 100, true] {
		denied_purchases([], {"monthly_cost_ceiling": ceiling}) == {"monthly_cost_ceiling is not a decimal string"}
	}
}

test_ceiling_of_zero_allows_no_cost if {
	settings := {"approved_purchases": ["+15550001111"], "monthly_cost_ceiling": "0"}
	count(denied_purchases([new_purchase("a", {"phone_number": "+15550001111", "monthly_cost": "0.01"})], settings)) == 1
	count(denied_purchases([new_purchase("a", {"phone_number": "+15550001111", "monthly_cost": "0.00"})], settings)) == 0
}

test_production_keeps_its_purchases if {
	every actions in [["delete"], ["delete", "create"], ["create", "delete"], ["forget"]] {
		purchases := [kept_purchase("a", actions, {"phone_number": "+15550001111", "id": "8"})]
		count(denied_purchases(purchases, {"protect_purchases": true})) == 1
		count(denied_purchases(purchases, {"protect_purchases": false})) == 0
		count(denied_purchases(purchases, {})) == 0
	}
}

test_production_allows_other_changes if {
	every actions in [["no-op"], ["update"], ["create"]] {
		purchases := [kept_purchase("a", actions, {"phone_number": "+15550001111", "id": "8"})]
		count(denied_purchases(purchases, {"protect_purchases": true})) == 0
	}
}

germany := {"recording_off_countries": ["de"]}

test_recording_must_be_off_where_the_list_says_so if {
	messages := denied(plan([virtual_number({"country_code": "DE", "recording": true})]), germany)
	messages == {"identitycall_virtual_number.sales is in DE, where recording must be off: set recording = false"}
	count(denied(plan([virtual_number({"country_code": "DE"})]), germany)) == 1
	count(denied(plan([virtual_number({"country_code": "DE", "recording": false})]), germany)) == 0
	count(denied(plan([virtual_number({"country_code": "US", "recording": true})]), germany)) == 0
	count(denied(plan([virtual_number({"country_code": "DE", "recording": true})]), {})) == 0
}

test_unknown_country_must_not_record if {
	some message in denied(plan([virtual_number({"recording": true})]), germany)
	contains(message, "may be in a country where recording must be off")
	count(denied(plan([virtual_number({"recording": false})]), germany)) == 0
	count(denied(plan([virtual_number({"recording": true})]), {})) == 0
}

test_new_number_may_record_where_its_purchase_says_the_country if {
	number := virtual_number({"recording": true})
	settings := object.union(germany, {"approved_purchases": ["+15550001111"]})
	us := new_purchase("a", {"phone_number": "+15550001111", "country_code": "US"})
	german := new_purchase("a", {"phone_number": "+15550001111", "country_code": "DE"})
	unknown := new_purchase("a", {"phone_number": "+15550001111"})
	count(denied(plan([number, us]), settings)) == 0
	count(denied(plan([number, german]), settings)) == 1
	count(denied(plan([number, unknown]), settings)) == 1
}
