output "id" {
  description = "The number's id."
  value       = identitycall_virtual_number.line.id
}

output "phone_number" {
  description = "The phone number of the line, as it was written first."
  value       = identitycall_virtual_number.line.phone_number
}

output "country_code" {
  description = "The number's country, as an ISO 3166-1 alpha-2 code."
  value       = identitycall_virtual_number.line.country_code
}

output "operator_ids" {
  description = "The ids of the operators, in the order in which they are called."
  value       = identitycall_virtual_number_operators.line.operator_ids
}
