#!/bin/sh
# Rebuilds the archives of a release from its tag, in a clean clone, and compares them with the published ones:
# tools/release/rebuild.sh tag [directory]
#
# The directory has the published files. Without it, gh downloads them. Equal bytes mean that the release holds what the
# tag holds, and nothing that was added while it was built. TARGETS='linux_amd64_v1 …' rebuilds only these platforms.
set -eu
tag=$1
published=${2-}
[ -z "$published" ] || published=$(cd "$published" && pwd)
cd "$(dirname "$0")/../.."
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

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

if [ -z "$published" ]; then
	published=$scratch/published
	gh release download "$tag" --repo identitycall/terraform-provider-identitycall --dir "$published" || fail "cannot download $tag"
fi
sums=$published/${name}_SHA256SUMS
[ -s "$sums" ] || fail "there is no $sums"

git clone --quiet --no-local . "$scratch/clone"
git -C "$scratch/clone" -c advice.detachedHead=false checkout --quiet "$tag" || fail "there is no tag $tag"
git -C "$scratch/clone" remote set-url origin https://github.com/identitycall/terraform-provider-identitycall
config=$scratch/clone/.goreleaser.yml
if [ -n "${TARGETS-}" ]; then
	config=$scratch/goreleaser.yml
	sed -e '/^    targets:/,/^    binary:/{' -e '/^    binary:/!d' -e '}' \
		-e "s/^    binary:/    targets: [$(echo "$TARGETS" | tr ' ' ,)]\n&/" "$scratch/clone/.goreleaser.yml" >"$config"
fi
goreleaser=$PWD/.tools/goreleaser
(cd "$scratch/clone" && GPG_FINGERPRINT='' "$goreleaser" release --config "$config" --clean --skip=publish,sign) >"$scratch/log" 2>&1 ||
	{ cat "$scratch/log"; fail 'goreleaser'; }

# The published list decides which bytes are right; each rebuilt file must be in it.
count=0
for file in "$scratch/clone/dist/$name"_*.zip "$scratch/clone/dist/${name}_sbom.cdx.json"; do
	[ -e "$file" ] || continue
	sum=$(sha256 "$file" | cut -d' ' -f1)
	grep -qx "$sum  ${file##*/}" "$sums" || fail "${file##*/} was published with other bytes than $tag gives"
	echo "$sum  ${file##*/}"
	count=$((count + 1))
done
[ "$count" -ge 2 ] || fail 'nothing was rebuilt'
# The published archives are those of the list.
(cd "$published" && for file in "$name"_*.zip; do [ ! -e "$file" ] || grep "  $file\$" "${name}_SHA256SUMS" || exit 1; done >"$scratch/list") ||
	fail 'a published archive is not in the list of checksums'
(cd "$published" && sha256 -c "$scratch/list" >/dev/null) || fail 'a published archive differs from the list of checksums'
echo "$tag: $count files rebuilt, with equal checksums"
