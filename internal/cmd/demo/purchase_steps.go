package main

import (
	"errors"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// purchaseSteps purchase a number and destroy its resources.
func purchaseSteps() []step {
	return []step{
		{
			title: "Purchase a number",
			explanation: `
A purchase is a resource of its own, and the plan warns with its price in the inventory. The virtual number refers to
its id and manages the settings. Apply sends one purchase and one PATCH.`,
			configuration: newYork(`
  lifecycle {
    prevent_destroy = true
  }
`),
			commands: []command{
				planned("Plan: 2 to add, 0 to change, 0 to destroy.", "Warning: Purchasing +15550001111 costs money",
					"It costs 1.00 once and 2.50 a month"),
				applied("2 added, 0 changed, 0 destroyed",
					`POST /virtual_numbers/purchase {"phone_number":"+15550001111",*}`,
					`PATCH /virtual_numbers/* {"name":"New York","recording":false}`),
				noChanges(),
			},
		},
		{
			title: "Destroy the purchase",
			explanation: `
prevent_destroy has to be removed first. The API cannot release a number, so destroy sends nothing: the
number stays on the account and is billed until it is released in the dashboard.`,
			configuration: newYork(""),
			commands: []command{{
				action: destroy,
				prints: []string{
					"Warning: A purchased number stays on the account and is billed", "+15550001111",
					"Destroy complete! Resources: 2 destroyed.",
				},
			}},
			account: hasNumber("+15550001111"),
		},
	}
}

// newYork configures a purchase and the settings of its number.
func newYork(lifecycle string) string {
	return guarded + `resource "identitycall_virtual_number_purchase" "new_york" {
  phone_number = "+15550001111"
  number_type  = "local"
  upfront_cost = "1.00"
  monthly_cost = "2.50"
` + lifecycle + `}

resource "identitycall_virtual_number" "new_york" {
  id        = identitycall_virtual_number_purchase.new_york.id
  name      = "New York"
  recording = false
}
`
}

// hasNumber checks that the account has a number.
func hasNumber(phoneNumber string) func(*acctest.Service) error {
	return func(service *acctest.Service) error {
		for _, id := range service.VirtualNumberIDs() {
			if number, _ := service.VirtualNumber(id); number.PhoneNumber == phoneNumber {
				return nil
			}
		}
		return errors.New("the account does not have " + phoneNumber)
	}
}
