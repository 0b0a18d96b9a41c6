package provider

import (
	"fmt"
	"slices"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// plannedChange is one plan of a run, and the warning or error that it shows.
type plannedChange struct {
	kind   string
	prior  *object
	config arguments
	want   string
}

// mustPlan plans the changes in one run.
func (a *account) mustPlan(t *testing.T, changes ...plannedChange) {
	t.Helper()
	r := a.Start()
	for _, change := range changes {
		p := r.Plan(change.kind, change.prior, change.config)
		if got := slices.Concat(p.Errors, p.Warnings); change.want == "" {
			mustMatch(t, got)
		} else {
			mustMatch(t, got, change.want)
		}
	}
}

// The plan names the operators that are the only ones of an active number. Of several plans that empty one number, the
// last one does.
func TestOperator_warnsOfNumbersLeftEmpty(t *testing.T) {
	const list, attachment = "virtual_number_operators", "virtual_number_operator"
	const alice, ben = "warning: Operator Alice Carter (ID 12) is the only operator of +15551234567 (ID 7): Unless this " +
		"plan attaches somebody else, nobody would answer calls to +15551234567 (ID 7): ", "warning: Operator Ben Diaz (ID " +
		"13) is the only operator of +15551234567 (ID 7): "
	for name, test := range map[string]struct {
		of7, of8 []int64
		changes  func(a *account) []plannedChange
		lists    int // requests for the list of numbers
		details  int // requests for one number
	}{
		"the only one": {ids(12), nil, func(a *account) []plannedChange {
			return []plannedChange{{"operator", a.operator("12", false), nil, alice + "…does not delete the operator"}}
		}, 1, 0},
		"force_destroy": {ids(12), nil, func(a *account) []plannedChange {
			return []plannedChange{{"operator", a.operator("12", true), nil, alice + "…is deleted in any case"}}
		}, 1, 0},
		"of an inactive number": {nil, nil, func(a *account) []plannedChange {
			return []plannedChange{{"operator", a.operator("12", false), nil, ""}}
		}, 1, 0},
		"of two numbers": {ids(12), ids(12), func(a *account) []plannedChange {
			return []plannedChange{{"operator", a.operator("12", false), nil, "Alice Carter (ID 12) is the only operator of " +
				"+15551234567 (ID 7) and +15557654321 (ID 8): "}}
		}, 1, 0},
		"one of two": {ids(12, 13), nil, func(a *account) []plannedChange {
			return []plannedChange{{"operator", a.operator("12", false), nil, ""}}
		}, 1, 0},
		"both": {ids(12, 13), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{"operator", a.operator("12", false), nil, ""},
				{"operator", a.operator("14", false), nil, ""}, // of another number
				{"operator", a.operator("13", false), nil, ben},
			}
		}, 1, 0},
		"with its unchanged list": {ids(12, 13), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{list, a.list("7"), listOf("12", "13"), ""},
				{"operator", a.operator("13", false), nil, ""},
				{"operator", a.operator("12", false), nil, alice},
			}
		}, 1, 0},
		"another one is attached first": {ids(12), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{attachment, nil, attachmentOf("14"), ""},
				{"operator", a.operator("12", false), nil, ""},
			}
		}, 1, 0},
		"an unknown one is attached first": {ids(12), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{attachment, nil, attachmentOf(unknown), ""},
				{"operator", a.operator("12", false), nil, ""},
			}
		}, 1, 0},
		"another one is attached later": {ids(12), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{"operator", a.operator("12", false), nil, alice},
				{attachment, nil, attachmentOf("14"), ""},
			}
		}, 1, 0},
		"another one is in the list": {ids(12), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{list, a.list("7"), listOf("14"), "warning at operator_ids: The list of virtual number +15551234567 (ID 7) " +
					"detaches Alice Carter (ID 12)"},
				{"operator", a.operator("12", false), nil, ""},
			}
		}, 1, 1},
		"an attachment is destroyed too": {ids(12, 13), nil, func(a *account) []plannedChange {
			state, _ := a.Import(attachment, "7/12")
			return []plannedChange{
				{attachment, state, nil, ""},
				{"operator", a.operator("12", false), nil, ""},
				{"operator", a.operator("13", false), nil, ben},
			}
		}, 1, 0},
		"the first three of four": {ids(12, 13, 14, 15), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{"operator", a.operator("12", false), nil, ""},
				{"operator", a.operator("13", false), nil, ""},
				{"operator", a.operator("14", false), nil, ""},
			}
		}, 1, 1},
		"all of four, of which the list shows three": {ids(12, 13, 14, 15), nil, func(a *account) []plannedChange {
			return []plannedChange{
				{"operator", a.operator("12", false), nil, ""},
				{"operator", a.operator("15", false), nil, ""},
				{"operator", a.operator("14", false), nil, ""},
				{"operator", a.operator("13", false), nil, ben},
			}
		}, 1, 1},
		"the list of numbers fails": {ids(12), nil, func(a *account) []plannedChange {
			state := a.operator("12", false)
			a.Inject(sandbox.Fault{Path: "/virtual_numbers", Times: -1, Reply: sandbox.Status(403, `{"error":"no"}`)})
			return []plannedChange{{"operator", state, nil, ""}}
		}, 1, 0},
		"the list of numbers fails, with force_destroy": {ids(12), nil, func(a *account) []plannedChange {
			state := a.operator("12", true)
			a.Inject(sandbox.Fault{Path: "/virtual_numbers", Times: -1, Reply: sandbox.Status(403, `{"error":"no"}`)})
			return []plannedChange{{"operator", state, nil, "warning: It is not known whether a number loses its only " +
				"operator: Operator Alice Carter (ID 12) …GET /virtual_numbers …403"}}
		}, 1, 0},
		"without a client": {ids(12), nil, func(a *account) []plannedChange {
			state := a.operator("12", false)
			a.Block = arguments{"api_key": unknown}
			return []plannedChange{{"operator", state, nil, ""}}
		}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithTwoNumbers(t, test.of7, test.of8)
			changes := test.changes(a)
			a.ClearRequests()
			a.mustPlan(t, changes...)
			lists, details := a.Count("GET", "/virtual_numbers"), a.Count("GET", "/virtual_numbers/*")
			if lists != test.lists || details != test.details {
				t.Errorf("listed the numbers %d times and read %d, want %d and %d", lists, details, test.lists, test.details)
			}
		})
	}
}

