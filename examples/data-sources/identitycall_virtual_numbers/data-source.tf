# The active numbers of the United States whose name ends with "Line"
data "identitycall_virtual_numbers" "us" {
  active       = true
  country_code = "US"
  name_regex   = "Line$"
}

output "us_numbers" {
  value = { for number in data.identitycall_virtual_numbers.us.virtual_numbers : number.phone_number => number.name }
}

# The numbers that have no operator
output "without_operators" {
  value = [for number in data.identitycall_virtual_numbers.us.virtual_numbers : number.phone_number
  if number.operators_count == 0]
}
