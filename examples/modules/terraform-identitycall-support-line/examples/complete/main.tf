terraform {
  required_version = ">= 1.5"

  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = ">= 0.1.0"
    }
  }
}

# The API key comes from the environment variable IDENTITYCALL_API_KEY.
provider "identitycall" {
  # The key must have access to this number. A key of another account or project then changes nothing.
  expected_phone_number = "+44 20 7946 0958"
}

module "support" {
  source = "../.."

  phone_number     = "+44 20 7946 0958"
  name             = "UK Support"
  active           = true
  recording        = true
  routing_strategy = "priority"

  operators = {
    agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" }
    agent_2 = { name = "Hugo Ives", phone_number = "+1 (415) 555-0135" }
    agent_3 = { name = "Ida Jones", phone_number = "+1 415 555 0136", active = false }
  }

  # agent_3 exists but is not attached.
  operator_order = ["agent_1", "agent_2"]

  timeouts = {
    read   = "5m"
    update = "10m"
  }
}

output "support" {
  description = "All outputs of the module"
  value       = module.support
}
