#!/bin/sh
# Writes the messages in the troubleshooting guide from the screens that the tests expect.
# `tools/troubleshooting.sh check` writes nothing: it fails if the guide is stale.
set -eu
cd "$(dirname "$0")/.."
guide=templates/guides/troubleshooting.md

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

set -- "${1-write}" $(find internal -name screens.golden)
[ $# = 2 ] || { echo "want one screens.golden under internal/, found $(($# - 1))" >&2; exit 1; }

# Each entry of the file starts with "## name". Its messages follow: a summary after "Error:" or "Warning:", the
# position (" with …", " at …"), and paragraphs.
awk '
	function close_block() { if (open) print "```"; open = 0 }
	# wrapped prints a paragraph as a terminal would, at most 96 columns wide.
	function wrapped(text, indent,   words, n, i, line) {
		n = split(text, words, " ")
		line = indent words[1]
		for (i = 2; i <= n; i++) {
			if (length(line) + 1 + length(words[i]) > 96) { print line; line = indent words[i] }
			else line = line " " words[i]
		}
		print line
	}
	{
		gsub(/REGISTRY\//, "registry.terraform.io/")
		gsub(/127\.0\.0\.1:PORT/, "127.0.0.1:…")
		gsub(/SOME TIME/, "…")
	}
	/^## / {
		close_block()
		name = substr($0, 4)
		print "\n### " toupper(substr(name, 1, 1)) substr(name, 2)
		entries++
		blank = 0
		next
	}
	/^$/ { blank = 1; next }
	!entries { next }
	{
		if (!open) { print "\n```text"; open = 1; blank = 0 }
		if (blank) print ""
		blank = 0
		if (/^  (with|at) /) print
		else wrapped($0, "")
	}
	END { close_block(); if (!entries) exit 1 }
' "$2" >"$scratch/messages" || { echo "$2 has no entries" >&2; exit 1; }

grep -q '^<!-- messages: begin' "$guide" && grep -q '^<!-- messages: end' "$guide" ||
	{ echo "$guide has no markers for the messages" >&2; exit 1; }
awk -v messages="$scratch/messages" '
	/^<!-- messages: begin/ {
		print
		while ((getline line < messages) > 0) print line
		print ""
		inside = 1
	}
	/^<!-- messages: end/ { inside = 0 }
	!inside
' "$guide" >"$scratch/guide"

case $1 in
write) cp "$scratch/guide" "$guide" ;;
check) diff -u "$guide" "$scratch/guide" || { echo "$guide is stale: run tools/troubleshooting.sh, and commit what it writes." >&2; exit 1; } ;;
*) echo 'usage: tools/troubleshooting.sh [check]' >&2; exit 2 ;;
esac
