output "virtual_numbers" {
  description = "Each virtual number by its key in `virtual_numbers`: `id`, `phone_number`, `country_code`, `name`, `active`, `recording`, `routing_strategy`, and `operator_order`, the IDs of its operators in the order of their priority (null if the module does not manage them)."
  value = {
    for key, number in identitycall_virtual_number.this : key => {
      id               = number.id
      phone_number     = number.phone_number
      country_code     = number.country_code
      name             = number.name
      active           = number.active
      recording        = number.recording
      routing_strategy = number.routing_strategy
      operator_order   = contains(keys(local.orders), key) ? identitycall_virtual_number_operators.this[key].operator_ids : null
    }
  }
}

output "operator_ids" {
  description = "ID of each operator, by its key in `operators`."
  value       = local.operator_ids
}

output "routing" {
  description = "Who answers: for each phone number, the names of its operators in the order of their priority, such as `Greta Hall; Hugo Ives`, or `nobody`. The plan shows each change. Numbers without `operator_order` are not in it."
  value = {
    for key, order in local.orders : var.virtual_numbers[key].phone_number => coalesce(
      join("; ", [for operator in order : try(local.operator_names[operator], operator)]), "nobody"
    )
  }
}
