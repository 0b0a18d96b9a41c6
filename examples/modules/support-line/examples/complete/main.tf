terraform {
  required_version = ">= 1.5"

  required_providers {
    identitycall = {
      source = "identitycall/identitycall"
    }
  }
}

# The API key comes from the environment variable IDENTITYCALL_API_KEY.
provider "identitycall" {}

module "support" {
  source = "../.."

  phone_number     = "+44 20 7946 0958"
  name             = "UK Support"
  recording        = true
  routing_strategy = "priority"
  deletion_policy  = "deactivate"

  # Greta is called first, then Hugo.
  operators = [
    { name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" },
    { name = "Hugo Ives", phone_number = "+1 (415) 555-0135" },
  ]
}

output "support" {
  description = "The line, as the module knows it"
  value       = module.support
}
