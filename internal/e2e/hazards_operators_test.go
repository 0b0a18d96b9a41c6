package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const onlyOperator = "is the only operator of "

// forced is an operator with force_destroy.
func forced(label, phone string) string {
	return strings.Replace(operator(label, phone), "lifecycle", "force_destroy = true\n  lifecycle", 1)
}

// destroy destroys the whole configuration, and records its requests.
func (h *hazard) destroy() (string, int) {
	h.T.Helper()
	h.Service.ClearRequests()
	h.Service.ClearRouting()
	screen, code := h.Run("destroy", "-auto-approve", "-input=false")
	h.writes, h.emptied = h.Service.Writes(), h.Service.EmptyMoments()
	return screen, code
}

// state returns the objects in state by address.
func (h *hazard) state() map[string]attributes {
	h.T.Helper()
	state, err := readState(h.Directory)
	if err != nil {
		h.T.Fatal(err)
	}
	return state
}

// shows fails the test unless the screen has all of these texts.
func (h *hazard) shows(screen string, texts ...string) {
	h.T.Helper()
	for _, text := range texts {
		if !acctest.Match(text).MatchString(screen) {
			h.T.Errorf("the screen does not show %q:\n%s", text, screen)
		}
	}
}

// A destroy of lists and operators says which numbers are left without an operator, and leaves none. Each of the ways
// out that the error names completes it.
func TestAccHazards_destroyOfListsAndOperators(t *testing.T) {
	const a, b = "identitycall_operator.a.id", "identitycall_operator.b.id"
	configuration := operator("a", "+15555550201") + operator("b", "+15555550202") + list("l", `"7"`, a, b) +
		list("m", `"8"`, b)
	for name, wayOut := range map[string]func(*hazard){
		"attach somebody else": func(h *hazard) {
			for _, id := range []int64{7, 8} {
				h.Service.EditVirtualNumber(id, func(n *sandbox.VirtualNumber) { n.Operators = append(n.Operators, 14) })
			}
		},
		"deactivate the numbers": func(h *hazard) {
			h.Must("apply", "-auto-approve", "-input=false", "-target=identitycall_virtual_number.n")
		},
		"force_destroy": func(h *hazard) {
			h.Configure(strings.ReplaceAll(configuration, "lifecycle", "force_destroy = true\n  lifecycle"))
			for address := range h.state() {
				h.MustApply("-target=" + address)
			}
		},
		"state rm": func(h *hazard) {
			for address := range h.state() {
				h.Must("state", "rm", address)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHazard(t)
			h.changes(configuration)
			screen, code := h.destroy()
			if code == 0 {
				t.Fatalf("the destroy succeeded:\n%s", screen)
			}
			h.shows(screen, "Warning: Operator Agent b (ID 100", "Error: Operator Agent b (ID 100", phone8+" (ID 8)",
				"-target=identitycall_virtual_number_operators.NAME", "force_destroy = true")
			h.neverEmpty()
			if name == "deactivate the numbers" {
				h.Configure(configuration + resource(typeNumber, "n", "for_each = toset([\"7\", \"8\"])\n  id = each.key\n  "+
					"active = false"))
			}
			wayOut(h)
			if screen, code := h.destroy(); code != 0 {
				t.Errorf("the second destroy ended with %d:\n%s", code, screen)
			}
			if name == "attach somebody else" {
				h.routes(7, 14)
				h.routes(8, 14)
			}
			if name == "state rm" {
				h.wrote()
			}
		})
	}
}

// An attachment that is destroyed detaches, as asked. Its operator is then deleted.
func TestAccHazards_destroyOfAttachmentsAndOperators(t *testing.T) {
	h := newHazard(t)
	h.changes(operator("a", "+15555550201") + attachment("x", `"9"`, "identitycall_operator.a.id"))
	screen, code := h.destroy()
	if code != 0 || strings.Count(screen, "+15550009999") == 0 {
		t.Errorf("the destroy ended with %d, and does not name the number:\n%s", code, screen)
	}
	h.routes(9)
	if len(h.writes) != 2 || !strings.HasPrefix(h.writes[0], "DELETE /virtual_numbers/9/remove_operator") {
		t.Errorf("sent %q", h.writes)
	}
}

