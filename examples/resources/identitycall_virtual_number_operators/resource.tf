resource "identitycall_virtual_number" "sales" {
  phone_number     = "+1 555 123 4567"
  routing_strategy = "priority"
}

resource "identitycall_operator" "sales" {
  for_each = {
    "Greta Hall" = "+1 415 555 0134"
    "Hugo Ives"  = "+1 415 555 0135"
  }

  name         = each.key
  phone_number = each.value

  # Without this, Terraform deletes an operator before it updates the list below, and the line is short of one, or
  # without any, for that moment.
  lifecycle {
    create_before_destroy = true
  }
}

# Greta is called first, then Hugo, and nobody else.
resource "identitycall_virtual_number_operators" "sales" {
  virtual_number_id = identitycall_virtual_number.sales.id

  operator_ids = [
    identitycall_operator.sales["Greta Hall"].id,
    identitycall_operator.sales["Hugo Ives"].id,
  ]
}
