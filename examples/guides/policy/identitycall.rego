# A policy for plans of the IdentityCall provider. The input is the output of `terraform show -json PLAN`.
#
# `deny` is a set of messages; a plan passes if it is empty. Settings come from data.identitycall_policy (data.json):
#
#   approved_purchases      phone numbers that may be purchased; if omitted, none
#   monthly_cost_ceiling    a decimal string in the carrier's currency: the most that all managed purchases may cost
#                           a month
#   protect_purchases       true in production: refuses a plan that destroys or replaces a purchase
#   recording_off_countries country codes (ISO 3166-1 alpha-2) in which virtual numbers must not record
#
# The rules assume one currency: the API does not name the currency of a cost.
package identitycall

import rego.v1

settings := data.identitycall_policy

# Without its settings, most of the policy would be off.
deny contains "data.identitycall_policy is missing: load data.json" if not is_object(settings)

# A state, an empty document or another tool's output has no purchases either: it must not pass.
deny contains "the input is not the JSON of a plan: use terraform show -json PLAN" if not is_plan

is_plan if {
	is_object(input.configuration)
	is_object(input.planned_values)
}

deny contains "the plan ended with an error" if input.errored == true

changes := object.get(input, "resource_changes", [])

purchases contains change if {
	some change in changes
	change.mode == "managed"
	change.type == "identitycall_virtual_number_purchase"
}

# A purchase of a number that the account has knows its id in the plan, and purchases nothing.
new_purchases contains purchase if {
	some purchase in purchases
	"create" in purchase.change.actions
	purchase.change.after_unknown.id == true
}

# Purchases that exist after the apply.
kept_purchases contains purchase if {
	some purchase in purchases
	purchase.change.after != null
}

# --- Purchases need approval -----------------------------------------------------------------------------------------

deny contains message if {
	some purchase in new_purchases
	not is_approved(purchase)
	number := object.get(purchase.change.after, "phone_number", "a phone number that is not known before the apply")
	message := sprintf("%s purchases %s, which is not in approved_purchases", [purchase.address, number])
}

is_approved(purchase) if {
	number := purchase.change.after.phone_number
	regex.match(`^\+[-0-9 ().]+$`, number)
	some approved in settings.approved_purchases
	digits(approved) == digits(number)
}

digits(number) := regex.replace(number, `[^0-9]`, "")

# --- A ceiling for the monthly costs ---------------------------------------------------------------------------------

# to_number(null) is 0, so null is excluded first.
monthly_cost(purchase) := to_number(cost) if {
	cost := purchase.change.after.monthly_cost
	is_string(cost)
}

# Whole ten-thousandths add up exactly, decimals do not.
monthly_total := sum([round(monthly_cost(purchase) * 10000) | some purchase in kept_purchases])

# A ceiling that is not a decimal must not switch the rule off.
deny contains "monthly_cost_ceiling is not a decimal string" if {
	ceiling := object.get(settings, "monthly_cost_ceiling", "0")
	not is_decimal(ceiling)
}

is_decimal(value) if {
	is_string(value)
	to_number(value)
}

deny contains message if {
	monthly_total > round(to_number(settings.monthly_cost_ceiling) * 10000)
	message := sprintf(
		"purchases cost %v a month after this apply, more than the ceiling of %s (carrier's currency)",
		[monthly_total / 10000, settings.monthly_cost_ceiling],
	)
}

deny contains message if {
	settings.monthly_cost_ceiling
	some purchase in new_purchases
	not has_monthly_cost(purchase)
	message := sprintf("%s has no monthly_cost: set it to the cost that the inventory shows", [purchase.address])
}

has_monthly_cost(purchase) if monthly_cost(purchase) >= 0

# --- Purchases stay, in production -----------------------------------------------------------------------------------

# The JSON of a plan has no lifecycle blocks, so it cannot show whether prevent_destroy is set: prevent-destroy.sh
# checks the configuration. This rule refuses what prevent_destroy would refuse, and the removal of the block itself.
deny contains message if {
	settings.protect_purchases == true
	some purchase in purchases
	some action in ["delete", "forget"]
	action in purchase.change.actions
	message := sprintf(
		"%s would be removed from state (%s): the number stays on the account and is billed",
		[purchase.address, action],
	)
}

# --- Recording is off in some countries ------------------------------------------------------------------------------

recording_off_countries := {upper(code) | some code in settings.recording_off_countries}

virtual_numbers contains change if {
	some change in changes
	change.mode == "managed"
	change.type == "identitycall_virtual_number"
	change.change.after != null
}

deny contains message if {
	some number in virtual_numbers
	upper(number.change.after.country_code) in recording_off_countries
	not recording_is_off(number)
	message := sprintf(
		"%s is in %s, where recording must be off: set recording = false",
		[number.address, upper(number.change.after.country_code)],
	)
}

# An unknown country: either the id comes from a purchase in this plan, or the number is adopted by its id.
deny contains message if {
	count(recording_off_countries) > 0
	some number in virtual_numbers
	not number.change.after.country_code
	not recording_is_off(number)
	not new_numbers_may_record
	message := concat("", [
		number.address,
		" may be in a country where recording must be off: set recording = false, adopt it by phone_number,",
		" or set country_code in every purchase of this plan",
	])
}

recording_is_off(number) if number.change.after.recording == false

# All numbers that this plan purchases are in countries where recording may be on.
new_numbers_may_record if {
	count(new_purchases) > 0
	every purchase in new_purchases {
		country := upper(purchase.change.after.country_code)
		not country in recording_off_countries
	}
}
