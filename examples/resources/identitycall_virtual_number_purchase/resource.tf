provider "identitycall" {
  # A number that the account already has. With a key of another account, nothing is purchased.
  expected_phone_number = "+15557654321"
}

# Purchases the number, unless the account already has it.
resource "identitycall_virtual_number_purchase" "new_york" {
  phone_number = "+15550001111"

  lifecycle {
    prevent_destroy = true
  }
}

# Manages the settings of the number. A new number records calls unless recording is false.
resource "identitycall_virtual_number" "new_york" {
  id        = identitycall_virtual_number_purchase.new_york.id
  name      = "New York"
  recording = false
}
