variable "operators" {
  description = "The people who answer the lines, each under a key of your choice that the lines name. One operator may answer many lines."
  type = map(object({
    name         = string
    phone_number = string
    email        = optional(string)
    active       = optional(bool)
  }))

  # Provider functions would need Terraform 1.8, so regular expressions look at phone numbers: 7 to 15 digits after the plus sign.
  validation {
    condition = alltrue([
      for operator in var.operators : can(regex("^\\+[0-9]{7,15}$", replace(operator.phone_number, "/[ ().-]/", "")))
    ])
    error_message = "Each operator's phone number must have a plus sign and 7 to 15 digits."
  }
}

variable "lines" {
  description = "The lines, each under a key of your choice: the phone number, who answers it in the order in which they are called (keys of operators), and settings. A setting that is null is left as it is."
  type = map(object({
    phone_number     = string
    operators        = list(string)
    name             = optional(string)
    active           = optional(bool)
    recording        = optional(bool)
    routing_strategy = optional(string)
  }))

  validation {
    condition = alltrue([
      for line in var.lines : can(regex("^\\+[0-9]{7,15}$", replace(line.phone_number, "/[ ().-]/", "")))
    ])
    error_message = "Each line's phone number must have a plus sign and 7 to 15 digits."
  }

  validation {
    condition     = length(distinct([for line in var.lines : replace(line.phone_number, "/[^0-9]/", "")])) == length(var.lines)
    error_message = "Two lines have the same phone number."
  }

  validation {
    condition     = alltrue([for line in var.lines : length(distinct(line.operators)) == length(line.operators)])
    error_message = "A line names an operator twice."
  }

  validation {
    condition     = alltrue([for line in var.lines : contains(["priority", "round_robin", "simultaneous"], coalesce(line.routing_strategy, "priority"))])
    error_message = "Each routing strategy must be priority, round_robin or simultaneous."
  }
}

variable "deletion_policy" {
  description = "What destroying a line does to its number, which stays rented in every case: abandon, deactivate or prevent."
  type        = string
  default     = "abandon"

  validation {
    condition     = contains(["abandon", "deactivate", "prevent"], var.deletion_policy)
    error_message = "The deletion policy must be abandon, deactivate or prevent."
  }
}
