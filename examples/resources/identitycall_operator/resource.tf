resource "identitycall_operator" "greta" {
  name         = "Greta Hall"
  phone_number = "+1 415 555 0134"
  email        = "greta.hall@example.com"

  # The line that rings Greta rings her successor before she is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

# On leave: keeps the place in every list, and takes no calls.
resource "identitycall_operator" "hugo" {
  name         = "Hugo Ives"
  phone_number = "(415) 555-0135"
  active       = false

  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number_operators" "sales" {
  virtual_number_id = "7"

  operator_ids = [
    identitycall_operator.greta.id,
    identitycall_operator.hugo.id,
  ]
}
