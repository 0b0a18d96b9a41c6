package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// A list that changes while it is read is complete in the end, or an error.
func TestList_changesWhileItIsRead(t *testing.T) {
	const objects = 250
	for _, kind := range []string{"operators", "virtual_numbers", "projects"} {
		for name, times := range map[string]int{"once": 1, "always": -1} {
			t.Run(kind+" "+name, func(t *testing.T) {
				a := newAccount(t)
				for i := range int64(objects) {
					phone := fmt.Sprintf("+1555555%04d", i)
					a.AddOperator(sandbox.Operator{ID: 1 + i, Name: fmt.Sprintf("Operator %03d", i), PhoneNumber: phone})
					a.AddVirtualNumber(sandbox.VirtualNumber{ID: 1001 + i, PhoneNumber: phone})
					a.AddProject(sandbox.Project{ID: 2001 + i, Name: fmt.Sprintf("Project %03d", i), Language: "en"})
				}
				a.Paginate(100)
				left := int64(objects)
				change := func() { // deletes from the first page, after it has been read
					for range 20 {
						a.RemoveOperator(1 + objects - left)
						a.ReleaseVirtualNumber(1001 + objects - left)
						a.RemoveProject(2001 + objects - left)
						left--
					}
				}
				a.Inject(sandbox.Fault{Path: "/" + kind, Skip: 1, Times: times, Before: change})
				read, diags := a.Data(kind, nil)
				if name == "always" {
					mustMatch(t, diags.Errors(), "error: Cannot list …GET /"+kind+" returned no complete list, although it was read "+
						"4 times: its total_…State is kept. Something else changes the account while the list is read.")
					return
				}
				mustMatch(t, diags.Errors())
				if got := strings.Count(read.Show(kind), `"id":tftypes.String<`); got != int(left) {
					t.Errorf("%d %s, want %d", got, kind, left)
				}
			})
		}
	}
}

// With max_results, only the pages that it needs are read.
func TestAvailableVirtualNumbers_maxResults(t *testing.T) {
	for results, pages := range map[int]int{1: 1, 2: 1, 3: 2} {
		a := newAccount(t)
		for page := range 2 {
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/available", Reply: sandbox.Status(200, fmt.Sprintf(`{"data": [
				{"phone_number": "+1555000111%d"}, {"phone_number": "+1555000222%[1]d"}], "meta": {"total_pages": 50}}`, page))})
		}
		read, diags := a.Data("available_virtual_numbers", arguments{"max_results": results})
		mustMatch(t, diags.Errors())
		got := strings.Count(read.Show("available_virtual_numbers"), "+1555000")
		if got != results || len(a.Requests()) != pages {
			t.Errorf("%d results after %v", got, a.Requests())
		}
	}
}

// An odd entry of a list is an error only for what uses it.
func TestList_oddEntry(t *testing.T) {
	odd := func(a *account, path, list string) {
		a.Inject(sandbox.Fault{Method: http.MethodGet, Path: path, Times: -1, Reply: sandbox.Status(200, list)})
	}
	a := accountWithNumbers(t, 11)
	a.AddProject(sandbox.Project{ID: 3, Name: "Support", Language: "en"})
	odd(a, "/virtual_numbers", `{"data": [
		{"id": 7, "phone_number": "+15551234567", "name": null, "country_code": "US", "active": true,
			"ai_receptionist_enabled": false, "operators": [], "operators_count": 0},
		{"id": 9, "phone_number": "+442079460958", "name": "UK Line", "country_code": null, "active": false,
			"ai_receptionist_enabled": false, "operators": [], "operators_count": 0}]}`)
	odd(a, "/operators", `{"data": [
		{"id": 11, "name": "Operator", "phone_number": "+15555550111", "email": "a@example.com", "active": true,
			"initials": "O"},
		{"id": 12, "name": "Ben", "phone_number": "+15555550112", "active": true, "initials": null}]}`)
	odd(a, "/projects", `{"data": [
		{"id": 3, "name": "Support", "language": "en", "industry": null, "created_at": "2026-01-10T08:00:00Z",
			"updated_at": "?"},
		{"id": 4, "name": "Sales", "language": "en", "industry": null, "created_at": "2026-01-10T08:00:00Z",
			"updated_at": "2026-01-10T08:00:00Z"}]}`)
	for _, test := range []struct {
		data   string
		config arguments
		fails  []string
	}{
		{"virtual_numbers", nil, []string{`in the entry with the ID 9, the field "country_code" is null`}},
		{"virtual_numbers", arguments{"country_code": "US"}, []string{`the ID 9, the field "country_code" is null`}},
		{"virtual_numbers", arguments{"active": true}, nil},
		{"virtual_number", arguments{"phone_number": "+15551234567"}, nil},
		{"virtual_number", arguments{"phone_number": "+442079460958"}, nil},
		{"operators", nil, []string{`the ID 12, the field "email" is missing, the field "initials" is null`}},
		{"operators", arguments{"name_regex": "^Op"}, nil},
		{"operator", arguments{"phone_number": "+15555550112"}, nil},
		{"operator", arguments{"email": "a@example.com"}, nil},
		{"operator", arguments{"email": "ben@example.com"}, []string{`the ID 12, the field "email" is missing`}},
		{"projects", nil, []string{`the ID 3, the field "updated_at" is not a time in ISO 8601`}},
		{"projects", arguments{"name_regex": "Sales"}, nil},
		{"project", arguments{"name": "Support"}, nil},
	} {
		_, diags := a.Data(test.data, test.config)
		mustMatch(t, diags.Errors(), test.fails...)
	}
	for kind, ids := range map[string][]string{"operator": {"11", "12"}, "project": {"3"}, "virtual_number": {"9"}} {
		for _, id := range ids {
			imported, diags := a.Import(kind, id)
			mustMatch(t, diags.Errors())
			if imported == nil || a.MustRefresh(kind, imported) == nil {
				t.Errorf("%s %s is not in state", kind, id)
			}
		}
	}
	p := a.Plan("virtual_number", nil, arguments{"phone_number": "+442079460958"})
	mustMatch(t, p.Errors, "error: Cannot adopt virtual number +442079460958: …the field \"country_code\" is null")
	o := a.Apply("operator", nil, arguments{"name": "Carol", "phone_number": "+15555550113"})
	mustMatch(t, append(o.Errors, o.Failed...))
	if a.Count(http.MethodPost, "/operators") != 1 {
		t.Errorf("sent %v", a.Requests())
	}
}
