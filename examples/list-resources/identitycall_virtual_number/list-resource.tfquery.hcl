# The active numbers of the United States
list "identitycall_virtual_number" "us" {
  provider = identitycall

  config {
    active       = true
    country_code = "US"
  }
}
