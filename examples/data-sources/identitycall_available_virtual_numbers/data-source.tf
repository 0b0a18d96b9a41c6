# Local numbers in the United States. Reading the inventory purchases nothing.
data "identitycall_available_virtual_numbers" "local" {
  country     = "US"
  number_type = "local"
  max_results = 20
}

# Costs are in the carrier's currency.
output "local_numbers" {
  value = { for number in data.identitycall_available_virtual_numbers.local.available_virtual_numbers :
    number.phone_number => {
      upfront_cost = number.upfront_cost
      monthly_cost = number.monthly_cost
    }
  }
}
