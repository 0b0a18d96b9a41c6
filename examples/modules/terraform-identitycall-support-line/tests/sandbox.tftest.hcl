# These runs change the account that IDENTITYCALL_BASE_URL and IDENTITYCALL_API_KEY name. Use the sandbox with the
# objects that it starts with, never a real account.

variables {
  force_destroy = true # so that the test can destroy the operators of active numbers

  phone_number = "+44 20 7946 0958"
  operators = {
    agent_1 = { name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" }
    agent_2 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
  }
  operator_order = ["agent_1", "agent_2"]
}

# prevent_destroy would stop the cleanup after an apply, so a purchase is only planned here.
run "plans_a_purchase" {
  command = plan

  variables {
    phone_number = "+1 555 000 1111"
    purchase     = {}
  }

  assert {
    condition     = length(identitycall_virtual_number_purchase.this) == 1
    error_message = "The number is in the inventory, so the plan must purchase it."
  }
}

run "adopts_and_keeps_settings" {
  assert {
    condition     = output.id == "9" && output.country_code == "GB"
    error_message = "The account's number must be adopted."
  }

  assert {
    condition     = output.name == "UK Line" && !output.active && !output.recording
    error_message = "Settings that are null must be kept."
  }

  assert {
    condition     = output.operator_order == tolist([output.operator_ids["agent_1"], output.operator_ids["agent_2"]])
    error_message = "The operators must be attached in order."
  }

  # A fresh sandbox numbers new objects from 1001. The runs below compare with these IDs.
  assert {
    condition     = toset(output.operator_order) == toset(["1001", "1002"])
    error_message = "Two operators must be created."
  }
}

run "purchases_nothing_that_the_account_has" {
  command = plan

  variables {
    purchase = {}
  }

  # The plan knows the ID only if the account has the number.
  assert {
    condition     = identitycall_virtual_number_purchase.this[0].id == "9" && output.id == "9"
    error_message = "The plan must refer to the number that the account has."
  }
}

run "updates_in_place" {
  variables {
    operators = {
      agent_1 = { name = "Greta Hall-Smith", phone_number = "+1 415 555 0199", email = "greta.hall@example.com" }
      agent_2 = { name = "Hugo Ives", phone_number = "+1 (415) 555-0135" }
    }
    operator_order = ["agent_2", "agent_1"]
    name           = "UK Support"
  }

  assert {
    condition     = output.operator_order == tolist([output.operator_ids["agent_2"], output.operator_ids["agent_1"]])
    error_message = "The order must change."
  }

  assert {
    condition     = toset(output.operator_order) == toset(["1001", "1002"])
    error_message = "Another name, phone number, format or place must not create an operator."
  }

  assert {
    condition     = output.name == "UK Support" && !output.active
    error_message = "Only the name must change."
  }
}

run "replaces_an_operator" {
  variables {
    operators = {
      agent_2 = { name = "Hugo Ives", phone_number = "+1 415 555 0135" }
      agent_3 = { name = "Ida Jones", phone_number = "+1 415 555 0136", active = false }
    }
    operator_order = ["agent_3", "agent_2"]
  }

  assert {
    condition     = output.operator_order[0] == "1003" && contains(["1001", "1002"], output.operator_order[1])
    error_message = "agent_3 must be new, and agent_2 must stay."
  }
}
