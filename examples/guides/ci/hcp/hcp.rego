package hcp

import rego.v1

deny := messages if {
	messages := data.identitycall.deny with input as input.plan
}
