# Adopts the account's number +1 555 123 4567, and manages these four settings of it.
resource "identitycall_virtual_number" "sales" {
  phone_number     = "+1 (555) 123-4567"
  name             = "US Sales Line"
  active           = true
  recording        = false
  routing_strategy = "round_robin"
}

# Adopts the number with the id 8, and manages nothing but its name. When this resource is destroyed, the number stops
# taking calls; it stays rented.
resource "identitycall_virtual_number" "support" {
  id              = "8"
  name            = "US Support Line"
  deletion_policy = "deactivate"

  timeouts = {
    update = "5m"
  }
}
