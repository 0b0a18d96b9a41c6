variable "on_call_phone_number" {
  description = "The phone number of the operator on call, in E.164 or in the local format of the United States"
  type        = string
  default     = "(415) 555-0134"

  validation {
    condition     = provider::identitycall::parse_number(var.on_call_phone_number, "US").country_code == "US"
    error_message = "The value must be a phone number in the United States."
  }
}

resource "identitycall_operator" "on_call" {
  name         = "On call"
  phone_number = var.on_call_phone_number
}

output "on_call" {
  value = provider::identitycall::parse_number(var.on_call_phone_number, "US").international # +1 415-555-0134
}
