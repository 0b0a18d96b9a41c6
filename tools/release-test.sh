#!/bin/sh
# Makes a release for this platform alone, as .goreleaser.yml has it, and installs it as users do:
# tools/release-test.sh path/to/terraform-or-tofu...
#
# Nothing is published. If gpg is installed, the release is signed with a throwaway key.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
. tools/sandbox.sh
unset GPG_FINGERPRINT
export GNUPGHOME="$scratch/gnupg" # not the developer's keys
clean_up() {
	end_sandbox
	[ ! -d "$GNUPGHOME" ] || gpgconf --kill all
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

fail() {
	echo "=== FAIL: $*" >&2
	exit 1
}

if command -v sha256sum >/dev/null; then
	sha256() { sha256sum "$@"; }
else
	sha256() { shasum -a 256 "$@"; } # macOS
fi

skip=publish
if command -v gpg >/dev/null; then
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --passphrase '' --quick-generate-key 'Throwaway <throwaway@example.invalid>' ed25519 sign never 2>"$scratch/log" || { cat "$scratch/log"; fail 'no key'; }
	GPG_FINGERPRINT=$(gpg --batch --quiet --no-auto-check-trustdb --with-colons --list-keys | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | sed -n 1p)
	export GPG_FINGERPRINT
else
	echo '*** Without gpg the release is NOT signed, and its signature not tested. ***' >&2
	skip=$skip,sign
fi

# The same commit gives the same bytes, in whichever directory: the second release is made from a copy.
mkdir "$scratch/copy"
{
	git ls-files --cached --others --exclude-standard | while read -r file; do [ ! -e "$file" ] || echo "$file"; done
	echo .git
} | tar -cf - -T - | tar -xf - -C "$scratch/copy"
platform=$(go env GOOS)_$(go env GOARCH)

# release makes a release of the directory $1 into the directory $2.
release() {
	# Builds this platform only.
	sed -e '/^    targets:/,/^    binary:/{' -e '/^    binary:/!d' -e '}' -e "s/^    binary:/    targets: [$platform]\n&/" .goreleaser.yml >"$2.yml"
	echo "dist: $2" >>"$2.yml"
	(cd "$1" && "$goreleaser" release --config "$2.yml" --snapshot --clean --skip="$skip") >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail 'goreleaser'; }
}
goreleaser=$PWD/.tools/goreleaser
# goreleaser needs a remote to read the commit. This one is used only if there is no other.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=remote.origin.url
export GIT_CONFIG_VALUE_0=https://github.com/identitycall/terraform-provider-identitycall
release . "$scratch/dist"
release "$scratch/copy" "$scratch/dist2"

snapshot=$(sed -n 's/.*"version":"\([^"]*\)".*/\1/p' "$scratch/dist/metadata.json")
name=terraform-provider-identitycall_$snapshot
archive=${name}_$platform.zip
[ -n "$snapshot" ] || fail 'goreleaser reports no version'
[ -f "$scratch/dist/$archive" ] || fail "there is no $archive: $(ls "$scratch/dist")"
sbom=${name}_sbom.cdx.json
for file in "$archive" "$sbom" "${name}_SHA256SUMS"; do
	cmp "$scratch/dist/$file" "$scratch/dist2/$file" || fail "the same commit has given two different $file"
done

# The SBOM lists exactly the modules that `go version -m` reports.
binary=$(find "$scratch/dist" -type f -name "terraform-provider-identitycall_v$snapshot*" ! -name '*.zip' | sed -n 1p)
go version -m "$binary" | awk '$1 == "dep" || $1 == "=>" { print $2 " " $3 }' | sort >"$scratch/modules"
sed -n 's|^ *"purl": "pkg:golang/\([^@]*\)@\([^"]*\)",$|\1 \2|p' "$scratch/dist/$sbom" | sed 's/%2B/+/g' |
	grep -v -e '^std ' -e '^github.com/identitycall/' | sort >"$scratch/listed"
[ -s "$scratch/listed" ] || fail 'the SBOM lists nothing'
diff "$scratch/modules" "$scratch/listed" || fail 'the SBOM lists other modules than the binary has'
grep -qF "\"pkg:golang/std@$(go version "$binary" | sed 's/.*: go//')\"" "$scratch/dist/$sbom" || fail 'the SBOM lacks the Go version'
grep -qF "\"version\": \"v$snapshot\"" "$scratch/dist/$sbom" || fail 'the SBOM is of another version'
echo "$sbom: $(wc -l <"$scratch/listed" | tr -d ' ') modules and Go, as in the binary"

# Every platform has the same modules, so one SBOM covers all.
sed -n 's/^      - \([a-z]*\)_\([a-z0-9]*\).*/\1 \2/p' .goreleaser.yml | while read -r os arch; do
	case $os in
	darwin | freebsd | linux | openbsd | solaris | windows) ;;
	*) continue ;;
	esac
	echo "$os/$arch $(GOOS=$os GOARCH=$arch CGO_ENABLED=0 go list -deps -f '{{with .Module}}{{.Path}} {{.Version}}{{end}}' . | sort -u | cksum)"
done >"$scratch/platforms"
[ "$(cut -d ' ' -f 2- "$scratch/platforms" | sort -u | wc -l)" -eq 1 ] || fail "platforms have different modules: $(cat "$scratch/platforms")"
[ "$(wc -l <"$scratch/platforms")" -ge 17 ] || fail "platforms are missing: $(cat "$scratch/platforms")"

