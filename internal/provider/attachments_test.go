package provider

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// If the response to an attach request lacks the list, the number is read.
func TestAttach_responseWithoutTheList(t *testing.T) {
	const read = "GET /virtual_numbers/7"
	for name, test := range map[string]struct {
		attached bool
		getReply sandbox.Reply
		priority string
		failed   string
	}{
		"attached":     {attached: true, priority: "1"},
		"not attached": {failed: "error: Operator 12 is not attached to virtual number 7: The API accepted the request"},
		"no list in either": {attached: true, getReply: sandbox.Status(http.StatusOK, withoutOperators),
			failed: "error: Operator 12 is not attached to virtual number 7: The API accepted the request"},
		"the read fails": {attached: true, getReply: sandbox.Status(http.StatusForbidden, `{"error": "no"}`),
			failed: "error: Cannot attach operator 12 to virtual number 7: " + read + " …403 Forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			r := a.run()
			p := r.plan("virtual_number_operator", nil, attachmentOf("12"))
			a.ClearRequests()
			a.Inject(sandbox.Fault{Method: http.MethodPost, AfterWork: test.attached,
				Reply: sandbox.Status(http.StatusOK, withoutOperators)})
			if test.getReply != nil {
				a.Inject(sandbox.Fault{Method: http.MethodGet, Reply: test.getReply})
			}
			after, diags := r.applyPlanned(p)
			if test.failed != "" {
				mustMatch(t, diags.errors(), test.failed)
				if after != nil {
					t.Errorf("in state is %s", after.value)
				}
			} else {
				mustMatch(t, diags.errors())
				after.must(t, map[string]string{"priority": test.priority})
			}
			if reads := a.reads(); len(reads) != 1 || "GET "+reads[0] != read {
				t.Errorf("read %q, want the number once", reads)
			}
			a.MustSend(t, attachOf(7, 12))
		})
	}
}

// An attachment that was planned in another process is claimed too, so that a destroy of the same one does not detach
// it.
func TestAttach_claimsTheAttachment(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.mustApply("virtual_number_operator", nil, attachmentOf("12"))
	planned := a.plan("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	r := a.run()
	_, diags := r.applyPlanned(planned)
	mustMatch(t, diags.errors())
	_, diags = r.destroy("virtual_number_operator", state)
	mustMatch(t, diags.errors())
	a.MustSend(t, attachOf(7, 12))
}

// A change that waits for another one to the same number ends with its operation, and sends nothing.
func TestAttach_waitForAnotherChangeEnds(t *testing.T) {
	t.Parallel()
	s := newTestSession()
	unlock, err := s.lockOperators(t.Context(), 7, "POST", "/add_operator")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wanted := attachment{number: 7, operator: 12}
	for summary, change := range map[string]func(*diag.Diagnostics){
		"Cannot attach operator 12 to virtual number 7": func(diags *diag.Diagnostics) {
			if priority, ok := s.attach(ctx, nil, wanted, diags); ok || priority != 0 {
				t.Errorf("attach returns %d, %t", priority, ok)
			}
		},
		"Cannot detach operator 12 from virtual number 7": func(diags *diag.Diagnostics) {
			s.detach(ctx, nil, wanted, diags)
		},
	} {
		var diags diag.Diagnostics
		change(&diags)
		if len(diags) != 1 || diags[0].Summary() != summary ||
			!strings.Contains(diags[0].Detail(), " was not sent: the run was cancelled during the wait for another change to "+
				"the operators of virtual number 7.\n\nThis request changed nothing.") {
			t.Errorf("got %v, want %q", diags, summary)
		}
	}
}
