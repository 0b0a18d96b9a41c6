package e2e_test

import (
	"fmt"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// A refresh right after an apply finds nothing, so it changes nothing: neither state nor private state. Terraform
// compares both, and -detailed-exitcode returns 2 even if only private state changes, which the plan does not show.
func TestAccRefreshOnly_findsNothingAfterAnApply(t *testing.T) {
	formats := func(name, phone string) string {
		return resource("identitycall_operator", "a", fmt.Sprintf("name = %q\n  phone_number = %q", name, phone))
	}
	h := newHazard(t)
	h.Service.AddVirtualNumber(sandbox.VirtualNumber{ID: 10, PhoneNumber: "+15550008888"})
	for _, configuration := range []string{
		number("a", `id = "7"`+"\n  name = \"Sales \"") +
			number("b", fmt.Sprintf("phone_number = %q\n  active = true", "+1 (555) 765-4321")) +
			purchase("p", phonePurchased) +
			formats("Greta Hall\n", "(415) 555-0134") +
			project("description = \"Calls\\n\"\n  quality_baseline_pct = 33.3") +
			list("l", `"7"`, `"11"`, `"12"`) + list("empty", `"10"`) +
			attachment("x", `"9"`, `"11"`) + attachment("y", `"9"`, `"12"`),

		number("a", `id = "7"`+"\n  name = \"Support\"\n  active = false") +
			number("b", fmt.Sprintf("phone_number = %q\n  recording = true", phone8)) +
			resource(typePurchase, "p", "phone_number = \"+1 (555) 000-1111\"\n  requirement_group_id = \"5\"") +
			formats("Greta Jones", "+1 415 555 0199") +
			project("description = \"All calls\\n\"\n  quality_baseline_pct = 66.6\n  retention_days = 30") +
			list("l", `"7"`, `"12"`, `"14"`) + list("empty", `"10"`) +
			// The second attachment moves in the list when the first one changes.
			attachment("x", `"9"`, `"14"`) + attachment("y", `"9"`, `"12"`),
	} {
		if screen, code := h.apply(configuration); code != 0 {
			t.Fatalf("apply ended with %d:\n%s", code, screen)
		}
		if screen, code := h.Plan("-refresh-only"); code != 0 {
			t.Errorf("plan -refresh-only ended with %d:\n%s", code, screen)
		}
	}
}
