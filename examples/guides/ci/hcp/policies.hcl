policy "identitycall" {
  query             = "data.hcp.deny"
  enforcement_level = "mandatory"
}
