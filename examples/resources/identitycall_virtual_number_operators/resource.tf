# The operators of the number with the ID 8, in their current order: nothing changes.
resource "identitycall_virtual_number_operators" "support" {
  virtual_number_id = "8"
  operator_ids      = ["12", "22"]
}
