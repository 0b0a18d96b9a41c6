# What could be rented in the United States, for a look: choose one, and write it into the configuration.
data "identitycall_available_virtual_numbers" "local" {
  country     = "US"
  number_type = "local"
  max_results = 20
}

output "local_numbers" {
  value = { for number in data.identitycall_available_virtual_numbers.local.available_virtual_numbers :
    number.phone_number => "${coalesce(number.upfront_cost, "?")} once, ${coalesce(number.monthly_cost, "?")} a month"
  }
}
