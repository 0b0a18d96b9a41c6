# The operators who take calls and have a name that begins with "Eva"
data "identitycall_operators" "evas" {
  active     = true
  name_regex = "^Eva "
}

output "lines_of_each_eva" {
  value = { for operator in data.identitycall_operators.evas.operators : operator.name => operator.virtual_numbers_count }
}
