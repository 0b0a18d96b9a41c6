import {
  to = identitycall_virtual_number_operator.eva
  identity = {
    virtual_number_id = "8"
    operator_id       = "22"
  }
}

resource "identitycall_virtual_number_operator" "eva" {
  virtual_number_id = "8"
  operator_id       = "22"
}
