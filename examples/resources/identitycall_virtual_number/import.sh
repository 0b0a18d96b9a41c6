# By the number's id
terraform import identitycall_virtual_number.sales 7

# By its phone number, which begins with a plus sign
terraform import identitycall_virtual_number.sales '+1 555 123 4567'
