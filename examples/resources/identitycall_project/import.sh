# By the ID of the project
terraform import identitycall_project.sales 3
