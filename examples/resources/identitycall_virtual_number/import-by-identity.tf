import {
  to = identitycall_virtual_number.sales
  identity = {
    id = "7"
  }
}

resource "identitycall_virtual_number" "sales" {
  id = "7"
}
