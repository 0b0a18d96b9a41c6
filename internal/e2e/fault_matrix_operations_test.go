package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// faultOperation is one operation on one object, with a fault in one of its requests.
type faultOperation struct {
	name   string
	column string
	// command is apply, refresh, import or data. An apply without a configuration destroys.
	command  string
	config   arguments
	importID string
	// before is a configuration that is applied first, without a fault. drift then changes the account.
	before arguments
	drift  func(*acctest.Service)
	// unlisted is the path of a list that is empty, so that a refresh requests each object by its ID.
	unlisted string
	request  target
	// remove deletes the object on the account, so that a 404 is correct.
	remove func(*acctest.Service)
	// warning is set for a lookup that only serves a warning: a failure is a warning with this text, not an error.
	warning string
	// silent is set for a lookup that only serves a warning and whose failure nobody needs to know.
	silent bool
	// state and account are the expected contents before and after the operation.
	state, account [2]string
	// partialState is the state after an error, if it differs from the one before.
	partialState string
	// accountAfterError is the account after an error if the request took effect but later requests were not sent.
	accountAfterError string
	// converged is the final content of both, if it differs from the one after the operation.
	converged string
}

// faultResource is a resource and its operations. A data source has only operations that read.
type faultResource struct {
	kind string
	// inState describes the object in state, and onAccount the one on the account: "" if there is none.
	inState    func(*acctest.Object) string
	onAccount  func(*acctest.Service) string
	operations []faultOperation
}

// The account of every cell: number 100 with operator 2, number 101 with operator 3, an operator and a project that a
// test may read, and a number that can be purchased.
const (
	matrixPhone    = "+15555550100"
	matrixForSale  = "+15555550200"
	matrixCreated  = "1001" // the first new ID of the sandbox
	pathOperator   = "/operators/" + matrixCreated
	pathProject    = "/projects/" + matrixCreated
	pathNumber     = "/virtual_numbers/100"
	pathPurchased  = "/virtual_numbers/200"
	pathAttach     = pathNumber + "/add_operator"
	pathDetach     = pathNumber + "/remove_operator"
	pathAttach101  = "/virtual_numbers/101/add_operator"
	pathPurchase   = "/virtual_numbers/purchase"
	pathNumbers    = "/virtual_numbers"
	pathOperators  = "/operators"
	pathProjects   = "/projects"
	operatorPhone0 = "+15555550199"
)

func fillMatrixAccount(s *acctest.Service) {
	for id := range int64(3) {
		s.AddOperator(sandbox.Operator{
			ID: id + 1, Name: fmt.Sprintf("Operator %d", id+1), PhoneNumber: fmt.Sprintf("+1555555011%d", id), Active: true,
		})
	}
	s.AddProject(sandbox.Project{ID: 50, Name: "Present", Language: "en"})
	s.AddVirtualNumber(sandbox.VirtualNumber{
		ID: 100, PhoneNumber: matrixPhone, Name: pointer("v0"), Active: true, Operators: []int64{2},
	})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 101, PhoneNumber: "+15555550101", Active: true, Operators: []int64{3}})
	s.AddInventory(sandbox.InventoryEntry{PhoneNumber: matrixForSale, CountryCode: "US", NumberID: 200})
}

var faultResources = []faultResource{
	operatorFaults(), projectFaults(), numberFaults(), purchaseFaults(), listFaults(), attachmentFaults(), dataFaults(),
}

