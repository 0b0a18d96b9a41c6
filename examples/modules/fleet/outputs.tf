output "lines" {
  description = "Of each line, under its key: the number's id, the phone number, the country, and the ids of the operators in the order in which they are called."
  value = {
    for key, line in identitycall_virtual_number.line : key => {
      id           = line.id
      phone_number = line.phone_number
      country_code = line.country_code
      operator_ids = identitycall_virtual_number_operators.line[key].operator_ids
    }
  }
}

output "operator_ids" {
  description = "The id of each operator, under its key."
  value       = { for key, operator in identitycall_operator.this : key => operator.id }
}
