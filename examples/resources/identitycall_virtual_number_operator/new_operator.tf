# A number that another configuration manages
data "identitycall_virtual_number" "support" {
  phone_number = "+15557654321"
}

resource "identitycall_operator" "night_shift" {
  name         = "Night shift"
  phone_number = "+1 415 555 0136"

  # If this operator is replaced, the new one is attached before the old one is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number_operator" "night_shift" {
  virtual_number_id = data.identitycall_virtual_number.support.id
  operator_id       = identitycall_operator.night_shift.id
}
