# All operators, with their settings, and up to 500 of them; without a limit Terraform stops after 100
list "identitycall_operator" "all" {
  provider         = identitycall
  include_resource = true
  limit            = 500
}