func operatorFaults() faultResource {
	config := func(version string) arguments {
		return arguments{"name": "Matrix", "phone_number": operatorPhone0, "email": version + "@example.com"}
	}
	v1, v2, drifted := "v1@example.com", "v2@example.com", "drifted@example.com"
	drift := func(s *acctest.Service) {
		s.EditOperator(1001, func(o *sandbox.Operator) { o.Email = pointer(drifted) })
	}
	return faultResource{
		kind:    typeOperator,
		inState: attribute("email"),
		onAccount: func(s *acctest.Service) string {
			return joined(s.Operators(), func(o sandbox.Operator) (string, bool) { return text(o.Email), o.Name == "Matrix" })
		},
		operations: []faultOperation{
			{
				name: "create", column: "create", config: config("v1"), request: target{method: "POST", path: pathOperators},
				state: [2]string{"", v1}, account: [2]string{"", v1},
			},
			{
				name: "create (lookup of the plan)", column: "lookup", config: config("v1"), silent: true,
				request: target{method: "GET", path: pathOperators},
				state:   [2]string{"", v1}, account: [2]string{"", v1},
			},
			{ // after the one of the plan inside apply, whose failure shows nothing
				name: "create (lookup)", column: "lookup", config: config("v1"),
				request: target{method: "GET", path: pathOperators, skip: 1, times: 2},
				state:   [2]string{"", v1}, account: [2]string{"", v1},
			},
			{
				name: "read", column: "read", command: "refresh", before: config("v1"), config: config("v1"), drift: drift,
				unlisted: pathOperators,
				request:  target{method: "GET", path: pathOperator}, remove: func(s *acctest.Service) { s.RemoveOperator(1001) },
				state: [2]string{v1, drifted}, account: [2]string{drifted, drifted}, converged: v1,
			},
			{
				name: "read (list)", column: "lookup", command: "refresh", before: config("v1"), config: config("v1"), drift: drift,
				request: target{method: "GET", path: pathOperators},
				state:   [2]string{v1, drifted}, account: [2]string{drifted, drifted}, converged: v1,
			},
			{
				name: "update", column: "change", before: config("v1"), config: config("v2"),
				request: target{method: "PATCH", path: pathOperator},
				state:   [2]string{v1, v2}, account: [2]string{v1, v2},
			},
			{
				name: "delete", column: "delete", before: config("v2"), request: target{method: "DELETE", path: pathOperator},
				state: [2]string{v2, ""}, account: [2]string{v2, ""},
			},
			{
				name: "delete (its numbers)", column: "delete", before: config("v2"),
				request: target{method: "GET", path: pathOperator}, remove: func(s *acctest.Service) { s.RemoveOperator(1001) },
				state: [2]string{v2, ""}, account: [2]string{v2, ""},
			},
			{
				name: "delete (who else is attached)", column: "delete", before: config("v2"), drift: route(2, 1001),
				unlisted: pathNumbers,
				request:  target{method: "GET", path: pathNumber}, state: [2]string{v2, ""}, account: [2]string{v2, ""},
			},
			{
				name: "delete (numbers in the plan)", column: "lookup", before: config("v2"), silent: true,
				request: target{method: "GET", path: pathNumbers}, state: [2]string{v2, ""}, account: [2]string{v2, ""},
			},
			{
				name: "import", column: "import", command: "import", config: config("v1"), importID: "1001",
				unlisted: pathOperators,
				drift: func(s *acctest.Service) {
					s.AddOperator(sandbox.Operator{Name: "Matrix", PhoneNumber: operatorPhone0, Email: pointer(v1), Active: true})
				},
				request: target{method: "GET", path: pathOperator}, state: [2]string{"", v1}, account: [2]string{v1, v1},
			},
		},
	}
}

