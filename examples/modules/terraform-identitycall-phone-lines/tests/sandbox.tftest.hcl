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

run "adopts_from_csv_files" {
  module {
    source = "./examples/csv"
  }

  assert {
    condition     = [for key in ["sales", "support", "uk_reserve"] : output.virtual_numbers[key].id] == ["7", "8", "9"]
    error_message = "The account's numbers must be adopted."
  }

  assert {
    condition     = [for key in ["sales", "support", "uk_reserve"] : length(output.virtual_numbers[key].operator_order)] == [2, 3, 0]
    error_message = "Each number must have the operators of the file."
  }

  # agent_2 has the second place on one number, and the first on the other.
  assert {
    condition     = output.virtual_numbers["sales"].operator_order[1] == output.virtual_numbers["support"].operator_order[0]
    error_message = "An operator of two numbers must be one operator."
  }
}

# The run above has a state of its own, because it tests another module. The runs below start without objects.
run "keeps_settings" {
  variables {
    virtual_numbers = {
      sales = { phone_number = "+1 555 123 4567" }
      uk    = { phone_number = "+44 20 7946 0958", name = "UK Support", operator_order = ["agent_2", "agent_1"] }
    }
  }

  assert {
    condition     = output.virtual_numbers["sales"].active && output.virtual_numbers["sales"].recording && output.virtual_numbers["sales"].routing_strategy == "round_robin"
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
