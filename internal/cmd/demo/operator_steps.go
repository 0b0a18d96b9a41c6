package main

import (
	"fmt"
	"slices"
	"strings"
)

// Requests that attach and detach an operator of the support number. The IDs are those of the sandbox.
const (
	createOperator = `POST /operators *`
	attachOperator = `POST /virtual_numbers/8/add_operator {"operator_id":*}`
	detachOperator = `DELETE /virtual_numbers/8/remove_operator?operator_id=*`
	deleteOperator = `DELETE /operators/*`
)

const (
	greta = "Greta Hall"
	hugo  = "Hugo Ives"
	ines  = "Ines Jung"
)

// operatorSteps change the operators of a number, which always keeps at least one operator.
func operatorSteps() []step {
	return []step{
		{
			title: "Create operators and route calls to them",
			explanation: `
The list is the whole list: the two operators that are attached now will be detached, and the plan names
them. The new operators are attached before anyone is detached, so that the number is never without an
operator.`,
			configuration: operatorsOf("greta", "hugo") + listOf("support", "greta", "hugo"),
			commands: []command{
				planned("Warning: The list of virtual number +15557654321 (ID 8) may detach", "Alice Carter (ID 12)",
					"Eva Frank (ID 22)", "Plan: 4 to add, 0 to change, 0 to destroy."),
				applied("4 added, 0 changed, 0 destroyed", createOperator, createOperator, attachOperator,
					attachOperator, `DELETE /virtual_numbers/8/remove_operator?operator_id=12`,
					`DELETE /virtual_numbers/8/remove_operator?operator_id=22`),
			},
			routing: supportLine, operators: []string{greta, hugo},
		},
		{
			title: "Reorder the operators",
			explanation: `
Hugo comes first now. The API has no request that reorders: it attaches at the end, and it detaches.
Hugo keeps his place, so two requests are enough.`,
			configuration: operatorsOf("greta", "hugo") + listOf("support", "hugo", "greta"),
			shown:         listOf("support", "hugo", "greta"),
			commands: []command{
				planned("Plan: 0 to add, 1 to change, 0 to destroy."),
				applied("0 added, 1 changed, 0 destroyed", detachOperator, attachOperator),
			},
			routing: supportLine, operators: []string{hugo, greta},
		},
		{
			title: "Replace an operator",
			explanation: `
Ines replaces Greta, whose block is removed. By default, Terraform deletes an operator before it updates
the list that names it. With create_before_destroy it deletes the operator last, after Ines is created
and attached.`,
			configuration: operatorsOf("hugo", "ines") + listOf("support", "hugo", "ines"),
			shown:         operatorOf("ines") + "\n" + listOf("support", "hugo", "ines"),
			commands: []command{
				planned("Plan: 1 to add, 1 to change, 1 to destroy."),
				applied("1 added, 1 changed, 1 destroyed", `POST /operators *"name":"Ines Jung"*`, attachOperator,
					detachOperator, deleteOperator),
				noChanges(),
			},
			routing: supportLine, operators: []string{hugo, ines},
		},
		renameStep(),
		attachmentsStep(),
		{
			title: "Destroy the routing",
			explanation: `
To destroy an attachment is to detach its operator. The operators that Terraform created are deleted,
and the number stays on the account.`,
			commands: []command{{
				action: destroy,
				sends:  []string{detachOperator, detachOperator, deleteOperator, deleteOperator}, concurrent: true,
				prints: []string{
					"Warning: A virtual number stays on the account", "+15557654321 (ID 8) keeps its settings",
					"Destroy complete! Resources: 5 destroyed.",
				},
			}},
		},
	}
}

func renameStep() step {
	return step{
		title: "Rename the list, without a moved block",
		explanation: `
Terraform plans to destroy one list and to create another. Destroying a list sends nothing, and the new
list finds the operators in the wanted order, so it sends nothing either.`,
		configuration: operatorsOf("hugo", "ines") + listOf("front_desk", "hugo", "ines"),
		shown:         listOf("front_desk", "hugo", "ines"),
		commands: []command{
			planned("Warning: The operators of a virtual number stay attached", "Plan: 1 to add, 0 to change, 1 to destroy."),
			applied("1 added, 0 changed, 1 destroyed"),
			noChanges(),
		},
		routing: supportLine, operators: []string{hugo, ines},
	}
}

func attachmentsStep() step {
	return step{
		title: "Turn the list into attachments",
		explanation: `
An attachment manages one operator of the number and leaves the others alone. Attaching an operator that
is attached already changes nothing, so both stay attached throughout.`,
		configuration: operatorsOf("hugo", "ines") + attachmentOf("hugo") + "\n" + attachmentOf("ines"),
		shown:         attachmentOf("hugo") + "\n" + attachmentOf("ines"),
		commands: []command{
			planned("Warning: The operators of a virtual number stay attached", "Plan: 2 to add, 0 to change, 1 to destroy."),
			applied("2 added, 0 changed, 1 destroyed", attachOperator, attachOperator),
			noChanges(),
		},
		routing: supportLine, operators: []string{hugo, ines},
	}
}

// operatorsOf configures these operators and the support number.
func operatorsOf(labels ...string) string {
	var text strings.Builder
	text.WriteString(guarded)
	for _, label := range slices.Sorted(slices.Values(labels)) {
		text.WriteString(operatorOf(label) + "\n")
	}
	text.WriteString(`resource "identitycall_virtual_number" "support" {
  phone_number = "+15557654321"
}

`)
	return text.String()
}

// operatorOf configures one operator.
func operatorOf(label string) string {
	arguments := map[string][2]string{
		"greta": {greta, "+1 415 555 0134"}, "hugo": {hugo, "(415) 555-0135"}, "ines": {ines, "+14155550136"},
	}[label]
	return fmt.Sprintf(`resource "identitycall_operator" %q {
  name         = %q
  phone_number = %q

  lifecycle {
    create_before_destroy = true
  }
}
`, label, arguments[0], arguments[1])
}

// listOf configures the list of the support number.
func listOf(label string, operators ...string) string {
	var text strings.Builder
	fmt.Fprintf(&text, `resource "identitycall_virtual_number_operators" %q {
  virtual_number_id = identitycall_virtual_number.support.id

  operator_ids = [
`, label)
	for _, operator := range operators {
		text.WriteString("    identitycall_operator." + operator + ".id,\n")
	}
	text.WriteString("  ]\n}\n")
	return text.String()
}

// attachmentOf configures one attachment to the support number.
func attachmentOf(operator string) string {
	return fmt.Sprintf(`resource "identitycall_virtual_number_operator" %[1]q {
  virtual_number_id = identitycall_virtual_number.support.id
  operator_id       = identitycall_operator.%[1]s.id
}
`, operator)
}