func projectFaults() faultResource {
	config := func(version string) arguments {
		return arguments{"name": "Matrix", "language": "en", "description": version}
	}
	drift := func(s *acctest.Service) {
		s.EditProject(1001, func(p *sandbox.Project) { p.Description = pointer("drifted") })
	}
	remove := func(s *acctest.Service) { s.RemoveProject(1001) }
	return faultResource{
		kind:    typeProject,
		inState: attribute("description"),
		onAccount: func(s *acctest.Service) string {
			return joined(s.Projects(), func(p sandbox.Project) (string, bool) {
				return text(p.Description), p.Name == "Matrix"
			})
		},
		operations: []faultOperation{
			{
				name: "create", column: "create", config: config("v1"), request: target{method: "POST", path: pathProjects},
				state: [2]string{"", "v1"}, account: [2]string{"", "v1"},
			},
			{ // after the lookups of the plan and of the plan inside apply
				name: "create (lookup)", column: "lookup", config: config("v1"),
				request: target{method: "GET", path: pathProjects, skip: 1, times: 2},
				state:   [2]string{"", "v1"}, account: [2]string{"", "v1"},
			},
			{
				name: "read", column: "read", command: "refresh", before: config("v1"), config: config("v1"), drift: drift,
				unlisted: pathProjects, remove: remove,
				request: target{method: "GET", path: pathProject},
				state:   [2]string{"v1", "drifted"}, account: [2]string{"drifted", "drifted"}, converged: "v1",
			},
			{
				name: "read (list)", column: "lookup", command: "refresh", before: config("v1"), config: config("v1"),
				drift:   drift,
				request: target{method: "GET", path: pathProjects},
				state:   [2]string{"v1", "drifted"}, account: [2]string{"drifted", "drifted"}, converged: "v1",
			},
			{
				name: "update", column: "change", before: config("v1"), config: config("v2"),
				request: target{method: "PATCH", path: pathProject},
				state:   [2]string{"v1", "v2"}, account: [2]string{"v1", "v2"},
			},
			{
				name: "update (reads the retention)", column: "change",
				before:  arguments{"name": "Matrix", "language": "en", "description": "v1", "retention_days": 30},
				config:  arguments{"name": "Matrix", "language": "en", "description": "v2", "retention_days": 60},
				request: target{method: "GET", path: pathProject},
				state:   [2]string{"v1", "v2"}, account: [2]string{"v1", "v2"},
			},
			{
				name: "delete", column: "delete", before: config("v2"), request: target{method: "DELETE", path: pathProject},
				state: [2]string{"v2", ""}, account: [2]string{"v2", ""},
			},
			{
				name: "delete (counts in the plan)", column: "delete", before: config("v2"),
				request: target{method: "GET", path: pathProject},
				remove:  remove, state: [2]string{"v2", ""}, account: [2]string{"v2", ""},
			},
			{
				name: "delete (counts in the apply)", column: "delete", before: config("v2"),
				request: target{method: "GET", path: pathProject, skip: 1},
				remove:  remove, state: [2]string{"v2", ""}, account: [2]string{"v2", ""},
			},
			{
				name: "import", column: "import", command: "import", config: config("v1"), importID: "1001",
				drift: func(s *acctest.Service) {
					s.AddProject(sandbox.Project{Name: "Matrix", Language: "en", Description: pointer("v1")})
				},
				request: target{method: "GET", path: pathProject}, state: [2]string{"", "v1"}, account: [2]string{"v1", "v1"},
			},
		},
	}
}

func numberFaults() faultResource {
	byID := func(version string) arguments { return arguments{"id": "100", "name": version} }
	byPhone := func(version string) arguments { return arguments{"phone_number": "+1 555 555 0100", "name": version} }
	drift := func(s *acctest.Service) {
		s.EditVirtualNumber(100, func(n *sandbox.VirtualNumber) { n.Name = pointer("drifted") })
	}
	get, list := target{method: "GET", path: pathNumber}, target{method: "GET", path: pathNumbers}
	patch := target{method: "PATCH", path: pathNumber}
	return faultResource{
		kind:    typeNumber,
		inState: attribute("name"),
		onAccount: func(s *acctest.Service) string {
			number, _ := s.VirtualNumber(100)
			return text(number.Name)
		},
		operations: []faultOperation{
			{
				name: "create (by ID)", column: "change", config: byID("v1"), request: patch,
				state: [2]string{"", "v1"}, account: [2]string{"v0", "v1"},
			},
			{
				name: "create (by ID, without settings)", column: "lookup", config: arguments{"id": "100"}, request: get,
				state: [2]string{"", "v0"}, account: [2]string{"v0", "v0"},
			},
			{
				name: "create (by phone number)", column: "change", config: byPhone("v1"), request: patch,
				state: [2]string{"", "v1"}, account: [2]string{"v0", "v1"},
			},
			{
				name: "create (lookup of the plan)", column: "lookup", config: byPhone("v1"), request: list,
				state: [2]string{"", "v1"}, account: [2]string{"v0", "v1"},
			},
			{
				name: "read", column: "read", command: "refresh", before: byID("v1"), config: byID("v1"), drift: drift,
				request: get,
				state:   [2]string{"v1", "drifted"}, account: [2]string{"drifted", "drifted"}, converged: "v1",
			},
			{
				name: "update", column: "change", before: byPhone("v1"), config: byPhone("v2"), request: patch,
				state: [2]string{"v1", "v2"}, account: [2]string{"v1", "v2"},
			},
			{
				name: "import (by ID)", column: "import", command: "import", config: byID("v0"), importID: "100", request: get,
				state: [2]string{"", "v0"}, account: [2]string{"v0", "v0"},
			},
			{
				name: "import (by phone number)", column: "lookup", command: "import", config: byPhone("v0"),
				importID: "+1 (555) 555-0100",
				request:  list, state: [2]string{"", "v0"}, account: [2]string{"v0", "v0"},
			},
		},
	}
}

