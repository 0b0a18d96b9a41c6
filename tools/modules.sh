#!/bin/sh
# Tests the modules under examples/modules with CLIs: tools/modules.sh path/to/terraform-or-tofu...
#
# Each module is validated and tested: with a mocked provider, which sends no request, and with sandboxes, whose account
# is the JSON file with the name of the test, if there is one. Each of its examples is applied to a sandbox, produces no
# diff after that, and is destroyed. With its required variables alone, those of tests/required.tfvars, a module sends
# only GET requests. What the overview exports, phone-lines imports without a diff. Every sandbox is a fresh one. The
# tables in the READMEs must be up to date: `tools/modules.sh docs` writes them. MODULES limits the test to some
# modules, as in MODULES='overview phone-lines'.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
. tools/sandbox.sh
trap 'end_sandbox; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

if [ $# = 0 ]; then
	echo "usage: $0 docs | path/to/terraform-or-tofu..." >&2
	exit 2
fi

modules=
for name in ${MODULES:-$(ls examples/modules)}; do
	modules="$modules examples/modules/terraform-identitycall-${name#terraform-identitycall-}"
done

go build -C tools/terraform-docs -o "$scratch/terraform-docs" tool
for module in $modules; do
	if [ "$1" = docs ]; then
		"$scratch/terraform-docs" "$module"
		continue
	fi
	"$scratch/terraform-docs" --output-check "$module" >"$scratch/log" 2>&1 || {
		cat "$scratch/log" >&2
		echo "The tables in $module/README.md are stale: run tools/modules.sh docs, and commit what it writes." >&2
		exit 1
	}
	cmp LICENSE "$module/LICENSE"
	required=$(sed '1,/BEGIN_TF_DOCS/d' "$module/README.md" | grep -c '| yes |$' || :)
	if [ "$(grep -c '^[a-z_]* *=' "$module/tests/required.tfvars")" != "$required" ]; then
		echo "$module/tests/required.tfvars must set the required variables, and no other." >&2
		exit 1
	fi
done
[ "$1" != docs ] || exit 0

go build -o "$scratch/provider/terraform-provider-identitycall" .
cat >"$scratch/terraformrc" <<END
provider_installation {
  dev_overrides {
    "identitycall/identitycall" = "$scratch/provider"
  }
  direct {}
}
END
export TF_CLI_CONFIG_FILE="$scratch/terraformrc"
export GOGC=400 # as in acceptance.sh

# passed prints the number of passed runs of the last test. A test without runs also succeeds, but proves nothing.
passed() {
	sed -n 's/^Success! \([1-9][0-9]* passed\), 0 failed\.$/\1/p' "$scratch/log" | grep . ||
		{ echo "=== FAIL: $version: no test ran in $(basename "$module"):"; cat "$scratch/log"; exit 1; } >&2
}

# purchases prints the addresses of the purchases in the state of the example.
purchases() {
	run "$example" state list
	grep '\.identitycall_virtual_number_purchase\.' "$scratch/log" || :
}

# retire follows the READMEs on purchased numbers: prevent_destroy stops a destroy, until the purchase is
# removed from state. The module then adopts the number, which changes nothing.
retire() {
	if "$cli" -chdir="$example" destroy -auto-approve -no-color >"$scratch/log" 2>&1 ||
		! grep -q 'prevent_destroy' "$scratch/log"; then
		echo "=== FAIL: $version: prevent_destroy did not stop destroy in ${example#"$scratch/"}:"
		cat "$scratch/log"
		exit 1
	fi
	for address in $1; do
		run "$example" state rm "$address"
	done
	sed -e '/^  purchase = {$/,/^  }$/d' -e '/^ *purchase  *= {.*}$/d' "$example/main.tf" >"$scratch/main.tf"
	cp "$scratch/main.tf" "$example/main.tf"
	run "$example" plan -detailed-exitcode
}

# requires applies the module itself, without examples, with its required variables alone.
requires() {
	start_sandbox
	run "$module" apply -auto-approve -var-file=tests/required.tfvars
	run "$module" plan -detailed-exitcode -var-file=tests/required.tfvars
	must_only_read "$(basename "$module") with its required variables"
	rm "$module/terraform.tfstate"
}

# imports follows the guide on importing an account, here one with difficult names. It ends with a plan without changes,
# and only reads. The sandbox then starts with what the overview has written, and looks the same.
imports() {
	export=$module/examples/export
	import=$work/terraform-identitycall-phone-lines/examples/import
	start_sandbox -account "$module/tests/names.json"
	run "$export" get
	run "$export" apply -auto-approve
	for output in numbers_csv operators_csv imports sandbox_account markdown; do
		run "$export" output -raw "$output"
		cp "$scratch/log" "$scratch/$output"
	done
	cp -R "$work/terraform-identitycall-phone-lines/examples/csv" "$import"
	cp "$scratch/numbers_csv" "$import/virtual_numbers.csv"
	cp "$scratch/operators_csv" "$import/operators.csv"
	cp "$scratch/imports" "$import/imports.tf"
	run "$import" get
	run "$import" plan -out=imports.tfplan
	grep -q '^Plan: 18 to import, 0 to add, 0 to change, 0 to destroy\.$' "$scratch/log" || {
		echo "=== FAIL: $version: the plan of the imports:"
		cat "$scratch/log"
		exit 1
	}
	run "$import" apply imports.tfplan
	rm "$import/imports.tf"
	run "$import" plan -detailed-exitcode
	must_only_read 'the import of an account'

	start_sandbox -account "$scratch/sandbox_account"
	run "$export" apply -auto-approve
	run "$export" output -raw markdown
	cmp "$scratch/log" "$scratch/markdown"
	rm -r "$export/terraform.tfstate" "$import"
}

# force follows the READMEs on destroying: without force_destroy, the only operator of an active number is not deleted.
force() {
	if grep -q 'var\.force_destroy' "$example/main.tf"; then
		run "$example" apply -auto-approve -var=force_destroy=true
		return
	fi
	awk '{ print } /^  source = "\.\.\/\.\."$/ { print "  force_destroy = true" }' "$example/main.tf" >"$scratch/main.tf"
	cp "$scratch/main.tf" "$example/main.tf"
	run "$example" apply -auto-approve
}

for cli in "$@"; do
	case $cli in
	/*) ;;
	*) cli=$PWD/$cli ;;
	esac
	version=$("$cli" version | sed -n 1p)
	work=$scratch/$(basename "$cli")
	cp -R examples/modules "$work"
	for module in $modules; do
		module=$work/$(basename "$module")
		run "$module" get # `init` would need a registry that has the provider
		run "$module" validate
		did=validated
		case $version in
		'Terraform v1.'[0-6].*) ;; # mock_provider needs Terraform 1.7
		*)
			run "$module" get -test-directory=tests
			for test in "$module"/tests/*.tftest.hcl; do
				test=$(basename "$test" .tftest.hcl)
				account=$module/tests/$test.json
				case $test in
				mock) end_sandbox ;;
				*) if [ -e "$account" ]; then start_sandbox -account "$account"; else start_sandbox; fi ;;
				esac
				run "$module" test -filter="tests/$test.tftest.hcl"
				did="$did, $test: $(passed)"
			done
			;;
		esac
		requires
		did="$did, without effect by default"
		if [ -e "$module/examples/export" ]; then
			imports
			did="$did, imported"
		fi
		for example in "$module"/examples/*; do
			start_sandbox
			run "$example" get
			run "$example" validate
			run "$example" apply -auto-approve
			run "$example" plan -detailed-exitcode
			did="$did, examples/$(basename "$example") applied without a later diff"
			purchased=$(purchases)
			if [ -n "$purchased" ]; then
				retire "$purchased"
				did="$did, retired"
			fi
			if grep -q force_destroy "$module/variables.tf"; then force; fi
			run "$example" destroy -auto-approve
			did="$did, destroyed"
		done
		echo "ok  $version  $(basename "$module"): $did"
	done
done
