data "identitycall_project" "sales" {
  name = "Sales"
}

# Recordings come and go with calls, so the counts are in a data source alone.
output "sales" {
  value = {
    id             = data.identitycall_project.sales.id
    retention_days = data.identitycall_project.sales.retention_days
    recordings     = data.identitycall_project.sales.recordings_count
    numbers        = data.identitycall_project.sales.virtual_numbers_count
  }
}
