phone_number = "+1 555 765 4321"
