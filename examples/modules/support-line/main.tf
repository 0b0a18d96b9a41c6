locals {
  # The digits of a phone number are what stays of an operator who is renamed, moved in the list or written differently.
  operators = { for operator in var.operators : replace(operator.phone_number, "/[^0-9]/", "") => operator }
  order     = [for operator in var.operators : replace(operator.phone_number, "/[^0-9]/", "")]
}

resource "identitycall_virtual_number" "line" {
  phone_number     = var.phone_number
  name             = var.name
  active           = var.active
  recording        = var.recording
  routing_strategy = var.routing_strategy
  deletion_policy  = var.deletion_policy
}

resource "identitycall_operator" "line" {
  for_each = local.operators

  name         = each.value.name
  phone_number = each.value.phone_number
  email        = each.value.email
  active       = each.value.active

  # Who leaves is taken off the list below first, and deleted then: the line is never short of an operator.
  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number_operators" "line" {
  virtual_number_id = identitycall_virtual_number.line.id
  operator_ids      = [for key in local.order : identitycall_operator.line[key].id]
}
