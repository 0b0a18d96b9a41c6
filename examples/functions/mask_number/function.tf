variable "line" {
  description = "The phone number of a line in the United States"
  type        = string
  default     = "+1 555 123 4567"

  # Logs of pipelines keep what an error says, so it says no more than it must.
  validation {
    condition     = startswith(var.line, "+1")
    error_message = "The line ${try(provider::identitycall::mask_number(var.line), "that is set")} is not one in the United States."
  }
}

output "line" {
  value = provider::identitycall::mask_number(var.line) # +1•••••4567
}
