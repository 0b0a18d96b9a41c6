package main

import (
	"errors"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// rentingSteps are the life of a number that Terraform rents.
func rentingSteps() []step {
	return []step{
		{
			title: "Rent a number",
			explanation: `
The account does not have +15550001111, and purchase allows to rent it. The plan says that this costs
money. Apply sends one purchase, and one PATCH with what a purchase cannot carry.`,
			configuration: `resource "identitycall_virtual_number" "new_york" {
  phone_number = "+15550001111"
  name         = "New York"
  recording    = false

  purchase = {
    number_type  = "local"
    upfront_cost = "1.00"
    monthly_cost = "2.50"
  }
}
`,
			commands: []command{
				{
					action: plan, exit: changes,
					says: []string{
						"Plan: 1 to add, 0 to change, 0 to destroy.", "Warning: Renting +15550001111 will cost money",
						"The configuration expects 1.00 once and 2.50 a month.",
					},
				},
				{
					action: apply,
					sends: []string{
						`POST /virtual_numbers/purchase {"phone_number":"+15550001111",*"name":"New York",*}`,
						`PATCH /virtual_numbers/* {"recording":false}`,
					},
					says: []string{"Apply complete! Resources: 1 added, 0 changed, 0 destroyed."},
				},
				{action: plan, says: []string{"No changes."}},
			},
		},
		{
			title: "It stays rented",
			explanation: `
Destroying the resource releases nothing, since the API cannot. The costs go on until the number is
released in the dashboard.`,
			commands: []command{{
				action: destroy,
				says:   []string{"Warning: Virtual number +15550001111", "stays rented", "Destroy complete! Resources: 1 destroyed."},
			}},
			account: rents("+15550001111"),
		},
	}
}

// rents checks that the account rents a number.
func rents(phoneNumber string) func(*sandbox.Sandbox) error {
	return func(account *sandbox.Sandbox) error {
		for _, id := range account.VirtualNumberIDs() {
			if number, _ := account.VirtualNumber(id); number.PhoneNumber == phoneNumber {
				return nil
			}
		}
		return errors.New("the account does not rent " + phoneNumber)
	}
}
