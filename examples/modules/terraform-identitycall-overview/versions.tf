terraform {
  required_version = ">= 1.5"

  required_providers {
    identitycall = {
      source  = "identitycall/identitycall"
      version = ">= 0.1.0"
    }
  }
}
