package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/provider"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// underTest is the provider for the tests in process. The others run it as a process.
var underTest = acctest.NewProvider(func(dial acctest.Dial) tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(provider.NewWithDial("test", dial)())()
})

// arguments are the arguments of a block in the tests in process.
type arguments = acctest.Arguments

// containsText reports whether one of the messages contains a text.
func containsText(messages []string, text string) bool {
	return slices.ContainsFunc(messages, func(message string) bool { return strings.Contains(message, text) })
}

// delay is the latency of every request in the tests of hazards: long enough that concurrent operations overlap.
const delay = 50 * time.Millisecond

// The numbers and operators of the account in every hazard test.
const (
	phone7         = "+15551234567"
	phone8         = "+15557654321"
	phonePurchased = "+15550001111"
	purchasedID    = 70
)

// hazard is a workspace with an account in which number 7 has the operators 11 and 12, number 8 has 13, and number 9
// has none.
type hazard struct {
	*acctest.Workspace
	// writes are the write requests of the last apply.
	writes []string
	// emptied are the moments without an operator during the last apply.
	emptied []sandbox.EmptyMoment
}

func newHazard(t *testing.T) *hazard {
	t.Helper()
	t.Parallel()
	s := acctest.StartService(t)
	s.Delay(delay)
	for id := int64(11); id <= 14; id++ {
		phone := fmt.Sprintf("+155555501%d", id)
		s.AddOperator(sandbox.Operator{ID: id, Name: fmt.Sprintf("Agent %d", id), PhoneNumber: phone, Active: true})
	}
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: phone7, Active: true, Operators: []int64{11, 12}})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: phone8, Active: true, Operators: []int64{13}})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 9, PhoneNumber: "+15550009999", Active: true})
	s.AddInventory(sandbox.InventoryEntry{PhoneNumber: phonePurchased, CountryCode: "US", NumberID: purchasedID})
	return &hazard{Workspace: acctest.NewWorkspace(t, s)}
}

// apply applies a configuration and records its requests. Extra arguments are passed to apply.
func (h *hazard) apply(configuration string, arguments ...string) (string, int) {
	h.T.Helper()
	h.Configure(configuration)
	h.Service.ClearRequests()
	h.Service.ClearRouting()
	screen, code := h.Apply(arguments...)
	h.writes, h.emptied = h.Service.Writes(), h.Service.EmptyMoments()
	return screen, code
}

// changes applies a configuration, which must succeed, and fails the test unless the next plan has no changes.
func (h *hazard) changes(configuration string, arguments ...string) {
	h.T.Helper()
	if screen, code := h.apply(configuration, arguments...); code != 0 {
		h.T.Fatalf("apply ended with %d:\n%s\nwrites %q", code, screen, h.writes)
	}
	h.MustHaveNoDiff()
}

// fails applies a configuration, which must fail with this text on the screen.
func (h *hazard) fails(text, configuration string, arguments ...string) {
	h.T.Helper()
	if screen, code := h.apply(configuration, arguments...); code == 0 || !acctest.Match(text).MatchString(screen) {
		h.T.Fatalf("apply ended with %d and should fail with %q:\n%s\nwrites %q", code, text, screen, h.writes)
	}
}

// wrote compares the write requests of the last apply.
func (h *hazard) wrote(wanted ...string) {
	h.T.Helper()
	if !slices.Equal(h.writes, wanted) {
		h.T.Errorf("the apply sent\n  %s\nwant\n  %s", strings.Join(h.writes, "\n  "), strings.Join(wanted, "\n  "))
	}
}

// wroteOnly fails the test if the last apply sent anything but these, in any order and number.
func (h *hazard) wroteOnly(allowed ...string) {
	h.T.Helper()
	for _, write := range h.writes {
		if !slices.Contains(allowed, write) {
			h.T.Errorf("the apply sent %s", write)
		}
	}
}

// routes compares a number's operators, in their order.
func (h *hazard) routes(number int64, wanted ...int64) {
	h.T.Helper()
	actual, _ := h.Service.VirtualNumber(number)
	if !slices.Equal(actual.Operators, wanted) {
		h.T.Errorf("number %d has the operators %v, want %v; writes %q", number, actual.Operators, wanted, h.writes)
	}
}

// routesTo compares a number's operators in any order: attachments have none.
func (h *hazard) routesTo(number int64, wanted ...int64) {
	h.T.Helper()
	actual, _ := h.Service.VirtualNumber(number)
	if !slices.Equal(slices.Sorted(slices.Values(actual.Operators)), wanted) {
		h.T.Errorf("number %d has the operators %v, want %v in any order; writes %q",
			number, actual.Operators, wanted, h.writes)
	}
}

// neverEmpty fails the test if the last apply detached the last operator of a number.
func (h *hazard) neverEmpty() {
	h.T.Helper()
	if len(h.emptied) > 0 {
		h.T.Errorf("numbers were without an operator: %+v; writes %q", h.emptied, h.writes)
	}
}

// deposed reports whether the state has a deposed object.
func (h *hazard) deposed() bool {
	content, _ := os.ReadFile(filepath.Join(h.Directory, "terraform.tfstate"))
	return strings.Contains(string(content), `"deposed"`)
}

// number, purchase, list and attachment return one resource as HCL. Values are expressions.
func number(label, arguments string) string {
	return resource("identitycall_virtual_number", label, arguments)
}

func purchase(label, phone string) string {
	return resource("identitycall_virtual_number_purchase", label, fmt.Sprintf("phone_number = %q", phone))
}

func list(label, number string, operators ...string) string {
	return resource("identitycall_virtual_number_operators", label,
		fmt.Sprintf("virtual_number_id = %s\n  operator_ids = [%s]", number, strings.Join(operators, ", ")))
}

func attachment(label, number, operator string) string {
	return resource("identitycall_virtual_number_operator", label,
		fmt.Sprintf("virtual_number_id = %s\n  operator_id = %s", number, operator))
}

// operator is an operator that a list may name: with create_before_destroy.
func operator(label, phone string) string {
	return resource("identitycall_operator", label,
		fmt.Sprintf("name = %q\n  phone_number = %q\n  lifecycle { create_before_destroy = true }", "Agent "+label, phone))
}

func resource(kind, label, arguments string) string {
	return fmt.Sprintf("resource %q %q {\n  %s\n}\n", kind, label, arguments)
}

// Requests as in the log.
func attach(number, operator int64) string {
	return fmt.Sprintf(`POST /virtual_numbers/%d/add_operator {"operator_id":%d}`, number, operator)
}

func detach(number, operator int64) string {
	return fmt.Sprintf("DELETE /virtual_numbers/%d/remove_operator?operator_id=%d", number, operator)
}
