# By id, by phone number in any spelling, or by e-mail address
data "identitycall_operator" "alice" {
  email = "alice@example.com"
}

# Alice, whom another configuration manages, answers this line, too.
resource "identitycall_virtual_number_operator" "alice" {
  virtual_number_id = "9"
  operator_id       = data.identitycall_operator.alice.id
}
