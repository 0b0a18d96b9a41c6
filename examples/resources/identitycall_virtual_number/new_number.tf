provider "identitycall" {
  expected_phone_number = "+15557654321"
}

# The old number stays in the configuration and receives calls until it is no longer used.
resource "identitycall_virtual_number" "support" {
  phone_number = "+15557654321"
  active       = true
}

# The new number is a second resource.
resource "identitycall_virtual_number_purchase" "support_new" {
  phone_number = "+15550001111"

  lifecycle {
    prevent_destroy = true
  }
}

resource "identitycall_virtual_number" "support_new" {
  id        = identitycall_virtual_number_purchase.support_new.id
  name      = "US Support Line"
  recording = false
}

# Both numbers route calls to the same operators.
resource "identitycall_virtual_number_operators" "support" {
  for_each = {
    old = identitycall_virtual_number.support.id
    new = identitycall_virtual_number.support_new.id
  }

  virtual_number_id = each.value
  operator_ids      = ["12", "22"]
}
