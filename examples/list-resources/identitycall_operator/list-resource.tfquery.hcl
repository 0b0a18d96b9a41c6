# All operators with their settings, at most 500. The default limit is 100.
list "identitycall_operator" "all" {
  provider         = identitycall
  include_resource = true
  limit            = 500
}
