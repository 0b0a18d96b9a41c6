# The data sources are outside the checks: inside, Terraform reads them again in every apply, and no plan is without
# changes.

data "identitycall_virtual_numbers" "all" {}

data "identitycall_operators" "all" {}

data "identitycall_virtual_number" "all" {
  for_each = toset(var.details ? data.identitycall_virtual_numbers.all.virtual_numbers[*].id : [])

  id = each.key
}

locals {
  operators = { for operator in data.identitycall_operators.all.operators : operator.id => operator }

  # What the list has, and with details what only the number itself has.
  found = [
    for number in data.identitycall_virtual_numbers.all.virtual_numbers : {
      id               = number.id
      phone_number     = number.phone_number
      name             = number.name == null ? "" : number.name
      country_code     = number.country_code == null ? "" : number.country_code
      active           = number.active
      ai_receptionist  = number.ai_receptionist_enabled
      recording        = try(data.identitycall_virtual_number.all[number.id].recording, null)
      routing_strategy = try(data.identitycall_virtual_number.all[number.id].routing_strategy, null)
      stats            = try(data.identitycall_virtual_number.all[number.id].stats, null)
      operators_count  = number.operators_count
      operators = [
        for operator in try(data.identitycall_virtual_number.all[number.id].operators, number.operators) : {
          id   = operator.id
          name = operator.name
          # A project-scoped key does not see the operators of other projects.
          active = try(local.operators[operator.id].active, true)
        }
      ]
    }
  ]

  judged = [
    for number in local.found : merge(number, {
      # An operator that is not active takes no calls. The list does not say who is behind the first three.
      unanswered = (
        number.active && !number.ai_receptionist && number.operators_count <= length(number.operators)
        && alltrue([for operator in number.operators : !operator.active])
      )
      managed = var.managed_ids == null ? true : contains(var.managed_ids, number.id)
    })
  ]

  # The numbers that nobody answers are first.
  numbers = values({
    for number in local.judged : join(" ", [number.unanswered ? 0 : 1, number.phone_number, number.id]) => number
  })

  unanswered = [for number in local.numbers : number if number.unanswered]
  unmanaged  = [for number in local.numbers : number if !number.managed]
}
