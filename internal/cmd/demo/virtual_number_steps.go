package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// allSteps returns the steps of the demo.
func allSteps() []step {
	return slices.Concat(virtualNumberSteps(), operatorSteps(), purchaseSteps(), projectSteps())
}

// The IDs of two numbers of sandbox.Populate: +15551234567 and +15557654321.
const (
	salesLine   = 7
	supportLine = 8
)

// otherProjectKey is a key of a project that has none of the numbers.
const otherProjectKey = "idc_keyOfAnotherProject"

func addOtherProject(service *acctest.Service) {
	id := service.AddProject(sandbox.Project{ID: 4, Name: "Marketing", Language: "en"})
	service.AddKey(sandbox.Key{Secret: otherProjectKey, Read: true, Write: true, ProjectID: id})
}

// virtualNumberSteps adopt a number, change it, and destroy its resource.
func virtualNumberSteps() []step {
	return []step{
		{
			title: "Adopt a virtual number",
			explanation: `
The account already has +15551234567, so Terraform adopts it by its phone number, in any format.
No setting is configured, so nothing changes: apply only reads the number into state.`,
			configuration: `resource "identitycall_virtual_number" "sales" {
  phone_number = "+1 (555) 123-4567"
}
`,
			commands: []command{
				planned("Plan: 1 to add, 0 to change, 0 to destroy."),
				applied("1 added, 0 changed, 0 destroyed"),
				noChanges(),
			},
		},
		{
			title: "Change one setting",
			explanation: `
Only what is configured is managed. The PATCH contains the argument that changes and nothing else.`,
			configuration: salesLineWith("simultaneous"),
			commands: []command{
				planned(`~ routing_strategy = "priority" -> "simultaneous"`, "Plan: 0 to add, 1 to change, 0 to destroy."),
				applied("0 added, 1 changed, 0 destroyed", `PATCH /virtual_numbers/7 {"routing_strategy":"simultaneous"}`),
				noChanges(),
			},
		},
		driftStep(),
		{
			title: "Use the wrong key",
			explanation: `
A key of another project gets 404 for this number, as if it had been released. expected_phone_number
protects the state: it names a number that the right key can see. The plan fails, and state is kept.`,
			configuration: guarded + salesLineWith("simultaneous"),
			key:           otherProjectKey,
			commands: []command{
				{
					action: plan, exit: failed,
					prints: []string{
						"Virtual number +1 (555) 123-4567 (ID 7) was not found with this key",
						"The key does not see expected_phone_number +15557654321",
					},
				},
				{action: list, prints: []string{"identitycall_virtual_number.sales"}},
			},
		},
		{
			title: "Release the number in the dashboard",
			explanation: `
Someone releases the number. With the right key, the 404 removes it from state, with a warning. Before
that, the provider checks once that the key sees the expected number.`,
			dashboard: func(service *acctest.Service) { service.ReleaseVirtualNumber(salesLine) },
			commands: []command{
				{
					action: refresh,
					prints: []string{"Warning: Virtual number +1 (555) 123-4567 (ID 7) was removed from state"},
				},
				{action: list, silent: true},
			},
		},
		{
			title: "Adopt another number, then destroy the resource",
			explanation: `
Destroy sends no request that changes something. The number keeps its settings and its operators and
stays on the account, and the plan of the destroy warns about that.`,
			configuration: guarded + `resource "identitycall_virtual_number" "support" {
  phone_number = "+15557654321"
  name         = "Support"
}
`,
			commands: []command{
				planned("Plan: 1 to add, 0 to change, 0 to destroy."),
				applied("1 added, 0 changed, 0 destroyed", `PATCH /virtual_numbers/8 {"name":"Support"}`),
				{
					action: destroy,
					prints: []string{
						"Warning: A virtual number stays on the account", "+15557654321 (ID 8) keeps its settings",
						"Destroy complete! Resources: 1 destroyed.",
					},
				},
			},
			account: func(service *acctest.Service) error {
				number, exists := service.VirtualNumber(supportLine)
				if !exists || *number.Name != "Support" || !number.Active || len(number.Operators) != 2 {
					return errors.New("the number that stays on the account has changed")
				}
				return nil
			},
		},
	}
}

func driftStep() step {
	return step{
		title: "Detect and correct drift",
		explanation: `
Someone opens the dashboard, sets the routing to "priority" and turns recording off. The plan shows the
routing, and apply corrects it. Recording is not configured, so it is not managed and stays off.`,
		dashboard: func(service *acctest.Service) {
			service.EditVirtualNumber(salesLine, func(number *sandbox.VirtualNumber) {
				number.RoutingStrategy = "priority"
				number.Recording = false
			})
		},
		commands: []command{
			planned(`~ routing_strategy = "priority" -> "simultaneous"`),
			applied("0 added, 1 changed, 0 destroyed", `PATCH /virtual_numbers/7 {"routing_strategy":"simultaneous"}`),
		},
		account: func(service *acctest.Service) error {
			number, _ := service.VirtualNumber(salesLine)
			if number.RoutingStrategy != "simultaneous" || number.Recording {
				return fmt.Errorf("routing is %q and recording is %t, want simultaneous and false",
					number.RoutingStrategy, number.Recording)
			}
			return nil
		},
	}
}

// guarded is the provider block that every configuration of a real account should have.
const guarded = `provider "identitycall" {
  expected_phone_number = "+15557654321"
}

`

func salesLineWith(strategy string) string {
	return fmt.Sprintf(`resource "identitycall_virtual_number" "sales" {
  phone_number     = "+1 (555) 123-4567"
  routing_strategy = %q
}
`, strategy)
}
