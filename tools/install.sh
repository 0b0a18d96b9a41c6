#!/bin/sh
# Builds the provider into the plugin directory of the user, under the addresses of both registries, so that `init`
# finds it without a registry. The version is the newest one in the changelog.
set -eu
cd "$(dirname "$0")/.."

version=$(sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | sed -n 1p)
platform=$(go env GOOS)_$(go env GOARCH)
for host in registry.terraform.io registry.opentofu.org; do
	directory=$HOME/.terraform.d/plugins/$host/identitycall/identitycall/$version/$platform
	go build -ldflags "-X main.version=$version" -o "$directory/terraform-provider-identitycall_v$version" .
	echo "$directory"
done
