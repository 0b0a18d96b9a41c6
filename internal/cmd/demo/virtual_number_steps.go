package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// allSteps is the demo. Further chapters are appended here, each in a file of its own.
func allSteps() []step {
	return slices.Concat(virtualNumberSteps(), supportLineSteps(), rentingSteps(), projectSteps())
}

// The ids of two numbers that sandbox.Populate rents: +15551234567 and +15557654321.
const (
	salesLine   = 7
	supportLine = 8
)

// virtualNumberSteps are the life of an adopted number, from the first plan to the destroy.
func virtualNumberSteps() []step {
	return []step{
		{
			title: "Adopt a number",
			explanation: `
The account rents +15551234567 already, so Terraform takes it over by its phone number: nothing is
rented. One argument is set, so one PATCH with that argument goes out; all else stays as it is.`,
			configuration: salesLineWith("round_robin"),
			commands: []command{
				{action: plan, exit: changes, says: []string{"Plan: 1 to add, 0 to change, 0 to destroy."}},
				{
					action: apply,
					sends:  []string{`PATCH /virtual_numbers/7 {"routing_strategy":"round_robin"}`},
					says:   []string{"Apply complete! Resources: 1 added, 0 changed, 0 destroyed."},
				},
			},
		},
		{
			title: "Plan again",
			explanation: `
State now holds what the API says of the number, and the configuration agrees: there is nothing to do.`,
			commands: []command{{action: plan, says: []string{"No changes."}}},
		},
		{
			title: "Change one argument",
			explanation: `
The body of the PATCH holds the argument that changes, and nothing else.`,
			configuration: salesLineWith("simultaneous"),
			commands: []command{
				{
					action: plan, exit: changes,
					says: []string{`~ routing_strategy = "round_robin" -> "simultaneous"`, "Plan: 0 to add, 1 to change, 0 to destroy."},
				},
				{
					action: apply,
					sends:  []string{`PATCH /virtual_numbers/7 {"routing_strategy":"simultaneous"}`},
					says:   []string{"Apply complete! Resources: 0 added, 1 changed, 0 destroyed."},
				},
			},
		},
		driftStep(),
		{
			title: "The number is gone",
			explanation: `
Somebody releases the number in the dashboard, and the API answers 404. The next refresh takes it out of
state, and says so: a key of another project would get the same answer.`,
			dashboard: func(account *sandbox.Sandbox) { account.ReleaseVirtualNumber(salesLine) },
			commands: []command{
				{action: refresh, says: []string{"Warning: Virtual number +15551234567", "is gone", "It is taken out of state"}},
				{action: list, silent: true},
			},
		},
		{
			title: "Adopt another number",
			explanation: `
The block of the released number leaves the configuration, and another number comes into it. It is
written here as people write it; digits count, not spelling.`,
			configuration: `resource "identitycall_virtual_number" "support" {
  phone_number = "+1 (555) 765-4321"
  name         = "Support"
}
`,
			commands: []command{
				{action: plan, exit: changes, says: []string{"Plan: 1 to add, 0 to change, 0 to destroy."}},
				{
					action: apply,
					sends:  []string{`PATCH /virtual_numbers/8 {"name":"Support"}`},
					says:   []string{"Apply complete! Resources: 1 added, 0 changed, 0 destroyed."},
				},
			},
		},
		{
			title: "Destroy",
			explanation: `
The API cannot release a number, and the provider does not pretend that it can: Terraform forgets the
number, the account keeps it, and a warning says so.`,
			commands: []command{{
				action: destroy,
				says:   []string{"Warning: Virtual number", "stays rented", "Destroy complete! Resources: 1 destroyed."},
			}},
			account: func(account *sandbox.Sandbox) error {
				if _, rented := account.VirtualNumber(supportLine); !rented {
					return errors.New("the account no longer has the number that was to stay rented")
				}
				return nil
			},
		},
	}
}

func driftStep() step {
	return step{
		title: "Drift, and its mending",
		explanation: `
Somebody opens the dashboard, sets the routing to "priority", and turns recording off. The plan shows the
routing, which the configuration says, and apply mends it. Recording is not in the configuration, so it is
none of Terraform's business and stays off.`,
		dashboard: func(account *sandbox.Sandbox) {
			account.EditVirtualNumber(salesLine, func(number *sandbox.VirtualNumber) {
				number.RoutingStrategy = "priority"
				number.Recording = false
			})
		},
		commands: []command{
			{action: plan, exit: changes, says: []string{`~ routing_strategy = "priority" -> "simultaneous"`}},
			{
				action: apply,
				sends:  []string{`PATCH /virtual_numbers/7 {"routing_strategy":"simultaneous"}`},
				says:   []string{"Apply complete! Resources: 0 added, 1 changed, 0 destroyed."},
			},
		},
		account: func(account *sandbox.Sandbox) error {
			number, _ := account.VirtualNumber(salesLine)
			if number.RoutingStrategy != "simultaneous" || number.Recording {
				return fmt.Errorf("the account has routing %q and recording %t, and should have \"simultaneous\" and false", number.RoutingStrategy, number.Recording)
			}
			return nil
		},
	}
}

func salesLineWith(strategy string) string {
	return fmt.Sprintf(`resource "identitycall_virtual_number" "sales" {
  phone_number     = "+15551234567"
  routing_strategy = %q
}
`, strategy)
}
