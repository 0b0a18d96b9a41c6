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

# Operators with a name are created. An ID may be known only after the apply, so it decides nothing.
resource "identitycall_operator" "this" {
  for_each = { for key, operator in var.operators : key => operator if operator.name != null }

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

# The names of the operators that the module refers to, for the output routing.
data "identitycall_operators" "all" {
  count = length(local.referenced) == 0 ? 0 : 1

  # Always null. But while an ID is not known, Terraform reads the list in the apply, after the operator is created.
  name_regex = alltrue([for id in local.referenced : id != ""]) ? null : ""
}

locals {
  referenced   = { for key, operator in var.operators : key => operator.id if operator.name == null }
  operator_ids = merge(local.referenced, { for key, operator in identitycall_operator.this : key => operator.id })

  listed_names = { for operator in flatten(data.identitycall_operators.all[*].operators) : operator.id => operator.name }
  operator_names = {
    for key, operator in var.operators : key =>
    operator.name != null ? operator.name : try(local.listed_names[operator.id], "ID ${operator.id}")
  }
}

resource "identitycall_virtual_number_operators" "this" {
  for_each = local.orders

  virtual_number_id = identitycall_virtual_number.this[each.key].id
  operator_ids      = [for key in each.value : local.operator_ids[key]]
  timeouts          = var.timeouts

  # This compares two variables, which the validation of a variable can do only since Terraform 1.9.
  lifecycle {
    precondition {
      condition     = length(setsubtract(each.value, keys(var.operators))) == 0
      error_message = "The operator_order of ${local.labels[each.key]} names keys that are not in operators: ${join(", ", setsubtract(each.value, keys(var.operators)))}."
    }
  }
}
