locals {
  tolerated_share = 0.15
  enough_calls    = 50 # the share of a few calls says little
}

data "identitycall_virtual_numbers" "active" {
  active = true
}

data "identitycall_virtual_number" "active" {
  for_each = toset(data.identitycall_virtual_numbers.active.virtual_numbers[*].id)

  id = each.key
}

locals {
  missed = {
    for number in data.identitycall_virtual_number.active : number.phone_number =>
    "missed ${number.stats.missed_calls} of ${number.stats.total_calls} calls"
  }
  too_many = [
    for number in data.identitycall_virtual_number.active : "${number.phone_number} ${local.missed[number.phone_number]}"
    if number.stats.total_calls >= local.enough_calls
    && number.stats.missed_calls > local.tolerated_share * number.stats.total_calls
  ]
}

check "calls_are_answered" {
  assert {
    condition     = length(local.too_many) == 0
    error_message = "Too many missed calls: ${join(", ", local.too_many)}."
  }
}

output "missed" {
  value = local.missed
}
