# Adopts the number by its phone number and manages one setting.
resource "identitycall_virtual_number" "sales" {
  phone_number = "+1 (555) 123-4567"
  recording    = false
}

# Adopts the number by its ID and manages every setting that the API has.
resource "identitycall_virtual_number" "support" {
  id               = "8"
  name             = "US Support Line"
  active           = true
  recording        = false
  routing_strategy = "round_robin"

  timeouts = {
    update = "5m"
  }
}
