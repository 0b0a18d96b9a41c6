variable "on_call" {
  description = "The phone number of the operator who is on call"
  type        = string
  default     = "(555) 555-0122"

  # A line that rings itself is always busy.
  validation {
    condition     = !provider::identitycall::same_number(var.on_call, "+1 555 123 4567")
    error_message = "This is the number of the line itself: name a phone on which somebody answers."
  }
}

data "identitycall_operators" "all" {}

output "on_call" {
  value = [for operator in data.identitycall_operators.all.operators : operator.name
  if provider::identitycall::same_number(operator.phone_number, var.on_call)]
}
