variable "phone_number" {
  description = "Phone number of the virtual number, with its plus sign, in any format. If `purchase` is null, the account must have it."
  type        = string
  nullable    = false

  # The provider's functions need Terraform 1.8, so a regular expression checks the format.
  validation {
    condition     = can(regex("^\\+[0-9]{7,15}$", replace(var.phone_number, "/[^0-9A-Za-z+]/", "")))
    error_message = "The phone number must have a plus sign and 7 to 15 digits, such as +1 (555) 123-4567."
  }
}

variable "name" {
  description = "Name of the virtual number. If null, the current name is kept."
  type        = string
  default     = null
}

variable "active" {
  description = "Whether the virtual number receives calls. If null, the current setting is kept."
  type        = bool
  default     = null
}

variable "recording" {
  description = "Whether calls are recorded. If null, the current setting is kept. A new number records calls."
  type        = bool
  default     = null
}

variable "routing_strategy" {
  description = "How calls are distributed: `priority`, `round_robin` or `simultaneous`. If null, the current setting is kept."
  type        = string
  default     = null

  validation {
    condition     = var.routing_strategy == null ? true : contains(["priority", "round_robin", "simultaneous"], var.routing_strategy)
    error_message = "The routing strategy must be priority, round_robin or simultaneous."
  }
}

variable "operators" {
  description = "Operators that the number can have. Each key is a handle that never changes, such as `agent_1`: it stays the same if the person gets another name or phone number, and plans and logs show it. With `name` and `phone_number`, the module creates the operator. With only `id`, it refers to an operator of the account, which it neither changes nor deletes. If `active` is null, the setting is not managed."
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

variable "operator_order" {
  description = "Keys of `operators` in the order of their priority. Every operator that is attached and not in this list is detached. Empty is allowed only with `active = false`. If null, the operators of the number are not managed."
  type        = list(string)
  default     = null

  validation {
    condition     = length(distinct(coalesce(var.operator_order, []))) == length(coalesce(var.operator_order, []))
    error_message = "operator_order must not name an operator twice."
  }
}

variable "purchase" {
  description = "Set this, at least to `{}`, to purchase the number, which costs money. The attributes are sent with the purchase. If null, the module adopts the number and never purchases."
  type = object({
    country_code         = optional(string)
    number_type          = optional(string)
    requirement_group_id = optional(string)
    upfront_cost         = optional(string)
    monthly_cost         = optional(string)
  })
  default = null
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