func purchaseFaults() faultResource {
	config := arguments{"phone_number": matrixForSale, "monthly_cost": "2.50"}
	const phone = matrixForSale
	get, list := target{method: "GET", path: pathPurchased}, target{method: "GET", path: pathNumbers}
	release := func(s *acctest.Service) { s.ReleaseVirtualNumber(200) }
	addPurchased := func(s *acctest.Service) {
		s.AddVirtualNumber(sandbox.VirtualNumber{ID: 200, PhoneNumber: matrixForSale, Active: true})
	}
	return faultResource{
		kind:    typePurchase,
		inState: attribute("phone_number"),
		onAccount: func(s *acctest.Service) string {
			var found []string
			for _, id := range s.VirtualNumberIDs() {
				if number, _ := s.VirtualNumber(id); id != 100 && id != 101 {
					found = append(found, number.PhoneNumber)
				}
			}
			return strings.Join(found, " and ")
		},
		operations: []faultOperation{
			{
				name: "create", column: "create", config: config, request: target{method: "POST", path: pathPurchase},
				state: [2]string{"", phone}, account: [2]string{"", phone},
			},
			{ // after the lookups of the plan and of the plan inside apply
				name: "create (lookup)", column: "lookup", config: config,
				request: target{method: "GET", path: pathNumbers, skip: 2},
				state:   [2]string{"", phone}, account: [2]string{"", phone},
			},
			{
				name: "create (lookup of the plan)", column: "lookup", config: config, request: list,
				warning: "Applying may purchase " + matrixForSale + ", which costs money",
				state:   [2]string{"", phone}, account: [2]string{"", phone},
			},
			{
				name: "create (inventory of the plan)", column: "lookup", config: config,
				request: target{method: "GET", path: "/virtual_numbers/available"},
				warning: "Its price is not known: the lookup in the inventory failed",
				state:   [2]string{"", phone}, account: [2]string{"", phone},
			},
			{ // the account has the number: Create checks that it is still there
				name: "create (on the account)", column: "lookup", config: config, drift: addPurchased,
				request: target{method: "GET", path: pathNumbers, skip: 2},
				state:   [2]string{"", phone}, account: [2]string{phone, phone},
			},
			{
				name: "read", column: "read", command: "refresh", before: config, config: config, request: get,
				state: [2]string{phone, phone}, account: [2]string{phone, phone},
			},
			{
				name: "read (released)", column: "read", command: "refresh", before: config, request: get, remove: release,
				state: [2]string{phone, phone}, account: [2]string{phone, phone},
				converged: "destroyed",
			},
			{
				name: "import (by ID)", column: "import", command: "import", config: config, drift: addPurchased, importID: "200",
				request: get,
				state:   [2]string{"", phone}, account: [2]string{phone, phone},
			},
			{
				name: "import (by phone number)", column: "lookup", command: "import", config: config, drift: addPurchased,
				importID: matrixForSale,
				request:  list, state: [2]string{"", phone}, account: [2]string{phone, phone},
			},
		},
	}
}

// attached are the operators of the numbers 100 and 101.
func attached(s *acctest.Service) string {
	first, _ := s.VirtualNumber(100)
	second, _ := s.VirtualNumber(101)
	return fmt.Sprintf("100: %v, 101: %v", first.Operators, second.Operators)
}

func route(operators ...int64) func(*acctest.Service) {
	return func(s *acctest.Service) {
		s.EditVirtualNumber(100, func(n *sandbox.VirtualNumber) { n.Operators = operators })
	}
}

