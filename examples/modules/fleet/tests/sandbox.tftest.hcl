# Runs against the account that IDENTITYCALL_BASE_URL and IDENTITYCALL_API_KEY name: the sandbox, with the objects of its start.
# Never a real one: this creates operators and changes lines.

run "takes_the_fleet_over" {
  module {
    source = "./examples/csv"
  }

  assert {
    condition     = [for key in ["sales", "support", "uk"] : output.lines[key].id] == ["7", "8", "9"]
    error_message = "The account's numbers are adopted, not rented."
  }

  assert {
    condition     = [for key in ["sales", "support", "uk"] : length(output.lines[key].operator_ids)] == [2, 3, 0]
    error_message = "Each line has the operators that the file names."
  }

  # Hugo answers both lines: second on one, first on the other.
  assert {
    condition     = output.lines["sales"].operator_ids[1] == output.lines["support"].operator_ids[0]
    error_message = "An operator of several lines is one operator."
  }
}

run "finds_a_line_that_does_not_record" {
  command = plan

  # The sandbox's UK line does not record, and this turns it on without saying that it shall.
  variables {
    operators = {
      kim = { name = "Kim Lee", phone_number = "+1 415 555 0137" }
    }
    lines = {
      uk = { phone_number = "+44 20 7946 0958", operators = ["kim"], active = true, recording = false }
    }
  }

  expect_failures = [check.active_lines_record]
}
