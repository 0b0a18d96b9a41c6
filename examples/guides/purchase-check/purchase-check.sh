#!/bin/sh
# Refuses a saved plan that purchases a phone number nobody has approved.
#
#   purchase-check.sh check PLAN APPROVED    checks the plan
#   purchase-check.sh apply PLAN APPROVED    checks the plan, then applies that plan
#
# PLAN is a file from `terraform plan -out`. APPROVED is a text file with one phone number per line, in any format that
# starts with "+"; `#` starts a comment. Run the script in the directory of the configuration. It needs jq 1.6 or later.
# TERRAFORM names another CLI, such as tofu.
#
# Exit status: 0 if every purchase is approved, 1 if one is not, 2 if the check could not run; after a check that
# passes, `apply` ends with the status of `terraform apply`.
set -eu

fail() {
	echo "purchase-check: $*" >&2
	exit 2
}

[ $# = 3 ] || fail 'usage: purchase-check.sh check|apply PLAN APPROVED'
mode=$1 plan=$2 approved=$3
terraform=${TERRAFORM:-terraform}
case $mode in check | apply) ;; *) fail "unknown command $mode: use check or apply" ;; esac
[ -f "$plan" ] || fail "there is no plan file $plan"
[ -f "$approved" ] || fail "there is no file $approved"

# The plan holds what the state holds: the copies are for this user only, and removed at the end. What is applied is the
# copy that was checked, whatever happens to the original in between.
scratch=$(mktemp -d) || fail 'cannot make a temporary directory'
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
cp "$plan" "$scratch/tfplan" || fail "cannot read $plan"

# No pipes: the status of a pipe is that of its last command, and a failing `terraform show` would pass the check.
"$terraform" show -json "$scratch/tfplan" >"$scratch/plan.json" || fail "cannot read $plan with $terraform show"

# A purchase whose id is unknown in the plan purchases the number. If the account has the number, the plan knows the id.
cat >"$scratch/purchases.jq" <<'END_OF_FILTER'
def digits: gsub("[^0-9]"; "");
def is_number: type == "string" and test("^\\+[-0-9 ().]+$");

if length != 1 then error("not one JSON document") else .[0] end
| if type != "object" or (has("configuration") and has("planned_values") | not)
then error("not the JSON of a plan")
elif .errored == true then error("this plan ended with an error") else . end

| ($approved | split("\n") | map(sub("#.*"; "") | gsub("^\\s+|\\s+$"; "")) | map(select(. != ""))) as $lines
| ($lines | map(select(is_number | not))) as $malformed
| if $malformed != []
  then error("not a phone number in the list of approved ones: " + ($malformed | join(", "))) else . end
| ($lines | map(digits)) as $allowed

| .resource_changes // []
| map(select(.mode == "managed" and .type == "identitycall_virtual_number_purchase"))
| map(select(.change.actions | index("create")))
| map(select(.change.after_unknown.id == true))
| map(.change.after.phone_number as $number
	| if ($number | is_number) and ($allowed | index($number | digits))
	  then "approved: \(.address) purchases \($number)"
	  else "NOT APPROVED: \(.address) purchases \($number // "a phone number that is not known before the apply")" end)
| .[]
END_OF_FILTER
jq -r --slurp --rawfile approved "$approved" -f "$scratch/purchases.jq" "$scratch/plan.json" >"$scratch/purchases" ||
	fail "cannot check $plan"
cat "$scratch/purchases"

if grep -q '^NOT APPROVED' "$scratch/purchases"; then
	echo "purchase-check: to approve a purchase, add its phone number to $approved" >&2
	exit 1
fi
[ -s "$scratch/purchases" ] || echo 'This plan purchases nothing.'
[ "$mode" = check ] || "$terraform" apply -input=false "$scratch/tfplan"
