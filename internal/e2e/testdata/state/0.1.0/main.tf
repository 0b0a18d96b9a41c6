# Every resource of 0.1.0, with every argument that a state keeps.

terraform {
  required_providers {
    identitycall = { source = "identitycall/identitycall" }
  }
}

provider "identitycall" {
  expected_phone_number = "+1 555 123 4567"
}

resource "identitycall_virtual_number" "by_id" {
  id               = "7"
  name             = "Sales"
  recording        = false
  routing_strategy = "round_robin"

  timeouts = { update = "5m" }
}

resource "identitycall_virtual_number" "by_phone_number" {
  phone_number = "+44 20 7946 0958"
  active       = true
}

resource "identitycall_virtual_number_purchase" "office" {
  phone_number = "+1 (555) 000-4444"
  country_code = "US"
  number_type  = "local"
  upfront_cost = "1.00"
  monthly_cost = "2.50"

  lifecycle {
    prevent_destroy = true
  }
}

resource "identitycall_virtual_number" "office" {
  id   = identitycall_virtual_number_purchase.office.id
  name = "Office"
}

resource "identitycall_operator" "greta" {
  name         = "Greta Hall"
  phone_number = "+1 (555) 555-0199"
  email        = "greta@example.com"

  lifecycle {
    create_before_destroy = true
  }
}

resource "identitycall_virtual_number_operators" "sales" {
  virtual_number_id = identitycall_virtual_number.by_id.id
  operator_ids      = [identitycall_operator.greta.id, "12"]
}

resource "identitycall_virtual_number_operator" "office" {
  virtual_number_id = identitycall_virtual_number.office.id
  operator_id       = identitycall_operator.greta.id
}

resource "identitycall_project" "support" {
  name                         = "Support"
  language                     = "en"
  description                  = "Calls about orders"
  industry                     = "Retail"
  transcription_hints          = "IdentityCall"
  summary_language             = "de"
  long_pause_threshold_seconds = 5
  retention_days               = 90
  quality_baseline_enabled     = true
  quality_baseline_pct         = 33.3

  depends_on = [identitycall_operator.greta] # the IDs of the sandbox follow the order of the creates
}
