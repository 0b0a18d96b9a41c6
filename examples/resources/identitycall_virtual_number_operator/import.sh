# By the number's id and the operator's
terraform import identitycall_virtual_number_operator.eva 8/22
