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
  # A number that the account has already, not one to purchase. With a key of another account, the purchases would be
  # removed from state, and Terraform would plan them again.
  expected_phone_number = "+1 555 123 4567"
}

module "phone_lines" {
  source = "../.."

  # Each purchase costs money. The data source identitycall_available_virtual_numbers lists numbers to choose from.
  virtual_numbers = {
    # The account has this number already. Only its name is managed.
    sales = {
      phone_number = "+1 555 123 4567"
      name         = "US Sales"
    }

    support = {
      phone_number   = "+1 555 000 1111"
      name           = "US Support"
      recording      = false
      operator_order = ["agent_1", "agent_2"]
      purchase       = { country_code = "US", number_type = "local" }
    }

    # Some countries require an approved regulatory requirement group.
    germany = {
      phone_number     = "+49 155 5000 4444"
      name             = "German Support"
      recording        = false
      routing_strategy = "simultaneous"
      operator_order   = ["agent_2", "agent_1"]
      purchase         = { country_code = "DE", number_type = "mobile", requirement_group_id = "41" }
    }
  }

  operators = {
    agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
    agent_2 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
}

output "routing" {
  description = "Who answers each phone number, in the order of their priority"
  value       = module.phone_lines.routing
}
