variable "phone_number" {
  description = "The phone number of the line, with its plus sign, in any spelling. The account has rented it already."
  type        = string

  # Provider functions would need Terraform 1.8, so a regular expression looks at it: 7 to 15 digits after the plus sign.
  validation {
    condition     = can(regex("^\\+[0-9]{7,15}$", replace(var.phone_number, "/[ ().-]/", "")))
    error_message = "The phone number must have a plus sign and 7 to 15 digits, such as +1 (555) 123-4567."
  }
}

variable "operators" {
  description = "Who answers the line, in the order in which they are called. Each operator belongs to this line alone."
  type = list(object({
    name         = string
    phone_number = string
    email        = optional(string)
    active       = optional(bool)
  }))

  validation {
    condition     = length(var.operators) > 0
    error_message = "A support line needs at least one operator: without one nobody answers it."
  }

  validation {
    condition = alltrue([
      for operator in var.operators : can(regex("^\\+[0-9]{7,15}$", replace(operator.phone_number, "/[ ().-]/", "")))
    ])
    error_message = "Each operator's phone number must have a plus sign and 7 to 15 digits."
  }

  validation {
    condition     = length(distinct([for operator in var.operators : replace(operator.phone_number, "/[^0-9]/", "")])) == length(var.operators)
    error_message = "Two operators have the same phone number."
  }
}

variable "name" {
  description = "The name that the dashboard shows for the line. Null leaves it as it is."
  type        = string
  default     = null
}

variable "active" {
  description = "Whether the line takes calls. Null leaves this as it is."
  type        = bool
  default     = true
}

variable "recording" {
  description = "Whether calls are recorded. Null leaves this as it is."
  type        = bool
  default     = null
}

variable "routing_strategy" {
  description = "How a call finds an operator: priority, round_robin or simultaneous."
  type        = string
  default     = "priority"

  validation {
    condition     = contains(["priority", "round_robin", "simultaneous"], var.routing_strategy)
    error_message = "The routing strategy must be priority, round_robin or simultaneous."
  }
}

variable "deletion_policy" {
  description = "What destroying the line does to the number, which stays rented in every case: abandon, deactivate or prevent."
  type        = string
  default     = "abandon"

  validation {
    condition     = contains(["abandon", "deactivate", "prevent"], var.deletion_policy)
    error_message = "The deletion policy must be abandon, deactivate or prevent."
  }
}
