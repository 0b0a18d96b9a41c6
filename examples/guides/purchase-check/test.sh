#!/bin/sh
# Tests purchase-check.sh with a stand-in for Terraform: examples/guides/purchase-check/test.sh
#
# The stand-in prints the JSON of a plan, and records what it is told to apply.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/terraform" <<'STAND_IN'
#!/bin/sh
case $1 in
show) [ -e "$SCRATCH/show-fails" ] && exit 1; cat "$3" ;;
apply) cat "$3" >"$SCRATCH/applied"; [ ! -e "$SCRATCH/apply-fails" ] ;;
esac
STAND_IN
chmod +x "$scratch/terraform"
export SCRATCH="$scratch" TERRAFORM="$scratch/terraform"

# change ADDRESS ACTIONS PHONE_NUMBER ID prints one entry of resource_changes. null as the number or ID is unknown.
change() {
	jq -n --arg address "$1" --argjson actions "$2" --argjson number "$3" --argjson id "$4" '{
		address: $address, mode: "managed", type: "identitycall_virtual_number_purchase",
		change: {
			actions: $actions,
			after: ({phone_number: $number, id: $id} | with_entries(select(.value != null))),
			after_unknown: ({phone_number: ($number == null), id: ($id == null)} | with_entries(select(.value)))
		}}'
}

# plan makes a plan of the changes in the arguments.
plan() {
	printf '%s\n' "$@" |
		jq -s '{format_version: "1.2", planned_values: {}, configuration: {}, resource_changes: .}' >"$scratch/tfplan"
}

failures=0
# expect NAME STATUS TEXT [COMMAND] runs the check; its output must contain the text.
expect() {
	status=0
	"$here/purchase-check.sh" "${4-check}" "$scratch/tfplan" "$scratch/approved" >"$scratch/output" 2>&1 || status=$?
	if [ "$status" = "$2" ] && grep -qF -- "$3" "$scratch/output"; then
		return
	fi
	echo "FAIL: $1: ended with $status, want $2 and \"$3\":"
	cat "$scratch/output"
	failures=$((failures + 1))
}

purchase='identitycall_virtual_number_purchase'
printf '%s\n' '# approved' '' '+1 (555) 000-1111 # New York' >"$scratch/approved"

plan "$(change "$purchase.a" '["create"]' '"+15550001111"' null)"
expect 'an approved number in another format' 0 "approved: $purchase.a purchases +15550001111"
plan "$(change "$purchase.a" '["create"]' '"+15550001111"' null)" \
	"$(change "$purchase.b" '["create"]' '"+15550002222"' null)"
expect 'one of two is not approved' 1 "NOT APPROVED: $purchase.b purchases +15550002222"
expect 'an unapproved plan is not applied' 1 'NOT APPROVED' apply
[ ! -e "$scratch/applied" ] || { echo 'FAIL: an unapproved plan was applied'; failures=$((failures + 1)); }
plan "$(change "$purchase.a" '["create"]' null null)"
expect 'a number that is not known' 1 'not known before the apply'
plan "$(change "$purchase.b" '["create"]' '"+15550002222"' '"8"')"
expect 'a number that the account has' 0 'purchases nothing'
plan "$(change "$purchase.b" '["delete","create"]' '"+15550002222"' null)"
expect 'a replacement that purchases' 1 'NOT APPROVED'
plan "$(change "$purchase.b" '["delete"]' null null)" "$(change "$purchase.a" '["no-op"]' '"+15550002222"' '"8"')"
expect 'a destroy and no change' 0 'purchases nothing'
plan "$(change "$purchase.a" '["create"]' '"+1555000111"' null)"
expect 'digits that an approved number only begins with' 1 'NOT APPROVED'
plan "$(change "$purchase.a" '["create"]' '"+1555000one1111"' null)"
expect 'letters among approved digits' 1 'NOT APPROVED'

plan "$(change "identitycall_virtual_number.a" '["create"]' null null | jq '.type = "identitycall_virtual_number"')"
expect 'another resource' 0 'purchases nothing'

printf '%s' '{"format_version":"1.2","planned_values":{},"configuration":{}}' >"$scratch/tfplan"
expect 'a plan without resources' 0 'purchases nothing'
for not_a_plan in '' '{}' '[]' 'null' 'Error: no plan' '{"format_version":"1.0","values":{}}' \
	'{"planned_values":{},"configuration":{},"errored":true}'; do
	printf '%s' "$not_a_plan" >"$scratch/tfplan"
	expect "no plan: \"$not_a_plan\"" 2 'cannot check'
done

plan "$(change "$purchase.a" '["create"]' '"+15550001111"' null)"
: >"$scratch/show-fails"
expect 'terraform show fails' 2 'cannot read'
rm "$scratch/show-fails"
echo '15550002222' >>"$scratch/approved"
expect 'a malformed line in the list' 2 'not a phone number in the list of approved ones: 15550002222'
rm "$scratch/approved"
expect 'no list' 2 'there is no file'
: >"$scratch/approved"
expect 'an empty list' 1 'NOT APPROVED'
echo '+15550001111' >"$scratch/approved"
expect 'an unknown command' 2 'unknown command nonsense' nonsense

expect 'an approved plan is applied' 0 'approved' apply
cmp -s "$scratch/tfplan" "$scratch/applied" || { echo 'FAIL: another plan was applied'; failures=$((failures + 1)); }
: >"$scratch/apply-fails"
expect 'a failing apply' 1 'approved' apply

[ "$failures" = 0 ] || exit 1
echo 'ok  purchase-check'
