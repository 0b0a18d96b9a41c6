# By the number's id
terraform import identitycall_virtual_number_operators.support 8

# By the phone number, which begins with a plus sign
terraform import identitycall_virtual_number_operators.support '+1 555 765 4321'
