# Who answers the numbers whose name ends in "Line"
list "identitycall_virtual_number_operators" "lines" {
  provider = identitycall

  config {
    name_regex = "Line$"
  }
}
