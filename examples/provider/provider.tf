terraform {
  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = "~> 0.1.0"
    }
  }
}

# The API key comes from the environment variable IDENTITYCALL_API_KEY.
provider "identitycall" {
  # A number of this account without a project. If the key cannot see it, the provider stops before it changes anything.
  expected_phone_number = "+15557654321"
}

# Adopts a virtual number of the account. No setting is configured, so no setting changes.
resource "identitycall_virtual_number" "sales" {
  phone_number = "+15551234567"
}
