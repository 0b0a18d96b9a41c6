import {
  to = identitycall_virtual_number_operators.support
  id = "+15557654321" # or the ID of the number, "8"
}

resource "identitycall_virtual_number_operators" "support" {
  virtual_number_id = "8"
  operator_ids      = ["12", "22"]
}
