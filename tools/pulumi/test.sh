#!/bin/sh
# Drives the provider through Pulumi's bridge against the sandbox. The bridge is in .tools.
set -eu
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
go build -o "$scratch/terraform-provider-identitycall" .
go build -o "$scratch/sandbox" ./internal/cmd/sandbox
PROVIDER_DIRECTORY=$scratch BRIDGE=$PWD/.tools/pulumi-bridge go test -C tools/pulumi -count=1 -v .
