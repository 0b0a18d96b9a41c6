package provider

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// If the response to an attach request lacks the list, the number is read.
func TestAttach_responseWithoutTheList(t *testing.T) {
	const read = "GET /virtual_numbers/7"
	for name, test := range map[string]struct {
		attached bool
		getReply sandbox.Reply
		failed   string
	}{
		"attached": {attached: true},
		"not attached": {failed: "error: Operator Operator (ID 12) is not attached to virtual number +15551234567 (ID 7): " +
			"The API accepted the request"},
		"no list in either": {attached: true, getReply: sandbox.Status(http.StatusOK, withoutOperators),
			failed: "error: Operator Operator (ID 12) is not attached to virtual number +15551234567 (ID 7): "},
		"the read fails": {attached: true, getReply: sandbox.Status(http.StatusForbidden, `{"error": "no"}`),
			failed: "error: Cannot attach operator Operator (ID 12) to virtual number +15551234567 (ID 7): " + read +
				" …403 Forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			r := a.Start()
			p := r.Plan("virtual_number_operator", nil, attachmentOf("12"))
			a.ClearRequests()
			a.Inject(sandbox.Fault{Method: http.MethodPost, AfterWork: test.attached,
				Reply: sandbox.Status(http.StatusOK, withoutOperators)})
			if test.getReply != nil {
				a.Inject(sandbox.Fault{Method: http.MethodGet, Reply: test.getReply})
			}
			after, diags := r.ApplyPlanned(p)
			if test.failed != "" {
				mustMatch(t, diags.Errors(), test.failed)
				if after != nil {
					t.Errorf("in state is %s", after.Value)
				}
			} else {
				mustMatch(t, diags.Errors())
				after.Must(t, map[string]string{"id": "7/12"})
			}
			if reads := a.Reads(); len(reads) != 1 || "GET "+reads[0] != read {
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
	state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	planned := a.Plan("virtual_number_operator", nil, attachmentOf("12"))
	a.ClearRequests()
	r := a.Start()
	_, diags := r.ApplyPlanned(planned)
	mustMatch(t, diags.Errors())
	_, diags = r.Destroy("virtual_number_operator", state)
	mustMatch(t, diags.Errors())
	a.MustSend(t, attachOf(7, 12))
}

// After a 404 to a detach request, the number shows whether the operator is detached.
func TestDetach_notFound(t *testing.T) {
	const path = "/virtual_numbers/7"
	number := func(reply sandbox.Reply) func(*account) {
		return func(a *account) { a.Inject(sandbox.Fault{Method: http.MethodGet, Path: path, Times: -1, Reply: reply}) }
	}
	for name, test := range map[string]struct {
		change func(*account)
		failed []string
	}{
		"detached": {func(a *account) {
			a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11} })
		}, nil},
		"the number was released": {func(a *account) { a.ReleaseVirtualNumber(7) }, nil},
		"still attached": {func(*account) {}, []string{"error: Cannot detach operator Operator (ID 12) from virtual " +
			"number +15551234567 (ID 7): DELETE " + path + "/remove_operator returned 404 Not Found: Resource not found, but " +
			"GET " + path + " contains the ID 12."}},
		"no list": {number(sandbox.Status(http.StatusOK, withoutOperators)), []string{"the field \"operators\" is missing"}},
		"the list of numbers contradicts": {number(sandbox.Status(http.StatusNotFound, `{"error":"Resource not found"}`)),
			[]string{"GET " + path + " returned 404 Not Found: Resource not found, but GET /virtual_numbers contains the ID 7"}},
		"the read fails": {number(sandbox.Status(http.StatusForbidden, `{"error":"no"}`)), []string{"403 Forbidden"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
			test.change(a)
			a.Inject(sandbox.Fault{Method: http.MethodDelete, Reply: sandbox.Status(404, `{"error":"Resource not found"}`)})
			after, diags := a.Start().Destroy("virtual_number_operator", state)
			mustMatch(t, diags.Errors(), test.failed...)
			if (after != nil) != (test.failed != nil) {
				t.Errorf("in state is %v", after)
			}
		})
	}
}

// A change that waits for another one to the same number ends with its operation, and sends nothing.
func TestAttach_waitForAnotherChangeEnds(t *testing.T) {
	acctest.WithFakeTime(t, func(t *testing.T) {
		const waits = "…was not sent: …during the wait for another change to the operators of virtual number …" +
			"This request changed nothing."
		a := accountWithNumbers(t, 11)
		short := attachmentOf("13")
		short["timeouts"] = arguments{"create": "1s", "delete": "1s"}
		attached := a.MustApply("virtual_number_operator", nil, short)
		r := a.Start()
		first := r.Plan("virtual_number_operator", nil, attachmentOf("12"))
		short["operator_id"] = "14"
		second := r.Plan("virtual_number_operator", nil, short)
		a.ClearRequests()
		a.Inject(sandbox.Fault{Method: http.MethodPost, Delay: 20 * time.Second})
		var slow sync.WaitGroup
		slow.Go(func() { _, _ = r.ApplyPlanned(first) })
		time.Sleep(time.Second)
		_, diags := r.ApplyPlanned(second)
		mustMatch(t, diags.Errors(), "error: Cannot attach operator Operator (ID 14) to virtual number "+waits)
		_, diags = r.Destroy("virtual_number_operator", attached)
		mustMatch(t, diags.Errors(), "error: Cannot detach operator Operator (ID 13) from virtual number "+waits)
		slow.Wait()
		a.MustSend(t, attachOf(7, 12))
	})
}

