resource "identitycall_project" "support" {
  name     = "Support"
  language = "en"
}
