provider "identitycall" {
  expected_phone_number = "+15551234567"
}

# 1. Purchase the number.
resource "identitycall_virtual_number_purchase" "new_york" {
  phone_number = "+15550001111"
  country_code = "US"
  number_type  = "local"
  upfront_cost = "1.00"
  monthly_cost = "2.50"

  lifecycle {
    prevent_destroy = true
  }
}

# 2. Configure it.
resource "identitycall_virtual_number" "new_york" {
  id               = identitycall_virtual_number_purchase.new_york.id
  name             = "New York"
  recording        = false
  routing_strategy = "priority"
}

# 3. Create the operators. The keys are staff numbers, which do not change when a person's name does.
resource "identitycall_operator" "new_york" {
  for_each = {
    e1042 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
    e1057 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }

  name         = each.value.name
  phone_number = each.value.phone_number

  # Terraform then updates the list below before it deletes an operator.
  lifecycle {
    create_before_destroy = true
  }
}

# 4. Route calls to them. The first operator is called first.
resource "identitycall_virtual_number_operators" "new_york" {
  virtual_number_id = identitycall_virtual_number.new_york.id

  operator_ids = [
    identitycall_operator.new_york["e1042"].id,
    identitycall_operator.new_york["e1057"].id,
  ]
}
