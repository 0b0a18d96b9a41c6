# By the ID of the number and the ID of the operator
terraform import identitycall_virtual_number_operator.eva 8/22
