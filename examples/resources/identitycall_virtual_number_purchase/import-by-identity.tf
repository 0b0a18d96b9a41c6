provider "identitycall" {
  expected_phone_number = "+15557654321"
}

import {
  to = identitycall_virtual_number_purchase.sales
  identity = {
    id = "7"
  }
}

resource "identitycall_virtual_number_purchase" "sales" {
  phone_number = "+15551234567"

  lifecycle {
    prevent_destroy = true
  }
}
