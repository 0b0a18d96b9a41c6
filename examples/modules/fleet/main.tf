resource "identitycall_virtual_number" "line" {
  for_each = var.lines

  phone_number     = each.value.phone_number
  name             = each.value.name
  active           = each.value.active
  recording        = each.value.recording
  routing_strategy = each.value.routing_strategy
  deletion_policy  = var.deletion_policy
}

resource "identitycall_operator" "this" {
  for_each = var.operators

  name         = each.value.name
  phone_number = each.value.phone_number
  email        = each.value.email
  active       = each.value.active

  # Who leaves is taken off every list below first, and deleted then: no line is short of an operator meanwhile.
  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number_operators" "line" {
  for_each = var.lines

  virtual_number_id = identitycall_virtual_number.line[each.key].id
  operator_ids      = [for key in each.value.operators : identitycall_operator.this[key].id]

  lifecycle {
    # A variable's validation sees no other variable before Terraform 1.9.
    precondition {
      condition     = length(setsubtract(each.value.operators, keys(var.operators))) == 0
      error_message = "The line ${each.key} names operators that are not among var.operators: ${join(", ", setsubtract(each.value.operators, keys(var.operators)))}."
    }
  }
}
