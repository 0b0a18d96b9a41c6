package e2e_test

import (
	"fmt"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
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
func relay(label, value string) string {
	return resource("terraform_data", label, fmt.Sprintf("input = %q\n  triggers_replace = terraform_data.gate.id", value))
}

// lookup is a data source of a number that is read after the gate.
func lookup(label, id string) string {
	return fmt.Sprintf("data \"identitycall_virtual_number\" %q {\n  id = %q\n  depends_on = [terraform_data.gate]\n}\n",
		label, id)
}

const (
	numberA       = "identitycall_virtual_number.a.id"
	settings      = "name = \"Line 7\"\n  active = true"
	adoptionPatch = `PATCH /virtual_numbers/7 {"name":"Line 7"}`
)

// An ID or a phone number that is unknown at plan time must not change the operators, even if a resource before it
// fails. Each combination has a number of its own, with the operators 11 and 12.
func TestAccHazards_unknownWhilePlanning(t *testing.T) {
	h := newHazard(t)
	configuration, first, last := "", int64(21), int64(20)
	var patches []string
	for _, combination := range []func(label, id, phone string) string{
		func(l, id, _ string) string { return relay(l, id) + list(l, relayed(l), `"11"`, `"12"`) },
		func(l, id, _ string) string { return lookup(l, id) + list(l, lookedUp(l), `"11"`, `"12"`) },
		func(l, id, _ string) string { return relay(l, id) + attachments(l, relayed(l), `"11"`, `"12"`) },
		func(l, id, _ string) string { return relay(l, "11") + attachments(l, `"`+id+`"`, relayed(l), `"12"`) },
		func(l, id, _ string) string { return relay(l, "11") + list(l, `"`+id+`"`, relayed(l), `"12"`) },
		func(l, id, _ string) string {
			return relay(l, id) + number(l, "id = "+relayed(l)+"\n  "+settings) + list(l, adopted(l), `"11"`, `"12"`)
		},
		func(l, _, phone string) string {
			return relay(l, phone) + number(l, "phone_number = "+relayed(l)+"\n  "+settings) +
				list(l, adopted(l), `"11"`, `"12"`) + attachment(l, `"9"`, `"14"`)
		},
		func(l, id, _ string) string {
			return lookup(l, id) + number(l, "id = "+lookedUp(l)+"\n  "+settings) +
				attachments(l, adopted(l), `"11"`, `"12"`)
		},
	} {
		last++
		label, phone := fmt.Sprint("n", last), fmt.Sprintf("+1555001%04d", last)
		h.Service.AddVirtualNumber(sandbox.VirtualNumber{
			ID: last, PhoneNumber: phone, Active: true, Operators: []int64{11, 12},
		})
		configuration += combination(label, fmt.Sprint(last), phone[:2]+" ("+phone[2:5]+") "+phone[5:])
		patches = append(patches, fmt.Sprintf(`PATCH /virtual_numbers/%d {"name":"Line 7"}`, last))
	}
	unchanged := func() {
		t.Helper()
		h.neverEmpty()
		for id := first; id <= last; id++ {
			h.routes(id, 11, 12)
			if actual, _ := h.Service.VirtualNumber(id); !actual.Active {
				t.Errorf("number %d is inactive", id)
			}
		}
	}
	h.changes(gate(1, false) + configuration)
	unchanged()

	h.changes(gate(2, false) + configuration)
	h.wroteOnly(patches...)
	unchanged()

	if screen, code := h.apply(gate(3, true) + configuration); code == 0 {
		t.Fatalf("the apply succeeded:\n%s", screen)
	}
	h.wrote()
	unchanged()

	h.changes(gate(4, false) + configuration)
	h.wroteOnly(patches...)
	unchanged()
}

func attachments(label, number, first, second string) string {
	return attachment(label+"x", number, first) + attachment(label+"y", number, second)
}

// Values of relay, lookup and number.
func relayed(label string) string  { return "terraform_data." + label + ".output" }
func lookedUp(label string) string { return "data.identitycall_virtual_number." + label + ".id" }
func adopted(label string) string  { return "identitycall_virtual_number." + label + ".id" }
