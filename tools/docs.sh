#!/bin/sh
# Writes docs/ from the provider's schemas, templates/ and examples/. `tools/docs.sh check` writes nothing: it fails if
# docs/ is stale, or if the registry would not accept it.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The newest Terraform prints the schemas of the provider: older versions and OpenTofu omit list resources.
# dev_overrides replaces a registry and init.
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

# Output of tfplugindocs is printed only if it fails.
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
