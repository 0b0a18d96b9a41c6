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
	denied_purchases(purchases, {}) == {"identitycall_virtual_number_purchase.a purchases +15550001111, which is not in approved_purchases"}
	count(denied_purchases(purchases, {"approved_purchases": ["+15550002222"]})) == 1
	count(denied_purchases(purchases, {"approved_purchases": ["+1 (555) 000-1111"]})) == 0
}

test_each_purchase_needs_its_own_approval if {
	purchases := [
		new_purchase("a", {"phone_number": "+15550001111"}),
		new_purchase("b", {"phone_number": "+15550002222"}),
	]
	denied_purchases(purchases, {"approved_purchases": ["+15550001111"]}) == {"identitycall_virtual_number_purchase.b purchases +15550002222, which is not in approved_purchases"}
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
		new_purchase("a", {"phone_number": "+15550001111", "monthly_cost": "0.1"}),
		kept_purchase("b", ["no-op"], {"phone_number": "+15550002222", "monthly_cost": "0.2"}),
		kept_purchase("c", ["delete"], null),
	]
	approved := {"approved_purchases": ["+15550001111"]}
	count(denied_purchases(purchases, object.union(approved, {"monthly_cost_ceiling": "0.30"}))) == 0
	denied_purchases(purchases, object.union(approved, {"monthly_cost_ceiling": "0.29"})) == {"purchases cost 0.3 a month after this apply, more than the ceiling of 0.29 (carrier's currency)"}
}

test_ceiling_needs_the_cost_of_a_new_purchase if {
	every after in [
		{"phone_number": "+15550001111"},
		{"phone_number": "+15550001111", "monthly_cost": null},
		{"phone_number": "+15550001111", "monthly_cost": "cheap"},
		{"phone_number": "+15550001111", "monthly_cost": "-5"},
	] {
		settings := {"approved_purchases": ["+15550001111"], "monthly_cost_ceiling": "100"}
		denied_purchases([new_purchase("a", after)], settings) == {"identitycall_virtual_number_purchase.a has no monthly_cost: set it to the cost that the inventory shows"}
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
	denied(plan([virtual_number({"country_code": "DE", "recording": true})]), germany) == {"identitycall_virtual_number.sales is in DE, where recording must be off: set recording = false"}
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
