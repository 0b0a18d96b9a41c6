import {
  to = identitycall_project.sales
  id = "3"
}

resource "identitycall_project" "sales" {
  name           = "Sales"
  language       = "en"
  industry       = "Retail"
  retention_days = 90
}
