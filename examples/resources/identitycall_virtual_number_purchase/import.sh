# By the ID of the number
terraform import identitycall_virtual_number_purchase.sales 7

# By the phone number, which starts with a plus sign
terraform import identitycall_virtual_number_purchase.sales '+1 555 123 4567'
