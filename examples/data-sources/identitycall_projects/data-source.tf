# The projects whose name begins with "Sales"
data "identitycall_projects" "sales" {
  name_regex = "^Sales"
}

output "sales_languages" {
  value = { for project in data.identitycall_projects.sales.projects : project.name => project.language }
}