# The sums are those of the archive, of the SBOM and of the manifest, which is released under its own name.
cp terraform-registry-manifest.json "$scratch/dist/${name}_manifest.json"
[ "$(wc -l <"$scratch/dist/${name}_SHA256SUMS")" -eq 3 ] || fail "SHA256SUMS has other lines: $(cat "$scratch/dist/${name}_SHA256SUMS")"
(cd "$scratch/dist" && sha256 -c "${name}_SHA256SUMS") || fail 'SHA256SUMS'
if [ -d "$GNUPGHOME" ]; then
	gpg --batch --quiet --verify "$scratch/dist/${name}_SHA256SUMS.sig" "$scratch/dist/${name}_SHA256SUMS" 2>"$scratch/log" || { cat "$scratch/log"; fail 'signature'; }
	echo "${name}_SHA256SUMS.sig: good signature of a throwaway key"
fi

# The check of the release workflow passes here too, and fails on a changed file and on another key.
if [ -d "$GNUPGHOME" ]; then
	GPG_PUBLIC_KEY=$(gpg --batch --armor --export "$GPG_FINGERPRINT")
	export GPG_PUBLIC_KEY FINGERPRINT="$GPG_FINGERPRINT"
	verify() { env -u GITHUB_REPOSITORY ARCHIVES=1 tools/release/verify.sh "$scratch/$1" "v$snapshot" >"$scratch/log" 2>&1; }
	verify dist || { cat "$scratch/log"; fail 'verify.sh refuses the release'; }
	! FINGERPRINT='' verify dist || fail 'verify.sh does not notice that no fingerprint is published'
	cp -R "$scratch/dist" "$scratch/changed"
	echo >>"$scratch/changed/$archive"
	! verify changed || fail 'verify.sh does not notice a changed archive'
	cp "$scratch/dist/$archive" "$scratch/changed/$archive"
	rm "$scratch/changed/$sbom"
	! verify changed || fail 'verify.sh does not notice that the SBOM is missing'
	cp "$scratch/dist/$sbom" "$scratch/changed/$sbom"
	verify changed || { cat "$scratch/log"; fail 'verify.sh refuses the files that it accepted'; }
	echo '*** tampered ***' >>"$scratch/changed/${name}_SHA256SUMS"
	! verify changed || fail 'verify.sh does not notice a changed SHA256SUMS'
	gpg --batch --quiet --passphrase '' --quick-generate-key 'Other <other@example.invalid>' ed25519 sign never 2>"$scratch/log"
	GPG_PUBLIC_KEY=$(gpg --batch --quiet --armor --export other@example.invalid)
	[ -n "$GPG_PUBLIC_KEY" ] || fail 'no other key'
	! verify dist || fail 'verify.sh does not notice that GPG_PUBLIC_KEY has another fingerprint'
	FINGERPRINT=$(gpg --batch --with-colons --list-keys other@example.invalid | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | sed -n 1p)
	! verify dist || fail 'verify.sh does not notice that another key has signed'
	echo 'verify.sh: accepts the release, and rejects six that are wrong'
fi

for registry in registry.terraform.io registry.opentofu.org; do
	mkdir -p "$scratch/mirror/$registry/identitycall/identitycall"
	cp "$scratch/dist/$archive" "$scratch/mirror/$registry/identitycall/identitycall/"
done
cat >"$scratch/terraformrc" <<END
provider_installation {
  filesystem_mirror {
    path = "$scratch/mirror"
  }
}
END
export TF_CLI_CONFIG_FILE="$scratch/terraformrc"

# directory_hash is the h1: hash of a directory's files: of their SHA-256 sums in the order of their names.
directory_hash() {
	hex=$(cd "$1" && for file in $(find . -type f | sed 's|^\./||' | LC_ALL=C sort); do sha256 "$file"; done | sha256 | cut -c 1-64)
	printf 'h1:%s' "$(for i in $(seq 1 2 63); do
		printf "\\$(printf %03o "0x$(printf %s "$hex" | cut -c "$i-$((i + 1))")")"
	done | base64)"
}

for cli in "$@"; do
	case $cli in
	/*) ;;
	*) cli=$PWD/$cli ;;
	esac
	version=$("$cli" version | sed -n 1p)
	work=$scratch/$(basename "$cli")
	mkdir "$work"
	cat >"$work/main.tf" <<END
terraform {
  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = "$snapshot"
    }
  }
}

provider "identitycall" {}

resource "identitycall_virtual_number" "uk" {
  phone_number = "+44 20 7946 0958"
  name         = "UK Line, released"
}
END
	start_sandbox
	run "$work" init
	installed=$(find "$work/.terraform/providers" -type d -name "$platform")
	[ "$(cd "$installed" && echo *)" = "LICENSE terraform-provider-identitycall_v$snapshot" ] || fail "$version has installed $(ls "$installed")"
	hash=$(directory_hash "$installed")
	grep -qF "\"$hash\"" "$work/.terraform.lock.hcl" || fail "$version: the lock file lacks $hash of what is installed: $(cat "$work/.terraform.lock.hcl")"
	run "$work" plan -out=tfplan
	run "$work" apply tfplan
	run "$work" plan -detailed-exitcode
	run "$work" destroy -auto-approve
	echo "ok  $version: installed $snapshot ($hash), planned, applied, no changes, destroyed"
done
