locals {
  purchases = { for key, number in var.virtual_numbers : key => number.purchase if number.purchase != null }
  orders    = { for key, number in var.virtual_numbers : key => number.operator_order if number.operator_order != null }
}

# If the account has a number already, this purchases nothing and refers to that number.
resource "identitycall_virtual_number_purchase" "this" {
  for_each = local.purchases

  phone_number         = var.virtual_numbers[each.key].phone_number
  country_code         = each.value.country_code
  number_type          = each.value.number_type
  requirement_group_id = each.value.requirement_group_id
  upfront_cost         = each.value.upfront_cost
  monthly_cost         = each.value.monthly_cost
  timeouts             = var.timeouts

  # Destroying a purchase releases nothing: the number stays on the account and is billed.
  lifecycle {
    prevent_destroy = true
  }
}

resource "identitycall_virtual_number" "this" {
  for_each = var.virtual_numbers

  # Before a purchase, the account has no number with these digits, so a purchased number is adopted by its ID.
  id           = each.value.purchase == null ? null : identitycall_virtual_number_purchase.this[each.key].id
  phone_number = each.value.purchase == null ? each.value.phone_number : null

  name             = each.value.name
  active           = each.value.active
  recording        = each.value.recording
  routing_strategy = each.value.routing_strategy
  timeouts         = var.timeouts
}

resource "identitycall_operator" "this" {
  for_each = var.operators

  name          = each.value.name
  phone_number  = each.value.phone_number
  email         = each.value.email
  active        = each.value.active
  force_destroy = var.force_destroy
  timeouts      = var.timeouts

  # Terraform then updates the lists before it deletes an operator that they named. Otherwise it deletes first, and a
  # number could be without an operator until its list is updated.
  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number_operators" "this" {
  for_each = local.orders

  virtual_number_id = identitycall_virtual_number.this[each.key].id
  operator_ids      = [for key in each.value : identitycall_operator.this[key].id]
  timeouts          = var.timeouts

  # This compares two variables, which the validation of a variable can do only since Terraform 1.9.
  lifecycle {
    precondition {
      condition     = length(setsubtract(each.value, keys(var.operators))) == 0
      error_message = "The operator_order of ${each.key} names keys that are not in operators: ${join(", ", setsubtract(each.value, keys(var.operators)))}."
    }
  }
}
