# By the ID of the operator
terraform import identitycall_operator.alice 12
