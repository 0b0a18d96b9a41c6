#!/bin/sh
# Tests the policy and prevent-destroy.sh: examples/guides/policy/test.sh [path/to/opa]
set -eu
opa=${1:-opa}
case $opa in
/* | opa) ;;
*) opa=$PWD/$opa ;;
esac
cd "$(dirname "$0")"
here=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$opa" check --strict .
"$opa" fmt --diff --fail .
"$opa" test .

failures=0
# expect NAME STATUS [TEXT] runs prevent-destroy.sh in $scratch/root; its output must contain the text.
expect() {
	status=0
	"$here/prevent-destroy.sh" "$scratch/root" >"$scratch/output" 2>&1 || status=$?
	if [ "$status" = "$2" ] && { [ -z "${3-}" ] || grep -qF -- "$3" "$scratch/output"; }; then
		return
	fi
	echo "FAIL: $1: ended with $status, want $2 and \"${3-}\":"
	cat "$scratch/output"
	failures=$((failures + 1))
}

# begin starts a configuration with the file on standard input.
begin() {
	rm -rf "$scratch/root"
	mkdir -p "$scratch/root"
	cat >"$scratch/root/${1-main.tf}"
}

begin <<'TF'
resource "identitycall_virtual_number_purchase" "a" {
  phone_number = "+15550001111"

  lifecycle {
    prevent_destroy = true # money
  }
}

resource "identitycall_operator" "b" {
  name = "B"
}
TF
expect 'a protected purchase' 0

begin <<'TF'
resource "identitycall_virtual_number_purchase" "a" {
  phone_number = "+15550001111"
}

resource "identitycall_virtual_number_purchase" "b" {
  phone_number = "+15550002222"

  lifecycle {
    prevent_destroy = true
  }
}
TF
expect 'protection of another purchase' 1 'main.tf: identitycall_virtual_number_purchase.a'

begin <<'TF'
resource "identitycall_virtual_number_purchase" "a" {
  phone_number = "+15550001111"

  lifecycle {
    # prevent_destroy = true
    prevent_destroy = false
  }

  timeouts = {
    create = "5m"
  }
}
TF
expect 'protection in a comment' 1 'identitycall_virtual_number_purchase.a'

begin <<'TF'
resource "identitycall_virtual_number_purchase" "a" { phone_number = "+15550001111" }
TF
expect 'a block on one line' 1 'identitycall_virtual_number_purchase.a'

begin <<'TF'
  resource "identitycall_virtual_number_purchase" "a" {
  phone_number = "+15550001111"
  lifecycle {
    prevent_destroy = true
  }
}
TF
expect 'a file that is not formatted' 1 'identitycall_virtual_number_purchase.a'

begin <<'TF'
resource "identitycall_virtual_number_purchase" "a" {
  phone_number = "+15550001111"
}

locals {
  lifecycle = {
    prevent_destroy = true
  }
}
TF
expect 'protection after the block' 1 'identitycall_virtual_number_purchase.a'

begin <<'TF'
resource "identitycall_virtual_number_purchase" "a" {
  phone_number = "+15550001111"

  lifecycle {
    ignore_changes = [monthly_cost]
  }

  timeouts = {
    prevent_destroy = true
  }
}

resource "identitycall_virtual_number_purchase" "b" {
  phone_number = "+15550002222"
}
TF
expect 'protection outside of lifecycle' 1 'identitycall_virtual_number_purchase.a'

begin main.tf.json <<'JSON'
{"resource": {"identitycall_virtual_number_purchase": {
  "a": {"phone_number": "+15550001111", "lifecycle": {"prevent_destroy": true}},
  "b": {"phone_number": "+15550002222", "lifecycle": [{"prevent_destroy": false}]},
  "c": {"phone_number": "+15550003333"}
}}}
JSON
expect 'JSON' 1 'main.tf.json: identitycall_virtual_number_purchase.b'
expect 'JSON without lifecycle' 1 'main.tf.json: identitycall_virtual_number_purchase.c'
if grep -q 'purchase\.a' "$scratch/output"; then
	echo 'FAIL: a protected purchase in JSON was reported'
	failures=$((failures + 1))
fi

begin <<'TF'
module "numbers" {
  source = "./numbers"
}
TF
mkdir -p "$scratch/root/numbers" "$scratch/root/.terraform/modules" "$scratch/root/unused"
cat >"$scratch/root/.terraform/modules/modules.json" <<'JSON'
{"Modules": [{"Key": "", "Source": "", "Dir": "."}, {"Key": "numbers", "Source": "./numbers", "Dir": "numbers"}]}
JSON
printf 'resource "identitycall_virtual_number_purchase" "a" {\n}\n' >"$scratch/root/unused/main.tf"
expect 'a directory that is no module' 0
cp "$scratch/root/unused/main.tf" "$scratch/root/numbers"
expect 'a module' 1 'numbers/main.tf: identitycall_virtual_number_purchase.a'
echo 'no JSON' >"$scratch/root/.terraform/modules/modules.json"
expect 'an unreadable list of modules' 2

begin <<'TF'
resource "identitycall_operator" "a" {
  name = "A"
}
TF
expect 'no purchase' 0

[ "$failures" = 0 ] || exit 1
echo 'ok  policy'
