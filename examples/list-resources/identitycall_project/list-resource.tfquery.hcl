# The projects whose name starts with "Sales"
list "identitycall_project" "sales" {
  provider = identitycall

  config {
    name_regex = "^Sales"
  }
}
