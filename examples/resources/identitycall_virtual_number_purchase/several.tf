provider "identitycall" {
  expected_phone_number = "+15551234567"
}

locals {
  # The keys are part of the resource addresses. A key that changes needs a moved block.
  offices = {
    new_york = { phone_number = "+15550001111", name = "New York" }
    buffalo  = { phone_number = "+15550002222", name = "Buffalo" }
  }
}

resource "identitycall_virtual_number_purchase" "office" {
  for_each = local.offices

  phone_number = each.value.phone_number
  country_code = "US"
  number_type  = "local"

  lifecycle {
    prevent_destroy = true
  }
}

resource "identitycall_virtual_number" "office" {
  for_each = local.offices

  id        = identitycall_virtual_number_purchase.office[each.key].id
  name      = each.value.name
  recording = false
}
