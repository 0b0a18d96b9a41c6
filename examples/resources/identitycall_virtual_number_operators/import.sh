# By the ID of the number
terraform import identitycall_virtual_number_operators.support 8

# By the phone number, which starts with a plus sign
terraform import identitycall_virtual_number_operators.support '+1 555 765 4321'
