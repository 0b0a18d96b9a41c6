package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// supportLineSteps are a line with operators: who answers it, in which order, and how one of them is replaced without the
// line ever being left alone.
func supportLineSteps() []step {
	return []step{
		{
			title: "A support line",
			explanation: `
Two operators are created, and the list of the line names them in order. The list is authoritative: the
two who are attached now will go, and the plan says so by their ids. The first of the new ones is attached
before anybody goes, so that the line has somebody all the time.`,
			configuration: supportLineOf([]string{"greta", "hugo"}),
			commands: []command{
				{
					action: plan, exit: changes,
					says: []string{"Warning: Virtual number 8 will lose operators: 12, 22", "Plan: 4 to add, 0 to change, 0 to destroy."},
				},
				{
					action: apply,
					sends: []string{
						`POST /operators *`,
						`POST /operators *`,
						`POST /virtual_numbers/8/add_operator *`,
						`DELETE /virtual_numbers/8/remove_operator?operator_id=12`,
						`DELETE /virtual_numbers/8/remove_operator?operator_id=22`,
						`POST /virtual_numbers/8/add_operator *`,
					},
					says: []string{"Apply complete! Resources: 4 added, 0 changed, 0 destroyed."},
				},
			},
			account: neverAlone,
		},
		{
			title: "The other way round",
			explanation: `
Hugo shall be called first. The API has no call that reorders: it attaches at the end of the list, and it
detaches. Hugo stays where he is, so two calls are enough.`,
			configuration: supportLineOf([]string{"hugo", "greta"}),
			commands: []command{
				{action: plan, exit: changes, says: []string{"Plan: 0 to add, 1 to change, 0 to destroy."}},
				{
					action: apply,
					sends: []string{
						`DELETE /virtual_numbers/8/remove_operator?operator_id=*`,
						`POST /virtual_numbers/8/add_operator *`,
					},
					says: []string{"Apply complete! Resources: 0 added, 1 changed, 0 destroyed."},
				},
			},
			account: neverAlone,
		},
		{
			title: "Somebody leaves, somebody comes",
			explanation: `
Greta goes, Ines takes her place. Left to itself, Terraform deletes an operator before it updates the list
that named her. With create_before_destroy it does so last, after Ines has been created and attached.`,
			configuration: supportLineOf([]string{"hugo", "ines"}),
			commands: []command{
				{action: plan, exit: changes, says: []string{"Plan: 1 to add, 1 to change, 1 to destroy."}},
				{
					action: apply,
					sends: []string{
						`POST /operators *"name":"Ines Jung"*`,
						`DELETE /virtual_numbers/8/remove_operator?operator_id=*`,
						`POST /virtual_numbers/8/add_operator *`,
						`DELETE /operators/*`,
					},
					says: []string{"Apply complete! Resources: 1 added, 1 changed, 1 destroyed."},
				},
				{action: plan, says: []string{"No changes."}},
			},
			account: neverAlone,
		},
		{
			title: "The support line is given up",
			explanation: `
The list is taken off the line, the operators are deleted, and the number stays rented.`,
			commands: []command{{
				action: destroy,
				sends: []string{
					`DELETE /virtual_numbers/8/remove_operator?operator_id=*`,
					`DELETE /virtual_numbers/8/remove_operator?operator_id=*`,
					`DELETE /operators/*`,
					`DELETE /operators/*`,
				},
				says: []string{"stays rented", "Destroy complete! Resources: 4 destroyed."},
			}},
		},
	}
}

// neverAlone checks that the support line has had an operator from its beginning on.
func neverAlone(account *sandbox.Sandbox) error {
	for _, operators := range account.RoutingHistory(supportLine) {
		if len(operators) == 0 {
			return errors.New("the support line was without an operator for a while")
		}
	}
	return nil
}

// supportLineOf is a line that calls these operators, in their order.
func supportLineOf(names []string) string {
	people := map[string]string{
		"greta": `  name         = "Greta Hall"
  phone_number = "+1 415 555 0134"
`,
		"hugo": `  name         = "Hugo Ives"
  phone_number = "(415) 555-0135"
`,
		"ines": `  name         = "Ines Jung"
  phone_number = "+14155550136"
`,
	}
	var text strings.Builder
	for _, name := range slices.Sorted(slices.Values(names)) {
		text.WriteString("resource \"identitycall_operator\" \"" + name + "\" {\n" + people[name] + `
  lifecycle {
    create_before_destroy = true
  }
}

`)
	}
	text.WriteString(`resource "identitycall_virtual_number" "support" {
  phone_number = "+1 (555) 765-4321"
}

resource "identitycall_virtual_number_operators" "support" {
  virtual_number_id = identitycall_virtual_number.support.id

  operator_ids = [
`)
	for _, name := range names {
		text.WriteString("    identitycall_operator." + name + ".id,\n")
	}
	text.WriteString("  ]\n}\n")
	return text.String()
}
