# The active operators whose name starts with "Eva "
data "identitycall_operators" "eva" {
  active     = true
  name_regex = "^Eva "
}

# By ID, because two operators can have the same name
output "virtual_numbers_count" {
  value = { for operator in data.identitycall_operators.eva.operators : operator.id => operator.virtual_numbers_count }
}
