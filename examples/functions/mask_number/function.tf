# The country code +1 is shared by the United States, Canada and other countries, so compare country_code instead.
# Error messages are often kept in CI logs: the mask shows only the last digits.
data "identitycall_virtual_number" "sales" {
  phone_number = "+1 555 123 4567"

  lifecycle {
    postcondition {
      condition     = self.country_code == "US"
      error_message = "${provider::identitycall::mask_number(self.phone_number)} is not a number in the United States."
    }
  }
}

output "sales" {
  value = provider::identitycall::mask_number(data.identitycall_virtual_number.sales.phone_number) # +1•••••4567
}
