# The operators of the numbers whose name ends with "Line"
list "identitycall_virtual_number_operator" "all" {
  provider = identitycall

  config {
    name_regex = "Line$"
  }
}