// A resource for an operator that another one manages is refused, in either order.
func TestOperator_twoResources(t *testing.T) {
	a := accountWithTwoNumbers(t, nil, nil)
	state := a.operator("12", false)
	same := arguments{"name": "Alice Carter", "phone_number": "+15555550112"}
	changed := arguments{"name": "Alice Moss", "phone_number": "+15555550112"}
	const twice = "error: Operator Alice Carter (ID 12) is managed by two resources: "
	const givenUp = "error: Operator Alice Carter (ID 12) is given up by one resource and kept by another: "
	for name, changes := range map[string][2]arguments{
		"imported under two addresses":      {same, same},
		"one of the two changes":            {same, changed},
		"one block is removed":              {same, nil},
		"the other one changes":             {changed, nil},
		"imported into a new block instead": {nil, same},
	} {
		t.Run(name, func(t *testing.T) {
			want := twice
			if changes[0] == nil || changes[1] == nil {
				want = givenUp
			}
			a.mustPlan(t, plannedChange{"operator", state, changes[0], ""}, plannedChange{"operator", state, changes[1], want})
			a.mustPlan(t, plannedChange{"operator", state, changes[1], ""}, plannedChange{"operator", state, changes[0], want})
		})
	}
	a.MustSend(t)
}

// The plan of a create names what exists already and is not managed.
func TestOperator_duplicate(t *testing.T) {
	greta := arguments{"name": "Greta Hall", "phone_number": "(555) 555-0112", "email": nil}
	with := func(argument string, value any) arguments {
		config := arguments{"name": "Greta Hall", "phone_number": "+15555550199"}
		config[argument] = value
		return config
	}
	const alice = "Greta Hall may exist already: Alice Carter (ID 12): "
	for name, test := range map[string]struct {
		before func(*account) []plannedChange
		config arguments
		want   string
	}{
		"the phone number, in another format": {nil, greta, "warning: Operator " + alice + "…- Alice Carter (ID 12), with " +
			"the same phone number: terraform import identitycall_operator.NAME 12…"},
		"the e-mail address": {nil, with("email", "Alice@example.com"), alice + "…with the same e-mail address: "},
		"the name is not known": {nil, arguments{"name": unknown, "phone_number": "+15555550112"},
			"warning: Operator +15555550112 may exist already: "},
		"another one":      {nil, with("email", "greta@example.com"), ""},
		"nothing is known": {nil, arguments{"name": "Greta Hall", "phone_number": unknown, "email": unknown}, ""},
		"only the name":    {nil, with("name", "Alice Carter"), ""},
		"one that is kept": {plansAlice(arguments{"name": "Alice Carter", "phone_number": "+15555550112"}), greta,
			""},
		"one that is destroyed":    {plansAlice(nil), greta, ""},
		"the operators are hidden": {hidesOperators, greta, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithTwoNumbers(t, nil, nil)
			a.EditOperator(12, func(o *sandbox.Operator) { o.Email = pointer("alice@example.com") })
			var changes []plannedChange
			if test.before != nil {
				changes = test.before(a)
			}
			a.mustPlan(t, append(changes, plannedChange{"operator", nil, test.config, test.want})...)
		})
	}
}

func plansAlice(config arguments) func(*account) []plannedChange {
	return func(a *account) []plannedChange {
		state := a.operator("12", false)
		if config != nil {
			config["email"] = state.Show("email")
		}
		return []plannedChange{{"operator", state, config, ""}}
	}
}

