# These runs need no account and no sandbox: mock_provider sends no request and invents what is computed.

mock_provider "identitycall" {}

variables {
  operators = {
    agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" }
    agent_2 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
  virtual_numbers = {
    sales   = { phone_number = "+1 555 123 4567", operator_order = ["agent_1", "agent_2"], active = true, recording = true }
    support = { phone_number = "+1 555 765 4321", operator_order = ["agent_2"], active = true, recording = true }
    uk      = { phone_number = "+44 20 7946 0958", operator_order = [], active = false }
    spare   = { phone_number = "+1 555 000 3333", name = "Spare" }
  }
}

run "attaches_operators_in_order" {
  assert {
    condition     = length(identitycall_virtual_number.this) == 4 && length(identitycall_operator.this) == 2
    error_message = "There must be one number and one operator for each key."
  }

  assert {
    condition     = output.virtual_numbers["sales"].operator_order == tolist([output.operator_ids["agent_1"], output.operator_ids["agent_2"]])
    error_message = "The list must have the order of operator_order."
  }

  assert {
    condition     = output.virtual_numbers["support"].operator_order == tolist([output.operator_ids["agent_2"]])
    error_message = "An operator of two numbers must be one operator."
  }

  assert {
    condition     = length(output.virtual_numbers["uk"].operator_order) == 0
    error_message = "An empty operator_order must be a list without operators."
  }

  assert {
    condition     = output.virtual_numbers["spare"].operator_order == null && length(identitycall_virtual_number_operators.this) == 3
    error_message = "Without operator_order, the operators must not be managed."
  }

  assert {
    condition     = length(identitycall_virtual_number_purchase.this) == 0
    error_message = "Without purchase, nothing must be purchased."
  }

  assert {
    condition = output.routing == {
      "+1 555 123 4567"  = "Greta Hall; Hugo Ives"
      "+1 555 765 4321"  = "Hugo Ives"
      "+44 20 7946 0958" = "nobody"
    }
    error_message = "The routing must name the operators in their order."
  }
}

run "refers_to_an_operator_by_its_id" {
  variables {
    operators = {
      agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
      agent_2 = { id = "12" }
    }
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567", operator_order = ["agent_2", "agent_1"], active = true }
    }
  }

  assert {
    condition     = keys(identitycall_operator.this) == ["agent_1"] && output.operator_ids["agent_2"] == "12"
    error_message = "An operator with an id must not be created."
  }

  assert {
    condition     = output.virtual_numbers["sales"].operator_order == tolist(["12", output.operator_ids["agent_1"]])
    error_message = "Both kinds of operators must be attached in order."
  }
}

# prevent_destroy would stop the cleanup after an apply, so purchases are only planned here.
run "purchases" {
  command = plan

  variables {
    virtual_numbers = {
      sales   = { phone_number = "+1 555 123 4567", operator_order = ["agent_1"] }
      support = { phone_number = "+1 555 000 1111", operator_order = ["agent_2"], purchase = {} }
      germany = { phone_number = "+49 155 5000 4444", operator_order = ["agent_2"], purchase = { requirement_group_id = "41" } }
    }
  }

  assert {
    condition     = keys(identitycall_virtual_number_purchase.this) == ["germany", "support"]
    error_message = "The numbers with purchase must be purchased, and no other."
  }

  assert {
    condition     = identitycall_virtual_number_purchase.this["germany"].requirement_group_id == "41"
    error_message = "The attributes of purchase must be sent."
  }
}

run "refuses_an_unknown_operator" {
  command = plan

  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567", operator_order = ["agent_1", "agent_3"] }
    }
  }

  expect_failures = [identitycall_virtual_number_operators.this["sales"]]
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

run "refuses_one_phone_number_twice" {
  command = plan

  variables {
    virtual_numbers = {
      sales   = { phone_number = "+1 555 123 4567", operator_order = ["agent_1"] }
      support = { phone_number = "+1 (555) 123-4567", operator_order = ["agent_2"] }
    }
  }

  expect_failures = [var.virtual_numbers]
}

run "refuses_an_operator_twice" {
  command = plan

  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567", operator_order = ["agent_1", "agent_1"] }
    }
  }

  expect_failures = [var.virtual_numbers]
}

run "refuses_a_phone_number_as_a_key" {
  command = plan

  variables {
    virtual_numbers = {
      "+15551234567" = { phone_number = "+1 555 123 4567" }
    }
  }

  expect_failures = [var.virtual_numbers]
}

run "refuses_a_name_as_a_key" {
  command = plan

  variables {
    operators = {
      "Greta Hall" = { name = "Greta Hall", phone_number = "+1 415 555 0134" }
    }
    virtual_numbers = {}
  }

  expect_failures = [var.operators]
}

run "refuses_an_unknown_strategy" {
  command = plan

  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567", routing_strategy = "alphabetical" }
    }
  }

  expect_failures = [var.virtual_numbers]
}

# The checks below also read what only an apply knows, so these runs apply.
run "warns_about_a_number_without_operators" {
  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567", operator_order = [], active = true }
    }
  }

  expect_failures = [check.active_numbers_are_answered]
}

run "accepts_a_number_that_does_not_record" {
  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567", operator_order = ["agent_1"], active = true, recording = false }
    }
  }

  assert {
    condition     = !output.virtual_numbers["sales"].recording
    error_message = "Recording must be off."
  }
}

run "warns_about_recording_if_asked" {
  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567", operator_order = ["agent_1"], active = true, recording = false }
    }
    check_recording = true
  }

  expect_failures = [check.active_numbers_record]
}
