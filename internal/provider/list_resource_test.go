package provider

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// A query finds what its filters match. A result has the identity and, with include_resource, the attributes that an
// import of the same object has.
func TestListResources_filters(t *testing.T) {
	const sales, second, third, fourth = "7 US Sales Line (+15551234567)", "8 US Support Line (+15557654321)",
		"9 UK Line (+442079460958)", "10 +15559998888"
	const alice, eva, zoe = "12 Alice Carter (+15555550112)", "22 Eva Frank (+15555550122)",
		`30 Zoë "Zed" ${Quinn} (+15555550130)`
	a := newAccount(t)
	a.Populate()
	a.AddVirtualNumber(sandbox.VirtualNumber{
		ID: 10, PhoneNumber: "+15559998888", Name: pointer(""), RoutingStrategy: "simultaneous", AIReceptionistEnabled: true,
	})
	a.AddOperator(sandbox.Operator{ID: 30, Name: `Zoë "Zed" ${Quinn}`, PhoneNumber: "+15555550130", Email: pointer("")})
	a.AddProject(sandbox.Project{
		ID: 4, Name: "Support", Language: "de", Description: pointer(""), QualityBaselinePct: pointer(82.5),
	})
	for _, test := range []struct {
		kind   string
		config arguments
		want   []string
	}{
		{"virtual_number", nil, []string{sales, second, third, fourth}},
		{"virtual_number", arguments{"active": true}, []string{sales, second}},
		{"virtual_number", arguments{"active": false}, []string{third, fourth}},
		{"virtual_number", arguments{"country_code": "gb"}, []string{third}},
		{"virtual_number", arguments{"name_regex": "Line$"}, []string{sales, second, third}},
		{"virtual_number", arguments{"name_regex": "^$"}, []string{fourth}},
		{"virtual_number", arguments{"active": true, "country_code": "GB"}, nil},
		// The numbers 9 and 10 have no operators.
		{"virtual_number_operators", nil, []string{operatorsOf(sales), operatorsOf(second)}},
		{"virtual_number_operators", arguments{"name_regex": "Support"}, []string{operatorsOf(second)}},
		{"virtual_number_operators", arguments{"active": false}, nil},
		{"virtual_number_operator", nil, []string{
			"7/12 Alice Carter (ID 12) on US Sales Line (+15551234567)",
			"8/12 Alice Carter (ID 12) on US Support Line (+15557654321)",
			"8/22 Eva Frank (ID 22) on US Support Line (+15557654321)",
		}},
		{"virtual_number_operator", arguments{"name_regex": "Sales"}, []string{
			"7/12 Alice Carter (ID 12) on US Sales Line (+15551234567)",
		}},
		{"operator", nil, []string{alice, eva, zoe}},
		{"operator", arguments{"active": false}, []string{zoe}},
		{"operator", arguments{"name_regex": "^(Alice|Eva) "}, []string{alice, eva}},
		{"project", nil, []string{"3 Sales", "4 Support"}},
		{"project", arguments{"name_regex": "^Sup"}, []string{"4 Support"}},
	} {
		for _, includeResource := range []bool{false, true} {
			found, diags := a.Start().Query(test.kind, test.config, 100, includeResource)
			mustMatch(t, append(diags.Errors(), diags.Warnings()...))
			var shown []string
			for _, result := range found {
				shown = append(shown, result.DisplayName)
			}
			for i, want := range test.want {
				id, name, _ := strings.Cut(want, " ")
				if len(shown) != len(test.want) || shown[i] != name {
					t.Fatalf("%s %v: found %q, want %q", test.kind, test.config, shown, test.want)
				}
				imported, _ := a.Import(test.kind, id)
				if !reflect.DeepEqual(found[i].Identity, imported.Identity) {
					t.Errorf("%s %s has another identity than its import", test.kind, id)
				}
				if includeResource && !found[i].Value.Equal(imported.Value) {
					t.Errorf("%s %s is %s, and its import %s", test.kind, id, found[i].Value, imported.Value)
				}
			}
			if len(test.want) == 0 && len(shown) > 0 {
				t.Errorf("%s %v: found %q", test.kind, test.config, shown)
			}
		}
	}
	for _, test := range []struct {
		kind    string
		config  arguments
		problem string
	}{
		{"virtual_number", arguments{"country_code": "USA"}, "must be the two letters of an ISO 3166-1 alpha-2 code"},
		{"virtual_number", arguments{"name_regex": "("}, "must be a regular expression"},
		{"virtual_number_operators", arguments{"country_code": ""}, "must be the two letters of an ISO 3166-1 alpha-2 code"},
		{"operator", arguments{"name_regex": "["}, "must be a regular expression"},
		{"project", arguments{"name_regex": "["}, "must be a regular expression"},
	} {
		_, diags := a.Start().Query(test.kind, test.config, 100, false)
		mustMatch(t, diags.Errors(), test.problem)
	}
	a.MustSend(t)
}

