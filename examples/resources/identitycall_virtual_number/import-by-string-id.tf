import {
  to = identitycall_virtual_number.sales
  id = "+15551234567" # or the ID of the number, "7"
}

resource "identitycall_virtual_number" "sales" {
  phone_number = "+15551234567"
}
