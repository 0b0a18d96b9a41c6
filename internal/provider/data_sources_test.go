package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestAccDataSources(t *testing.T) {
	s := newService(t)
	s.Populate()
	number, numbers := "data.identitycall_virtual_number.x", "data.identitycall_virtual_numbers.x"
	operator, operators := "data.identitycall_operator.x", "data.identitycall_operators.x"
	data := func(address, arguments string) string {
		return s.config("data \"" + strings.ReplaceAll(strings.TrimPrefix(address, "data."), ".", "\" \"") + "\" {\n" + arguments + "\n}\n")
	}
	run(t,
		resource.TestStep{Config: data(number, `id = "8"`), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(number, "phone_number", "+15557654321"),
			resource.TestCheckResourceAttr(number, "operators.#", "2"),
			resource.TestCheckResourceAttr(number, "operators.1.name", "Eva Frank"),
			resource.TestCheckResourceAttr(number, "operators.1.priority", "1"),
			resource.TestCheckResourceAttr(number, "stats.total_calls", "142"),
		)},
		resource.TestStep{Config: data(number, `phone_number = "+1 (555) 765-4321"`), Check: resource.TestCheckResourceAttr(number, "id", "8")},
		resource.TestStep{Config: data(number, `phone_number = "+15550000000"`), ExpectError: says("The account has no virtual number +15550000000")},
		resource.TestStep{Config: data(number, `id = "4711"`), ExpectError: says("GET /virtual_numbers/4711 answered 404 Not Found")},
		resource.TestStep{Config: data(number, ``), ExpectError: says("Exactly one of these attributes must be configured")},
		resource.TestStep{Config: data(numbers, ``), Check: resource.TestCheckResourceAttr(numbers, "virtual_numbers.#", "3")},
		resource.TestStep{Config: data(numbers, `active = false`), Check: resource.TestCheckResourceAttr(numbers, "virtual_numbers.0.id", "9")},
		resource.TestStep{Config: data(numbers, `country_code = "gb"`), Check: resource.TestCheckResourceAttr(numbers, "virtual_numbers.#", "1")},
		resource.TestStep{Config: data(numbers, `name_regex = "^US"`), Check: resource.TestCheckResourceAttr(numbers, "virtual_numbers.#", "2")},
		resource.TestStep{Config: data(numbers, `name_regex = "("`), ExpectError: says("must be a regular expression")},
		resource.TestStep{Config: data(operator, `id = "12"`), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(operator, "name", "Alice Carter"), resource.TestCheckResourceAttr(operator, "virtual_numbers_count", "2"))},
		resource.TestStep{Config: data(operator, `phone_number = "(555) 555-0122"`), Check: resource.TestCheckResourceAttr(operator, "id", "22")},
		resource.TestStep{Config: data(operator, `email = "Alice@Example.com"`), Check: resource.TestCheckResourceAttr(operator, "id", "12")},
		resource.TestStep{Config: data(operator, `email = "nobody@example.com"`), ExpectError: says("No operator has the email nobody@example.com")},
		resource.TestStep{
			PreConfig: func() {
				s.AddOperator(sandbox.Operator{ID: 23, Name: "Eva Twin", PhoneNumber: "+15555550122"})
			},
			Config:      data(operator, `phone_number = "+15555550122"`),
			ExpectError: says("They have the ids 22, 23."),
		},
		resource.TestStep{Config: data(operators, `name_regex = "^Eva"`), Check: resource.TestCheckResourceAttr(operators, "operators.#", "2")},
		resource.TestStep{Config: data(operators, `active = false`), Check: resource.TestCheckResourceAttr(operators, "operators.0.name", "Eva Twin")},
		resource.TestStep{Config: data(operators, ``), Check: resource.TestCheckResourceAttr(operators, "operators.#", "3")},
	)
	for _, request := range s.Requests() {
		if request.Method != "GET" {
			t.Errorf("a data source sent %s", request)
		}
	}
}

// Lists in pages are followed, whole lists are taken as such.
func TestAccDataSources_pages(t *testing.T) {
	s := newServiceWithOperators(t)
	s.Paginate(2)
	run(t, resource.TestStep{
		Config: s.config(`data "identitycall_operators" "x" {}`),
		Check:  resource.TestCheckResourceAttr("data.identitycall_operators.x", "operators.#", "6"),
	})
}
