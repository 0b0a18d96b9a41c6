package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const purchaseRequest = `POST /virtual_numbers/purchase {"phone_number":"` + phonePurchased + `"}`

func TestAccHazards_numberRenamed(t *testing.T) {
	for how, argument := range map[string]string{"id": `id = "7"`, "phone_number": `phone_number = "+1 (555) 123-4567"`} {
		t.Run(how, func(t *testing.T) {
			h := newHazard(t)
			configuration := func(label string) string {
				return number(label, argument+"\n  "+settings) +
					list("l", "identitycall_virtual_number."+label+".id", `"11"`, `"12"`)
			}
			h.changes(configuration("a"))
			h.changes(configuration("b"))
			h.wroteOnly(adoptionPatch)
			h.routes(7, 11, 12)
		})
	}
}

func TestAccHazards_twoResourcesAdoptOneNumber(t *testing.T) {
	acctest.Once(t)
	h := newHazard(t)
	a := number("a", "id = \"7\"\n  name = \"A\"")
	b := number("b", fmt.Sprintf("phone_number = %q\n  name = \"B\"", phone7))
	h.fails("is managed by two resources", a+b)
	h.wrote()
	h.changes(a)
	// A second resource in a later run looks like a replacement. The two are refused as soon as both are in state.
	screen, code := h.apply(a + b)
	if !acctest.Match("Adopting "+phone7).MatchString(screen) ||
		!acctest.Match("the next plan refuses both").MatchString(screen) {
		t.Errorf("the second apply ended with %d:\n%s", code, screen)
	}
	h.fails("is managed by two resources", a+b)
	h.wrote()
	h.Must("state", "rm", "identitycall_virtual_number.b")
	h.changes(a)
}

func TestAccHazards_twoPurchasesOfOneNumber(t *testing.T) {
	acctest.Once(t)
	h := newHazard(t)
	h.fails("is managed by two resources", purchase("a", phonePurchased)+purchase("b", "+1 (555) 000-1111"))
	h.wrote()
	// A number that is not known while planning: one of the two purchases it, the other one fails.
	phone := "terraform_data.phone.output"
	configuration := resource("terraform_data", "phone", fmt.Sprintf("input = %q", phonePurchased))
	for _, label := range []string{"a", "b"} {
		configuration += resource("identitycall_virtual_number_purchase", label, "phone_number = "+phone)
	}
	h.fails("is managed by two resources", configuration)
	h.wrote(purchaseRequest)
	if count := len(h.Service.VirtualNumberIDs()); count != 4 {
		t.Errorf("the account has %d numbers, want 4", count)
	}
}

// Neither a taint nor -replace purchases, and nothing that refers to the purchase changes.
func TestAccHazards_purchaseReplaced(t *testing.T) {
	h := newHazard(t)
	const address = "identitycall_virtual_number_purchase.p"
	configuration := purchase("p", phonePurchased) + number("a", "id = "+address+".id\n  "+settings) +
		list("l", numberA, `"11"`)
	h.changes(configuration)
	h.wrote(purchaseRequest, `PATCH /virtual_numbers/70 {"name":"Line 7"}`, attach(purchasedID, 11))

	h.changes(configuration, "-replace="+address)
	h.wrote()
	h.Must("taint", address)
	h.changes(configuration)
	h.wrote()

	renamed := strings.NewReplacer(address, "identitycall_virtual_number_purchase.q", `"p"`, `"q"`).Replace(configuration)
	h.changes(renamed)
	h.wrote()
	h.fails(phone7, strings.Replace(renamed, phonePurchased, phone7, 1)) // other digits: an error in the plan
	h.wrote()
	// Terraform hides a tainted object from planning: with other digits it plans a purchase, and the plan says so.
	h.Must("taint", "identitycall_virtual_number_purchase.q")
	h.Configure(strings.Replace(renamed, phonePurchased, "+15550002222", 1))
	if screen, code := h.Plan(); code != 2 || !acctest.Match("Purchasing +15550002222 costs money").MatchString(screen) {
		t.Errorf("the plan ended with %d:\n%s", code, screen)
	}
	h.Must("untaint", "identitycall_virtual_number_purchase.q")
	h.changes(number("a", "id = \"70\"\n  "+settings) + list("l", numberA, `"11"`)) // without the purchase
	h.wrote()
	h.routes(purchasedID, 11)
}

func TestAccHazards_replaceNumbersListsAndAttachments(t *testing.T) {
	h := newHazard(t)
	h.WatchRaces()
	configuration := number("a", "phone_number = \""+phone7+"\"\n  "+settings) + list("l", numberA, `"11"`, `"12"`) +
		number("b", "id = \"8\"\n  lifecycle { create_before_destroy = true }") +
		attachment("x", "identitycall_virtual_number.b.id", `"13"`)
	h.changes(configuration)
	for _, c := range []struct {
		address string
		allowed []string
	}{
		{"identitycall_virtual_number.a", []string{adoptionPatch}},
		{"identitycall_virtual_number.b", nil},
		{"identitycall_virtual_number_operators.l", nil},
		// The operator may be detached for a moment, but not permanently.
		{"identitycall_virtual_number_operator.x", []string{attach(8, 13), detach(8, 13)}},
	} {
		for _, how := range []string{"-replace", "taint"} {
			arguments := []string{"-replace=" + c.address}
			if how == "taint" {
				h.Must("taint", c.address)
				arguments = nil
			}
			h.changes(configuration, arguments...)
			h.wroteOnly(c.allowed...)
			h.routes(7, 11, 12)
			h.routes(8, 13)
		}
	}
}

