#!/bin/sh
# Changes the code one operator at a time, and prints the changes that no test of the same package notices (LIVED):
# tools/mutate.sh [package...]
#
# tools/mutate/accepted.md lists those that stay. gremlins copies the whole module for each worker, so it works on a
# copy without .git and .tools. It does not change conditions of a switch: Go's coverage does not count them.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
[ $# -gt 0 ] || set -- internal/phonenumber internal/identitycall internal/provider

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
git ls-files --cached --others --exclude-standard | while read -r file; do [ ! -e "$file" ] || echo "$file"; done |
	tar -cf - -T - | tar -xf - -C "$scratch"
cd "$scratch"

# A cached test result has no duration, from which gremlins computes its timeout.
export TF_ACC= GOFLAGS='-count=1 -vet=off -failfast'

for package in "$@"; do
	package=${package#./}
	set --
	if [ "$package" = internal/provider ]; then # only what decides what is sent: its tests take too long for all files
		chosen=$(cd "$package" && ls patch.go ./*_model.go ./*_order.go \
			attachments.go ledger.go reachability.go session.go)
		for file in "$package"/*.go; do
			echo "$chosen" | grep -qxF -e "${file##*/}" -e "./${file##*/}" || set -- "$@" --exclude-files "^${file##*/}\$"
		done
	fi
	echo "=== $package"
	"$root/.tools/gremlins" unleash --config "$root/tools/mutate/gremlins.yaml" --output-statuses lt \
		--output "$root/.tools/mutants-${package##*/}.json" "$@" "./$package"
done
