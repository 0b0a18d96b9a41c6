# A line that another configuration manages
data "identitycall_virtual_number" "support" {
  phone_number = "+15557654321"
}

resource "identitycall_operator" "night_shift" {
  name         = "Night shift"
  phone_number = "+1 415 555 0136"

  # A successor is attached before this operator is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

# Comes after those who are attached already, who stay as they are.
resource "identitycall_virtual_number_operator" "night_shift" {
  virtual_number_id = data.identitycall_virtual_number.support.id
  operator_id       = identitycall_operator.night_shift.id

  lifecycle {
    create_before_destroy = true
  }
}
