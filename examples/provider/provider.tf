terraform {
  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = "~> 0.1.0"
    }
  }
}

# The API key comes from the environment variable IDENTITYCALL_API_KEY.
provider "identitycall" {}

# A number that the account rents already. What is not written here stays as it is.
resource "identitycall_virtual_number" "sales" {
  phone_number = "+15551234567"
  recording    = false
}
