package provider

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func fixedMatrixTime() time.Time { return matrixTime }

func text(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	return ""
}

// at strikes a request whose path may name the instance, as ":id".
func at(method, path string) func(*matrixInstance) target {
	return func(i *matrixInstance) target {
		return target{method: method, path: strings.ReplaceAll(path, ":id", i.id)}
	}
}

func importedByID(i *matrixInstance) string { return i.id }

func (i *matrixInstance) number() int64 {
	id, _ := strconv.ParseInt(i.id, 10, 64)
	return id
}

// mail is an operator's e-mail address, which tells one version of it from another.
func mail(version string) *string { return pointer(version + "@example.com") }

func TestAccFaultMatrix_operator(t *testing.T) {
	t.Parallel()
	s := newService(t)
	arguments := func(version string) string {
		return fmt.Sprintf("name = each.key\nphone_number = \"+15555550112\"\nemail = %q", *mail(version))
	}
	v1, v2, moved := *mail("v1"), *mail("v2"), *mail("moved")
	matrixResource{
		kind:   "identitycall_operator",
		stated: func(attributes map[string]any) string { return text(attributes["email"]) },
		held: func(i *matrixInstance) string {
			return joined(s.Operators(), func(o sandbox.Operator) bool { return o.Name == i.row.name }, func(o sandbox.Operator) string { return *o.Email })
		},
		stages: []matrixStage{
			{
				operation: "create", column: "create", arguments: arguments("v1"),
				strikes: func(i *matrixInstance) target {
					return target{http.MethodPost, "/operators", fmt.Sprintf("\"name\":%q", i.row.name)}
				},
				state: [2]string{"", v1}, service: [2]string{"", v1},
			},
			{
				operation: "read", column: "read", arguments: arguments("v1"), refreshes: true, unlisted: "/operators",
				prepare: func(i *matrixInstance) {
					s.EditOperator(i.number(), func(o *sandbox.Operator) { o.Email = mail("moved") })
				},
				vanishes: func(i *matrixInstance) { s.RemoveOperator(i.number()) },
				strikes:  at(http.MethodGet, "/operators/:id"),
				state:    [2]string{v1, moved}, service: [2]string{moved, moved}, converged: v1,
			},
			{
				operation: "update", column: "change", arguments: arguments("v2"),
				strikes: at(http.MethodPatch, "/operators/:id"),
				state:   [2]string{v1, v2}, service: [2]string{v1, v2},
			},
			{
				operation: "delete", column: "delete",
				strikes: at(http.MethodDelete, "/operators/:id"),
				state:   [2]string{v2, ""}, service: [2]string{v2, ""},
			},
			{
				operation: "import", column: "import", arguments: arguments("v1"), importID: importedByID, unlisted: "/operators",
				prepare: func(i *matrixInstance) {
					i.id = strconv.FormatInt(s.AddOperator(sandbox.Operator{Name: i.row.name, PhoneNumber: "+15555550112", Email: mail("v1"), Active: true}), 10)
				},
				strikes: at(http.MethodGet, "/operators/:id"),
				state:   [2]string{"", v1}, service: [2]string{v1, v1},
			},
		},
	}.run(t, s)
}

func TestAccFaultMatrix_project(t *testing.T) {
	t.Parallel()
	s := newService(t)
	arguments := func(version string) string {
		return fmt.Sprintf("name = each.key\nlanguage = \"en\"\ndescription = %q", version)
	}
	matrixResource{
		kind:   "identitycall_project",
		stated: func(attributes map[string]any) string { return text(attributes["description"]) },
		held: func(i *matrixInstance) string {
			return joined(s.Projects(), func(p sandbox.Project) bool { return p.Name == i.row.name }, func(p sandbox.Project) string { return *p.Description })
		},
		stages: []matrixStage{
			{
				operation: "create", column: "create", arguments: arguments("v1"),
				strikes: func(i *matrixInstance) target {
					return target{http.MethodPost, "/projects", fmt.Sprintf("\"name\":%q", i.row.name)}
				},
				state: [2]string{"", "v1"}, service: [2]string{"", "v1"},
			},
			{
				operation: "read", column: "read", arguments: arguments("v1"), refreshes: true,
				prepare: func(i *matrixInstance) {
					s.EditProject(i.number(), func(p *sandbox.Project) { p.Description = pointer("moved") })
				},
				vanishes: func(i *matrixInstance) { s.RemoveProject(i.number()) },
				strikes:  at(http.MethodGet, "/projects/:id"),
				state:    [2]string{"v1", "moved"}, service: [2]string{"moved", "moved"}, converged: "v1",
			},
			{
				operation: "update", column: "change", arguments: arguments("v2"),
				strikes: at(http.MethodPatch, "/projects/:id"),
				state:   [2]string{"v1", "v2"}, service: [2]string{"v1", "v2"},
			},
			{
				operation: "delete", column: "delete",
				strikes: at(http.MethodDelete, "/projects/:id"),
				state:   [2]string{"v2", ""}, service: [2]string{"v2", ""},
			},
			{
				operation: "import", column: "import", arguments: arguments("v1"), importID: importedByID,
				prepare: func(i *matrixInstance) {
					i.id = strconv.FormatInt(s.AddProject(sandbox.Project{Name: i.row.name, Language: "en", Description: pointer("v1")}), 10)
				},
				strikes: at(http.MethodGet, "/projects/:id"),
				state:   [2]string{"", "v1"}, service: [2]string{"v1", "v1"},
			},
		},
	}.run(t, s)
}

