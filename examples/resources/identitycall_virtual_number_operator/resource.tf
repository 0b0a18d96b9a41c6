# A number and an operator that other configurations manage
data "identitycall_virtual_number" "sales" {
  phone_number = "+15551234567"
}

data "identitycall_operator" "eva" {
  phone_number = "+15555550122"
}

# Attaches the operator after those that are already attached. They stay attached.
resource "identitycall_virtual_number_operator" "eva" {
  virtual_number_id = data.identitycall_virtual_number.sales.id
  operator_id       = data.identitycall_operator.eva.id
}
