variable "phone_number" {
  description = "The phone number, in E.164 or in the local format of the United States"
  type        = string
  default     = "(555) 123-4567"

  validation {
    condition     = can(provider::identitycall::e164(var.phone_number, "US"))
    error_message = "The value must be a phone number."
  }
}

resource "identitycall_virtual_number" "sales" {
  phone_number = provider::identitycall::e164(var.phone_number, "US") # +15551234567
}
