# These runs change the account that IDENTITYCALL_BASE_URL and IDENTITYCALL_API_KEY name. Use the sandbox with the
# objects that it starts with, never a real account.

variables {
  force_destroy = true # so that the test can destroy the operators of active numbers

  operators = {
    agent_1 = { name = "Kim Lee", phone_number = "+1 415 555 0137" }
    agent_2 = { name = "Lou Marsh", phone_number = "+1 415 555 0138" }
  }
}

# prevent_destroy would stop the cleanup after an apply, so purchases are only planned here.
run "plans_purchases" {
  command = plan

  variables {
    virtual_numbers = {
      sales   = { phone_number = "+1 555 123 4567", operator_order = ["agent_1"] }
      us      = { phone_number = "+1 555 000 1111", operator_order = ["agent_1"], purchase = {} }
      support = { phone_number = "+1 555 765 4321", operator_order = ["agent_2"], purchase = {} }
    }
  }

  assert {
    condition     = keys(identitycall_virtual_number_purchase.this) == ["support", "us"]
    error_message = "The numbers with purchase must be purchased, and no other."
  }

  # The plan knows the ID only if the account has the number.
  assert {
    condition     = output.virtual_numbers["support"].id == "8"
    error_message = "The plan must refer to the number that the account has."
  }
}

run "adopts_and_attaches" {
  variables {
    virtual_numbers = {
      sales   = { phone_number = "+1 555 123 4567", operator_order = ["agent_1", "alice"] }
      support = { phone_number = "+1 555 765 4321", operator_order = ["agent_1"] }
      uk      = { phone_number = "+44 20 7946 0958", operator_order = [] }
    }
    operators = {
      agent_1 = { name = "Kim Lee", phone_number = "+1 415 555 0137" }
      alice   = { id = "12" }
    }
  }

  assert {
    condition     = [for key in ["sales", "support", "uk"] : output.virtual_numbers[key].id] == ["7", "8", "9"]
    error_message = "The account's numbers must be adopted."
  }

  assert {
    condition     = output.virtual_numbers["sales"].operator_order == tolist([output.operator_ids["agent_1"], "12"])
    error_message = "An operator with an id must be attached in its place."
  }

  assert {
    condition     = keys(identitycall_operator.this) == ["agent_1"]
    error_message = "An operator with an id must not be created."
  }

  assert {
    condition = output.routing == {
      "+1 555 123 4567"  = "Kim Lee; Alice Carter"
      "+1 555 765 4321"  = "Kim Lee"
      "+44 20 7946 0958" = "nobody"
    }
    error_message = "The routing must name the operators in their order."
  }
}

run "keeps_settings" {
  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567" }
      uk    = { phone_number = "+44 20 7946 0958", name = "UK Support", operator_order = ["agent_2", "agent_1"] }
    }
  }

  assert {
    condition     = output.virtual_numbers["sales"].active && output.virtual_numbers["sales"].recording && output.virtual_numbers["sales"].routing_strategy == "priority"
    error_message = "Settings that are omitted must be kept."
  }

  assert {
    condition     = output.virtual_numbers["uk"].name == "UK Support" && !output.virtual_numbers["uk"].active
    error_message = "Only the name must change."
  }
}

run "finds_a_setting_that_is_not_managed" {
  variables {
    virtual_numbers = {
      uk = { phone_number = "+44 20 7946 0958", active = true, operator_order = ["agent_1"] }
    }
    check_recording = true
  }

  # The UK number does not record, and nothing in the configuration mentions it.
  expect_failures = [check.active_numbers_record]
}
