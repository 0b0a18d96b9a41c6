# These runs only read. They expect the sandbox with the account of account.json, whose table and flowchart are in the
# README.

run "shows_who_answers" {
  variables {
    details = true
  }

  assert {
    condition     = strcontains(file("README.md"), "```mermaid\n${output.mermaid}```\n")
    error_message = "The README must have this flowchart:\n${output.mermaid}"
  }

  assert {
    condition     = strcontains(file("README.md"), "\n\n${output.markdown}\n")
    error_message = "The README must have this table:\n${output.markdown}"
  }

  # The only operator of this number is inactive.
  assert {
    condition     = output.unanswered[*].phone_number == ["+4930901820"]
    error_message = "An active number is unanswered if no active operator and no AI receptionist takes its calls."
  }

  assert {
    condition     = keys(output.mermaid_by_country) == ["DE", "FR", "GB", "US"]
    error_message = "There must be a flowchart for each country."
  }

  assert {
    condition = output.recorded_by_country["GB"] == {
      recorded     = ["+442079460958"]
      not_recorded = ["+442079460960"]
    }
    error_message = "The numbers that record must be listed by country."
  }

  assert {
    condition     = output.operators_csv == <<-EOT
      key,name,phone_number,email,active
      alice_carter,Alice Carter,+15555550112,alice@example.com,true
      eva_frank,Eva Frank,+15555550122,,true
      hugo_ives,Hugo Ives,+442079460131,,true
      zoe_o_neill,Zoë O'Neill,+15555550114,,false
    EOT
    error_message = "The file must have all operators:\n${output.operators_csv}"
  }

  assert {
    condition     = output.numbers_csv == <<-EOT
      key,phone_number,name,operators,active,recording,routing_strategy
      accueil,+33199001122,Accueil,,true,false,priority
      buero_berlin,+4930901820,Büro Berlin,zoe_o_neill,true,false,priority
      london,+442079460958,London,hugo_ives,true,true,priority
      london_old,+442079460960,"London, old",hugo_ives,false,false,priority
      orders_24_7_all_us,+15557654321,"Orders ""24/7"" | all [US]",eva_frank;alice_carter;zoe_o_neill,true,true,round_robin
      sales,+15551234567,Sales,alice_carter;eva_frank,true,true,priority
    EOT
    error_message = "The file must have all numbers:\n${output.numbers_csv}"
  }

  assert {
    condition     = strcontains(output.imports, "  to = module.phone_lines.identitycall_operator.this[\"eva_frank\"]\n  id = \"22\"\n")
    error_message = "Each object must have an import block:\n${output.imports}"
  }

  expect_failures = [check.active_numbers_are_answered]
}

run "names_what_nothing_manages" {
  variables {
    managed_ids = ["7", "8", "9", "15", "16"]
  }

  assert {
    condition     = output.unmanaged[*].phone_number == ["+33199001122"]
    error_message = "A number that is not in managed_ids must be unmanaged."
  }

  assert {
    condition     = length(data.identitycall_virtual_number.all) == 0
    error_message = "Without details, only lists must be read."
  }

  expect_failures = [check.active_numbers_are_answered, check.numbers_are_managed]
}

run "writes_an_account_without_personal_data" {
  variables {
    details   = true
    anonymize = true
  }

  assert {
    condition     = length(regexall("Alice|Zoë|55555501|@", output.sandbox_account)) == 0
    error_message = "The account must not name operators:\n${output.sandbox_account}"
  }

  assert {
    condition     = jsondecode(output.sandbox_account).virtual_numbers[1].operator_ids == [22, 12, 14]
    error_message = "The account must have the routing:\n${output.sandbox_account}"
  }

  expect_failures = [check.active_numbers_are_answered]
}
