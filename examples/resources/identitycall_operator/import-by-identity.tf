import {
  to = identitycall_operator.alice
  identity = {
    id = "12"
  }
}

resource "identitycall_operator" "alice" {
  name         = "Alice Carter"
  phone_number = "+1 555 555 0112"
  email        = "alice@example.com"

  lifecycle {
    create_before_destroy = true
  }
}
