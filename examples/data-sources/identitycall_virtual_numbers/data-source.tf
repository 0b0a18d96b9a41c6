# The US numbers that take calls and have a name that ends in "Line"
data "identitycall_virtual_numbers" "us" {
  active       = true
  country_code = "US"
  name_regex   = "Line$"
}

# No call to any of them is recorded
resource "identitycall_virtual_number" "us" {
  for_each = toset(data.identitycall_virtual_numbers.us.virtual_numbers[*].id)

  id        = each.key
  recording = false
}

output "us_lines" {
  value = { for number in data.identitycall_virtual_numbers.us.virtual_numbers : number.phone_number => number.name }
}
