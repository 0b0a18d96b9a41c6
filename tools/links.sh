#!/bin/sh
# Checks the links between the documents of this repository, with their anchors.
#
# The registry serves the landing page without a trailing slash, so a relative link leads elsewhere from there than
# from the other pages. Pages in docs/ link to each other by their address on the registry, which this check maps to
# the file; a relative link is refused there. Everything else is read on GitHub: relative links, and links to main.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
find . -path ./.git -prune -o -print | sed 's|^\./||' >"$scratch/paths"
set -- $(grep -E '^([^/]*|docs/.*|examples/.*|\.github/.*)\.(md|yml)$' "$scratch/paths")

# Each file is read twice: for its anchors, and then for its links.
awk '
	BEGIN {
		registry = "https://registry.terraform.io/providers/identitycall/identitycall/latest/docs"
		github = "https://github.com/identitycall/terraform-provider-identitycall/(blob|tree)/main/"
	}
	function anchor(heading) {
		heading = tolower(heading)
		gsub(/[^a-z0-9 _-]/, "", heading)
		gsub(/ /, "-", heading)
		return heading
	}
	function fail(reason) { print FILENAME ":" FNR ": " target ": " reason; failed = 1 }
	function check(target,   file, fragment) {
		file = target
		fragment = sub(/#.*/, "", file) ? substr(target, length(file) + 2) : ""
		if (index(file, registry) == 1) {
			file = substr(file, length(registry) + 1)
			sub(/^\//, "", file)
			file = "docs/" (file == "" ? "index" : file) ".md"
		} else if (file ~ "^" github) sub(github, "", file)
		else if (file ~ /^[a-z]+:/) return
		else if (file == "") file = FILENAME
		else if (FILENAME ~ /^docs\//) return fail("use " registry "/…")
		else {
			file = FILENAME "/../" file
			while (sub(/[^\/]+\/\.\.\//, "", file)) { }
		}
		sub(/\/$/, "", file)
		if (fragment != "" && file !~ /\.md$/) file = file "/README.md"
		if (!(file in paths)) return fail("there is no " file)
		if (fragment != "" && !((file "#" fragment) in anchors)) return fail("no such heading in " file)
	}
	FILENAME == ARGV[1] { paths[$0]; next }
	FNR == 1 { fence = 0; links = FILENAME in read; read[FILENAME] }
	/^ *```/ { fence = !fence; next }
	fence { next }
	!links && /^#+ / { heading = $0; sub(/^#+ /, "", heading); anchors[FILENAME "#" anchor(heading)] }
	!links && match($0, /<a id="[^"]*"/) { anchors[FILENAME "#" substr($0, RSTART + 7, RLENGTH - 8)] }
	links {
		gsub(/`[^`]*`/, "")
		while (match($0, /(\]\(|url: )[^) ]+/)) {
			target = substr($0, RSTART, RLENGTH)
			sub(/^(\]\(|url: )/, "", target)
			$0 = substr($0, RSTART + RLENGTH)
			check(target)
		}
	}
	END { exit failed }
' "$scratch/paths" "$@" "$@"