// Two resources that undo each other are one error in the plan, in either order of the calls. TestLedger_conflicts has
// what is none.
func TestRouting_conflicts(t *testing.T) {
	const (
		attachmentKind, listKind = "virtual_number_operator", "virtual_number_operators"
		bob                      = "The attachment of operator Bob Ferris (ID 12) to virtual number +15551234567 (ID 7) is "
		givenUp, dropped         = bob + "given up by one resource", bob + "given up by a list and kept by another resource"
		twice                    = "The list of operators of virtual number +15551234567 (ID 7) is managed by two resources"
	)
	onNine := arguments{"virtual_number_id": "9", "operator_id": "12"}
	listOnNine := arguments{"virtual_number_id": "9", "operator_ids": []any{"11", "12"}}
	// instance is a resource with its configuration before and after, nil if there is none.
	type instance struct {
		kind          string
		before, after arguments
	}
	for name, test := range map[string]struct {
		instances []instance
		want      []string
	}{
		"the attachments of a list are removed": {[]instance{
			{listKind, listOf("11", "12"), listOf("11", "12")},
			{attachmentKind, attachmentOf("12"), nil}, {attachmentKind, attachmentOf("11"), nil},
		}, []string{"The attachment of operator ", "The attachment of operator "}},
		"an attachment leaves an unchanged list": {[]instance{
			{listKind, listOf("11", "12"), listOf("11", "12")}, {attachmentKind, attachmentOf("12"), onNine},
		}, []string{givenUp}},
		"an attachment leaves a list that is not known yet": {[]instance{
			{listKind, listOf("11", "12"), listOf("11", unknown)}, {attachmentKind, attachmentOf("12"), nil},
		}, []string{givenUp}},
		"an attachment leaves a list whose number is not known yet": {[]instance{
			{listKind, listOf("11", "12"), arguments{"virtual_number_id": unknown, "operator_ids": []any{"11", "12"}}},
			{attachmentKind, attachmentOf("12"), nil},
		}, []string{givenUp}},
		"an attachment leaves a list that changes": {[]instance{
			{listKind, listOf("11", "12"), listOf("12", "11")}, {attachmentKind, attachmentOf("12"), nil},
		}, nil},
		"one of two equal attachments is removed": {[]instance{
			{attachmentKind, attachmentOf("12"), attachmentOf("12")}, {attachmentKind, attachmentOf("12"), nil},
		}, []string{givenUp}},
		"one of two equal attachments changes": {[]instance{
			{attachmentKind, attachmentOf("12"), attachmentOf("12")}, {attachmentKind, attachmentOf("12"), attachmentOf("13")},
		}, []string{givenUp}},
		"a list drops what an attachment keeps": {[]instance{
			{listKind, listOf("11", "12"), listOf("11")}, {attachmentKind, attachmentOf("12"), attachmentOf("12")},
		}, []string{dropped}},
		"a new list drops what an attachment keeps": {[]instance{
			{listKind, nil, listOf("11")}, {attachmentKind, attachmentOf("12"), attachmentOf("12")},
		}, []string{dropped}},
		"two lists of one number": {[]instance{
			{listKind, listOf("11", "12"), listOf("11", "12")}, {listKind, listOf("11", "12"), listOf("12", "11")},
		}, []string{twice}},
		"a list moves to a number that has one": {[]instance{
			{listKind, listOf("11", "12"), listOf("11", "12")}, {listKind, listOnNine, listOf("11")},
		}, []string{twice}},
	} {
		for _, reversed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, %t", name, reversed), func(t *testing.T) {
				a := accountWithPeople(t, 11, 12)
				a.EditVirtualNumber(9, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11, 12} })
				states := map[int]*object{}
				for i, instance := range test.instances {
					if instance.before != nil {
						states[i] = a.Apply(instance.kind, nil, instance.before).After
					}
				}
				a.ClearRequests()
				r := a.Start()
				var problems []string
				for i := range test.instances {
					if reversed {
						i = len(test.instances) - 1 - i
					}
					state := states[i]
					if state != nil {
						state, _ = r.Refresh(test.instances[i].kind, state)
					}
					problems = append(problems, r.Plan(test.instances[i].kind, state, test.instances[i].after).Errors...)
				}
				mustMatch(t, problems, test.want...)
				a.MustSend(t)
			})
		}
	}
}

// A second list of a number that is added in a later run looks like a replacement of the first one. Its plan mentions
// that, and the next one refuses both.
func TestRouting_secondList(t *testing.T) {
	a := accountWithPeople(t, 11, 12)
	first := a.MustApply("virtual_number_operators", nil, listOf("11", "12"))
	second := a.Apply("virtual_number_operators", nil, listOf("12"))
	mustMatch(t, second.Warnings, "detaches Alice Carter (ID 11): …If another resource of this configuration manages the "+
		"list of this number, remove one of the two: the next plan refuses both.")
	r := a.Start()
	problems := r.Plan("virtual_number_operators", first, listOf("11", "12")).Errors
	problems = append(problems, r.Plan("virtual_number_operators", second.After, listOf("12")).Errors...)
	mustMatch(t, problems, "is managed by two resources")
}

// A response that still lists a detached operator is a warning.
func TestDetach_responseStillListsTheOperator(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
	a.Inject(sandbox.Fault{Method: http.MethodDelete, Reply: sandbox.Status(200, strings.Replace(withoutOperators,
		`"priority", `, `"priority", "operators": [{"id": 12, "name": "Operator", "priority": 0}], `, 1))})
	o := a.Apply("virtual_number_operator", state, nil)
	mustMatch(t, o.Failed)
	mustMatch(t, o.Applied, "warning: Operator Operator (ID 12) is still attached to virtual number +15551234567 (ID 7): ")
}
