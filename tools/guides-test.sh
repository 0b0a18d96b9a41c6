#!/bin/sh
# Tests what the guides show: tools/guides-test.sh path/to/terraform [path/to/opa [path/to/actionlint]]
#
# These are templates/guides/*.md and examples/guides/*/README.md. Every terraform block is formatted, every shell block
# parses. A comment in front of a block selects further tests; each guide starts with an empty directory and a populated
# sandbox:
#
#   <!-- test: file NAME -->      writes the block into a file
#   <!-- test: apply -->          starts again with the block as main.tf, applies it, and expects no changes after that
#   <!-- test: run -->            runs the shell block
#   <!-- test: run fails -->      runs the shell block; a command of it must fail
#   <!-- test: run reads -->      runs the shell block; since the last start, only GET requests may have arrived
#   <!-- test: run opa -->        runs the shell block if there is an opa
#   <!-- test: run terraform -->  runs the shell block if the CLI is Terraform; `tofu` likewise, and after other directives
#   <!-- test: shows -->          expects each line of the block in the output of the last run
#   <!-- test: workflow -->       passes the block to actionlint
#   <!-- test: copy FROM TO -->   copies a file or directory of the repository; no block belongs to it
#   <!-- test: new -->            starts with an empty directory and a populated sandbox; no block belongs to it
#
# `terraform` and `tofu` in a shell block are the CLI of the first argument; approvals are given. GUIDES limits the test
# to some guides, as in GUIDES='keys ci'.
set -eu
cd "$(dirname "$0")/.."

