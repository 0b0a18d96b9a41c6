# Names and operators that are hard to show, for the tests.

terraform {
  required_providers {
    identitycall = {
      source = "identitycall/identitycall"
    }
  }
}

resource "identitycall_virtual_number" "sales" {
  id   = "7"
  name = "A \"B\" | [C](x)\n<b> & @all #7"
}

resource "identitycall_virtual_number" "uk" {
  id               = "9"
  name             = "US Support Line"
  active           = true
  routing_strategy = "round_robin"
}

resource "identitycall_operator" "this" {
  for_each = {
    homonym  = { name = "Alice Carter", phone_number = "+15555550113", active = true }
    inactive = { name = "Zoë O'Neill", phone_number = "+15555550114", active = false }
    last     = { name = "*", phone_number = "+15555550115", active = true }
  }

  name         = each.value.name
  phone_number = each.value.phone_number
  active       = each.value.active

  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number_operators" "sales" {
  virtual_number_id = identitycall_virtual_number.sales.id
  operator_ids      = concat([for key in ["homonym", "inactive", "last"] : identitycall_operator.this[key].id], ["12", "22"])
}

resource "identitycall_virtual_number_operators" "uk" {
  virtual_number_id = identitycall_virtual_number.uk.id
  operator_ids      = [identitycall_operator.this["inactive"].id]
}

output "ids" {
  description = "ID of each operator"
  value       = { for key, operator in identitycall_operator.this : key => operator.id }
}
