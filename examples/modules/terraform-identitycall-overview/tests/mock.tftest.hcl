# These runs need no account and no sandbox. Terraform can mock no elements of a list, so the account is empty; the
# runs in sandbox.tftest.hcl have one with numbers.

mock_provider "identitycall" {}

run "accepts_an_empty_account" {
  variables {
    details     = true
    managed_ids = []
  }

  assert {
    condition     = length(output.unanswered) == 0 && length(output.unmanaged) == 0 && length(output.mermaid_by_country) == 0
    error_message = "There must be no numbers."
  }

  assert {
    condition     = strcontains(output.markdown, "\n0 numbers: 0 active, 0 that nobody answers, 0 that no configuration manages\n")
    error_message = "The report must say that there are no numbers."
  }

  assert {
    condition     = strcontains(output.mermaid, "\nflowchart LR\n") && output.imports == ""
    error_message = "The flowchart must be empty, but valid."
  }

  assert {
    condition     = output.operators_csv == "key,name,phone_number,email,active\n"
    error_message = "The files must have their header."
  }
}

run "says_only_what_it_knows" {
  assert {
    condition     = output.unmanaged == null && output.recorded_by_country == null && output.numbers_csv == null && output.operators_csv == null && output.imports == null
    error_message = "Without details and managed_ids, what depends on them must be null."
  }
}
