#!/bin/sh
# Verifies the files of a release as a user would, before it is published: tools/release/verify.sh directory tag
#
# GPG_PUBLIC_KEY is the key that the registries show. Its fingerprint must be FINGERPRINT, or the one in the file
# fingerprint beside this script. With GITHUB_REPOSITORY, as in a workflow, gh also verifies the
# attestations; without it, nothing that needs GitHub is checked.
set -eu
fingerprint=${FINGERPRINT-$(cat "$(dirname "$0")/fingerprint")}
cd "$1"
tag=$2
name=terraform-provider-identitycall_${tag#v}

fail() {
	echo "=== FAIL: $*" >&2
	exit 1
}

if command -v sha256sum >/dev/null; then
	sha256() { sha256sum "$@"; }
else
	sha256() { shasum -a 256 "$@"; } # macOS
fi

for file in "${name}_SHA256SUMS" "${name}_SHA256SUMS.sig" "${name}_manifest.json" "${name}_sbom.cdx.json"; do
	[ -s "$file" ] || fail "there is no $file"
done

# Each archive is listed, and each listed file is there and unchanged.
sha256 -c "${name}_SHA256SUMS" || fail 'a checksum differs'
archives=0
for archive in "${name}"_*.zip; do
	grep -q "  $archive\$" "${name}_SHA256SUMS" || fail "${name}_SHA256SUMS does not list $archive"
	unzip -l "$archive" | grep -q " terraform-provider-identitycall_$tag" || fail "$archive has no terraform-provider-identitycall_$tag"
	archives=$((archives + 1))
done
[ "$archives" -ge "${ARCHIVES:-17}" ] || fail "there are only $archives archives"

# The signature is of the key that users trust, and of no other.
[ -n "${GPG_PUBLIC_KEY-}" ] || fail 'GPG_PUBLIC_KEY is not set'
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
printf '%s\n' "$GPG_PUBLIC_KEY" | gpg --batch --quiet --import || fail 'GPG_PUBLIC_KEY is no key'
[ -n "$fingerprint" ] || fail 'tools/release/fingerprint is empty: write the fingerprint of the signing key into it'
gpg --batch --with-colons --list-keys | grep -q "^fpr:*$fingerprint:" || fail "GPG_PUBLIC_KEY has another fingerprint than $fingerprint"
gpg --batch --quiet --verify "${name}_SHA256SUMS.sig" "${name}_SHA256SUMS" || fail 'the signature is not of GPG_PUBLIC_KEY'

if [ -n "${GITHUB_REPOSITORY-}" ]; then
	for bundle in "${name}_provenance.intoto.jsonl" "${name}_sbom.intoto.jsonl"; do
		[ -s "$bundle" ] || fail "there is no $bundle"
	done
	workflow=$GITHUB_REPOSITORY/.github/workflows/release.yml
	for file in "${name}"_*.zip "${name}_SHA256SUMS" "${name}_sbom.cdx.json"; do
		gh attestation verify "$file" --repo "$GITHUB_REPOSITORY" --signer-workflow "$workflow" --source-ref "refs/tags/$tag" \
			--bundle "${name}_provenance.intoto.jsonl" || fail "the provenance of $file"
	done
	for file in "${name}"_*.zip; do
		gh attestation verify "$file" --repo "$GITHUB_REPOSITORY" --signer-workflow "$workflow" --source-ref "refs/tags/$tag" \
			--predicate-type https://cyclonedx.org/bom --bundle "${name}_sbom.intoto.jsonl" || fail "the SBOM of $file"
	done
fi
echo "$tag: $archives archives verified"
