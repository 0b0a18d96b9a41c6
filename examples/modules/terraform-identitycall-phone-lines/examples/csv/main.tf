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

locals {
  virtual_numbers = csvdecode(file("${path.module}/virtual_numbers.csv"))
  operators       = csvdecode(file("${path.module}/operators.csv"))
}

module "phone_lines" {
  source = "../.."

  # With an empty cell, the current setting is kept. "nobody" detaches every operator, which an empty cell must not do.
  virtual_numbers = {
    for number in local.virtual_numbers : number.key => {
      phone_number     = number.phone_number
      operator_order   = number.operators == "" ? null : [for key in split(";", number.operators) : key if key != "nobody"]
      name             = number.name == "" ? null : number.name
      active           = number.active == "" ? null : tobool(number.active)
      recording        = number.recording == "" ? null : tobool(number.recording)
      routing_strategy = number.routing_strategy == "" ? null : number.routing_strategy
    }
  }

  operators = {
    for operator in local.operators : operator.key => {
      name         = operator.name
      phone_number = operator.phone_number
      email        = operator.email == "" ? null : operator.email
      active       = operator.active == "" ? null : tobool(operator.active)
    }
  }

  check_recording = true
  force_destroy   = var.force_destroy
}

# The module checks its own numbers. This checks the whole account, so it also finds numbers that no configuration
# manages. The data source is outside the check: inside, Terraform reads it again in every apply, and no plan is
# without changes.
data "identitycall_virtual_numbers" "active" {
  active = true
}

locals {
  unanswered = [
    for number in data.identitycall_virtual_numbers.active.virtual_numbers : "${number.phone_number} (ID ${number.id})"
    if number.operators_count == 0 && !number.ai_receptionist_enabled
  ]
}

check "account_is_answered" {
  assert {
    condition     = length(local.unanswered) == 0
    error_message = "Active, but without an operator and without the AI receptionist: ${join(", ", local.unanswered)}."
  }
}

# One line for each number. The plan shows who answers before and after a change.
output "routing" {
  description = "Who answers each phone number, in the order of their priority"
  value       = module.phone_lines.routing
}
