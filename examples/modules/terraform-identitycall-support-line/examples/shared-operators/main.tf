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
  expected_phone_number = "+1 555 123 4567"
}

variable "force_destroy" {
  description = "Whether a destroy deletes operators that are the only ones of an active number"
  type        = bool
  default     = false
}

# One operator for all numbers.
resource "identitycall_operator" "greta" {
  name          = "Greta Hall"
  phone_number  = "+1 415 555 0134"
  force_destroy = var.force_destroy

  lifecycle {
    create_before_destroy = true
  }
}

# An operator of the account that something else manages.
data "identitycall_operator" "alice" {
  email = "alice@example.com"
}

module "sales" {
  source = "../.."

  phone_number = "+1 555 123 4567"

  operators = {
    alice = { id = data.identitycall_operator.alice.id }
    greta = { id = identitycall_operator.greta.id }
  }
  operator_order = ["alice", "greta"]
}

module "support" {
  source = "../.."

  phone_number  = "+1 555 765 4321"
  force_destroy = var.force_destroy

  operators = {
    greta = { id = identitycall_operator.greta.id }
    hugo  = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
  operator_order = ["greta", "hugo"]
}

output "routing" {
  description = "Who answers each phone number, in the order of their priority"
  value       = merge(module.sales.routing, module.support.routing)
}
