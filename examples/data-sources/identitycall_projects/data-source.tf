# The projects whose name starts with "Sales"
data "identitycall_projects" "sales" {
  name_regex = "^Sales"
}

# By ID, because two projects can have the same name
output "sales_languages" {
  value = { for project in data.identitycall_projects.sales.projects : project.id => project.language }
}
