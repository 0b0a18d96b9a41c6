#!/bin/sh
# Runs the acceptance tests with one CLI: tools/acceptance.sh [-race] path/to/terraform-or-tofu [flags of go test]
#
# It prints the results of go test as they come, and the complete log if a test fails. A skipped test fails the run,
# unless it is skipped because the CLI lacks a feature, or, with -short, because one CLI is enough. Tests that use
# plugin-testing have the feature in their names:
#
#   _importeach  an import block with for_each, since Terraform 1.7
#   _function    provider-defined functions, since Terraform 1.8
#   _identity    resource identity, since Terraform 1.12
#   _query       list resources, since Terraform 1.14; OpenTofu has none
set -eu

race=
if [ "${1-}" = -race ]; then
	shift
	if [ "$(go env CGO_ENABLED)" = 1 ]; then
		race=-race
	else
		echo '*** Without a C compiler there is no race detector: the tests run WITHOUT it. ***' >&2
	fi
fi
if [ $# = 0 ]; then
	echo "usage: $0 [-race] path/to/terraform-or-tofu [flags of go test]" >&2
	exit 2
fi
cli=$(command -v "$1") || { echo "$0: no such CLI: $1" >&2; exit 2; }
shift
case $cli in
/*) ;;
*) cli=$PWD/$cli ;;
esac
cd "$(dirname "$0")/.."

# The tests ignore what the developer has set, such as the key of a real account. A file named in TF_CLI_CONFIG_FILE
# must exist: if it is missing, OpenTofu prints a warning where JSON is expected.
unset IDENTITYCALL_API_KEY IDENTITYCALL_BASE_URL TF_ACC_PROVIDER_HOST TF_ACC_PROVIDER_NAMESPACE
export TF_ACC=1 TF_ACC_TERRAFORM_PATH="$cli" TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1
# The CLIs and the provider run for a moment each: collecting their garbage takes a fifth of the time.
export GOGC=400

version=$("$cli" version | sed -n 1p)
minor=$(expr "$version" : '.* v1\.\([0-9]*\)') || { echo "$0: cannot read the version of $cli: $version" >&2; exit 2; }
may_skip='^$'
[ "$minor" -ge 7 ] || may_skip="$may_skip|_importeach"
[ "$minor" -ge 8 ] || may_skip="$may_skip|_function"
[ "$minor" -ge 12 ] || may_skip="$may_skip|_identity"
[ "$minor" -ge 14 ] || may_skip="$may_skip|_query"
case $version in
OpenTofu*)
	export TF_ACC_PROVIDER_HOST=registry.opentofu.org
	may_skip="$may_skip|_query"
	;;
esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "=== $version"
# One package after the other, so that results are printed at once. A pipe only returns the status of its last command,
# so a failure is recorded in a file. -count=1 bypasses Go's cache of test results, which does not depend on the CLI.
for package in ./internal/acctest ./internal/provider ./internal/e2e ./internal/cmd/demo; do
	go test $race -v -count=1 -parallel 6 -timeout 40m -run '^TestAcc' "$@" "$package" 2>&1 || : >"$scratch/failed"
done | tee "$scratch/log" | { grep --line-buffered -E '^ *--- (PASS|FAIL|SKIP): |^(PASS|FAIL|ok|panic:)' || :; }

if [ -e "$scratch/failed" ]; then
	echo "=== FAIL with $version. The complete log:"
	cat "$scratch/log"
	exit 1
fi
if ! grep -q '^--- PASS: TestAcc' "$scratch/log"; then
	echo "=== FAIL with $version: no acceptance test ran"
	exit 1
fi
# The reason of a skip follows the line that names the test.
skipped=$(awk '
	/^=== (RUN|CONT|NAME|PAUSE) / { test = $3 }
	/: one CLI is enough$/ || /: (Terraform|OpenTofu) v[^ ]* does not have this feature$/ { excused[test] = 1 }
	/^ *--- SKIP: / && !($3 in excused) { print $3 }
' "$scratch/log" | grep -Ev "$may_skip" || :)
if [ -n "$skipped" ]; then
	echo "=== FAIL: skipped, although $version has what they need:"
	echo "$skipped"
	exit 1
fi
