package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestAccDataSources_lookUp(t *testing.T) {
	acctest.Once(t)
	s := acctest.StartService(t)
	s.Populate()
	number, numbers := "data.identitycall_virtual_number.x", "data.identitycall_virtual_numbers.x"
	operator, operators := "data.identitycall_operator.x", "data.identitycall_operators.x"
	data := func(address, arguments string) string {
		return s.Config(
			"data \"" + strings.ReplaceAll(strings.TrimPrefix(address, "data."), ".", "\" \"") + "\" {\n" + arguments + "\n}\n",
		)
	}
	run(
		t,
		resource.TestStep{Config: data(number, `id = "8"`), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(number, "phone_number", "+15557654321"),
			resource.TestCheckResourceAttr(number, "operators.#", "2"),
			resource.TestCheckResourceAttr(number, "operators.1.name", "Eva Frank"),
			resource.TestCheckResourceAttr(number, "operators.1.priority", "1"),
			resource.TestCheckResourceAttr(number, "stats.total_calls", "142"),
		)},
		resource.TestStep{
			Config: data(number, `phone_number = "+1 (555) 765-4321"`),
			Check:  resource.TestCheckResourceAttr(number, "id", "8"),
		},
		resource.TestStep{
			Config:      data(number, `phone_number = "+15550000000"`),
			ExpectError: acctest.Match("+15550000000 is not on this account"),
		},
		resource.TestStep{
			Config:      data(number, `id = "4711"`),
			ExpectError: acctest.Match("404 Not Found: Resource not found"),
		},
		resource.TestStep{
			Config:      data(number, ``),
			ExpectError: acctest.Match("Exactly one of these attributes must be configured"),
		},
		resource.TestStep{
			Config: data(numbers, ``),
			Check:  resource.TestCheckResourceAttr(numbers, "virtual_numbers.#", "3"),
		},
		resource.TestStep{
			Config: data(numbers, `active = false`),
			Check:  resource.TestCheckResourceAttr(numbers, "virtual_numbers.0.id", "9"),
		},
		resource.TestStep{
			Config: data(numbers, `country_code = "gb"`),
			Check:  resource.TestCheckResourceAttr(numbers, "virtual_numbers.#", "1"),
		},
		resource.TestStep{
			Config: data(numbers, `name_regex = "^US"`),
			Check:  resource.TestCheckResourceAttr(numbers, "virtual_numbers.#", "2"),
		},
		resource.TestStep{
			Config:      data(numbers, `name_regex = "("`),
			ExpectError: acctest.Match("must be a regular expression"),
		},
		resource.TestStep{Config: data(operator, `id = "12"`), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(operator, "name", "Alice Carter"),
			resource.TestCheckResourceAttr(operator, "virtual_numbers_count", "2"),
		)},
		resource.TestStep{
			Config: data(operator, `phone_number = "(555) 555-0122"`),
			Check:  resource.TestCheckResourceAttr(operator, "id", "22"),
		},
		resource.TestStep{
			Config: data(operator, `email = "Alice@Example.com"`),
			Check:  resource.TestCheckResourceAttr(operator, "id", "12"),
		},
		resource.TestStep{
			Config:      data(operator, `email = "nobody@example.com"`),
			ExpectError: acctest.Match("No operator has the email nobody@example.com"),
		},
		resource.TestStep{
			PreConfig: func() {
				s.AddOperator(sandbox.Operator{ID: 23, Name: "Eva Second", PhoneNumber: "+15555550122"})
			},
			Config:      data(operator, `phone_number = "+15555550122"`),
			ExpectError: acctest.Match("They have the IDs 22, 23."),
		},
		resource.TestStep{
			Config: data(operators, `name_regex = "^Eva"`),
			Check:  resource.TestCheckResourceAttr(operators, "operators.#", "2"),
		},
		resource.TestStep{
			Config: data(operators, `active = false`),
			Check:  resource.TestCheckResourceAttr(operators, "operators.0.name", "Eva Second"),
		},
		resource.TestStep{Config: data(operators, ``), Check: resource.TestCheckResourceAttr(operators, "operators.#", "3")},
	)
	for _, request := range s.Requests() {
		if request.Method != "GET" {
			t.Errorf("a data source sent %s", request)
		}
	}
}

// All pages of a list are read.
func TestAccDataSources_pages(t *testing.T) {
	acctest.Once(t)
	s := startNumbers(t)
	s.Paginate(2)
	run(t, resource.TestStep{
		Config: s.Config(`data "identitycall_operators" "x" {}`),
		Check:  resource.TestCheckResourceAttr("data.identitycall_operators.x", "operators.#", "6"),
	})
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
		values := map[string]tftypes.Value{}
		if err := found.Value.As(&values); err != nil {
			t.Fatal(err)
		}
		var numbers []tftypes.Value
		if err := values["virtual_numbers"].As(&numbers); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, number := range numbers {
			n := &object{Value: number}
			got = append(
				got,
				strings.Join([]string{n.Show("id"), n.Show("phone_number"), n.Show("name"), n.Show("active")}, " "),
			)
		}
		if want := "8 +15557654321 US Support Line true, 10 +15559998888 null false"; strings.Join(got, ", ") != want {
			t.Errorf("the numbers are %v, want %s", got, want)
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

// A look-up finds a text in another form, and state has the form of the configuration. All filters match the form in
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

func TestAvailableVirtualNumbersDataSource_inventory(t *testing.T) {
	a := newAccount(t)
	a.Populate()
	for _, test := range []struct {
		config  arguments
		numbers string
	}{
		{arguments{"country": "US", "number_type": "local"}, "+15550001111 +15550002222"},
		{arguments{"country": "us", "number_type": "local", "max_results": 1}, "+15550001111"},
		{arguments{"country": "DE", "number_type": "mobile"}, "+4915550004444"},
		{arguments{"country": "GB", "number_type": "national"}, ""},
	} {
		found, diags := a.Data("available_virtual_numbers", test.config)
		mustMatch(t, diags.Errors())
		values := map[string]tftypes.Value{}
		if err := found.Value.As(&values); err != nil {
			t.Fatal(err)
		}
		var entries []tftypes.Value
		if err := values["available_virtual_numbers"].As(&entries); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, entry := range entries {
			got = append(got, (&object{Value: entry}).Show("phone_number"))
		}
		if strings.Join(got, " ") != test.numbers {
			t.Errorf("%v: got %v, want %s", test.config, got, test.numbers)
		}
	}
	a.MustSend(t)
}
