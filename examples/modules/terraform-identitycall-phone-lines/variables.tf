variable "virtual_numbers" {
  description = "Virtual numbers, each under a handle that never changes, such as `sales`. If a setting is omitted or null, its current value is kept. `operator_order` has keys of `operators` in the order of their priority: every other operator is detached, `[]` detaches all operators, and if it is omitted, the operators of the number are not managed. With `purchase`, at least `{}`, the number is purchased, which costs money; without it, the account must have the number."
  type = map(object({
    phone_number     = string
    operator_order   = optional(list(string))
    name             = optional(string)
    active           = optional(bool)
    recording        = optional(bool)
    routing_strategy = optional(string)
    purchase = optional(object({
      country_code         = optional(string)
      number_type          = optional(string)
      requirement_group_id = optional(string)
      upfront_cost         = optional(string)
      monthly_cost         = optional(string)
    }))
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.virtual_numbers) : can(regex("^[a-z][a-z0-9_-]*$", key))])
    error_message = "Each key of virtual_numbers must be a handle: a lower-case letter, then lower-case letters, digits, _ or -."
  }

  # The provider's functions need Terraform 1.8, so regular expressions check and compare the phone numbers.
  validation {
    condition = alltrue([
      for number in var.virtual_numbers : can(regex("^\\+[0-9]{7,15}$", replace(number.phone_number, "/[^0-9A-Za-z+]/", "")))
    ])
    error_message = "Each virtual number's phone number must have a plus sign and 7 to 15 digits, such as +1 (555) 123-4567."
  }

  validation {
    condition     = length(distinct([for number in var.virtual_numbers : replace(number.phone_number, "/[^0-9]/", "")])) == length(var.virtual_numbers)
    error_message = "Two virtual numbers must not have the same phone number."
  }

  validation {
    condition = alltrue([
      for number in var.virtual_numbers :
      number.operator_order == null ? true : length(distinct(number.operator_order)) == length(number.operator_order)
    ])
    error_message = "An operator_order must not name an operator twice."
  }

  validation {
    condition = alltrue([
      for number in var.virtual_numbers :
      number.routing_strategy == null ? true : contains(["priority", "round_robin", "simultaneous"], number.routing_strategy)
    ])
    error_message = "Each routing strategy must be priority, round_robin or simultaneous."
  }
}

variable "operators" {
  description = "Operators that the numbers have. Each key is a handle that never changes, such as `agent_1`: it stays the same if the person gets another name or phone number, and plans and logs show it. One operator can be attached to several numbers. With `name` and `phone_number`, the module creates the operator. With only `id`, it refers to an operator of the account, which it neither changes nor deletes. If `active` is null, the setting is not managed."
  type = map(object({
    id           = optional(string)
    name         = optional(string)
    phone_number = optional(string)
    email        = optional(string)
    active       = optional(bool)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.operators) : can(regex("^[a-z][a-z0-9_-]*$", key))])
    error_message = "Each key of operators must be a handle: a lower-case letter, then lower-case letters, digits, _ or -."
  }

  validation {
    condition = alltrue([
      for operator in var.operators : (operator.name == null) == (operator.phone_number == null)
    ])
    error_message = "An operator has a name and a phone number, or only the id of an operator of the account."
  }

  # An ID that is not known yet counts as set.
  validation {
    condition = alltrue([
      for operator in var.operators :
      operator.name == null ? operator.id != null && operator.email == null && operator.active == null : operator.id == null
    ])
    error_message = "An operator with an id has no other attribute: to manage it, omit its id and import it."
  }

  validation {
    condition = alltrue([
      for operator in var.operators :
      operator.phone_number == null ? true : can(regex("^\\+?[0-9]{7,15}$", replace(operator.phone_number, "/[^0-9A-Za-z+]/", "")))
    ])
    error_message = "Each operator's phone number must have 7 to 15 digits, such as +1 415 555 0134."
  }
}

variable "check_recording" {
  description = "Whether a plan or an apply warns about active numbers that do not record calls."
  type        = bool
  default     = false
  nullable    = false
}

variable "force_destroy" {
  description = "Whether operators are deleted even if they are the only ones of an active virtual number. It takes effect once it is applied."
  type        = bool
  default     = false
  nullable    = false
}

variable "timeouts" {
  description = "Timeouts of every resource of the module, as Go durations such as `5m`. If null, the provider's defaults apply."
  type = object({
    create = optional(string)
    read   = optional(string)
    update = optional(string)
    delete = optional(string)
  })
  default = null
}
