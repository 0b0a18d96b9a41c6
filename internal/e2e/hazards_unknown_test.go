package e2e_test

import (
	"fmt"
	"testing"
)

// gate is a resource whose replacement makes values that pass through it unknown at plan time. It can fail.
func gate(generation int, fails bool) string {
	return fmt.Sprintf(`
resource "terraform_data" "gate" {
  triggers_replace = %d
  provisioner "local-exec" { command = "exit %d" }
}
`, generation, map[bool]int{true: 1}[fails])
}

// relay passes a value through the gate: unknown at plan time if the gate is replaced.
func relay(value string) string {
	return fmt.Sprintf(`
resource "terraform_data" "relay" {
  input            = %q
  triggers_replace = terraform_data.gate.id
}
`, value)
}

const (
	relayed       = "terraform_data.relay.output"
	fromData      = "data.identitycall_virtual_number.n.id"
	dataSource    = "data \"identitycall_virtual_number\" \"n\" {\n  id = \"7\"\n  depends_on = [terraform_data.gate]\n}\n"
	numberA       = "identitycall_virtual_number.a.id"
	settings      = "name = \"Line 7\"\n  active = true"
	adoptionPatch = `PATCH /virtual_numbers/7 {"name":"Line 7"}`
)

// An ID or a phone number that is unknown at plan time must not change the operators, even if a resource before it
// fails.
func TestAccHazards_unknownWhilePlanning(t *testing.T) {
	for name, configuration := range map[string]string{
		"list":                   relay("7") + list("l", relayed, `"11"`, `"12"`),
		"list of a data source":  dataSource + list("l", fromData, `"11"`, `"12"`),
		"attachments":            relay("7") + attachment("x", relayed, `"11"`) + attachment("y", relayed, `"12"`),
		"operator of attachment": relay("11") + attachment("x", `"7"`, relayed) + attachment("y", `"7"`, `"12"`),
		"operator of list":       relay("11") + list("l", `"7"`, relayed, `"12"`),
		"number by ID": relay("7") + number("a", "id = "+relayed+"\n  "+settings) +
			list("l", numberA, `"11"`, `"12"`),
		"number by phone number": relay("+1 (555) 123-4567") + number("a", "phone_number = "+relayed+"\n  "+settings) +
			list("l", numberA, `"11"`, `"12"`) + attachment("z", `"9"`, `"14"`),
		"number of a data source": dataSource + number("a", "id = "+fromData+"\n  "+settings) +
			attachment("x", numberA, `"11"`) + attachment("y", numberA, `"12"`),
	} {
		t.Run(name, func(t *testing.T) {
			h := newHazard(t)
			h.changes(gate(1, false) + configuration)
			h.neverEmpty()

			h.changes(gate(2, false) + configuration)
			h.wroteOnly(adoptionPatch)
			h.routes(7, 11, 12)

			if screen, code := h.apply(gate(3, true) + configuration); code == 0 {
				t.Fatalf("the apply succeeded:\n%s", screen)
			}
			h.wrote()
			h.routes(7, 11, 12)

			h.changes(gate(4, false) + configuration)
			h.wroteOnly(adoptionPatch)
			h.routes(7, 11, 12)
			if actual, _ := h.Service.VirtualNumber(7); !actual.Active {
				t.Error("number 7 is inactive")
			}
		})
	}
}
