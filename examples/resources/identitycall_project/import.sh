# By the project's id
terraform import identitycall_project.sales 3