// An operator that is removed from its list is the only one of other numbers too, where somebody attached it in the
// dashboard. It is not deleted until they have somebody else.
func TestAccHazards_operatorAttachedElsewhere(t *testing.T) {
	h := newHazard(t)
	const a, b = "identitycall_operator.a.id", "identitycall_operator.b.id"
	both := operator("a", "+15555550201") + operator("b", "+15555550202")
	h.changes(both + list("l", `"7"`, a, b))
	id := h.operatorID("Agent a")
	for _, number := range []int64{8, 9} {
		h.Service.EditVirtualNumber(number, func(n *sandbox.VirtualNumber) { n.Operators = []int64{id} })
	}
	without := operator("b", "+15555550202") + list("l", `"7"`, b)
	names := fmt.Sprintf("Operator Agent a (ID %d) %s%s (ID 8) and +15550009999 (ID 9)", id, onlyOperator, phone8)
	h.Configure(without)
	if screen, code := h.Plan(); code != 2 || !acctest.Match("Warning: "+names).MatchString(screen) {
		t.Errorf("the plan ended with %d:\n%s", code, screen)
	}
	h.fails("Error: "+names, without)
	h.neverEmpty()
	h.routes(8, id)
	h.routes(9, id)
	h.fails("Error: "+names, without) // and again: nothing is forgotten
	for _, number := range []int64{8, 9} {
		h.Service.EditVirtualNumber(number, func(n *sandbox.VirtualNumber) { n.Operators = []int64{id, 14} })
	}
	h.changes(without)
	h.wrote(fmt.Sprintf("DELETE /operators/%d", id))
	h.routes(8, 14)
}

// Without create_before_destroy in state, Terraform deletes a removed operator before it updates what named it, or at
// the same time after an import. The number always has an operator. After an apply of the list or the attachment alone,
// the next one is complete. After an import, one more apply is enough.
func TestAccHazards_operatorDeletedBeforeTheListChanges(t *testing.T) {
	const a, b = "identitycall_operator.a.id", "identitycall_operator.b.id"
	annOf, benOf := operator("a", "+15555550201"), operator("b", "+15555550202")
	imported := strings.NewReplacer("Agent a", "Agent 13", "+15555550201", "+15555550113").Replace(annOf)
	created := func(h *hazard, before string) { h.changes(withoutLifecycle(before)) }
	createdFirst := func(h *hazard, before string) { h.changes(before) }
	imports := func(h *hazard, before string) {
		h.Configure(before)
		h.Must("import", "-input=false", "identitycall_operator.a", "13")
		h.Must("import", "-input=false", "identitycall_virtual_number_operators.x", "8")
	}
	for name, c := range map[string]struct {
		before, after string
		prepare       func(h *hazard, before string)
		refused       bool
	}{
		"list":               {annOf + list("x", `"8"`, a), benOf + list("x", `"8"`, b), created, true},
		"list, create first": {annOf + list("x", `"8"`, a), benOf + list("x", `"8"`, b), createdFirst, false},
		"list of two":        {annOf + benOf + list("x", `"8"`, a, b), benOf + list("x", `"8"`, b), created, false},
		"attachment":         {annOf + attachment("x", `"9"`, a), benOf + attachment("x", `"9"`, b), created, true},
		"attachment, create first": {annOf + attachment("x", `"9"`, a), benOf + attachment("x", `"9"`, b), createdFirst,
			false},
		"imported": {imported + list("x", `"8"`, a), benOf + list("x", `"8"`, b), imports, true},
		"imported and applied": {imported + list("x", `"8"`, a), benOf + list("x", `"8"`, b),
			func(h *hazard, before string) { imports(h, before); h.changes(before); h.wrote() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHazard(t)
			c.prepare(h, c.before)
			screen, code := h.apply(c.after)
			refused := acctest.Match(onlyOperator).MatchString(screen) &&
				acctest.Match("The operator was not deleted").MatchString(screen)
			if (code != 0) != refused || refused != c.refused && name != "imported" { // which depends on the timing
				t.Errorf("the apply ended with %d:\n%s", code, screen)
			}
			h.neverEmpty()
			if refused {
				h.MustApply("-target=" + addressesIn(c.after)[1])
			}
			h.changes(c.after)
			if strings.HasPrefix(name, "attachment") {
				h.routes(9, h.operatorID("Agent b"))
			} else {
				h.routes(8, h.operatorID("Agent b"))
			}
			h.neverEmpty()
		})
	}
}

func withoutLifecycle(configuration string) string {
	return strings.ReplaceAll(configuration, "lifecycle { create_before_destroy = true }", "")
}

// force_destroy counts once it is applied, and needs no other request.
func TestAccHazards_forceDestroy(t *testing.T) {
	h := newHazard(t)
	const a = "identitycall_operator.a.id"
	h.changes(operator("a", "+15555550201") + list("l", `"9"`, a))
	h.changes(forced("a", "+15555550201") + list("l", `"9"`, a))
	h.wrote()
	screen, code := h.apply(list("l", `"9"`))
	if code != 0 {
		t.Errorf("the apply ended with %d:\n%s", code, screen)
	}
	h.routes(9)
	if reads := h.Service.Count("GET", "/operators/*"); reads > 0 {
		t.Errorf("read the operator %d times", reads)
	}
}

