variable "on_call_week" {
  description = "The week of the rotation. Each week, another operator is called first."
  type        = number
  default     = 0
}

locals {
  on_call = {
    e1042 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
    e1057 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
    e1063 = { name = "Iris Jung", phone_number = "+1 415 555 0136" }
  }

  rotation = ["e1042", "e1057", "e1063"]
  first    = var.on_call_week % length(local.rotation)
  order    = concat(slice(local.rotation, local.first, length(local.rotation)), slice(local.rotation, 0, local.first))
}

resource "identitycall_operator" "on_call" {
  for_each = local.on_call

  name         = each.value.name
  phone_number = each.value.phone_number

  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number" "support" {
  phone_number     = "+15557654321"
  routing_strategy = "priority"
}

resource "identitycall_virtual_number_operators" "support" {
  virtual_number_id = identitycall_virtual_number.support.id
  operator_ids      = [for key in local.order : identitycall_operator.on_call[key].id]
}
