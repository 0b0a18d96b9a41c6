virtual_numbers = {
  sales   = { phone_number = "+1 555 123 4567" }
  support = { phone_number = "+1 555 765 4321" }
  uk      = { phone_number = "+44 20 7946 0958" }
}
