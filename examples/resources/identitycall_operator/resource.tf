resource "identitycall_operator" "greta" {
  name         = "Greta Hall"
  phone_number = "+1 415 555 0134"
  email        = "greta.hall@example.com"

  # Needed as soon as an identitycall_virtual_number_operators names this operator.
  lifecycle {
    create_before_destroy = true
  }
}
