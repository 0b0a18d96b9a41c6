# These look at the lines as they are, also where the configuration leaves a setting alone and somebody changed it in the
# dashboard. A check that fails is a warning in plan and apply, and stops nothing.

locals {
  active = { for key, line in identitycall_virtual_number.line : key => line if line.active }
}

check "active_lines_have_an_operator" {
  assert {
    condition     = alltrue([for key in keys(local.active) : length(identitycall_virtual_number_operators.line[key].operator_ids) > 0])
    error_message = "Nobody answers: ${join(", ", [for key in keys(local.active) : key if length(identitycall_virtual_number_operators.line[key].operator_ids) == 0])}."
  }
}

check "active_lines_record" {
  assert {
    condition     = alltrue([for line in local.active : line.recording])
    error_message = "Calls are not recorded: ${join(", ", [for key, line in local.active : key if !line.recording])}."
  }
}
