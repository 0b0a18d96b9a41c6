variable "line" {
  description = "The phone number of the line, as people write it in the United States, or with its plus sign"
  type        = string
  default     = "(555) 123-4567"

  validation {
    condition     = can(provider::identitycall::e164(var.line, "US"))
    error_message = "The line must be a phone number."
  }
}

resource "identitycall_virtual_number" "sales" {
  phone_number = provider::identitycall::e164(var.line, "US") # +15551234567
}
