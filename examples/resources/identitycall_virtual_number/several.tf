locals {
  # The keys are part of the resource addresses, so choose keys that do not change.
  numbers = {
    sales   = { phone_number = "+15551234567", name = "US Sales Line" }
    support = { phone_number = "+15557654321", name = "US Support Line" }
  }
}

resource "identitycall_virtual_number" "us" {
  for_each = local.numbers

  phone_number = each.value.phone_number
  name         = each.value.name
}
