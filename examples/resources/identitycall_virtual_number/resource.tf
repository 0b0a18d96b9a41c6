# Adopts the virtual number. No setting is configured, so no setting changes.
resource "identitycall_virtual_number" "sales" {
  phone_number = "+1 (555) 123-4567"
}
