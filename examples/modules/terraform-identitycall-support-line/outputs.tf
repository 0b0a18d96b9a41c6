output "id" {
  description = "ID of the virtual number."
  value       = identitycall_virtual_number.this.id
}

output "phone_number" {
  description = "Phone number of the virtual number."
  value       = identitycall_virtual_number.this.phone_number
}

output "country_code" {
  description = "Country of the virtual number, as an ISO 3166-1 alpha-2 code."
  value       = identitycall_virtual_number.this.country_code
}

output "name" {
  description = "Name of the virtual number."
  value       = identitycall_virtual_number.this.name
}

output "active" {
  description = "Whether the virtual number receives calls."
  value       = identitycall_virtual_number.this.active
}

output "recording" {
  description = "Whether calls are recorded."
  value       = identitycall_virtual_number.this.recording
}

output "routing_strategy" {
  description = "How calls are distributed."
  value       = identitycall_virtual_number.this.routing_strategy
}

output "operator_ids" {
  description = "ID of each operator, by its key in `operators`."
  value       = { for key, operator in identitycall_operator.this : key => operator.id }
}

output "operator_order" {
  description = "IDs of the attached operators, in the order of their priority."
  value       = identitycall_virtual_number_operators.this.operator_ids
}
