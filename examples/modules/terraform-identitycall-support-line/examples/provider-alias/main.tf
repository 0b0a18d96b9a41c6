terraform {
  required_version = ">= 1.5"

  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = ">= 0.1.0"
    }
  }
}

variable "us_api_key" {
  description = "API key of the project that has the US number. If null, IDENTITYCALL_API_KEY is used."
  type        = string
  default     = null
  sensitive   = true
}

variable "uk_api_key" {
  description = "API key of the project that has the UK number. If null, IDENTITYCALL_API_KEY is used."
  type        = string
  default     = null
  sensitive   = true
}

# Each key must have access to its own number, so two keys that are mixed up change nothing.
provider "identitycall" {
  alias                 = "us"
  api_key               = var.us_api_key
  expected_phone_number = "+1 555 123 4567"
}

provider "identitycall" {
  alias                 = "uk"
  api_key               = var.uk_api_key
  expected_phone_number = "+44 20 7946 0958"
}

module "us_support" {
  source = "../.."

  providers = {
    identitycall = identitycall.us
  }

  phone_number = "+1 555 123 4567"

  operators = {
    agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
  }
  operator_order = ["agent_1"]
}

module "uk_support" {
  source = "../.."

  providers = {
    identitycall = identitycall.uk
  }

  phone_number = "+44 20 7946 0958"
  active       = true

  operators = {
    agent_1 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
  operator_order = ["agent_1"]
}

output "ids" {
  description = "ID of each virtual number"
  value       = { us = module.us_support.id, uk = module.uk_support.id }
}
