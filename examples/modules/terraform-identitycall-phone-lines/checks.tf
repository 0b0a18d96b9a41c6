# A check that fails is a warning in plan and apply. It reads the numbers as they are, so it also finds a setting that
# the configuration omits and somebody changed in the dashboard.

locals {
  labels = { for key, number in var.virtual_numbers : key => "${number.phone_number} (${key})" }

  unanswered = [
    for key, order in local.orders : local.labels[key] if length(order) == 0
    && identitycall_virtual_number.this[key].active && !identitycall_virtual_number.this[key].ai_receptionist_enabled
  ]

  unrecorded = [
    for key, number in identitycall_virtual_number.this : local.labels[key]
    if var.check_recording && number.active && !number.recording
  ]
}

check "active_numbers_are_answered" {
  assert {
    condition     = length(local.unanswered) == 0
    error_message = "Active, but without an operator and without the AI receptionist: ${join(", ", local.unanswered)}."
  }
}

check "active_numbers_record" {
  assert {
    condition     = length(local.unrecorded) == 0
    error_message = "Active, but calls are not recorded: ${join(", ", local.unrecorded)}."
  }
}
