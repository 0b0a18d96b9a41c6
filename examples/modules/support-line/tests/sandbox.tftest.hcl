# Runs against the account that IDENTITYCALL_BASE_URL and IDENTITYCALL_API_KEY name: the sandbox, with the objects of its start.
# Never a real one: this creates operators and changes a line.

variables {
  phone_number = "+44 20 7946 0958"
  name         = "UK Support"
  recording    = true
  operators = [
    { name = "Greta Hall", phone_number = "+1 415 555 0134", email = "greta.hall@example.com" },
    { name = "Hugo Ives", phone_number = "+1 415 555 0135" },
  ]
}

run "takes_the_line_over" {
  assert {
    condition     = output.id == "9" && output.country_code == "GB"
    error_message = "The account's number is adopted, not rented."
  }

  assert {
    condition     = output.operator_ids == tolist([for phone in ["14155550134", "14155550135"] : identitycall_operator.line[phone].id])
    error_message = "Greta is called first, then Hugo."
  }

  # A fresh sandbox numbers what it makes from 1001 on. The runs below tell by that who is still the same.
  assert {
    condition     = toset(output.operator_ids) == toset(["1001", "1002"])
    error_message = "Both operators are new."
  }
}

run "turns_the_order_round" {
  variables {
    operators = [
      { name = "Hugo Ives", phone_number = "+1 415 555 0135" },
      { name = "Greta Hall-Smith", phone_number = "+1 (415) 555-0134", email = "greta.hall@example.com" },
    ]
  }

  assert {
    condition     = output.operator_ids == tolist([for phone in ["14155550135", "14155550134"] : identitycall_operator.line[phone].id])
    error_message = "Hugo is called first now."
  }

  assert {
    condition     = toset(output.operator_ids) == toset(["1001", "1002"])
    error_message = "Neither a new name nor a new spelling nor a new place makes a new operator."
  }
}

run "replaces_an_operator" {
  variables {
    operators = [
      { name = "Ida Jones", phone_number = "+1 415 555 0136", active = false },
      { name = "Hugo Ives", phone_number = "+1 415 555 0135" },
    ]
  }

  assert {
    condition     = output.operator_ids[0] == "1003" && contains(["1001", "1002"], output.operator_ids[1])
    error_message = "Ida is new, Hugo is who he was."
  }
}
