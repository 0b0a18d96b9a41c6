# If the account has the number already, this purchases nothing and refers to that number.
resource "identitycall_virtual_number_purchase" "this" {
  count = var.purchase == null ? 0 : 1

  phone_number         = var.phone_number
  country_code         = var.purchase.country_code
  number_type          = var.purchase.number_type
  requirement_group_id = var.purchase.requirement_group_id
  upfront_cost         = var.purchase.upfront_cost
  monthly_cost         = var.purchase.monthly_cost
  timeouts             = var.timeouts

  # Destroying a purchase releases nothing: the number stays on the account and is billed.
  lifecycle {
    prevent_destroy = true
  }
}

resource "identitycall_virtual_number" "this" {
  # Before a purchase, the account has no number with these digits, so a purchased number is adopted by its ID.
  id           = one(identitycall_virtual_number_purchase.this[*].id)
  phone_number = var.purchase == null ? var.phone_number : null

  name             = var.name
  active           = var.active
  recording        = var.recording
  routing_strategy = var.routing_strategy
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

  # Terraform then updates the list before it deletes an operator that the list named. Otherwise it deletes first, and
  # the number could be without an operator until the list is updated.
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
  count = var.operator_order == null ? 0 : 1

  virtual_number_id = identitycall_virtual_number.this.id
  operator_ids      = [for key in var.operator_order : local.operator_ids[key]]
  timeouts          = var.timeouts

  # These compare two variables, which the validation of a variable can do only since Terraform 1.9.
  lifecycle {
    precondition {
      condition     = length(setsubtract(var.operator_order, keys(var.operators))) == 0
      error_message = "operator_order names keys that are not in operators: ${join(", ", setsubtract(var.operator_order, keys(var.operators)))}."
    }

    precondition {
      condition     = length(var.operator_order) > 0 || var.active == false
      error_message = "operator_order is empty, so nobody would answer the number. Add an operator, or set active = false."
    }
  }
}
