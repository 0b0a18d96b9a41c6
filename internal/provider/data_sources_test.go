package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// allOf formats attributes of an object, or of the elements of a list.
func allOf(found *object, list string, attributes ...string) string {
	objects, shown := []*object{found}, []string{}
	if list != "" {
		objects = found.Elements(list)
	}
	for _, o := range objects {
		var values []string
		for _, attribute := range attributes {
			values = append(values, o.Show(attribute))
		}
		shown = append(shown, strings.Join(values, " "))
	}
	return strings.Join(shown, ", ")
}

func TestDataSources_lookUp(t *testing.T) {
	a := newAccount(t)
	a.Populate()
	a.Paginate(2)
	a.AddOperator(sandbox.Operator{ID: 30, Name: "Eva Second", PhoneNumber: "+15555550130"})
	a.AddProject(sandbox.Project{
		ID: 4, Name: "Support", Language: "en", Description: pointer("All lines"), RetentionDays: pointer[int64](90),
		QualityBaselineEnabled: true, QualityBaselinePct: pointer(87.5), RecordingsCount: 17,
	})
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 10, PhoneNumber: "+15559998888", ProjectID: 4})
	setting := strings.Fields("id name language goal_language summary_language description industry " +
		"long_pause_threshold_seconds retention_days quality_baseline_enabled quality_baseline_pct recordings_count " +
		"virtual_numbers_count")
	const support = "4 Support en en en All lines null null 90 true 87.5 17 1"
	for _, test := range []struct {
		kind       string
		config     arguments
		list       string
		attributes []string
		want       string
	}{
		{"virtual_number", arguments{"id": "8"}, "", []string{"phone_number", "name"}, "+15557654321 US Support Line"},
		{"virtual_number", arguments{"id": "8"}, "operators", []string{"id", "name", "priority"},
			"12 Alice Carter 0, 22 Eva Frank 1"},
		{"virtual_number", arguments{"phone_number": "+1 (555) 765-4321"}, "", []string{"id"}, "8"},
		{"virtual_numbers", nil, "virtual_numbers", []string{"id"}, "7, 8, 9, 10"},
		{"virtual_numbers", arguments{"active": false}, "virtual_numbers", []string{"id"}, "9, 10"},
		{"virtual_numbers", arguments{"country_code": "gb"}, "virtual_numbers", []string{"id"}, "9"},
		{"virtual_numbers", arguments{"name_regex": "^US"}, "virtual_numbers", []string{"id"}, "7, 8"},
		{"operator", arguments{"id": "12"}, "", []string{"name", "virtual_numbers_count"}, "Alice Carter 2"},
		{"operator", arguments{"phone_number": "(555) 555-0122"}, "", []string{"id"}, "22"},
		{"operator", arguments{"email": "Alice@Example.com"}, "", []string{"id"}, "12"},
		{"operators", nil, "operators", []string{"id"}, "12, 22, 30"},
		{"operators", arguments{"name_regex": "^Eva"}, "operators", []string{"id"}, "22, 30"},
		{"operators", arguments{"active": false}, "operators", []string{"name"}, "Eva Second"},
		{"project", arguments{"id": "4"}, "", setting, support},
		{"project", arguments{"name": "Support"}, "", setting, support},
		{"projects", nil, "projects", []string{"id", "name", "language"}, "3 Sales en, 4 Support en"},
		{"projects", arguments{"name_regex": "^Sup"}, "projects", []string{"id"}, "4"},
		{"projects", arguments{"name_regex": "^X"}, "projects", []string{"id"}, ""},
		{"available_virtual_numbers", arguments{"country": "US", "number_type": "local"}, "available_virtual_numbers",
			[]string{"phone_number"}, "+15550001111, +15550002222"},
		{"available_virtual_numbers", arguments{"country": "us", "number_type": "local", "max_results": 1},
			"available_virtual_numbers", []string{"phone_number"}, "+15550001111"},
		{"available_virtual_numbers", arguments{"country": "DE", "number_type": "mobile"}, "available_virtual_numbers",
			[]string{"phone_number"}, "+4915550004444"},
		{"available_virtual_numbers", arguments{"country": "GB", "number_type": "national"}, "available_virtual_numbers",
			[]string{"phone_number"}, ""},
	} {
		found, diags := a.Data(test.kind, test.config)
		mustMatch(t, diags.Errors())
		if got := allOf(found, test.list, test.attributes...); got != test.want {
			t.Errorf("%s %v: got %s, want %s", test.kind, test.config, got, test.want)
		}
	}
	number, _ := a.Data("virtual_number", arguments{"id": "8"})
	if stats := number.Show("stats"); !strings.Contains(stats, `"total_calls":tftypes.Number<"142">`) {
		t.Errorf("the statistics are %s", stats)
	}
	project, _ := a.Data("project", arguments{"id": "4"})
	if times := allOf(project, "", "created_at", "updated_at"); !strings.Contains(times, "T") {
		t.Errorf("the times are %s", times)
	}
	a.MustSend(t)
}

