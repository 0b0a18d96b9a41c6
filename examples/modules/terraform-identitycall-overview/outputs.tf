locals {
  # What the outputs say about a number.
  brief = {
    for title, numbers in { unanswered = local.unanswered, unmanaged = local.unmanaged } : title => [
      for number in numbers : {
        id           = number.id
        phone_number = number.phone_number
        name         = number.name
        country_code = number.country_code
      }
    ]
  }
}

output "markdown" {
  description = "All numbers as a Markdown table, with the numbers that nobody answers on top: name, country, state, and who answers in which order. With `details` also recording, routing strategy and missed calls."
  value       = local.report
}

output "mermaid" {
  description = "The routing as a Mermaid flowchart: from each number to its operators, by priority. If the account has more than 40 numbers, a flowchart of the countries."
  value       = length(local.numbers) > local.chart_numbers ? local.country_chart : local.charts[""]
}

output "mermaid_by_country" {
  description = "The flowchart of each country, by country code. A country of more than 40 numbers has several, with keys such as `US, part 01`."
  value       = { for title, chart in local.charts : title => chart if title != "" }
}

output "unanswered" {
  description = "Active numbers that nobody answers: no operator is attached, or all are inactive, and no AI receptionist takes the calls. Each has `id`, `phone_number`, `name` and `country_code`."
  value       = local.brief.unanswered
}

output "unmanaged" {
  description = "Numbers that are not in `managed_ids`, in the same form. Null if `managed_ids` is null."
  value       = var.managed_ids == null ? null : local.brief.unmanaged
}

output "recorded_by_country" {
  description = "For each country code, the phone numbers that record calls and those that do not: `recorded` and `not_recorded`. Null without `details`."
  value = !var.details ? null : {
    for country, numbers in local.by_country : country => {
      recorded     = [for number in numbers : number.phone_number if number.recording]
      not_recorded = [for number in numbers : number.phone_number if !number.recording]
    }
  }
}

output "numbers_csv" {
  description = "The numbers as a CSV file for terraform-identitycall-phone-lines. Null without `details`."
  value       = var.details ? local.csv.numbers : null
}

output "operators_csv" {
  description = "The operators as a CSV file for terraform-identitycall-phone-lines. Null without `details`."
  value       = var.details ? local.csv.operators : null
}

output "imports" {
  description = "Import blocks for the objects of both files, to a module block with the name `phone_lines`. Null without `details`."
  value       = var.details ? local.imports : null
}

output "sandbox_account" {
  description = "The account as a JSON file for the provider's sandbox (`sandbox -account account.json`), without the projects of the numbers, which the API does not tell. Null without `details`."
  value       = var.details ? local.sandbox_account : null
}
