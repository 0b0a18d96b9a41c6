package provider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// newRoutedService has a number for each row, and the operators 1, 2 and 3.
func newRoutedService(t *testing.T, attached ...int64) *service {
	t.Helper()
	s := newService(t)
	for id := range int64(3) {
		s.AddOperator(sandbox.Operator{ID: id + 1, Name: fmt.Sprintf("Operator %d", id+1), PhoneNumber: "+15555550112", Active: true})
	}
	for _, i := range matrixInstances(t) {
		s.AddVirtualNumber(sandbox.VirtualNumber{ID: i.number(), PhoneNumber: matrixPhone(i), Active: true, Operators: attached})
	}
	return s
}

// routed are the operators of the number that an instance is about.
func (s *service) routed(i *matrixInstance) []int64 {
	number, _ := s.VirtualNumber(i.number())
	return number.Operators
}

func (s *service) route(operators ...int64) func(*matrixInstance) {
	return func(i *matrixInstance) {
		s.EditVirtualNumber(i.number(), func(n *sandbox.VirtualNumber) { n.Operators = operators })
	}
}

func listText[T any](operators []T) string { return strings.Trim(fmt.Sprint(operators), "[]") }

func TestAccFaultMatrix_virtualNumberOperators(t *testing.T) {
	t.Parallel()
	s := newRoutedService(t)
	arguments := func(operators ...string) string {
		return fmt.Sprintf("virtual_number_id = each.value\noperator_ids = [%s]", strings.Join(operators, ", "))
	}
	const attach, detach = "/virtual_numbers/:id/add_operator", "/virtual_numbers/:id/remove_operator"
	matrixResource{
		kind: "identitycall_virtual_number_operators",
		stated: func(attributes map[string]any) string {
			operators, _ := attributes["operator_ids"].([]any)
			return listText(operators)
		},
		held: func(i *matrixInstance) string { return listText(s.routed(i)) },
		stages: []matrixStage{
			{
				operation: "create", column: "change", arguments: arguments("1"),
				strikes: at(http.MethodPost, attach),
				state:   [2]string{"", "1"}, service: [2]string{"", "1"},
			},
			{
				operation: "read", column: "read", arguments: arguments("1"), refreshes: true, prepare: s.route(1, 2),
				strikes: at(http.MethodGet, "/virtual_numbers/:id"),
				state:   [2]string{"1", "1 2"}, service: [2]string{"1 2", "1 2"}, converged: "1",
			},
			{
				operation: "update (attach)", column: "change", arguments: arguments("1", "2"),
				strikes: at(http.MethodPost, attach),
				state:   [2]string{"1", "1 2"}, service: [2]string{"1", "1 2"},
			},
			{
				// 3 is attached and 1 detached before the fault strikes: state holds how far it got.
				operation: "update (detach)", column: "delete", arguments: arguments("3"),
				strikes: at(http.MethodDelete, detach), skip: 1,
				state: [2]string{"1 2", "3"}, service: [2]string{"2 3", "3"}, half: "2 3",
			},
			{
				operation: "delete", column: "delete",
				strikes: at(http.MethodDelete, detach),
				state:   [2]string{"3", ""}, service: [2]string{"3", ""},
			},
			{
				operation: "import", column: "import", arguments: arguments("2", "1"), importID: importedByID, prepare: s.route(2, 1),
				strikes: at(http.MethodGet, "/virtual_numbers/:id"),
				state:   [2]string{"", "2 1"}, service: [2]string{"2 1", "2 1"},
			},
		},
	}.run(t, s)
}

// An update of an attachment asks nothing of the service: no fault can strike it.
func TestAccFaultMatrix_virtualNumberOperator(t *testing.T) {
	t.Parallel()
	s := newRoutedService(t, 2)
	const arguments = "virtual_number_id = each.value\noperator_id = \"1\""
	place := func(priority any) string { return fmt.Sprintf("place %v", priority) }
	matrixResource{
		kind:   "identitycall_virtual_number_operator",
		stated: func(attributes map[string]any) string { return place(attributes["priority"]) },
		held: func(i *matrixInstance) string {
			if index := slices.Index(s.routed(i), 1); index >= 0 {
				return place(index)
			}
			return ""
		},
		stages: []matrixStage{
			{
				operation: "create", column: "change", arguments: arguments,
				strikes: at(http.MethodPost, "/virtual_numbers/:id/add_operator"),
				state:   [2]string{"", "place 1"}, service: [2]string{"", "place 1"},
			},
			{
				operation: "read", column: "read", arguments: arguments, refreshes: true, prepare: s.route(1, 2),
				strikes: at(http.MethodGet, "/virtual_numbers/:id"),
				state:   [2]string{"place 1", "place 0"}, service: [2]string{"place 0", "place 0"},
			},
			{
				operation: "delete", column: "delete",
				strikes: at(http.MethodDelete, "/virtual_numbers/:id/remove_operator"),
				state:   [2]string{"place 0", ""}, service: [2]string{"place 0", ""},
			},
			{
				operation: "import", column: "import", arguments: arguments, prepare: s.route(2, 3, 1),
				importID: func(i *matrixInstance) string { return i.id + "/1" },
				strikes:  at(http.MethodGet, "/virtual_numbers/:id"),
				state:    [2]string{"", "place 2"}, service: [2]string{"place 2", "place 2"},
			},
		},
	}.run(t, s)
}
