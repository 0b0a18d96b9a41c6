locals {
  # The map keys are staff IDs: they do not change when a person's name or phone number does.
  staff = {
    e1042 = { name = "Greta Hall", phone_number = "+1 415 555 0134", active = true }
    e1057 = { name = "Hugo Ives", phone_number = "(415) 555-0135", active = false } # on leave: receives no calls
  }
}

resource "identitycall_operator" "staff" {
  for_each = local.staff

  name         = each.value.name
  phone_number = each.value.phone_number
  active       = each.value.active

  lifecycle {
    create_before_destroy = true
  }
}