func hidesOperators(a *account) []plannedChange {
	a.Inject(sandbox.Fault{Path: "/operators", Times: -1, Reply: sandbox.Status(403, `{"error":"no"}`)})
	return nil
}

func TestProject_duplicate(t *testing.T) {
	a := newAccount(t)
	a.AddProject(sandbox.Project{ID: 3, Name: "Sales", Language: "en"})
	state, _ := a.Import("project", "3")
	sales := arguments{"name": "Sales ", "language": "de"}
	const want = "warning: Project Sales  may exist already: Sales (ID 3): …with the same name: terraform import " +
		"identitycall_project.NAME 3"
	a.mustPlan(t, plannedChange{"project", nil, sales, want})
	a.mustPlan(t, plannedChange{"project", nil, arguments{"name": "Support", "language": "en"}, ""})
	a.mustPlan(t, plannedChange{"project", nil, arguments{"name": unknown, "language": "en"}, ""})
	a.mustPlan(t, plannedChange{"project", state, arguments{"name": "Sales", "language": "en"}, ""},
		plannedChange{"project", nil, sales, ""})
}

// What this run has created is no duplicate, and creating many objects costs one list.
func TestCreate_manyInOneRun(t *testing.T) {
	for kind, config := range map[string]arguments{
		"operator": {"name": "Greta Hall", "phone_number": "+15555550199"}, "project": {"name": "Sales", "language": "en"},
	} {
		a := newAccount(t)
		r := a.Start()
		for range 3 {
			p := r.Plan(kind, nil, config)
			mustMatch(t, append(p.Errors, p.Warnings...))
			after, diags := r.ApplyPlanned(p)
			mustMatch(t, append(diags.Errors(), diags.Warnings()...))
			if after == nil {
				t.Fatal("nothing was created")
			}
		}
		if lists := a.Count("GET", "/"+kind+"s"); lists != 1 {
			t.Errorf("listed the %ss %d times", kind, lists)
		}
		state, _ := r.Import(kind, "1001") // reads a new list, which contains them
		mustMatch(t, r.Plan(kind, nil, config).Warnings)
		if state == nil {
			t.Error("the first object was not imported")
		}
	}
}

// A response that contradicts what was sent is a warning. State has what was planned, so that the next plan shows it.
func TestOperator_contradictions(t *testing.T) {
	const returned = `{"data": {"id": 12, "name": " Alice Carter", "phone_number": "+15555550112",
		"email": "ALICE@example.com", "active": true, "initials": "AC", "virtual_numbers": []}}`
	alice := arguments{"name": "Alice Carter", "phone_number": "(555) 555-0112", "email": "alice@example.com"}
	set := func(argument string, value any) arguments {
		config := arguments{}
		for name, other := range alice {
			config[name] = other
		}
		config[argument] = value
		return config
	}
	for name, test := range map[string]struct {
		config arguments
		want   string
	}{
		"other formats": {alice, ""},
		"name": {set("name", "Alice"), "warning at name: The API did not set name of operator Alice Carter (ID 12): " +
			"…\"Alice\", and the response has \"Alice Carter\""},
		"phone_number": {set("phone_number", "+15555550113"), "warning at phone_number: The API did not set " +
			"phone_number of operator "},
		"email":  {set("email", "a@example.com"), "warning at email: The API did not set email of operator "},
		"active": {set("active", false), "warning at active: The API did not set active of operator "},
	} {
		t.Run(name, func(t *testing.T) {
			wanted := []string{}
			if test.want != "" {
				wanted = append(wanted, test.want)
			}
			a := newAccount(t)
			a.AddOperator(sandbox.Operator{ID: 12, Name: "Ann", PhoneNumber: "+15555550111", Active: true})
			a.Inject(sandbox.Fault{Method: "POST", Reply: sandbox.Status(201, returned)})
			o := a.Apply("operator", nil, test.config)
			mustMatch(t, o.Failed)
			mustMatch(t, o.Applied, wanted...)

			state, _ := a.Import("operator", "12")
			a.Inject(sandbox.Fault{Method: "PATCH", Reply: sandbox.Status(200, returned)})
			o = a.Apply("operator", state, test.config)
			mustMatch(t, o.Failed)
			mustMatch(t, o.Applied, wanted...)
			o.After.Must(t, map[string]string{"name": fmt.Sprint(test.config["name"])})
		})
	}

	a := newAccount(t) // an e-mail address that is not cleared
	a.AddOperator(sandbox.Operator{
		ID: 12, Name: "Alice Carter", PhoneNumber: "+15555550112", Email: pointer("alice@example.com"), Active: true,
	})
	state, _ := a.Import("operator", "12")
	a.Inject(sandbox.Fault{Method: "PATCH", Reply: sandbox.Status(200, returned)})
	o := a.Apply("operator", state, set("email", nil))
	mustMatch(t, o.Applied, "warning at email: The API did not set email …null…\"ALICE@example.com\"")
}
