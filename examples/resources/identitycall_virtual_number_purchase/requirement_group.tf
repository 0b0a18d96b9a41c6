provider "identitycall" {
  expected_phone_number = "+15557654321"
}

variable "german_requirement_group_id" {
  description = "The ID of the approved regulatory requirement group for Germany, from the dashboard"
  type        = string
  default     = "31"
}

resource "identitycall_virtual_number_purchase" "germany" {
  phone_number         = "+49 1555 0004444"
  country_code         = "DE"
  number_type          = "mobile"
  requirement_group_id = var.german_requirement_group_id

  lifecycle {
    prevent_destroy = true
  }
}

resource "identitycall_virtual_number" "germany" {
  id        = identitycall_virtual_number_purchase.germany.id
  name      = "Germany"
  recording = false
}
