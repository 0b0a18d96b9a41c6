#!/bin/sh
# Checks that every identitycall_virtual_number_purchase of a configuration has `prevent_destroy = true`.
#
#   prevent-destroy.sh [DIRECTORY]
#
# The JSON of a plan has no lifecycle blocks, so this reads the configuration: DIRECTORY (default: the current one) and
# the modules that `terraform init` has installed for it. Needs jq. The files must be formatted with `terraform fmt`:
# a block that this script cannot read counts as one without prevent_destroy.
#
# Exit status: 0 if all purchases have it, 1 if one does not, 2 if the check could not run.
set -eu
type=identitycall_virtual_number_purchase

cd "${1-.}" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

# modules.json has one entry per module block, and the configuration itself.
echo . >"$scratch/directories"
manifest=${TF_DATA_DIR:-.terraform}/modules/modules.json
if [ -e "$manifest" ]; then
	jq -r '.Modules[].Dir' "$manifest" >>"$scratch/directories" || exit 2
fi
sort -u -o "$scratch/directories" "$scratch/directories"

: >"$scratch/findings"
while IFS= read -r directory; do
	for file in "$directory"/*.tf "$directory"/*.tofu; do
		[ -e "$file" ] || continue
		# In a formatted file, a block at the top level begins and ends at the start of a line.
		awk -v file="$file" -v type="$type" '
			# report prints the name of an unprotected resource; the words around quotes are fields 2 and 4.
			function report() { if (name != "" && !protected) print file ": " type "." name; name = "" }
			/^[^[:space:]}]/ { report() }
			/^[[:space:]]*resource[[:space:]]/ {
				n = split($0, word, "\"")
				if (n >= 5 && word[2] == type) {
					name = word[4]; protected = 0; in_lifecycle = 0
					if ($0 !~ /^resource / || $0 !~ /\{[[:space:]]*$/) report() # not formatted, or on one line
					next
				}
				if (index($0, type)) print file ": " $0 # quotes are missing
			}
			/^  lifecycle \{$/ { in_lifecycle = 1 }
			/^  \}$/ { in_lifecycle = 0 }
			in_lifecycle && /^    prevent_destroy[[:space:]]*=[[:space:]]*true[[:space:]]*((#|\/\/).*)?$/ { protected = 1 }
			END { report() }
		' "$file" >>"$scratch/findings"
	done
	for file in "$directory"/*.tf.json "$directory"/*.tofu.json; do
		[ -e "$file" ] || continue
		jq -r --arg file "$file" --arg type "$type" '
			def each: if type == "array" then .[] else . end;
			.resource // {} | each | .[$type] // empty | each | to_entries[]
			| select([.value | each | .lifecycle // empty | each | .prevent_destroy] | index(true) | not)
			| "\($file): \($type).\(.key)"' "$file" >>"$scratch/findings" || exit 2
	done
done <"$scratch/directories"

if [ -s "$scratch/findings" ]; then
	echo 'Without prevent_destroy = true in a lifecycle block:' >&2
	sed 's/^/  /' "$scratch/findings" >&2
	exit 1
fi