// A new block that imports an operator or a project, while the old block is removed, would leave a deleted object in
// state. So would two addresses of one object, of which one is removed. The plan refuses both.
func TestAccHazards_oneObjectTwoAddresses(t *testing.T) {
	const project = "name = \"Sales\"\n  language = \"en\""
	const agent = "name = \"Agent 14\"\n  phone_number = \"+15555550114\""
	for kind, c := range map[string]struct{ arguments, id, summary string }{
		typeOperator: {agent, "14", "Operator Agent 14 (ID 14)"},
		typeProject:  {project, "3", "Project Sales (ID 3)"},
	} {
		t.Run(kind, func(t *testing.T) {
			h := newHazard(t)
			h.Service.AddProject(sandbox.Project{ID: 3, Name: "Sales", Language: "en"})
			first, second := resource(kind, "a", c.arguments), resource(kind, "b", c.arguments)
			h.Configure(first)
			h.Must("import", "-input=false", kind+".a", c.id)
			h.changes(first)
			imports := second + fmt.Sprintf("import {\n  to = %s.b\n  id = %q\n}\n", kind, c.id)
			h.fails(c.summary+" is given up by one resource and kept by another", imports)
			h.fails(c.summary+" is managed by two resources", first+imports)

			h.Configure(first + second)
			h.Must("import", "-input=false", kind+".b", c.id)
			h.fails(c.summary+" is managed by two resources", first+second)
			h.fails(c.summary+" is given up by one resource and kept by another", first)
			h.fails(c.summary+" is given up by one resource and kept by another", second)
			if screen, code := h.destroy(); code == 0 {
				t.Errorf("the destroy succeeded:\n%s", screen)
			}
			h.wrote()
			h.Must("state", "rm", kind+".b")
			h.changes(first)
			h.wrote()

			h.changes(second + fmt.Sprintf("moved {\n  from = %s.a\n  to   = %[1]s.b\n}\n", kind))
			h.wrote()

			// The way out that the error names for the whole configuration.
			h.Configure(first + second)
			h.Must("import", "-input=false", kind+".a", c.id)
			h.Must("destroy", "-auto-approve", "-input=false", "-refresh=false")
			if operators, projects := len(h.Service.Operators()), len(h.Service.Projects()); operators+projects != 4 {
				t.Errorf("the account has %d operators and %d projects", operators, projects)
			}
		})
	}
}

// The plan names what the account has already, before anything is created.
func TestAccHazards_createsWhatExists(t *testing.T) {
	acctest.Once(t)
	h := newHazard(t)
	h.Service.AddProject(sandbox.Project{ID: 3, Name: "Sales", Language: "en"})
	configuration := resource(typeOperator, "a", "name = \"Ann\"\n  phone_number = \"+1 555 555 0113\"") +
		resource(typeProject, "a", "name = \"Sales\"\n  language = \"en\"")
	h.Configure(configuration)
	screen, code := h.Plan()
	if code != 2 {
		t.Errorf("the plan ended with %d", code)
	}
	h.shows(screen, "Operator Ann may exist already: Agent 13 (ID 13)", "terraform import identitycall_operator.NAME 13",
		"Project Sales may exist already: Sales (ID 3)", "terraform import identitycall_project.NAME 3")
	h.changes(configuration)
	h.changes(configuration, "-replace=identitycall_operator.a") // the old one and the new one are the same resource
	h.Must("taint", "identitycall_operator.a")
	h.changes(configuration)
}

// With lifecycle { destroy = false }, a destroy and fewer instances leave an operator, a project and attachments on the
// account. Terraform takes the setting from the configuration, so it does not hold for a block that is deleted, nor for
// -replace. OpenTofu keeps the object in each case.
func TestAccHazards_keptOnDestroy(t *testing.T) {
	acctest.Require(t, "1.16", "1.12")
	h := newHazard(t)
	attached := func(operators string) string {
		return resource(typeAttachment, "kept", fmt.Sprintf("for_each = toset([%s])\n  virtual_number_id = \"9\"\n  "+
			"operator_id = each.key\n  lifecycle { destroy = false }", operators))
	}
	ann := strings.Replace(operator("ann", "+15555550190"), "{ create_before_destroy = true",
		"{\n    create_before_destroy = true\n    destroy = false\n ", 1)
	others := ann + project("lifecycle { destroy = false }")
	h.changes(others + attached(`"11", "12"`))
	h.changes(others + attached(`"11"`))
	h.wrote()
	screen, code := h.destroy()
	if h.wrote(); code != 0 && !acctest.IsOpenTofu(t) {
		t.Errorf("destroy ended with %d:\n%s", code, screen)
	}
	h.routesTo(9, 11, 12)

	h.changes(attached(`"11"`))
	replaced, removed := []string{detach(9, 11), attach(9, 11)}, []string{detach(9, 11)}
	if acctest.IsOpenTofu(t) {
		replaced, removed = []string{attach(9, 11)}, nil
	}
	h.changes(attached(`"11"`), `-replace=identitycall_virtual_number_operator.kept["11"]`)
	h.wrote(replaced...)
	h.changes("")
	h.wrote(removed...)
}