// operatorsOf is the list of a number.
func operatorsOf(number string) string { return strings.Replace(number, " ", " Operators of ", 1) }

// The short form of a number has three operators at most. For the others, the number is read.
func TestListResources_moreOperatorsThanTheListShows(t *testing.T) {
	a := accountWithNumbers(t)
	a.EditVirtualNumber(9, func(n *sandbox.VirtualNumber) { n.Operators = []int64{11, 12, 13, 14} })
	found, diags := a.Start().Query("virtual_number_operator", nil, 100, false)
	mustMatch(t, append(diags.Errors(), diags.Warnings()...))
	if len(found) != 4 || a.Count("GET", "/virtual_numbers/9") != 1 {
		t.Errorf("found %d after %v", len(found), a.Requests())
	}
}

// Every list stops at the limit, and reads no more than it needs.
func TestListResources_limit(t *testing.T) {
	for kind, path := range map[string]string{
		"operator": "/operators/*", "project": "/projects/*", "virtual_number": "/virtual_numbers/*",
		"virtual_number_operators": "/virtual_numbers/*", "virtual_number_operator": "/virtual_numbers/*",
	} {
		for _, includeResource := range []bool{false, true} {
			a := accountWithManyObjects(t)
			found, diags := a.Start().Query(kind, nil, 4, includeResource)
			mustMatch(t, append(diags.Errors(), diags.Warnings()...))
			if read := a.Count("GET", path); len(found) != 4 || read > 4 || !includeResource && read > 0 {
				t.Errorf("%s: found %d and read %d, with resources: %t", kind, len(found), read, includeResource)
			}
		}
	}
}

// An error names the object.
func TestListResources_fault(t *testing.T) {
	for path, problems := range map[string]map[string]string{
		"/virtual_numbers/103": {
			"virtual_number":           "Cannot read virtual number +15551230003 (ID 103)",
			"virtual_number_operators": "Cannot read the operators of virtual number +15551230003 (ID 103)",
		},
		"/projects/303":    {"project": "(ID 303)"},
		"/virtual_numbers": {"virtual_number": "Cannot list the account's virtual numbers"},
		"/operators":       {"operator": "Cannot list the operators"},
		"/projects":        {"project": "Cannot list the projects"},
	} {
		for kind, problem := range problems {
			a := accountWithManyObjects(t)
			a.Inject(sandbox.Fault{Method: "GET", Path: path, Times: -1, Reply: sandbox.Status(403, `{"error":"Not yours"}`)})
			_, diags := a.Start().Query(kind, nil, 100, true)
			mustMatch(t, diags.Errors(), problem+"…Not yours")
		}
	}
}

// accountWithManyObjects has ten objects of each kind: operators from the ID 201, projects from 301, and numbers from
// 101, of which every second one has operators.
func accountWithManyObjects(t *testing.T) *account {
	t.Helper()
	a := newAccount(t)
	for i := int64(1); i <= 10; i++ {
		a.AddOperator(sandbox.Operator{
			ID: 200 + i, Name: fmt.Sprintf("Operator %02d", i), PhoneNumber: fmt.Sprintf("+1555555%04d", i), Active: true,
		})
		a.AddProject(sandbox.Project{ID: 300 + i, Name: fmt.Sprintf("Project %02d", i), Language: "en"})
		number := sandbox.VirtualNumber{ID: 100 + i, PhoneNumber: fmt.Sprintf("+1555123%04d", i), Active: true}
		if i%2 == 1 {
			number.Operators = []int64{200 + i}
		}
		a.AddVirtualNumber(number)
	}
	return a
}
