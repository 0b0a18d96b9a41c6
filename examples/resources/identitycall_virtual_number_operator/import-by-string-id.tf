import {
  to = identitycall_virtual_number_operator.eva
  id = "8/22" # the number's id and the operator's
}

resource "identitycall_virtual_number_operator" "eva" {
  virtual_number_id = "8"
  operator_id       = "22"
}