// heldNumber is a number's name, and what is unusual about it.
func (s *service) heldNumber(i *matrixInstance) string {
	number, ok := s.VirtualNumber(i.number())
	if !ok {
		return ""
	}
	return numberText(*number.Name, number.Recording, number.Active)
}

func statedNumber(attributes map[string]any) string {
	return numberText(text(attributes["name"]), attributes["recording"] == true, attributes["active"] == true)
}

func numberText(name string, recording, active bool) string {
	if recording {
		name += " recorded"
	}
	if !active {
		name += " inactive"
	}
	return name
}

// matrixPhone is the phone number of the number that an instance is about.
func matrixPhone(i *matrixInstance) string { return "+15555550" + i.id }

// A number that the account has. Once it is in state, one that was rented is the same.
func TestAccFaultMatrix_virtualNumberAdopted(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, i := range matrixInstances(t) {
		s.AddVirtualNumber(sandbox.VirtualNumber{ID: i.number(), PhoneNumber: matrixPhone(i), Name: pointer("v0"), Active: true})
	}
	arguments := func(version string) string {
		return fmt.Sprintf("id = each.value\nname = %q\ndeletion_policy = \"deactivate\"", version)
	}
	matrixResource{
		kind:   "identitycall_virtual_number",
		stated: statedNumber,
		held:   s.heldNumber,
		stages: []matrixStage{
			{
				operation: "create (adopt)", column: "change", arguments: arguments("v1"),
				strikes: at(http.MethodPatch, "/virtual_numbers/:id"),
				state:   [2]string{"", "v1"}, service: [2]string{"v0", "v1"},
			},
			{
				operation: "read", column: "read", arguments: arguments("v1"), refreshes: true,
				prepare: func(i *matrixInstance) {
					s.EditVirtualNumber(i.number(), func(n *sandbox.VirtualNumber) { n.Name = pointer("moved") })
				},
				strikes: at(http.MethodGet, "/virtual_numbers/:id"),
				state:   [2]string{"v1", "moved"}, service: [2]string{"moved", "moved"}, converged: "v1",
			},
			{
				operation: "update", column: "change", arguments: arguments("v2"),
				strikes: at(http.MethodPatch, "/virtual_numbers/:id"),
				state:   [2]string{"v1", "v2"}, service: [2]string{"v1", "v2"},
			},
			{
				operation: "delete (deactivate)", column: "delete",
				strikes: at(http.MethodPatch, "/virtual_numbers/:id"),
				state:   [2]string{"v2", ""}, service: [2]string{"v2", "v2 inactive"},
			},
			{
				operation: "import", column: "import", arguments: "id = each.value\nname = \"v2\"", importID: importedByID,
				prepare: func(i *matrixInstance) {
					s.EditVirtualNumber(i.number(), func(n *sandbox.VirtualNumber) { n.Active = true })
				},
				strikes: at(http.MethodGet, "/virtual_numbers/:id"),
				state:   [2]string{"", "v2"}, service: [2]string{"v2", "v2"},
			},
		},
	}.run(t, s)
}

// A number that is rented, with a fault in the purchase, and in what sets the number up right after it.
func TestAccFaultMatrix_virtualNumberRented(t *testing.T) {
	t.Parallel()
	t.Run("purchase", func(t *testing.T) {
		t.Parallel()
		rentsAll(t, matrixStage{
			operation: "create (rent)", column: "create", arguments: "phone_number = each.value\npurchase = {}\nname = \"v1\"",
			strikes: func(i *matrixInstance) target {
				return target{http.MethodPost, "/virtual_numbers/purchase", strconv.Quote(matrixPhone(i))}
			},
			state: [2]string{"", "v1 recorded"}, service: [2]string{"", "v1 recorded"},
		})
	})
	t.Run("setting up", func(t *testing.T) {
		t.Parallel()
		rentsAll(t, matrixStage{
			operation: "create (set up)", column: "change", arguments: "phone_number = each.value\npurchase = {}\nname = \"v1\"\nrecording = false",
			strikes: at(http.MethodPatch, "/virtual_numbers/:id"),
			state:   [2]string{"", "v1"}, service: [2]string{"v1 recorded", "v1"}, half: "v1 tainted", alone: true,
		})
	})
}

func rentsAll(t *testing.T, stage matrixStage) {
	t.Helper()
	s := newService(t)
	instances := matrixInstances(t)
	for _, i := range instances {
		s.AddInventory(sandbox.InventoryEntry{PhoneNumber: matrixPhone(i), CountryCode: "US", NumberID: i.number()})
	}
	matrixResource{
		kind:   "identitycall_virtual_number",
		value:  matrixPhone,
		stated: statedNumber,
		held:   s.heldNumber,
		stages: []matrixStage{stage},
	}.run(t, s)
	if purchases := s.purchases(); len(purchases) != len(instances) {
		t.Errorf("%d numbers were rented, not %d", len(purchases), len(instances))
	}
	for body, times := range s.purchases() {
		if times != 1 {
			t.Errorf("%s was rented %d times", body, times)
		}
	}
}
