# A check that fails is a warning in plan and apply. It names at most 20 numbers.

locals {
  named_numbers = {
    for title, numbers in { unanswered = local.unanswered, unmanaged = local.unmanaged } : title => join(", ", concat(
      [for number in slice(numbers, 0, min(20, length(numbers))) : "${number.phone_number} (ID ${number.id})"],
      length(numbers) > 20 ? ["and ${length(numbers) - 20} more"] : [],
    ))
  }
}

check "active_numbers_are_answered" {
  assert {
    condition     = length(local.unanswered) == 0
    error_message = "Nobody answers these active numbers: ${local.named_numbers.unanswered}."
  }
}

check "numbers_are_managed" {
  assert {
    condition     = length(local.unmanaged) == 0
    error_message = "No configuration manages these numbers: ${local.named_numbers.unmanaged}."
  }
}
