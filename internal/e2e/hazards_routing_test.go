package e2e_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// If a list is replaced by attachments, its operators stay attached.
func TestAccHazards_listIntoAttachments(t *testing.T) {
	h := newHazard(t)
	h.WatchRaces()
	h.changes(list("a", `"7"`, `"11"`, `"12"`))
	h.wrote()
	h.changes(attachment("x", `"7"`, `"11"`) + attachment("y", `"7"`, `"12"`))
	h.routes(7, 11, 12)
	h.neverEmpty()
	h.wroteOnly(attach(7, 11), attach(7, 12))
	h.changes(list("a", `"7"`, `"12"`, `"14"`))
	h.changes(attachment("x", `"7"`, `"14"`)) // one of the list
	h.routes(7, 12, 14)
	h.neverEmpty()
}

// The destroy of an attachment does not detach what another resource of the same run attaches or lists, in either
// order. If the destroy runs first, the operator may be detached for a moment, but not permanently.
func TestAccHazards_attachmentClaimedElsewhere(t *testing.T) {
	// X and Y are two numbers of each case, with the operators 11 and 12, and 13. The labels of each begin with C.
	two := attachment("Ca", `"X"`, `"11"`) + attachment("Cb", `"X"`, `"12"`)
	cases := []struct {
		before, destroyed, after string
		x, y                     []int64
	}{
		{two, "ab", attachment("Cc", `"X"`, `"11"`) + attachment("Cd", `"X"`, `"12"`), []int64{11, 12}, []int64{13}},
		{attachment("Ca", `"X"`, `"11"`) + attachment("Cb", `"Y"`, `"13"`), "a", attachment("Cb", `"X"`, `"11"`),
			[]int64{11, 12}, nil},
		{two, "ab", list("Cl", `"X"`, `"11"`, `"12"`), []int64{11, 12}, []int64{13}},
		{attachment("Ca", `"X"`, `"11"`) + list("Cl", `"Y"`, `"13"`), "a", list("Cl", `"X"`, `"11"`, `"13"`),
			[]int64{11, 13}, []int64{13}},
		{two, "ab", "", nil, []int64{13}}, // nobody claims them
	}
	for _, order := range []string{"in any order", "delete first", "create first"} {
		t.Run(order, func(t *testing.T) {
			h := newHazard(t)
			var before, after string
			var destroyed []string
			emptied := map[int64]bool{} // as configured
			for i, c := range cases {
				x, y, label := int64(20+2*i), int64(21+2*i), fmt.Sprint("c", i)
				for id, operators := range map[int64][]int64{x: {11, 12}, y: {13}} {
					h.Service.AddVirtualNumber(sandbox.VirtualNumber{
						ID: id, PhoneNumber: fmt.Sprintf("+1555001%04d", id), Active: true, Operators: operators,
					})
				}
				names := strings.NewReplacer(`"X"`, fmt.Sprintf(`"%d"`, x), `"Y"`, fmt.Sprintf(`"%d"`, y), `"C`, `"`+label)
				before, after = before+names.Replace(c.before), after+names.Replace(c.after)
				for _, of := range c.destroyed {
					destroyed = append(destroyed, fmt.Sprintf("%s.%s%c.operator_id", typeAttachment, label, of))
				}
				emptied[x], emptied[y] = c.x == nil, c.y == nil
			}
			// Terraform updates the holder after the destroy of what its state refers to, or, with create_before_destroy,
			// before it. New resources wait for that update, or it waits for them.
			holder := func(arguments string) string { return resource("terraform_data", "holder", arguments) }
			refers := holder("input = [" + strings.Join(destroyed, ", ") + "]")
			switch order {
			case "delete first":
				before, after = before+refers, withInAll(after, "depends_on = [terraform_data.holder]")+holder("")
			case "create first":
				before = withInAll(before, "lifecycle { create_before_destroy = true }") + refers
				after += holder("depends_on = [" + strings.Join(addressesIn(after), ", ") + "]")
			}
			h.changes(before)
			h.changes(after)
			for i, c := range cases {
				h.routesTo(int64(20+2*i), c.x...)
				h.routesTo(int64(21+2*i), c.y...)
			}
			for _, moment := range h.emptied {
				if order == "create first" && !emptied[moment.NumberID] {
					t.Errorf("number %d was without an operator; writes %q", moment.NumberID, h.writes)
				}
			}
		})
	}
}

