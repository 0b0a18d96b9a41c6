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
  operators = {
    greta = { name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" }
    hugo  = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
  lines = {
    sales = { phone_number = "+1 555 123 4567", operators = ["greta"], active = true, recording = true }
    uk    = { phone_number = "+44 20 7946 0958", operators = [], active = false }
  }
}

run "plans_lines_and_operators" {
  command = plan

  assert {
    condition     = length(identitycall_virtual_number.line) == 2 && length(identitycall_operator.this) == 2
    error_message = "There is a number for each line, and one operator for each key."
  }

  assert {
    condition     = length(identitycall_virtual_number_operators.line["sales"].operator_ids) == 1 && length(identitycall_virtual_number_operators.line["uk"].operator_ids) == 0
    error_message = "Each line has the operators that it names."
  }
}

run "refuses_an_operator_whom_nobody_knows" {
  command = plan

  variables {
    lines = {
      sales = { phone_number = "+1 555 123 4567", operators = ["greta", "ida"], active = true, recording = true }
    }
  }

  expect_failures = [identitycall_virtual_number_operators.line["sales"]]
}

run "refuses_one_number_for_two_lines" {
  command = plan

  variables {
    lines = {
      sales   = { phone_number = "+1 555 123 4567", operators = ["greta"], active = true, recording = true }
      support = { phone_number = "+1 (555) 123-4567", operators = ["hugo"], active = true, recording = true }
    }
  }

  expect_failures = [var.lines]
}

run "refuses_an_operator_twice" {
  command = plan

  variables {
    lines = {
      sales = { phone_number = "+1 555 123 4567", operators = ["greta", "greta"], active = true, recording = true }
    }
  }

  expect_failures = [var.lines]
}

run "refuses_an_unknown_strategy" {
  command = plan

  variables {
    lines = {
      sales = { phone_number = "+1 555 123 4567", operators = ["greta"], active = true, recording = true, routing_strategy = "alphabetical" }
    }
  }

  expect_failures = [var.lines]
}

run "warns_of_a_line_that_nobody_answers" {
  command = plan

  variables {
    lines = {
      sales = { phone_number = "+1 555 123 4567", operators = [], active = true, recording = true }
    }
  }

  expect_failures = [check.active_lines_have_an_operator]
}

run "warns_of_a_line_that_does_not_record" {
  command = plan

  variables {
    lines = {
      sales = { phone_number = "+1 555 123 4567", operators = ["hugo"], active = true, recording = false }
    }
  }

  expect_failures = [check.active_lines_record]
}
