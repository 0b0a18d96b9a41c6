#!/bin/sh
# Writes docs/ from the provider's schemas, templates/ and examples/. `tools/docs.sh check` writes nothing: it fails when
# docs/ is not what would be written, or not what the registry accepts.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The newest Terraform tells the schemas of a provider that was built this moment: older ones and OpenTofu leave list
# resources out. dev_overrides stands in for a registry and for init.
go build -o "$scratch/provider/terraform-provider-identitycall" .
mkdir "$scratch/configuration"
cat >"$scratch/configuration/main.tf" <<END
terraform {
  required_providers {
    identitycall = {
      source = "identitycall/identitycall"
    }
  }
}
END
cat >"$scratch/terraformrc" <<END
provider_installation {
  dev_overrides {
    "identitycall/identitycall" = "$scratch/provider"
  }
  direct {}
}
END
TF_CLI_CONFIG_FILE=$scratch/terraformrc .tools/terraform -chdir="$scratch/configuration" providers schema -json >"$scratch/terraform.json"
# tfplugindocs looks the provider up by its short name.
sed 's|"registry.terraform.io/identitycall/identitycall"|"identitycall"|' "$scratch/terraform.json" >"$scratch/schema.json"

# tfplugindocs talks only when it fails.
tfplugindocs() {
	.tools/tfplugindocs "$@" --provider-name identitycall --providers-schema "$scratch/schema.json" >"$scratch/log" 2>&1 || {
		cat "$scratch/log"
		exit 1
	}
}

if [ "${1-}" != check ]; then
	tfplugindocs generate --provider-dir "$PWD" --rendered-provider-name IdentityCall
	exit
fi

mkdir "$scratch/copy"
cp -R examples templates "$scratch/copy"
tfplugindocs generate --provider-dir "$scratch/copy" --rendered-provider-name IdentityCall
if ! diff -ru docs "$scratch/copy/docs"; then
	echo 'docs/ is stale: run make docs, and commit what it writes.' >&2
	exit 1
fi
tfplugindocs validate --provider-dir "$PWD"