absolute() {
	case $1 in
	/*) echo "$1" ;;
	*) echo "$PWD/$1" ;;
	esac
}
[ $# -ge 1 ] || { echo 'usage: tools/guides-test.sh path/to/terraform [path/to/opa [path/to/actionlint]]' >&2; exit 2; }
cli=$(absolute "$1")
opa=${2:+$(absolute "$2")}
actionlint=${3:+$(absolute "$3")}
repository=$PWD
case $(TF_CLI_CONFIG_FILE=/dev/null "$cli" version) in
OpenTofu*) product=tofu ;;
*) product=terraform ;;
esac

scratch=$(mktemp -d)
. tools/sandbox.sh
trap 'end_sandbox; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
	echo "=== FAIL: $*" >&2
	exit 1
}

# The provider as a user has it after an installation from a mirror, so that init works.
mkdir "$scratch/bin"
for host in registry.terraform.io registry.opentofu.org; do
	mirror=$scratch/mirror/$host/identitycall/identitycall/0.1.0/$(go env GOOS)_$(go env GOARCH)
	mkdir -p "$mirror"
	[ -e "$scratch/provider" ] || go build -ldflags '-X main.version=0.1.0' -o "$scratch/provider" .
	cp "$scratch/provider" "$mirror/terraform-provider-identitycall_v0.1.0"
done
cat >"$scratch/terraformrc" <<CONFIGURATION
provider_installation {
  filesystem_mirror {
    path = "$scratch/mirror"
  }
}
CONFIGURATION
ln -s "$cli" "$scratch/bin/terraform"
ln -s "$cli" "$scratch/bin/tofu"
[ -z "$opa" ] || ln -s "$opa" "$scratch/bin/opa"
# A guide installs the sandbox of a release. The tests use the one of this repository.
go=$(command -v go)
cat >"$scratch/bin/go" <<GO
#!/bin/sh
case "\$1 \$2" in
"install github.com/identitycall/terraform-provider-identitycall/internal/cmd/sandbox@"*)
	mkdir -p "\$GOBIN" && exec cp "$scratch/sandbox" "\$GOBIN/sandbox" ;;
*) exec "$go" "\$@" ;;
esac
GO
chmod +x "$scratch/bin/go"
export PATH="$scratch/bin:$PATH" TF_CLI_CONFIG_FILE="$scratch/terraformrc"
export GOGC=400 # as in acceptance.sh
export TF_CLI_ARGS_apply=-auto-approve TF_CLI_ARGS_destroy=-auto-approve

examples/guides/purchase-check/test.sh
[ -z "$opa" ] || examples/guides/policy/test.sh "$opa"
[ -z "$actionlint" ] || "$actionlint" -shellcheck= -pyflakes= examples/guides/ci/github-*.yml

# start_session starts a session: an empty directory and a populated account.
start_session() {
	work=$scratch/work
	rm -rf "$work"
	mkdir "$work"
	initialized=
	start_sandbox
	export TF_VAR_api_key="$IDENTITYCALL_API_KEY" TF_VAR_sales_api_key="$IDENTITYCALL_API_KEY" # variables of the guides
}

# prepare makes the directory of a session ready for a CLI.
prepare() {
	rm -f "$work/required_providers.tf"
	if ! cat "$work"/*.tf 2>/dev/null | grep -q required_providers; then
		cat >"$work/required_providers.tf" <<-'TF'
			terraform {
			  required_providers {
			    identitycall = {
			      source = "identitycall/identitycall"
			    }
			  }
			}
		TF
	fi
	[ -n "$initialized" ] || (cd "$work" && terraform init -input=false -no-color) >"$scratch/log" 2>&1 ||
		{ cat "$scratch/log"; fail "$place: init"; }
	initialized=yes
}

# run_block runs a file in the session's directory; its output, without colours, becomes $scratch/log.
run_block() {
	prepare
	status=0
	(cd "$work" && sh -eu "$1") </dev/null >"$scratch/log.raw" 2>&1 || status=$?
	sed 's/\x1b\[[0-9;]*m//g' "$scratch/log.raw" >"$scratch/log"
	case $2 in
	succeeds) [ "$status" = 0 ] || { cat "$scratch/log"; fail "$place: ended with $status"; } ;;
	fails) [ "$status" != 0 ] || { cat "$scratch/log"; fail "$place: must fail"; } ;;
	esac
}

# words prints a file as one line, without the frames that CLIs draw around messages.
words() {
	sed 's/[│╷╵]/ /g' "$1" | tr -s ' \t\n' ' '
}

# block tests one block: its language, its directive, its file.
block() {
	language=$1 directive=$2 body=$3
	case $language in
	terraform)
		cp "$body" "$scratch/block.tf"
		"$cli" fmt -check -diff "$scratch/block.tf" >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "$place: fmt"; }
		;;
	shell | sh) sh -n "$body" || fail "$place: syntax" ;;
	esac
	case $directive in
	'') return ;;
	*' opa') [ -n "$opa" ] || return 0 ;;
	*' terraform' | *' tofu') [ "$product" = "${directive##* }" ] || return 0 ;;
	esac
	directive=${directive% opa} directive=${directive% terraform} directive=${directive% tofu}
	case $directive in
	'file '*)
		mkdir -p "$(dirname "$work/${directive#file }")"
		cp "$body" "$work/${directive#file }"
		;;
	apply)
		start_session
		cp "$body" "$work/main.tf"
		echo 'terraform apply && terraform plan -detailed-exitcode' >"$scratch/apply.sh"
		run_block "$scratch/apply.sh" succeeds
		;;
	run) run_block "$body" succeeds ;;
	'run fails') run_block "$body" fails ;;
	'run reads')
		run_block "$body" succeeds
		must_only_read "$place"
		;;
	shows)
		words "$scratch/log" >"$scratch/output"
		while IFS= read -r line; do
			line=$(printf '%s\n' "$line" | tr -s ' \t' ' ' | sed 's/^ //; s/ $//')
			case $line in '' | ... | …) continue ;; esac
			grep -qF -- "$line" "$scratch/output" || { cat "$scratch/log"; fail "$place: the output does not show: $line"; }
		done <"$body"
		;;
	workflow) [ -z "$actionlint" ] || "$actionlint" -shellcheck= -pyflakes= "$body" || fail "$place: workflow" ;;
	*) fail "$place: unknown directive: $directive" ;;
	esac
	tested=$((tested + 1))
}

if [ -n "${GUIDES-}" ]; then
	set -- $GUIDES
else
	set -- $(ls templates/guides; ls examples/guides)
fi
for guide; do
	guide=${guide%.md}
	[ -e "templates/guides/$guide.md" ] && guide=templates/guides/$guide.md || guide=examples/guides/$guide/README.md
	rm -rf "$scratch/blocks"
	mkdir "$scratch/blocks"
	# Each block, and each directive without one, becomes an entry: line number, language, directive; and a file.
	awk -v out="$scratch/blocks" '
		/^ *<!-- test: .* -->$/ {
			directive = $0
			sub(/^ *<!-- test: /, "", directive); sub(/ -->$/, "", directive)
			if (directive ~ /^(new|copy )/) { print NR "|none|" directive; directive = "" }
			next
		}
		/^ *```/ && !inside {
			inside = 1
			indent = match($0, /`/) - 1
			language = substr($0, indent + 4)
			file = out "/" NR
			printf "" >file
			print NR "|" language "|" directive
			directive = ""
			next
		}
		/^ *```$/ && inside { inside = 0; close(file); next }
		inside { print substr($0, indent + 1) >file; next }
		directive != "" && !/^$/ { print "a test directive without a block, before line " NR >"/dev/stderr"; exit 1 }
		END { if (inside) { print "a block does not end" >"/dev/stderr"; exit 1 } }
	' "$guide" >"$scratch/entries" || fail "$guide"
	tested=0
	start_session
	while IFS='|' read -r line language directive <&3; do
		place=$guide:$line
		case $directive in
		new) start_session ;;
		'copy '*)
			set -- ${directive#copy }
			mkdir -p "$(dirname "$work/$2")"
			cp -R "$repository/$1" "$work/$2"
			;;
		*) block "$language" "$directive" "$scratch/blocks/$line" ;;
		esac
	done 3<"$scratch/entries"
	echo "ok  $guide: $(grep -vc '|none|' "$scratch/entries" || :) blocks, $tested tested"
done

# The mocked runs of the testing guide: each configuration passes or fails `terraform test` without any key.
# A failure must show the text of the third argument.
mocked() {
	start_session
	end_sandbox
	place="a mocked run of $2"
	echo "$2" >"$work/main.tf"
	mkdir "$work/tests"
	printf 'mock_provider "identitycall" {}\n\nrun "mocked" {}\n' >"$work/tests/mock.tftest.hcl"
	"$cli" fmt "$work/main.tf" >/dev/null || fail "$place: syntax"
	echo 'terraform test' >"$scratch/test.sh"
	run_block "$scratch/test.sh" "$1"
	! grep -q 'costs money' "$scratch/log" || fail "$place: there is a purchase warning"
	[ -z "${3-}" ] || grep -qF -- "$3" "$scratch/log" || { cat "$scratch/log"; fail "$place: no $3 in the output"; }
}
mocked succeeds 'provider "identitycall" {
  expected_phone_number = "+15557770000"
}
resource "identitycall_virtual_number_purchase" "this" {
  phone_number = "+15550001111"
}
resource "identitycall_virtual_number" "this" {
  id = identitycall_virtual_number_purchase.this.id
}'
mocked succeeds 'resource "identitycall_virtual_number" "this" {
  phone_number = "+15557770000"
}
data "identitycall_virtual_number" "this" {
  phone_number = "+15557770000"
}
resource "identitycall_virtual_number_operators" "this" {
  virtual_number_id = "no-id"
  operator_ids      = ["12", "12", data.identitycall_virtual_number.this.id]
}
resource "identitycall_virtual_number_operator" "this" {
  virtual_number_id = identitycall_virtual_number.this.id
  operator_id       = "no-id"
}'
mocked fails 'resource "identitycall_virtual_number" "this" {
  id               = "7"
  routing_strategy = "roundrobin"
}' 'routing_strategy = "roundrobin"'
mocked fails 'resource "identitycall_virtual_number" "this" {
  phone_number = "(555) 123-4567"
}' 'phone_number = "(555) 123-4567"'
mocked fails 'resource "identitycall_virtual_number" "this" {
  name = "Sales"
}' phone_number
mocked fails 'resource "identitycall_project" "this" {
  name           = "Sales"
  language       = "en"
  retention_days = -1
}' 'retention_days = -1'
echo 'ok  mocked runs: 2 pass, 4 fail'
