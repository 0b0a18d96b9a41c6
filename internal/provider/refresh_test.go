package provider

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Below a wrong base URL, every path is a 404 in the API's own form. It empties no state.
func TestRefresh_wrongBaseURL(t *testing.T) {
	a := guarded(t)
	a.Block = nil
	states := map[string]*object{}
	for _, test := range guardedObjects {
		states[test.kind], _ = a.Import(test.kind, test.id)
	}
	states["project with force_destroy"] = a.MustRefresh("project",
		a.MustApply("project", states["project"], arguments{"name": "Support", "language": "en", "force_destroy": true}))
	a.ClearRequests()
	a.Block = arguments{"base_url": strings.TrimSuffix(a.URL, "/public")}
	const noSuchList = "error: base_url is not the address of the API: …returned 404 Not Found: Resource not found.…" +
		"The API does not know this path. Check base_url"
	for name, state := range states {
		kind, _, _ := strings.Cut(name, " ")
		after, diags := a.Refresh(kind, state)
		mustMatch(t, diags.Errors(), noSuchList)
		mustMatch(t, diags.Warnings())
		if after == nil || !after.Value.Equal(state.Value) {
			t.Errorf("%s: state was not kept: %v", name, after)
		}
		if kind == "virtual_number_operator" || kind == "operator" || kind == "project" { // a destroy sends something
			after, diags := a.Start().Destroy(kind, state)
			mustMatch(t, diags.Errors(), noSuchList)
			if after == nil {
				t.Errorf("%s: the destroy removed the object from state", name)
			}
		}
	}
	for _, test := range guardedObjects {
		_, diags := a.Import(test.kind, test.id)
		mustMatch(t, diags.Errors(), noSuchList)
	}
}

// A 404 of a number that the list contradicts is an error. The list is read once a run.
func TestRefresh_listContradicts404(t *testing.T) {
	a := guarded(t)
	a.Block = nil
	r := a.Start()
	lists := 0
	for _, test := range guardedObjects {
		if !strings.HasPrefix(test.id, "9") {
			continue
		}
		state, _ := a.Import(test.kind, test.id)
		a.ClearRequests()
		a.Inject(sandbox.Fault{Path: "/virtual_numbers/9", Reply: sandbox.Status(404, `{"error":"Resource not found"}`)})
		after, diags := r.Refresh(test.kind, state)
		mustMatch(t, diags.Errors(), "error: Cannot read …: GET /virtual_numbers/9 returned 404 Not Found: Resource not "+
			"found, but GET /virtual_numbers contains the ID 9.…State is kept. If the object was deleted a moment ago, run the "+
			"command again.")
		mustMatch(t, diags.Warnings())
		if after == nil || !after.Value.Equal(state.Value) {
			t.Errorf("%s: state was not kept: %v", test.kind, after)
		}
		lists += checks(a)
	}
	if lists != 1 {
		t.Errorf("the numbers were listed %d times, want once", lists)
	}
}

// What is missing is removed from state, with a warning that names it and what else may be the reason.
func TestRefresh_removed(t *testing.T) {
	const number = "/virtual_numbers/7"
	notFound := func(body string) func(*account) {
		return func(a *account) {
			a.ReleaseVirtualNumber(7)
			a.Inject(sandbox.Fault{Path: number, Reply: sandbox.Status(404, body)})
		}
	}
	release := func(a *account) { a.ReleaseVirtualNumber(7) }
	for name, test := range map[string]struct {
		kind   string
		config arguments
		remove func(*account)
		want   string
		reads  []string
	}{
		"number": {"virtual_number", arguments{"id": "7"}, release, "Virtual number +15551234567 (ID 7) was removed from " +
			"state: GET /virtual_numbers/7 …404 Not Found…this key has no access to it", []string{number, "/virtual_numbers"}},
		"number, several errors": {"virtual_number", arguments{"id": "7"}, notFound(`{"errors":["Resource not found"]}`),
			"404 Not Found: Resource not found", []string{number, "/virtual_numbers"}},
		"number, empty body": {"virtual_number", arguments{"id": "7"}, notFound(``), "404 Not Found",
			[]string{number, "/virtual_numbers"}},
		"purchase": {"virtual_number_purchase", arguments{"phone_number": "+15551234567"}, release, "The purchase of " +
			"virtual number +15551234567 (ID 7) was removed from state: The next apply purchases the number again, " +
			"…GET /virtual_numbers/7 …404 …\n\n1. If you changed keys …\n2. …remove identitycall_virtual_number_purchase.NAME",
			[]string{number, "/virtual_numbers"}},
		"list": {"virtual_number_operators", listOf("11"), release, "The list of operators of virtual number 7 was removed " +
			"from state: GET /virtual_numbers/7 …404", []string{number, "/virtual_numbers"}},
		"attachment": {"virtual_number_operator", attachmentOf("12"), func(a *account) {
			a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11} })
		}, "Operator 12 of virtual number +15551234567 (ID 7) was removed from state: GET /virtual_numbers/7 does not list " +
			"the operator…this key has no access", []string{number}},
		"attachment of a deleted operator": {"virtual_number_operator", attachmentOf("12"), func(a *account) {
			a.RemoveOperator(12)
		}, "Operator 12 of virtual number +15551234567 (ID 7) was removed from state", []string{number}},
		"attachment to a released number": {"virtual_number_operator", attachmentOf("12"), release, "Operator 12 of " +
			"virtual number 7 was removed from state: GET /virtual_numbers/7 …404", []string{number, "/virtual_numbers"}},
		"operator": {"operator", arguments{"name": "Greta Hall", "phone_number": "+15555550199"}, func(a *account) {
			a.RemoveOperator(1001)
		}, "Operator Greta Hall (ID 1001) was removed from state: GET /operators/1001 …404 Not Found",
			[]string{"/operators", "/operators/1001"}},
		"project": {"project", arguments{"name": "Support", "language": "en"}, func(a *account) { a.RemoveProject(1001) },
			"Project Support (ID 1001) was removed from state: GET /projects/1001 …404 Not Found",
			[]string{"/projects", "/projects/1001"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			o := a.Apply(test.kind, nil, test.config)
			test.remove(a)
			a.ClearRequests()
			after, diags := a.Refresh(test.kind, o.After)
			mustMatch(t, diags.Errors())
			mustMatch(t, diags.Warnings(), "warning: …"+test.want)
			if after != nil || !slices.Equal(a.Reads(), test.reads) {
				t.Errorf("after %q, in state is %v", a.Reads(), after)
			}
		})
	}
}

