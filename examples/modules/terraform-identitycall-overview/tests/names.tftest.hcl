# These runs only read. They expect the sandbox with the account of names.json, whose names are markup, are equal, end
# like IDs, or have no letters.

run "shows_names_as_they_are" {
  assert {
    condition     = strcontains(output.markdown, "| +15551234567 | A &#34;B&#34; &#124; &#91;C&#93;(x) &#60;b&#62;&#42;&#38;&#95;&#96;code&#96;&#36;&#92; &#64;&#8203;all &#35;&#8203;7 | US | active | 1. Alice Carter (ID 12), 2. Alice Carter (ID 13), 3. Zoë O&#39;Neill (inactive), 3 more |\n")
    error_message = "Markdown must show no markup of names:\n${output.markdown}"
  }

  assert {
    condition     = strcontains(output.mermaid, "  n7[\"+15551234567 A #34;B#34; #124; #91;C#93;(x) #60;b#62;#42;#38;#95;#96;code#96;#36;#92; #64;all #35;7\"]\n")
    error_message = "Mermaid must show no markup of names:\n${output.mermaid}"
  }

  assert {
    condition     = strcontains(output.mermaid, "  n7 -.-> m7([\"3 more\"])\n")
    error_message = "The operators that the list omits must be counted:\n${output.mermaid}"
  }

  assert {
    condition     = strcontains(output.markdown, "| +15557654325 | ltr very very very very very very very very very very very … | US | **nobody answers** |")
    error_message = "A long name must be cut, and must not reverse the direction of the text:\n${output.markdown}"
  }

  expect_failures = [check.active_numbers_are_answered]
}

run "writes_keys_that_differ" {
  variables {
    details = true
  }

  assert {
    condition = { for operator in csvdecode(output.operators_csv) : operator.phone_number => operator.key } == {
      "+15555550112" = "alice_carter_12"
      "+15555550113" = "alice_carter_13"
      "+15555550114" = "zoe_o_neill"
      "+15555550115" = "operator_15"
      "+15555550116" = "operator_16"
      "+15555550117" = "operator_1_ea_ss_lodz"
    }
    error_message = "The keys of operators must come from their names, and differ:\n${output.operators_csv}"
  }

  # A name that ends like an ID gets the ID as well.
  assert {
    condition = [for number in csvdecode(output.numbers_csv) : number.key if number.name != "" && length(number.name) < 20] == [
      "line_10", "line_8", "line_8_9", "var_x_if"
    ]
    error_message = "The keys of numbers must come from their names, and differ:\n${output.numbers_csv}"
  }

  assert {
    condition     = csvdecode(output.numbers_csv)[0].name == "A \"B\" | [C](x)\n<b>*&_`code`$\\ @all #7"
    error_message = "A name must survive the file:\n${output.numbers_csv}"
  }

  expect_failures = [check.active_numbers_are_answered]
}