// A tainted number with other digits adopts the other number, or fails. It never purchases.
func TestAccHazards_taintedNumberWithOtherDigits(t *testing.T) {
	h := newHazard(t)
	configuration := func(phone string) string {
		return number("a", fmt.Sprintf("phone_number = %q\n  lifecycle { create_before_destroy = true }", phone)) +
			list("l", numberA, `"11"`, `"12"`)
	}
	h.changes(configuration(phone7))
	h.Must("taint", "identitycall_virtual_number.a")
	h.fails("identitycall_virtual_number_purchase", configuration(phonePurchased))
	h.wrote()
	h.changes(configuration(phone8))
	h.routes(7, 11, 12)
	h.routes(8, 11, 12)
	h.neverEmpty()
	if count := len(h.Service.VirtualNumberIDs()); count != 3 {
		t.Errorf("the account has %d numbers, want 3: none is purchased", count)
	}
}

// If the replacement of a number fails halfway, the old number is deposed. The next apply removes it from state and
// sends nothing.
func TestAccHazards_deposedNumber(t *testing.T) {
	h := newHazard(t)
	configuration := func(id string) string {
		return number("a", fmt.Sprintf("id = %q\n  active = true\n  lifecycle { create_before_destroy = true }", id)) +
			list("l", numberA, `"11"`, `"12"`)
	}
	h.changes(configuration("7"))
	refuse := sandbox.Status(http.StatusUnprocessableEntity, `{"error":"Try again tomorrow"}`)
	h.Service.Inject(sandbox.Fault{Method: "POST", Path: "/virtual_numbers/8/add_operator", Reply: refuse})
	h.fails("Try again tomorrow", configuration("8"))
	h.routes(8, 13)
	h.neverEmpty()
	if !h.deposed() {
		t.Fatal("no object is deposed: the test does not show what it should")
	}
	if screen, code := h.Plan(); code != 2 {
		t.Fatalf("the plan with a deposed number ended with %d:\n%s", code, screen)
	}
	h.changes(configuration("8"))
	h.neverEmpty()
	h.routes(7, 11, 12)
	h.routes(8, 11, 12)
	for _, write := range h.writes {
		if !strings.Contains(write, "/virtual_numbers/8/") {
			t.Errorf("the apply sent %s", write)
		}
	}
	if actual, _ := h.Service.VirtualNumber(7); !actual.Active {
		t.Error("number 7 is inactive")
	}
}

// Destroying everything but attachments, operators and projects sends no request but the refresh.
func TestAccHazards_destroySendsNothing(t *testing.T) {
	h := newHazard(t)
	configuration := purchase("p", phonePurchased) +
		number("p", "id = identitycall_virtual_number_purchase.p.id\n  active = true") +
		number("a", "phone_number = \""+phone7+"\"\n  "+settings) + list("l", numberA, `"11"`, `"12"`) +
		number("c", `id = "9"`) + list("empty", "identitycall_virtual_number.c.id") +
		list("m", `"8"`, `"13"`)
	h.changes(configuration)
	before := h.account()
	h.Service.ClearRequests()
	screen := h.Must("destroy", "-auto-approve", "-input=false")
	for _, request := range h.Service.Requests() {
		if request.Method != http.MethodGet {
			t.Errorf("destroy sent %s", request)
		}
	}
	// Four numbers, and the list of a number that no other resource reads.
	if count := h.Service.Count("", ""); count > 6 {
		t.Errorf("destroy sent %d requests, want no more than the refresh: %v", count, h.Service.Requests())
	}
	if !acctest.Match(phonePurchased).MatchString(screen) || !strings.Contains(screen, "billed") {
		t.Errorf("destroy does not warn that the purchased number is billed:\n%s", screen)
	}
	if after := h.account(); after != before {
		t.Errorf("the account changed from\n%s\nto\n%s", before, after)
	}

	h.changes(attachment("x", `"7"`, `"11"`) + operator("a", "+15555550201") +
		resource("identitycall_project", "p", "name = \"Sales\"\n  language = \"en\""))
	project, operator := h.Service.Projects()[0].ID, h.operatorID("Agent a")
	h.changes("")
	h.wroteOnly(detach(7, 11), fmt.Sprintf("DELETE /operators/%d", operator), fmt.Sprintf("DELETE /projects/%d", project))
	if len(h.writes) != 3 {
		t.Errorf("destroying three objects sent %q", h.writes)
	}
}

// account returns every virtual number of the account as text.
func (h *hazard) account() string {
	var lines []string
	for _, id := range h.Service.VirtualNumberIDs() {
		n, _ := h.Service.VirtualNumber(id)
		name := "none"
		if n.Name != nil {
			name = *n.Name
		}
		lines = append(lines, fmt.Sprintf("%d %s %s %t %t %s %v",
			n.ID, n.PhoneNumber, name, n.Active, n.Recording, n.RoutingStrategy, n.Operators))
	}
	return strings.Join(lines, "\n")
}
