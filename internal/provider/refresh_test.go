package provider

import (
	"bytes"
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

// The mark of an import is gone after the first Read: the next refresh changes nothing, and removes what is missing.
func TestImport_markIsRemoved(t *testing.T) {
	a := guarded(t)
	a.Block = nil
	states := map[string]*object{}
	for _, test := range guardedObjects {
		state, _ := a.Import(test.kind, test.id)
		if bytes.Contains(state.Private, []byte(importKey)) {
			t.Errorf("%s: private state is %s", test.kind, state.Private)
		}
		again := a.MustRefresh(test.kind, state)
		if test.kind != "project" && !bytes.Equal(again.Private, state.Private) {
			t.Errorf("%s: the refresh changed private state from %s to %s", test.kind, state.Private, again.Private)
		}
		states[test.kind] = state
	}
	a.ReleaseVirtualNumber(9)
	a.RemoveOperator(11)
	a.RemoveProject(3)
	for _, test := range guardedObjects {
		after, diags := a.Refresh(test.kind, states[test.kind])
		mustMatch(t, diags.Errors())
		mustMatch(t, diags.Warnings(), "was removed from state")
		if after != nil {
			t.Errorf("%s is in state", test.kind)
		}
	}
}
