#!/bin/sh
# Tests the modules under examples/modules with CLIs: tools/modules.sh path/to/terraform-or-tofu...
#
# Each module is validated and tested, first with a mocked provider and no service at all, then against a sandbox. Each of its
# examples is applied to a sandbox, plans nothing after that, and is destroyed. Every sandbox is a fresh one.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
. tools/sandbox.sh
trap 'end_sandbox; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

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

# passed says how many runs the last test had.
passed() {
	sed -n 's/^Success! \([0-9]* passed\).*/\1/p' "$scratch/log"
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
		run "$module" get # what init would do, were the provider in a registry
		run "$module" validate
		did=validated
		case $version in
		'Terraform v1.'[0-6].*) ;; # mock_provider came with 1.7, and "terraform test" as it is now with 1.6
		*)
			run "$module" get -test-directory=tests
			end_sandbox
			run "$module" test -filter=tests/mock.tftest.hcl
			did="$did, $(passed) mocked"
			start_sandbox
			run "$module" test -filter=tests/sandbox.tftest.hcl
			did="$did, $(passed) with the sandbox"
			;;
		esac
		for example in "$module"/examples/*; do
			start_sandbox
			run "$example" get
			run "$example" validate
			run "$example" apply -auto-approve
			run "$example" plan -detailed-exitcode
			run "$example" destroy -auto-approve
			did="$did, examples/$(basename "$example") applied, planned empty, destroyed"
		done
		echo "ok  $version  $(basename "$module"): $did"
	done
done