func listFaults() faultResource {
	config := func(number string, operators ...any) arguments {
		return arguments{"virtual_number_id": number, "operator_ids": operators}
	}
	get := target{method: "GET", path: pathNumber}
	return faultResource{
		kind: typeList,
		inState: func(o *acctest.Object) string {
			return o.Show("virtual_number_id") + ": " + o.Show("operator_ids")
		},
		onAccount: attached,
		operations: []faultOperation{
			{
				name: "create", column: "change", config: config("100", "2", "1"),
				request: target{method: "POST", path: pathAttach},
				state:   [2]string{"", "100: [2 1]"}, account: [2]string{"100: [2], 101: [3]", "100: [2 1], 101: [3]"},
			},
			{
				name: "create (lookup of the plan)", column: "lookup", config: config("100", "2", "1"), request: get,
				warning: "The current operators of virtual number ",
				state:   [2]string{"", "100: [2 1]"}, account: [2]string{"100: [2], 101: [3]", "100: [2 1], 101: [3]"},
			},
			{
				name: "create (lookup of an operator)", column: "lookup", config: config("100", "2", "1"),
				request: target{method: "GET", path: pathOperators}, warning: "Cannot check that operator 1 exists",
				state: [2]string{"", "100: [2 1]"}, account: [2]string{"100: [2], 101: [3]", "100: [2 1], 101: [3]"},
			},
			{ // after the lookups of the two plans
				name: "create (lookup)", column: "lookup", config: config("100", "2", "1"),
				request: target{method: "GET", path: pathNumber, skip: 2},
				state:   [2]string{"", "100: [2 1]"}, account: [2]string{"100: [2], 101: [3]", "100: [2 1], 101: [3]"},
			},
			{
				name: "read", column: "read", command: "refresh", before: config("100", "1"), config: config("100", "1"),
				drift: route(1, 2), request: get,
				state: [2]string{"100: [1]", "100: [1 2]"}, account: [2]string{"100: [1 2], 101: [3]", "100: [1 2], 101: [3]"},
				converged: "100: [1]",
			},
			{
				name: "update (attach)", column: "change", before: config("100", "1"), config: config("100", "1", "2"),
				request: target{method: "POST", path: pathAttach},
				state:   [2]string{"100: [1]", "100: [1 2]"}, account: [2]string{"100: [1], 101: [3]", "100: [1 2], 101: [3]"},
			},
			{ // 3 is attached and 1 is detached before the fault: state has the partial result
				name: "update (detach)", column: "delete", before: config("100", "1", "2"), config: config("100", "3"),
				request:      target{method: "DELETE", path: pathDetach, skip: 1},
				state:        [2]string{"100: [1 2]", "100: [3]"},
				account:      [2]string{"100: [2 3], 101: [3]", "100: [3], 101: [3]"},
				partialState: "100: [2 3]",
			},
			{
				name: "update (another number)", column: "change", before: config("100", "1"), config: config("101", "3", "1"),
				request: target{method: "POST", path: pathAttach101},
				state:   [2]string{"100: [1]", "101: [3 1]"}, account: [2]string{"100: [1], 101: [3]", "100: [1], 101: [3 1]"},
				partialState: "101: [3]",
			},
			{
				name: "import", column: "import", command: "import", config: config("100", "2", "1"), importID: "100",
				drift: route(2, 1), request: get,
				state: [2]string{"", "100: [2 1]"}, account: [2]string{"100: [2 1], 101: [3]", "100: [2 1], 101: [3]"},
			},
		},
	}
}

