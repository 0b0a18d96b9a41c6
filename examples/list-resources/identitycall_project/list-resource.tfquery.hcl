# The projects whose name begins with "Sales"
list "identitycall_project" "sales" {
  provider = identitycall

  config {
    name_regex = "^Sales"
  }
}
