# By the operator's id
terraform import identitycall_operator.alice 12
