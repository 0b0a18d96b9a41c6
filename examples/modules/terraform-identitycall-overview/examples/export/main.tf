terraform {
  required_version = ">= 1.5"

  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = ">= 0.1.0"
    }
  }
}

# The API key comes from the environment variable IDENTITYCALL_API_KEY. The permission read is enough.
provider "identitycall" {}

module "overview" {
  source = "../.."

  details = true
}

output "markdown" {
  description = "All virtual numbers as a Markdown table"
  value       = module.overview.markdown
}

output "mermaid" {
  description = "The routing as a Mermaid flowchart"
  value       = module.overview.mermaid
}

output "numbers_csv" {
  description = "The numbers, for the module phone-lines"
  value       = module.overview.numbers_csv
}

output "operators_csv" {
  description = "The operators, for the module phone-lines"
  value       = module.overview.operators_csv
}

output "imports" {
  description = "Import blocks for the module phone-lines"
  value       = module.overview.imports
}

output "sandbox_account" {
  description = "The account, for the provider's sandbox"
  value       = module.overview.sandbox_account
}
