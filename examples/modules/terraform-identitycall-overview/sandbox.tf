data "identitycall_projects" "all" {
  count = var.details ? 1 : 0
}

locals {
  operator_order = { for index, operator in data.identitycall_operators.all.operators : operator.id => index }

  sandbox_account = jsonencode({
    projects = [
      for project in flatten(data.identitycall_projects.all[*].projects) : {
        id       = tonumber(project.id)
        name     = project.name
        language = project.language
        industry = project.industry
      }
    ]
    operators = [
      for id, operator in local.operators : {
        id           = tonumber(id)
        name         = var.anonymize ? "Operator ${id}" : operator.name
        phone_number = var.anonymize ? format("+1555%07d", local.operator_order[id]) : operator.phone_number
        email        = var.anonymize ? null : operator.email
        active       = operator.active
      }
    ]
    virtual_numbers = [
      for number in local.found : {
        id                      = tonumber(number.id)
        phone_number            = number.phone_number
        name                    = number.name
        country_code            = number.country_code
        active                  = number.active
        recording               = number.recording
        ai_receptionist_enabled = number.ai_receptionist
        routing_strategy        = number.routing_strategy
        operator_ids            = [for operator in number.operators : tonumber(operator.id) if can(local.operators[operator.id])]
        stats                   = number.stats
      }
    ]
  })
}
