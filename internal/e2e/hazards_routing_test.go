package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// A list and attachments turn into each other in one apply, in which Terraform deletes and creates in any order.
func TestAccHazards_listIntoAttachmentsAndBack(t *testing.T) {
	h := newHazard(t)
	asList := list("a", `"7"`, `"11"`, `"12"`)
	asAttachments := attachment("x", `"7"`, `"11"`) + attachment("y", `"7"`, `"12"`)
	h.changes(asList)
	h.wrote()

	h.changes(asAttachments)
	h.routes(7, 11, 12)
	h.neverEmpty()
	h.wroteOnly(attach(7, 11), attach(7, 12))

	h.changes(asList) // a moment of detachment may remain
	h.routes(7, 11, 12)

	h.changes(attachment("x", `"7"`, `"11"`))
	h.routes(7, 11, 12)
	h.neverEmpty()

	h.changes(list("a", `"7"`, `"12"`, `"14"`))
	h.routes(7, 12, 14)
}

func TestAccHazards_listRenamed(t *testing.T) {
	h := newHazard(t)
	h.changes(list("a", `"7"`, `"11"`, `"12"`) + list("empty", `"9"`))
	h.changes(list("b", `"7"`, `"11"`, `"12"`) + list("nobody", `"9"`))
	h.wrote()
	h.routes(7, 11, 12)

	h.changes(list("c", `"7"`, `"14"`)) // renamed and changed
	h.routes(7, 14)
	h.neverEmpty()
}

// A moment of detachment may remain after a rename without a moved block. The operators must be attached in the end.
func TestAccHazards_attachmentsRenamed(t *testing.T) {
	h := newHazard(t)
	h.changes(attachment("a", `"7"`, `"11"`) + attachment("b", `"8"`, `"13"`))
	h.wroteOnly(attach(7, 11), attach(8, 13))
	h.changes(attachment("c", `"7"`, `"11"`) + attachment("d", `"8"`, `"13"`))
	h.routesTo(7, 11, 12)
	h.routes(8, 13)

	const moved = `
moved {
  from = identitycall_virtual_number_operator.c
  to   = identitycall_virtual_number_operator.e
}
`
	h.changes(attachment("e", `"7"`, `"11"`) + attachment("d", `"8"`, `"13"`) + moved)
	h.wrote()
}

func TestAccHazards_countIntoForEach(t *testing.T) {
	h := newHazard(t)
	const template = `
resource "identitycall_virtual_number" "n" {
  %[1]s
  id   = ["7", "8"][%[2]s]
  name = "Line ${%[2]s}"
}
resource "identitycall_virtual_number_operators" "l" {
  %[1]s
  virtual_number_id = identitycall_virtual_number.n[%[3]s].id
  operator_ids      = [["11", "12"], ["13"]][%[2]s]
}
resource "identitycall_virtual_number_operator" "a" {
  %[1]s
  virtual_number_id = "9"
  operator_id       = ["11", "12"][%[2]s]
}
`
	h.changes(fmt.Sprintf(template, "count = 2", "count.index", "count.index"))
	h.changes(fmt.Sprintf(template, `for_each = toset(["0", "1"])`, "tonumber(each.key)", "each.key"))
	h.routes(7, 11, 12)
	h.routes(8, 13)
	h.routesTo(9, 11, 12)
	for _, moment := range h.emptied {
		if moment.NumberID != 9 {
			t.Errorf("number %d was without an operator", moment.NumberID)
		}
	}
	h.wroteOnly(attach(9, 11), attach(9, 12), detach(9, 11), detach(9, 12),
		`PATCH /virtual_numbers/7 {"name":"Line 0"}`, `PATCH /virtual_numbers/8 {"name":"Line 1"}`)
}

// The delete of an attachment must leave alone what another resource of the same run attaches, whichever comes first.
func TestAccHazards_attachmentClaimedElsewhere(t *testing.T) {
	t.Run("another attachment", func(t *testing.T) {
		h := newHazard(t)
		h.changes(attachment("a", `"7"`, `"11"`) + attachment("b", `"8"`, `"13"`))
		h.changes(attachment("b", `"7"`, `"11"`))
		h.routesTo(7, 11, 12)
		h.routes(8)
	})
	t.Run("a list that moves to the number", func(t *testing.T) {
		h := newHazard(t)
		h.changes(attachment("a", `"7"`, `"11"`) + list("b", `"8"`, `"13"`))
		h.changes(list("b", `"7"`, `"11"`, `"13"`))
		h.routes(7, 11, 13)
		h.routes(8, 13)
	})
	t.Run("two attachments that change places", func(t *testing.T) {
		h := newHazard(t)
		h.changes(attachment("a", `"7"`, `"11"`) + attachment("b", `"8"`, `"13"`))
		h.changes(attachment("a", `"8"`, `"13"`) + attachment("b", `"7"`, `"11"`))
		h.routesTo(7, 11, 12)
		h.routes(8, 13)
	})
	t.Run("nobody", func(t *testing.T) {
		h := newHazard(t)
		h.changes(attachment("a", `"7"`, `"11"`))
		h.changes("")
		h.wrote(detach(7, 11))
	})
}

// An attachment that changes attaches first and detaches then.
func TestAccHazards_attachmentChangedInPlace(t *testing.T) {
	h := newHazard(t)
	h.changes(attachment("a", `"8"`, `"13"`))
	h.changes(attachment("a", `"8"`, `"14"`))
	h.wrote(attach(8, 14), detach(8, 13))
	h.neverEmpty()
	h.changes(attachment("a", `"9"`, `"14"`))
	h.wrote(attach(9, 14), detach(8, 14))
	h.routes(8) // the configuration moves its only operator
}

