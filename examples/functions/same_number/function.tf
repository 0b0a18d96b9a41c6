variable "on_call_phone_number" {
  description = "The phone number of the operator on call"
  type        = string
  default     = "(555) 555-0122"

  validation {
    condition     = !provider::identitycall::same_number(var.on_call_phone_number, "+1 555 123 4567")
    error_message = "This is the virtual number itself. Use the phone number of an operator."
  }
}

data "identitycall_operators" "all" {}

output "on_call" {
  value = [for operator in data.identitycall_operators.all.operators : operator.name
  if provider::identitycall::same_number(operator.phone_number, var.on_call_phone_number)]
}
