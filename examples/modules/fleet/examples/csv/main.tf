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

locals {
  lines     = csvdecode(file("${path.module}/lines.csv"))
  operators = csvdecode(file("${path.module}/operators.csv"))
}

# A cell that is empty leaves its setting alone.
module "fleet" {
  source = "../.."

  operators = {
    for operator in local.operators : operator.key => {
      name         = operator.name
      phone_number = operator.phone_number
      email        = operator.email == "" ? null : operator.email
    }
  }

  lines = {
    for line in local.lines : line.key => {
      phone_number     = line.phone_number
      operators        = compact(split(";", line.operators))
      name             = line.name == "" ? null : line.name
      active           = line.active == "" ? null : tobool(line.active)
      recording        = line.recording == "" ? null : tobool(line.recording)
      routing_strategy = line.routing_strategy == "" ? null : line.routing_strategy
    }
  }
}

# The module looks at its own lines; this looks at the whole account, also at lines that nothing manages. The data source
# stands outside the check: inside, Terraform would read it once more in every apply, and no plan would ever be empty.
data "identitycall_virtual_numbers" "active" {
  active = true
}

check "the_account_answers" {
  assert {
    condition     = alltrue([for number in data.identitycall_virtual_numbers.active.virtual_numbers : number.operators_count > 0])
    error_message = "Nobody answers ${join(", ", [for number in data.identitycall_virtual_numbers.active.virtual_numbers : number.phone_number if number.operators_count == 0])}."
  }
}

output "lines" {
  description = "The lines, as the module knows them"
  value       = module.fleet.lines
}
