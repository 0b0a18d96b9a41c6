#!/bin/sh
# Builds a Terraform or OpenTofu that is not released yet: tools/release/next-cli.sh owner/name ref package directory
#
# The ref is a branch, or "prerelease" for the newest beta or rc; if a release is newer, nothing is
# built. In a workflow the outputs cli and version name what was built.
set -eu
repository=$1 ref=$2 package=$3 directory=$4
url=https://github.com/$repository

# newest prints the highest of the version tags that are read. A release ranks above its own betas and candidates.
newest() {
	grep -oE 'refs/tags/v[0-9]+\.[0-9]+\.[0-9]+(-(beta|rc)[0-9]+)?$' | sed 's|refs/tags/||; s/-/~/' | sort -V | tail -1 | sed 's/~/-/'
}

if [ "$ref" = prerelease ]; then
	ref=$(git ls-remote --tags --refs "$url" | newest)
	case $ref in
	*-beta* | *-rc*) ;;
	*)
		echo "The newest version of $repository is $ref, a release."
		echo "version=none newer than $ref" >>"${GITHUB_OUTPUT:-/dev/null}"
		exit 0
		;;
	esac
fi
git clone --quiet --depth 1 --branch "$ref" "$url" "$directory"
name=$(basename "$repository")
case $name in
opentofu) name=tofu ;;
esac
(cd "$directory" && go build -ldflags "-X github.com/$repository/version.dev=no" -o "$name" "$package")
version=$("$directory/$name" version | sed -n 1p)
echo "$version"
{
	echo "cli=$directory/$name"
	echo "version=$version, $ref"
} >>"${GITHUB_OUTPUT:-/dev/null}"
