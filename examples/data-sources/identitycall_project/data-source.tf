data "identitycall_project" "sales" {
  name = "Sales"
}

# The counts are only in the data source: they change with every call.
output "sales" {
  value = {
    id             = data.identitycall_project.sales.id
    retention_days = data.identitycall_project.sales.retention_days
    recordings     = data.identitycall_project.sales.recordings_count
    numbers        = data.identitycall_project.sales.virtual_numbers_count
  }
}
