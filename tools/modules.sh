#!/bin/sh
# Tests the modules under examples/modules with CLIs: tools/modules.sh path/to/terraform-or-tofu...
#
# Each module is validated and tested: first with a mocked provider, which sends no request, then with a sandbox. Each
# of its examples is applied to a sandbox, produces no diff after that, and is destroyed. Every sandbox is a fresh
# one. The tables in the READMEs must be up to date: `tools/modules.sh docs` writes them.
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

go build -C tools/terraform-docs -o "$scratch/terraform-docs" tool
for module in examples/modules/*; do
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
	for module in "$work"/*; do
		run "$module" get # `init` would need a registry that has the provider
		run "$module" validate
		did=validated
		case $version in
		'Terraform v1.'[0-6].*) ;; # mock_provider needs Terraform 1.7
		*)
			run "$module" get -test-directory=tests
			end_sandbox
			run "$module" test -filter=tests/mock.tftest.hcl
			mocked=$(passed)
			start_sandbox
			run "$module" test -filter=tests/sandbox.tftest.hcl
			sandboxed=$(passed)
			did="$did, $mocked mocked, $sandboxed with the sandbox"
			;;
		esac
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
			force
			run "$example" destroy -auto-approve
			did="$did, destroyed"
		done
		echo "ok  $version  $(basename "$module"): $did"
	done
done