// withInAll adds a line to every resource of a configuration.
func withInAll(configuration, line string) string {
	return strings.ReplaceAll(configuration, "\n}\n", "\n  "+line+"\n}\n")
}

var resourceBlock = regexp.MustCompile(`(?m)^resource "(\w+)" "(\w+)"`)

func addressesIn(configuration string) []string {
	var addresses []string
	for _, match := range resourceBlock.FindAllStringSubmatch(configuration, -1) {
		addresses = append(addresses, match[1]+"."+match[2])
	}
	return addresses
}

// Two attachments that swap their operators attach and detach the same pairs.
func TestAccHazards_attachmentsSwap(t *testing.T) {
	h := newHazard(t)
	h.WatchRaces()
	h.changes(attachment("a", `"7"`, `"11"`) + attachment("b", `"8"`, `"13"`))
	h.changes(attachment("a", `"8"`, `"13"`) + attachment("b", `"7"`, `"11"`))
	h.routesTo(7, 11, 12)
	h.routes(8, 13)
}

func TestAccHazards_listRenamed(t *testing.T) {
	h := newHazard(t)
	h.changes(list("a", `"7"`, `"11"`, `"12"`) + list("empty", `"9"`))
	h.changes(list("b", `"7"`, `"11"`, `"12"`) + list("alsoEmpty", `"9"`))
	h.wrote()
	h.routes(7, 11, 12)

	h.changes(list("c", `"7"`, `"14"`)) // renamed and changed
	h.routes(7, 14)
	h.neverEmpty()
}

// A removed block removes attachments from state without a request, so that a list can replace them without detaching
// an operator.
func TestAccHazards_attachmentsRemovedWithoutDestroy(t *testing.T) {
	acctest.Require(t, "1.7", "1.7")
	h := newHazard(t)
	h.changes(attachment("a", `"7"`, `"11"`) + attachment("b", `"7"`, `"12"`))
	h.changes(list("l", `"7"`, `"11"`, `"12"`) + `
removed {
  from = identitycall_virtual_number_operator.a
  lifecycle { destroy = false }
}
removed {
  from = identitycall_virtual_number_operator.b
  lifecycle { destroy = false }
}
`)
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
	h.changes(numbers + list("l", `"8"`, `"12"`) + list("m", `"7"`, `"11"`)) // two lists swap their numbers
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

// If a replacement fails halfway, the old operator is deposed. The next apply deletes it and completes the list.
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
		t.Fatal("no object is deposed: the test proves nothing")
	}
	h.changes(configuration)
	h.routes(8, h.operatorID("Agent a"))
}

// If a replacement fails halfway, the old list or purchase is deposed. Its destroy must not change the number.
func TestAccHazards_deposedListOrPurchase(t *testing.T) {
	for address, arguments := range map[string]string{
		"identitycall_virtual_number_operators.l": "virtual_number_id = \"7\"\n  operator_ids = [\"11\", \"12\"]",
		"identitycall_virtual_number_purchase.l":  fmt.Sprintf("phone_number = %q", phone7),
	} {
		t.Run(address, func(t *testing.T) {
			h := newHazard(t)
			kind, _, _ := strings.Cut(address, ".")
			withDependent := func(generation int, fails bool) string {
				return resource(kind, "l", arguments+"\n  lifecycle { create_before_destroy = true }") + fmt.Sprintf(`
resource "terraform_data" "dependent" {
  triggers_replace = [%s.%s, %d]
  provisioner "local-exec" { command = "exit %d" }
  lifecycle { create_before_destroy = true }
}
`, address, map[bool]string{true: "id", false: "virtual_number_id"}[strings.Contains(kind, "purchase")],
					generation, map[bool]int{true: 1}[fails])
			}
			h.changes(withDependent(1, false))
			if screen, code := h.apply(withDependent(2, true), "-replace="+address); code == 0 {
				t.Fatalf("the apply succeeded:\n%s", screen)
			}
			h.wrote()
			if !h.deposed() {
				t.Fatal("no object is deposed: the test proves nothing")
			}
			h.changes(withDependent(3, false))
			h.wrote()
			h.routes(7, 11, 12)
		})
	}
}
