terraform {
  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = "~> 0.1.0"
    }
  }
}

variable "sales_api_key" {
  description = "A key that is scoped to the project Sales"
  type        = string
  sensitive   = true
  nullable    = false
}

# The account-wide key comes from IDENTITYCALL_API_KEY.
provider "identitycall" {
  expected_phone_number = "+15557654321"
}

# The project-scoped key sees only the numbers and operators of its project.
provider "identitycall" {
  alias                 = "sales"
  api_key               = var.sales_api_key
  expected_phone_number = "+15551234567"
}

resource "identitycall_virtual_number" "support" {
  phone_number = "+15557654321"
}

resource "identitycall_virtual_number" "sales" {
  provider = identitycall.sales

  phone_number = "+15551234567"
}
