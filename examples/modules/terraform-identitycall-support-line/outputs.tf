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
  value       = local.operator_ids
}

output "operator_order" {
  description = "IDs of the attached operators, in the order of their priority. Null if the module does not manage them."
  value       = one(identitycall_virtual_number_operators.this[*].operator_ids)
}

output "routing" {
  description = "Who answers: under the phone number, the names of its operators in the order of their priority, such as `Greta Hall; Hugo Ives`, or `nobody`. The plan shows each change. Empty if the module does not manage the operators. Several of these maps can be merged."
  value = {
    for order in [var.operator_order] : var.phone_number => coalesce(
      join("; ", [for operator in order : try(local.operator_names[operator], operator)]), "nobody"
    ) if order != null
  }
}
