data "identitycall_virtual_number" "sales" {
  phone_number = "+15551234567"
}

# Who answers it, in the order of priority
output "sales_operators" {
  value = data.identitycall_virtual_number.sales.operators[*].name
}