func TestAccHazards_listMovedToAnotherNumber(t *testing.T) {
	h := newHazard(t)
	numbers := number("a", `id = "7"`) + number("b", `id = "8"`)
	h.changes(numbers + list("l", "identitycall_virtual_number.a.id", `"11"`, `"12"`))
	h.Configure(numbers + list("l", "identitycall_virtual_number.b.id", `"11"`, `"12"`))
	if screen, code := h.Plan(); code != 2 || !strings.Contains(screen, "0 to add, 1 to change, 0 to destroy") {
		t.Errorf("the plan is not one update in place:\n%s", screen)
	}
	h.changes(numbers + list("l", "identitycall_virtual_number.b.id", `"11"`, `"12"`))
	h.routes(7, 11, 12)
	h.routes(8, 11, 12)
	h.neverEmpty()

	h.changes(numbers + list("l", `"7"`, `"12"`) + list("m", `"8"`, `"11"`))
	h.changes(numbers + list("l", `"8"`, `"12"`) + list("m", `"7"`, `"11"`)) // two lists change places
	h.routes(7, 11)
	h.routes(8, 12)
	h.neverEmpty()
}

// An operator under a list is replaced, removed or exchanged. It has create_before_destroy, as every example.
func TestAccHazards_operatorReplacedUnderAList(t *testing.T) {
	h := newHazard(t)
	const a, b, c = "identitycall_operator.a.id", "identitycall_operator.b.id", "identitycall_operator.c.id"
	h.changes(operator("a", "+15555550201") + list("l", `"8"`, a))
	first := h.operatorID("Agent a")
	for _, how := range []string{"-replace", "taint"} {
		var arguments []string
		if how == "-replace" {
			arguments = append(arguments, "-replace=identitycall_operator.a")
		} else {
			h.Must("taint", "identitycall_operator.a")
		}
		h.changes(operator("a", "+15555550201")+list("l", `"8"`, a), arguments...)
		second := h.operatorID("Agent a")
		h.wrote(`POST /operators {"name":"Agent a","phone_number":"+15555550201"}`, attach(8, second), detach(8, first),
			fmt.Sprintf("DELETE /operators/%d", first))
		h.routes(8, second)
		h.neverEmpty()
		first = second
	}
	h.changes(operator("b", "+15555550202") + list("l", `"8"`, b))
	h.routes(8, h.operatorID("Agent b"))
	h.neverEmpty()

	h.changes(operator("b", "+15555550202") + operator("c", "+15555550203") + list("l", `"8"`, c, b))
	h.changes(operator("c", "+15555550203") + list("l", `"8"`, c))
	h.routes(8, h.operatorID("Agent c"))
	h.neverEmpty()
}

// operatorID returns the ID of the only operator with a name.
func (h *hazard) operatorID(name string) int64 {
	h.T.Helper()
	var ids []int64
	for _, o := range h.Service.Operators() {
		if o.Name == name {
			ids = append(ids, o.ID)
		}
	}
	if len(ids) != 1 {
		h.T.Fatalf("the operators named %s are %v, want one", name, ids)
	}
	return ids[0]
}

// A replacement that failed halfway leaves the old operator deposed. The next apply deletes it and completes the list.
func TestAccHazards_deposedOperator(t *testing.T) {
	h := newHazard(t)
	configuration := operator("a", "+15555550201") + list("l", `"8"`, "identitycall_operator.a.id")
	h.changes(configuration)
	old := h.operatorID("Agent a")
	refuse := sandbox.Status(http.StatusUnprocessableEntity, `{"error":"Try again tomorrow"}`)
	h.Service.Inject(sandbox.Fault{Method: "POST", Path: "/virtual_numbers/8/add_operator", Reply: refuse})
	h.fails("Try again tomorrow", configuration, "-replace=identitycall_operator.a")
	h.routes(8, old)
	h.neverEmpty()
	if !h.deposed() {
		t.Fatal("no object is deposed: the test does not show what it should")
	}
	h.changes(configuration)
	h.routes(8, h.operatorID("Agent a"))
}

// A list's replacement that failed halfway leaves the old list deposed. Its destroy must not touch the operators.
func TestAccHazards_deposedList(t *testing.T) {
	h := newHazard(t)
	withDependent := func(fails bool) string {
		return resource("identitycall_virtual_number_operators", "l", `
  virtual_number_id = "7"
  operator_ids      = ["11", "12"]
  lifecycle { create_before_destroy = true }`) + fmt.Sprintf(`
resource "terraform_data" "dependent" {
  triggers_replace = [identitycall_virtual_number_operators.l.virtual_number_id, %t]
  provisioner "local-exec" { command = "exit %d" }
  lifecycle { create_before_destroy = true }
}
`, fails, map[bool]int{true: 1}[fails])
	}
	h.changes(withDependent(false))
	if screen, code := h.apply(withDependent(true), "-replace=identitycall_virtual_number_operators.l"); code == 0 {
		t.Fatalf("the apply succeeded:\n%s", screen)
	}
	h.wrote()
	if !h.deposed() {
		t.Fatal("no object is deposed: the test does not show what it should")
	}
	h.changes(withDependent(false))
	h.wrote()
	h.routes(7, 11, 12)
}
