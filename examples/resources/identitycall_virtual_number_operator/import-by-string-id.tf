import {
  to = identitycall_virtual_number_operator.eva
  id = "8/22" # the ID of the number and the ID of the operator
}

resource "identitycall_virtual_number_operator" "eva" {
  virtual_number_id = "8"
  operator_id       = "22"
}
