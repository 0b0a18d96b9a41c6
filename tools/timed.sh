#!/bin/sh
# Makes targets one after the other, and prints the time that each of them took: tools/timed.sh TARGET...
set -eu
cd "$(dirname "$0")/.."

times=
report() {
	printf '\n=== seconds\n%s%6s  in all\n' "$times" "$(($(date +%s) - start))"
}
start=$(date +%s)
trap report EXIT

for target in "$@"; do
	started=$(date +%s)
	"${MAKE:-make}" --no-print-directory "$target"
	times="$times$(printf '%6s  %s' "$(($(date +%s) - started))" "$target")
"
done
