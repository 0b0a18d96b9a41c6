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
  # A number that the account has already, not the one to purchase. With a key of another account, the purchase would
  # be removed from state, and Terraform would plan it again.
  expected_phone_number = "+1 555 123 4567"
}

module "support" {
  source = "../.."

  # This number comes from the inventory: see the data source identitycall_available_virtual_numbers.
  phone_number = "+1 555 000 1111"

  # Applying this costs money. The costs are in the carrier's currency and for information.
  purchase = {
    country_code = "US"
    number_type  = "local"
    upfront_cost = "1.00"
    monthly_cost = "2.50"
  }

  name = "US Support"

  # A number records from the moment of its purchase, unless recording is false.
  recording = false

  operators = {
    agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
    agent_2 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
  operator_order = ["agent_1", "agent_2"]
}

output "support" {
  description = "All outputs of the module"
  value       = module.support
}