func attachmentFaults() faultResource {
	config := func(number string) arguments {
		return arguments{"virtual_number_id": number, "operator_id": "1"}
	}
	return faultResource{
		kind: typeAttachment,
		inState: func(o *acctest.Object) string {
			return fmt.Sprintf("%s (%s/%s)", o.Show("id"), o.Show("virtual_number_id"), o.Show("operator_id"))
		},
		onAccount: attached,
		operations: []faultOperation{
			{
				name: "create", column: "change", config: config("100"), request: target{method: "POST", path: pathAttach},
				state: [2]string{"", "100/1 (100/1)"}, account: [2]string{"100: [2], 101: [3]", "100: [2 1], 101: [3]"},
			},
			{
				name: "read", column: "read", command: "refresh", before: config("100"), config: config("100"), drift: route(1, 2),
				request: target{method: "GET", path: pathNumber},
				state:   [2]string{"100/1 (100/1)", "100/1 (100/1)"},
				account: [2]string{"100: [1 2], 101: [3]", "100: [1 2], 101: [3]"},
			},
			{
				name: "update (attach)", column: "change", before: config("100"), config: config("101"),
				request:           target{method: "POST", path: pathAttach101},
				state:             [2]string{"100/1 (100/1)", "101/1 (101/1)"},
				account:           [2]string{"100: [2 1], 101: [3]", "100: [2], 101: [3 1]"},
				accountAfterError: "100: [2 1], 101: [3 1]",
			},
			{ // the fault is after the new attachment
				name: "update (detach)", column: "delete", before: config("100"), config: config("101"),
				request: target{method: "DELETE", path: pathDetach},
				state:   [2]string{"100/1 (100/1)", "101/1 (101/1)"},
				account: [2]string{"100: [2 1], 101: [3 1]", "100: [2], 101: [3 1]"},
				// State has the new attachment, and the next apply detaches the old one.
				partialState: "101/1 (101/1)",
			},
			{
				name: "create (lookup of the plan)", column: "lookup", config: config("100"),
				request: target{method: "GET", path: pathOperators}, warning: "Cannot check that operator 1 exists",
				state: [2]string{"", "100/1 (100/1)"}, account: [2]string{"100: [2], 101: [3]", "100: [2 1], 101: [3]"},
			},
			{
				name: "delete (lookup of the plan)", column: "lookup", before: config("100"),
				request: target{method: "GET", path: pathNumbers},
				warning: "Cannot check whether virtual number " + matrixPhone + " (ID 100) keeps an operator",
				state:   [2]string{"100/1 (100/1)", ""}, account: [2]string{"100: [2 1], 101: [3]", "100: [2], 101: [3]"},
			},
			{
				name: "delete", column: "delete", before: config("100"), request: target{method: "DELETE", path: pathDetach},
				state: [2]string{"100/1 (100/1)", ""}, account: [2]string{"100: [2 1], 101: [3]", "100: [2], 101: [3]"},
			},
			{
				name: "import", column: "import", command: "import", config: config("100"), importID: "100/1",
				drift:   route(2, 3, 1),
				request: target{method: "GET", path: pathNumber},
				state:   [2]string{"", "100/1 (100/1)"}, account: [2]string{"100: [2 3 1], 101: [3]", "100: [2 3 1], 101: [3]"},
			},
		},
	}
}

func dataFaults() faultResource {
	read := func(kind, path string, config arguments) faultOperation {
		return faultOperation{
			name: kind, column: "lookup", command: "data", config: config, request: target{method: http.MethodGet, path: path},
			state: [2]string{"", "read"}, account: [2]string{"", ""},
		}
	}
	return faultResource{
		kind:      "data",
		inState:   func(*acctest.Object) string { return "read" },
		onAccount: func(*acctest.Service) string { return "" },
		operations: []faultOperation{
			read(typeNumber, pathNumber, arguments{"id": "100"}),
			read(typeNumber, pathNumbers, arguments{"phone_number": matrixPhone}),
			read(typeNumber+"s", pathNumbers, arguments{}),
			read("identitycall_available_virtual_numbers", "/virtual_numbers/available", arguments{"country": "US"}),
			read(typeOperator, "/operators/2", arguments{"id": "2"}),
			read(typeOperator+"s", pathOperators, arguments{}),
			read(typeProject, "/projects/50", arguments{"id": "50"}),
			read(typeProject+"s", pathProjects, arguments{}),
		},
	}
}

// attribute returns an attribute in state.
func attribute(name string) func(*acctest.Object) string {
	return func(o *acctest.Object) string { return o.Show(name) }
}

// joined returns the objects on the account as text: several if an object exists twice.
func joined[T any](objects []T, show func(T) (string, bool)) string {
	var found []string
	for _, object := range objects {
		if text, ok := show(object); ok {
			found = append(found, text)
		}
	}
	slices.Sort(found)
	return strings.Join(found, " and ")
}

// TestFaultMatrix_coversEveryResource fails if a resource or data source of the provider is not in the matrix.
func TestFaultMatrix_coversEveryResource(t *testing.T) {
	t.Parallel()
	schemas := underTest.Start(t).Schemas
	for kind := range schemas.ResourceSchemas {
		if !slices.ContainsFunc(faultResources, func(r faultResource) bool { return r.kind == kind }) {
			t.Errorf("the matrix has no operation of the resource %s", kind)
		}
	}
	for kind := range schemas.DataSourceSchemas {
		if !slices.ContainsFunc(dataFaults().operations, func(o faultOperation) bool { return o.name == kind }) {
			t.Errorf("the matrix has no operation of the data source %s", kind)
		}
	}
}
