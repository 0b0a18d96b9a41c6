variable "details" {
  description = "Whether to read each number, with one request a number. Without, the module reads only the lists: it knows neither `recording`, `routing_strategy` and calls, nor more than the first three operators of a number."
  type        = bool
  default     = false
  nullable    = false
}

variable "managed_ids" {
  description = "IDs of the virtual numbers that configurations manage. If set, `unmanaged`, a check and a column of the Markdown name the others."
  type        = set(string)
  default     = null
}

variable "anonymize" {
  description = "Whether `sandbox_account` has invented names and phone numbers of operators, and no e-mail addresses. The names of numbers and projects stay."
  type        = bool
  default     = false
  nullable    = false
}
