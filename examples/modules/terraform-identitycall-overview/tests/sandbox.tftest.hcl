# These runs change the account that IDENTITYCALL_BASE_URL and IDENTITYCALL_API_KEY name. Use the sandbox with the
# objects that it starts with, never a real account. The module itself only reads.

run "shows_the_account_of_the_readme" {
  variables {
    details = true
  }

  assert {
    condition     = strcontains(file("README.md"), "```mermaid\n${output.mermaid}```\n")
    error_message = "The README must have this flowchart:\n${output.mermaid}"
  }

  assert {
    condition     = strcontains(file("README.md"), "```markdown\n${output.markdown}```\n")
    error_message = "The README must have this table:\n${output.markdown}"
  }
}

run "names" {
  module {
    source = "./tests/names"
  }
}

run "shows_who_answers" {
  # The only operator of the number 9 is inactive.
  assert {
    condition     = output.unanswered[*].id == ["9"]
    error_message = "An active number is unanswered if no active operator and no AI receptionist takes its calls."
  }

  assert {
    condition     = length(data.identitycall_virtual_number.all) == 0
    error_message = "Without details, only lists must be read."
  }

  assert {
    condition = output.markdown == join("\n", [
      "## Virtual numbers",
      "",
      "3 numbers: 3 active, 1 that nobody answers",
      "",
      "| Number | Name | Country | State | Answered by |",
      "| --- | --- | --- | --- | --- |",
      "| +442079460958 | US Support Line | GB | **nobody answers** | Zoë O&#39;Neill (inactive) |",
      "| +15551234567 | A &#34;B&#34; &#124; &#91;C&#93;(x) &#60;b&#62; &#38; &#64;&#8203;all &#35;&#8203;7 | US | active | 1. Alice Carter (ID ${run.names.ids.homonym}), 2. Zoë O&#39;Neill (inactive), 3. &#42;, 2 more |",
      "| +15557654321 | US Support Line | US | active | 1. Alice Carter (ID 12), 2. Eva Frank |",
      "",
    ])
    error_message = "The table must have everything that the lists say, unanswered numbers first, and no markup of names:\n${output.markdown}"
  }

  assert {
    condition     = strcontains(output.mermaid, "  n7[\"+15551234567<br/>A #34;B#34; #124; #91;C#93;(x) #60;b#62; #38; #64;all #35;7\"]\n")
    error_message = "The flowchart must not have markup of names:\n${output.mermaid}"
  }

  assert {
    condition     = strcontains(output.mermaid, "  n7 -.-> m7([\"2 more\"])\n") && strcontains(output.mermaid, "[\"+442079460958<br/>US Support Line<br/>nobody answers\"]:::unanswered\n")
    error_message = "The flowchart must show who is missing:\n${output.mermaid}"
  }

  assert {
    condition     = keys(output.mermaid_by_country) == ["GB", "US"]
    error_message = "There must be a flowchart for each country."
  }

  expect_failures = [check.active_numbers_are_answered]
}

run "names_what_nothing_manages" {
  variables {
    managed_ids = ["7", "9"]
  }

  assert {
    condition     = output.unmanaged[*].phone_number == ["+15557654321"]
    error_message = "A number that is not in managed_ids must be unmanaged."
  }

  expect_failures = [check.active_numbers_are_answered, check.numbers_are_managed]
}

run "writes_the_account" {
  variables {
    details = true
  }

  assert {
    condition = [for operator in csvdecode(output.operators_csv) : operator.key] == [
      "alice_carter_${run.names.ids.homonym}", "alice_carter_12", "eva_frank", "operator_${run.names.ids.last}", "zoe_o_neill"
    ]
    error_message = "The keys of operators must come from their names, and be different:\n${output.operators_csv}"
  }

  # "… #7" ends like an ID, and two numbers have one name.
  assert {
    condition     = [for number in csvdecode(output.numbers_csv) : number.key] == ["a_b_c_x_b_all_7_7", "us_support_line_8", "us_support_line_9"]
    error_message = "The keys of numbers must come from their names, and be different:\n${output.numbers_csv}"
  }

  assert {
    condition     = csvdecode(output.numbers_csv)[0].name == "A \"B\" | [C](x)\n<b> & @all #7"
    error_message = "A name must survive the file:\n${output.numbers_csv}"
  }

  assert {
    condition     = csvdecode(output.numbers_csv)[1].operators == "alice_carter_12;eva_frank" && csvdecode(output.numbers_csv)[2].routing_strategy == "round_robin"
    error_message = "The row must have the operators in their order, and the settings:\n${output.numbers_csv}"
  }

  assert {
    condition     = strcontains(output.imports, "  to = module.phone_lines.identitycall_operator.this[\"eva_frank\"]\n  id = \"22\"\n")
    error_message = "Each object must have an import block:\n${output.imports}"
  }

  assert {
    condition     = output.recorded_by_country == { GB = { recorded = [], not_recorded = ["+442079460958"] }, US = { recorded = ["+15551234567", "+15557654321"], not_recorded = [] } }
    error_message = "The numbers that record must be listed by country."
  }

  expect_failures = [check.active_numbers_are_answered]
}
