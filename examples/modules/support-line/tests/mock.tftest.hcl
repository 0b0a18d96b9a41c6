# Needs no account and no sandbox: nothing is asked of the service.

mock_provider "identitycall" {
  # OpenTofu makes ids up, one for all operators, and without these they are no ids. So no line has two operators here.
  mock_resource "identitycall_virtual_number" {
    defaults = { id = "7" }
  }

  mock_resource "identitycall_operator" {
    defaults = { id = "12" }
  }
}

variables {
  phone_number = "+1 (555) 123-4567"
  operators    = [{ name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" }]
}

run "plans_the_line_and_its_operators" {
  command = plan

  assert {
    condition     = identitycall_virtual_number.line.active && identitycall_virtual_number.line.routing_strategy == "priority"
    error_message = "The defaults are a line that takes calls, in the order of the list."
  }

  assert {
    condition     = identitycall_operator.line["14155550134"].name == "Greta Hall"
    error_message = "An operator is known by the digits of the phone number."
  }

  assert {
    condition     = length(identitycall_virtual_number_operators.line.operator_ids) == 1
    error_message = "The operator answers the line."
  }
}

run "refuses_what_is_no_phone_number" {
  command = plan

  variables {
    phone_number = "555 123 4567"
  }

  expect_failures = [var.phone_number]
}

run "refuses_a_line_that_nobody_answers" {
  command = plan

  variables {
    operators = []
  }

  expect_failures = [var.operators]
}

run "refuses_one_phone_for_two" {
  command = plan

  variables {
    operators = [
      { name = "Greta Hall", phone_number = "+1 415 555 0134" },
      { name = "Hugo Ives", phone_number = "+1-415-555-0134" },
    ]
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

run "refuses_an_unknown_policy" {
  command = plan

  variables {
    deletion_policy = "release"
  }

  expect_failures = [var.deletion_policy]
}
