resource "identitycall_virtual_number" "sales" {
  phone_number     = "+1 555 123 4567"
  routing_strategy = "priority"
}

resource "identitycall_operator" "sales" {
  # The map keys are staff IDs, which do not change when a person's name does.
  for_each = {
    e1042 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
    e1057 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }

  name         = each.value.name
  phone_number = each.value.phone_number

  # Without this, Terraform deletes a removed operator before it updates the list below.
  lifecycle {
    create_before_destroy = true
  }
}

# e1042 is called first, then e1057. Every other operator is detached.
resource "identitycall_virtual_number_operators" "sales" {
  virtual_number_id = identitycall_virtual_number.sales.id

  operator_ids = [
    identitycall_operator.sales["e1042"].id,
    identitycall_operator.sales["e1057"].id,
  ]
}