// The operator has the virtual numbers that it is attached to, however it is looked up.
func TestOperatorDataSource_virtualNumbers(t *testing.T) {
	a := newAccount(t)
	a.Populate()
	a.AddVirtualNumber(
		sandbox.VirtualNumber{ID: 10, PhoneNumber: "+15559998888", Name: pointer(" "), Operators: []int64{22}},
	)
	for _, config := range []arguments{{"id": "22"}, {"phone_number": "(555) 555-0122"}} {
		found, diags := a.Data("operator", config)
		mustMatch(t, diags.Errors())
		got := allOf(found, "virtual_numbers", "id", "phone_number", "name", "active")
		if want := "8 +15557654321 US Support Line true, 10 +15559998888 null false"; got != want {
			t.Errorf("the numbers are %s, want %s", got, want)
		}
		found.Must(t, map[string]string{"virtual_numbers_count": "2", "id": "22"})
	}
	a.Inject(sandbox.Fault{Path: "/operators/22", Reply: sandbox.Status(200, `{"data":{"id":22,"name":"Eva Frank",
		"phone_number":"+15555550122","email":null,"active":true,"initials":"EF"}}`)})
	_, diags := a.Data("operator", arguments{"id": "22"})
	mustMatch(t, diags.Errors(), "virtual_numbers")
	alone := a.AddOperator(sandbox.Operator{Name: "Ann", PhoneNumber: "+15555550177"})
	found, diags := a.Data("operator", arguments{"id": fmt.Sprint(alone)})
	mustMatch(t, diags.Errors())
	found.Must(t, map[string]string{"virtual_numbers": "[]", "virtual_numbers_count": "0", "email": "null"})
	a.MustSend(t)
}

// A lookup finds a text in another form, and state has the form of the configuration. All filters match the form in
// state.
func TestDataSources_textForms(t *testing.T) {
	a := newAccount(t)
	a.AddOperator(sandbox.Operator{
		ID: 12, Name: " Rene\u0301e", PhoneNumber: "+15555550112", Email: pointer(" Rene\u0301e@Example.com\r\n"),
	})
	a.AddProject(sandbox.Project{ID: 3, Name: "Sale\u0301s\r\n", Language: "fr"})
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Name: pointer("Rene\u0301e ")})
	for _, test := range []struct {
		kind, attribute, value, list string
	}{
		{"operator", "email", "renée@example.com", ""},
		{"operator", "email", " renée@example.com\n", ""},
		{"operator", "phone_number", "1 555 555 0112", ""},
		{"project", "name", "Salés", ""},
		{"project", "name", "Salés\n", ""},
		{"operators", "name_regex", "^Ren.e$", "operators"},
		{"projects", "name_regex", "^Salés$", "projects"},
		{"virtual_numbers", "name_regex", "^Renée$", "virtual_numbers"},
	} {
		found, diags := a.Data(test.kind, arguments{test.attribute: test.value})
		mustMatch(t, diags.Errors())
		found.Must(t, map[string]string{test.attribute: test.value})
		if test.list != "" && found.Show(test.list) == "[]" {
			t.Errorf("%s: the %s %q matches nothing", test.kind, test.attribute, test.value)
		}
	}
}

// No match, several matches, and an ID that is not one: each error says which, at the argument.
func TestDataSources_noMatch(t *testing.T) {
	a := newAccount(t)
	a.Populate()
	a.AddOperator(
		sandbox.Operator{ID: 23, Name: "Eva Second", PhoneNumber: "+15555550122", Email: pointer("alice@example.com")},
	)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 70, PhoneNumber: "+15551234567"})
	a.AddProject(sandbox.Project{ID: 4, Name: "Sales", Language: "de"})
	for _, test := range []struct {
		kind    string
		config  arguments
		problem string
	}{
		{"virtual_number", nil, "error: Nothing to look up: Set one of id and phone_number."},
		{"virtual_numbers", arguments{"name_regex": "("}, "error at name_regex: …must be a regular expression"},
		{"operators", arguments{"name_regex": "("}, "error at name_regex: …must be a regular expression"},
		{"projects", arguments{"name_regex": "("}, "error at name_regex: …must be a regular expression"},
		{"operator", nil, "error: Nothing to look up: Set one of id, phone_number and email."},
		{"project", nil, "error: Nothing to look up: Set one of id and name."},
		{"project", arguments{"id": "3", "name": "Sales"}, "error at name: id and name are set: Set one of id and name."},
		{"project", arguments{"name": "support"}, "error at name: No project has the name support"},
		{"virtual_number", arguments{"id": "seven"}, "error at id: Invalid ID: "},
		{"virtual_number", arguments{"id": "4711"}, "error at id: …GET /virtual_numbers/4711 …404 Not Found"},
		{"virtual_number", arguments{"phone_number": "+15550000000"}, "error at phone_number: +15550000000 is not on this " +
			"account"},
		{"virtual_number", arguments{"phone_number": "+15551234567"}, "error at phone_number: Several virtual numbers are " +
			"+15551234567: The numbers with the IDs 7, 70"},
		{"operator", arguments{"id": "0"}, "error at id: Invalid ID: "},
		{"operator", arguments{"id": "4711"}, "error at id: …GET /operators/4711 …404 Not Found"},
		{"operator", arguments{"phone_number": "+15555550122"}, "error at phone_number: Several operators have the phone " +
			"number +15555550122: They have the IDs 22, 23. Use id"},
		{"operator", arguments{"email": "ALICE@example.com"}, "error at email: Several operators have the email " +
			"ALICE@example.com: They have the IDs 12, 23."},
		{"operator", arguments{"email": "nobody@example.com"}, "error at email: No operator has the email " +
			"nobody@example.com: The key sees no such object."},
		{"project", arguments{"id": "x"}, "error at id: Invalid ID: "},
		{"project", arguments{"id": "4711"}, "error at id: …GET /projects/4711 …404 Not Found"},
		{"project", arguments{"name": "Sales"}, "error at name: Several projects have the name Sales: They have the IDs 3, " +
			"4."},
	} {
		_, diags := a.Data(test.kind, test.config)
		mustMatch(t, diags.Errors(), test.problem)
	}
	a.MustSend(t)
}
