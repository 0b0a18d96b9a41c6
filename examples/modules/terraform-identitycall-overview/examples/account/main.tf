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

variable "managed_ids" {
  description = "IDs of the virtual numbers that configurations manage, from their outputs"
  type        = set(string)
  default     = null
}

module "overview" {
  source = "../.."

  managed_ids = var.managed_ids
}

output "markdown" {
  description = "All virtual numbers as a Markdown table"
  value       = module.overview.markdown
}

output "mermaid" {
  description = "The routing as a Mermaid flowchart"
  value       = module.overview.mermaid
}

output "unanswered" {
  description = "Phone numbers that nobody answers"
  value       = module.overview.unanswered[*].phone_number
}