// An incomplete number, or a page in place of it, does not show that an operator is detached.
func TestRefresh_attachmentIsKept(t *testing.T) {
	for problem, reply := range map[string]sandbox.Reply{
		"the field \"operators\" is missing": sandbox.Status(200, withoutOperators), "404 Not Found": sandbox.HTML(404),
	} {
		a := accountWithNumbers(t, 11)
		state := a.MustApply("virtual_number_operator", nil, attachmentOf("12"))
		a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Reply: reply})
		after, diags := a.Refresh("virtual_number_operator", state)
		mustMatch(t, append(diags.Errors(), diags.Warnings()...), problem)
		if after == nil {
			t.Error("state was not kept")
		}
	}
}

// Importing what the key cannot see is the provider's own error. Terraform's would tell the user to create the object.
func TestImport_missing(t *testing.T) {
	const scope = " returned 404 Not Found: Resource not found.…The ID is wrong, or the key from the argument api_key " +
		"has no access to it (a project-scoped key sees only its project). Check the ID, or use an account-wide key."
	for _, test := range []struct{ kind, id, want string }{
		{"virtual_number", "4711", "virtual number 4711: GET /virtual_numbers/4711" + scope},
		{"virtual_number_purchase", "4711", "the purchase of virtual number 4711: GET /virtual_numbers/4711" + scope},
		{"virtual_number_operators", "4711",
			"the list of operators of virtual number 4711: GET /virtual_numbers/4711" + scope},
		{"virtual_number_operator", "4711/11", "operator 11 of virtual number 4711: GET /virtual_numbers/4711" + scope},
		{"virtual_number_operator", "7/99", "operator 99 of virtual number +15551234567 (ID 7): GET " +
			"/virtual_numbers/7 does not list the operator.…Check both IDs. To attach the operator to the number, apply the " +
			"resource without importing it."},
		{"operator", "4711", "operator 4711: GET /operators/4711" + scope},
		{"project", "4711", "project 4711: GET /projects/4711" + scope},
	} {
		t.Run(test.kind+" "+test.id, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			imported, diags := a.Import(test.kind, test.id)
			mustMatch(t, diags.Errors(), "error: Cannot import "+test.want)
			mustMatch(t, diags.Warnings())
			if imported == nil {
				t.Error("the object was removed: Terraform would show its own error too")
			}
		})
	}
}

// The mark of an import is gone after the first Read: the next refresh changes nothing.
func TestImport_markIsRemoved(t *testing.T) {
	a := guarded(t)
	a.Block = nil
	for _, test := range guardedObjects {
		state, _ := a.Import(test.kind, test.id)
		if bytes.Contains(state.Private, []byte(importKey)) {
			t.Errorf("%s: private state is %s", test.kind, state.Private)
		}
		again := a.MustRefresh(test.kind, state)
		if test.kind != "project" && !bytes.Equal(again.Private, state.Private) {
			t.Errorf("%s: the refresh changed private state from %s to %s", test.kind, state.Private, again.Private)
		}
	}
}
