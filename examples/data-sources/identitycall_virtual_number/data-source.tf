# By ID, or by phone number in any format
data "identitycall_virtual_number" "sales" {
  phone_number = "+15551234567"
}

# The attached operators, in the order of their priority
output "sales_operators" {
  value = data.identitycall_virtual_number.sales.operators[*].name
}
