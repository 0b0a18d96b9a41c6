# These runs need no account and no sandbox: mock_provider sends no request and invents what is computed.

mock_provider "identitycall" {}

variables {
  phone_number = "+1 (555) 123-4567"
  operators = {
    agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" }
    agent_2 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
  operator_order = ["agent_2", "agent_1"]
}

run "attaches_operators_in_order" {
  assert {
    condition     = identitycall_virtual_number_operators.this[0].virtual_number_id == identitycall_virtual_number.this.id
    error_message = "The list must belong to the virtual number."
  }

  assert {
    condition     = output.operator_order == tolist([output.operator_ids["agent_2"], output.operator_ids["agent_1"]])
    error_message = "The list must have the order of operator_order."
  }

  assert {
    condition     = identitycall_virtual_number.this.phone_number == "+1 (555) 123-4567"
    error_message = "Without a purchase, the number must be adopted by its phone number."
  }

  assert {
    condition     = length(identitycall_virtual_number_purchase.this) == 0
    error_message = "Without purchase, nothing must be purchased."
  }

  assert {
    condition     = output.routing == { "+1 (555) 123-4567" = "Hugo Ives; Greta Hall" }
    error_message = "The routing must name the operators in their order."
  }
}

run "manages_no_operators_without_an_order" {
  variables {
    operators      = {}
    operator_order = null
  }

  assert {
    condition     = length(identitycall_virtual_number_operators.this) == 0 && output.operator_order == null && output.routing == {}
    error_message = "Without operator_order, the operators must not be managed."
  }
}

run "refers_to_an_operator_by_its_id" {
  variables {
    operators = {
      agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
      agent_2 = { id = "12" }
    }
  }

  assert {
    condition     = keys(identitycall_operator.this) == ["agent_1"] && output.operator_ids["agent_2"] == "12"
    error_message = "An operator with an id must not be created."
  }

  assert {
    condition     = output.operator_order == tolist(["12", output.operator_ids["agent_1"]])
    error_message = "Both kinds of operators must be attached in order."
  }
}

# prevent_destroy would stop the cleanup after an apply, so a purchase is only planned here.
run "purchases" {
  command = plan

  variables {
    phone_number = "+1 555 000 1111"
    purchase     = { country_code = "US", number_type = "local" }
  }

  assert {
    condition     = identitycall_virtual_number_purchase.this[0].phone_number == "+1 555 000 1111"
    error_message = "The number must be purchased."
  }

  assert {
    condition     = identitycall_virtual_number_purchase.this[0].country_code == "US" && identitycall_virtual_number_purchase.this[0].number_type == "local"
    error_message = "The attributes of purchase must be sent."
  }
}

run "passes_settings" {
  command = plan

  variables {
    name             = "US Support"
    active           = false
    recording        = false
    routing_strategy = "round_robin"
    operator_order   = []
    timeouts         = { read = "1m" }
  }

  assert {
    condition = (
      identitycall_virtual_number.this.name == "US Support" && !identitycall_virtual_number.this.active
      && !identitycall_virtual_number.this.recording && identitycall_virtual_number.this.routing_strategy == "round_robin"
    )
    error_message = "The settings must reach the virtual number."
  }

  assert {
    condition     = length(identitycall_virtual_number_operators.this[0].operator_ids) == 0
    error_message = "An inactive number may have no operator."
  }

  assert {
    condition     = identitycall_virtual_number.this.timeouts.read == "1m" && identitycall_virtual_number_operators.this[0].timeouts.read == "1m"
    error_message = "The timeouts must reach the resources."
  }
}

run "refuses_a_phone_number_without_a_plus_sign" {
  command = plan

  variables {
    phone_number = "555 123 4567"
  }

  expect_failures = [var.phone_number]
}

run "refuses_an_active_number_without_operators" {
  command = plan

  variables {
    operator_order = []
  }

  expect_failures = [identitycall_virtual_number_operators.this[0]]
}

run "refuses_an_unknown_operator" {
  command = plan

  variables {
    operator_order = ["agent_1", "agent_3"]
  }

  expect_failures = [identitycall_virtual_number_operators.this[0]]
}

run "refuses_an_operator_twice" {
  command = plan

  variables {
    operator_order = ["agent_1", "agent_1"]
  }

  expect_failures = [var.operator_order]
}

run "refuses_a_phone_number_as_a_key" {
  command = plan

  variables {
    operators      = { "14155550134" = { name = "Greta Hall", phone_number = "+1 415 555 0134" } }
    operator_order = []
    active         = false
  }

  expect_failures = [var.operators]
}

run "refuses_an_operator_without_a_phone_number" {
  command = plan

  variables {
    operators = {
      agent_1 = { name = "Greta Hall", phone_number = "ask Hugo" }
      agent_2 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
    }
  }

  expect_failures = [var.operators]
}

run "refuses_an_operator_with_an_id_and_a_name" {
  command = plan

  variables {
    operators = {
      agent_1 = { id = "12", name = "Greta Hall", phone_number = "+1 415 555 0134" }
      agent_2 = { id = "22" }
    }
  }

  expect_failures = [var.operators]
}

run "refuses_an_operator_with_neither" {
  command = plan

  variables {
    operators = { agent_1 = {}, agent_2 = { id = "22" } }
  }

  expect_failures = [var.operators]
}

run "refuses_an_unknown_strategy" {
  command = plan

  variables {
    routing_strategy = "alphabetical"
  }

  expect_failures = [var.routing_strategy]
}
