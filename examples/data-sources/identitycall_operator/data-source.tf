# By ID, by phone number in any format, or by e-mail address
data "identitycall_operator" "alice" {
  email = "alice@example.com"
}

# The virtual numbers that the operator is attached to
output "alice_numbers" {
  value = [for number in data.identitycall_operator.alice.virtual_numbers : number.phone_number]
}
