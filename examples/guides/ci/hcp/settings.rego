package identitycall_policy

import rego.v1

approved_purchases := ["+15550001111"]

monthly_cost_ceiling := "100.00"

protect_purchases := true

recording_off_countries := ["DE", "AT"]
