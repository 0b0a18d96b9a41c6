package provider

import (
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	number         = "identitycall_virtual_number.number"
	staysOnAccount = "warning: A virtual number stays on the account"
)

func TestAccVirtualNumber_adoptByID(t *testing.T) {
	s := startNumbers(t)
	run(t,
		resource.TestStep{
			Config: block(s, number, "id = \"7\"\nrecording = false"),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(`PATCH /virtual_numbers/7 {"recording":false}`),
				resource.TestCheckResourceAttr(number, "phone_number", "+15551234567"),
				resource.TestCheckResourceAttr(number, "name", "US Sales Line"),
				resource.TestCheckResourceAttr(number, "active", "true"),
				resource.TestCheckResourceAttr(number, "recording", "false"),
				resource.TestCheckResourceAttr(number, "routing_strategy", "priority"),
				resource.TestCheckResourceAttr(number, "ai_receptionist_enabled", "false"),
				resource.TestCheckResourceAttr(number, "country_code", "US"),
			),
		},
		resource.TestStep{
			Config: block(s, number,
				"id = \"7\"\nrecording = false\nname = \"Sales\"\nrouting_strategy = \"round_robin\""),
			ConfigPlanChecks: action(number, plancheck.ResourceActionUpdate),
			Check:            s.Sent(`PATCH /virtual_numbers/7 {"name":"Sales","routing_strategy":"round_robin"}`),
		},
		resource.TestStep{ // removing an argument keeps the setting
			Config:           block(s, number, `id = "7"`),
			ConfigPlanChecks: action(number, plancheck.ResourceActionNoop),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(), resource.TestCheckResourceAttr(number, "routing_strategy", "round_robin")),
		},
		resource.TestStep{ // the same number, identified by its phone number
			Config:           block(s, number, `phone_number = "+1-555-123-4567"`),
			ConfigPlanChecks: action(number, plancheck.ResourceActionNoop),
			Check:            s.Sent(),
		},
		resource.TestStep{Config: block(s, number, `id = "7"`), Destroy: true},
	)
	s.MustSend(t)
}

// Drift of a managed setting is corrected, drift of another one only recorded.
func TestVirtualNumber_drift(t *testing.T) {
	a := accountWithNumbers(t)
	config := arguments{"id": "7", "recording": true}
	state := a.MustApply("virtual_number", nil, config)
	a.MustSend(t) // it records already
	a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Recording, n.Name = false, nil })
	state = a.MustApply("virtual_number", a.MustRefresh("virtual_number", state), config)
	a.MustSend(t, `PATCH /virtual_numbers/7 {"recording":true}`)
	state.Must(t, map[string]string{"name": "null", "recording": "true"})
}

func TestVirtualNumber_invalidArguments(t *testing.T) {
	for name, test := range map[string]struct {
		config  arguments
		problem string
	}{
		"neither id nor phone_number": {arguments{"name": "Sales"}, "error: Missing id or phone_number: Set id or " +
			"phone_number, or both"},
		"no plus sign": {arguments{"phone_number": "5551234567"}, "error at phone_number: Invalid phone number: …must " +
			"begin with a plus sign"},
		"letters": {arguments{"phone_number": "+1 800 FLOWERS"}, "error at phone_number: Invalid phone number: …must " +
			"consist of digits"},
		"routing strategy": {arguments{"id": "7", "routing_strategy": "roundrobin"}, "error at routing_strategy: Invalid " +
			"routing_strategy: \"roundrobin\" is not a routing strategy. Use `priority`, `round_robin` or `simultaneous`."},
		"blank name": {arguments{"id": "7", "name": " "},
			"error at name: Blank value: The value of name must not be blank"},
		"timeout": {arguments{"id": "7", "timeouts": arguments{"create": "soon", "read": nil, "update": nil, "delete": nil}},
			"error at timeouts.create: …must be a duration above zero"},
	} {
		t.Run(name, func(t *testing.T) {
			mustMatch(t, underTest.Start(t).Validate("virtual_number", test.config).Errors(), test.problem)
		})
	}
}

// An ID may be a reference, to which a mocked provider gives any text. So it is checked while planning, not in
// validate.
func TestVirtualNumber_invalidID(t *testing.T) {
	a := accountWithNumbers(t)
	for _, id := range []string{"seven", "0", "-3", "7/../8", "99999999999999999999", "07", " 7", ""} {
		config := arguments{"id": id}
		mustMatch(t, underTest.Start(t).Validate("virtual_number", config).Errors())
		p := a.Plan("virtual_number", nil, config)
		mustMatch(t, p.Errors, "error at id: Invalid ID: The value of id must be an ID, a whole number above zero")
	}
	if len(a.Requests()) > 0 {
		t.Errorf("an invalid ID sent %v", a.Requests())
	}
}

// The plan reads a number that is adopted, and Create sends exactly the settings that differ from it.
func TestVirtualNumber_adopt(t *testing.T) {
	const list, detail = "/virtual_numbers", "/virtual_numbers/7"
	for name, test := range map[string]struct {
		config  arguments
		reads   []string // of the plan; the apply sends the same and, at the latest, the detail
		writes  []string
		warning string
	}{
		"by ID, nothing configured": {arguments{"id": "7"}, []string{detail}, nil, ""},
		"by ID, the same": {arguments{"id": "7", "name": " US Sales Line\n", "active": true, "recording": true,
			"routing_strategy": "priority"}, []string{detail}, nil, ""},
		"by ID, one differs": {arguments{"id": "7", "active": true, "recording": false}, []string{detail},
			[]string{`PATCH /virtual_numbers/7 {"recording":false}`},
			"warning: Adopting +15551234567 (ID 7) changes recording: …- recording: true -> false\n"},
		"by ID, all differ": {
			arguments{"id": "7", "active": false, "name": "Sales", "recording": false, "routing_strategy": "simultaneous"},
			[]string{detail},
			[]string{`PATCH /virtual_numbers/7 {"name":"Sales","active":false,"recording":false,` +
				`"routing_strategy":"simultaneous"}`},
			"warning: Adopting +15551234567 (ID 7) changes active, name, recording and routing_strategy: …" +
				"- active: true -> false (the number stops receiving calls)\n- name: \"US Sales Line\" -> \"Sales\"\n",
		},
		"by phone number, nothing configured": {arguments{"phone_number": "+1 555 123 4567"}, []string{list}, nil, ""},
		"by phone number, the same": {arguments{"phone_number": "+15551234567", "active": true},
			[]string{list, detail}, nil, ""},
		"by phone number, one differs": {arguments{"phone_number": "+15551234567", "active": false},
			[]string{list, detail}, []string{`PATCH /virtual_numbers/7 {"active":false}`},
			"warning: Adopting +15551234567 (ID 7) changes active: …(the number stops receiving calls)"},
		"by both": {arguments{"id": "7", "phone_number": "+1 555 123-4567", "active": true}, []string{detail}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t)
			p := a.Plan("virtual_number", nil, test.config)
			p.Must(t, map[string]string{"id": "7", "ai_receptionist_enabled": "unknown"})
			if test.config["id"] == nil {
				p.Must(t, map[string]string{"country_code": "US"})
			}
			reads := a.Reads()
			if !slices.Equal(reads, test.reads) {
				t.Errorf("the plan read %v, want %v", reads, test.reads)
			}
			a.ClearRequests()
			o := a.Apply("virtual_number", nil, test.config)
			mustMatch(t, append(o.Errors, o.Failed...))
			if mustMatch(t, o.Applied); test.warning == "" {
				mustMatch(t, o.Warnings)
			} else {
				mustMatch(t, o.Warnings, test.warning)
			}
			if !slices.Contains(reads, detail) {
				reads = append(reads, detail)
			}
			if got := a.Reads()[len(test.reads):]; !slices.Equal(got, reads) {
				t.Errorf("the apply read %v, want %v", got, reads)
			}
			a.MustSend(t, test.writes...)
			a.MustHaveNoDiff("virtual_number", o.After, test.config)
			a.MustSend(t)
		})
	}
}

// A setting that is not known yet is in no warning: the plan shows that it is known after apply.
func TestVirtualNumber_adoptWithUnknownSettings(t *testing.T) {
	a := accountWithNumbers(t)
	later := arguments{"phone_number": "+15551234567", "active": false}
	o := a.Apply("virtual_number", nil, arguments{"phone_number": "+15551234567", "active": unknown}, later)
	mustMatch(t, append(o.Errors, o.Failed...))
	mustMatch(t, o.Warnings)
	a.MustSend(t, `PATCH /virtual_numbers/7 {"active":false}`)
}

// Settings stay unknown in the plan of an adoption: Terraform plans again inside apply and refuses a value that has
// moved.
func TestVirtualNumber_settingsMoveBeforeApply(t *testing.T) {
	for name, config := range map[string]arguments{
		"by ID": {"id": "7", "active": true}, "by phone number": {"phone_number": "+15551234567", "active": true},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t)
			a.Between = func() {
				a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) {
					n.Name, n.Recording, n.RoutingStrategy = pointer("Moved"), false, "simultaneous"
				})
			}
			state := a.MustApply("virtual_number", nil, config)
			state.Must(t,
				map[string]string{"name": "Moved", "recording": "false", "routing_strategy": "simultaneous", "active": "true"})
		})
	}
}

// What the provider can see is wrong is an error in the plan.
func TestVirtualNumber_notAdopted(t *testing.T) {
	for name, test := range map[string]struct {
		config  arguments
		problem string
	}{
		"phone number not on the account": {arguments{"phone_number": "+15550000000"},
			"error at phone_number: +15550000000 is not on this account: …To purchase it, add an " +
				"identitycall_virtual_number_purchase and refer to its id"},
		"404": {arguments{"id": "4711", "active": true}, "error at id: Virtual number 4711 not found: GET " +
			"/virtual_numbers/4711 …404 Not Found: Resource not found…or the key from …has no access to it"},
		"two different numbers": {arguments{"id": "7", "phone_number": "+442079460958", "active": true},
			"error at phone_number: id and phone_number identify two different numbers: The virtual number with ID 7 is " +
				"+15551234567, not +442079460958. Nothing was changed."},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t)
			mustMatch(t, a.Plan("virtual_number", nil, test.config).Errors, test.problem)
			a.MustSend(t)
		})
	}
}

// If a number that the plan has found is released before the apply, the apply fails.
func TestVirtualNumber_vanishesBeforeApply(t *testing.T) {
	a := accountWithNumbers(t)
	a.Between = func() { a.ReleaseVirtualNumber(7) }
	o := a.Apply("virtual_number", nil, arguments{"phone_number": "+15551234567", "active": true})
	mustMatch(t, o.Failed, "error at phone_number: +15551234567 is not on this account")
	a.MustSend(t)
}

// Several numbers with the same digits can only be told apart by their IDs.
func TestVirtualNumber_severalWithTheSameDigits(t *testing.T) {
	a := accountWithNumbers(t)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 70, PhoneNumber: "+15551234567", Active: true})
	mustMatch(t, a.Plan("virtual_number", nil, arguments{"phone_number": "+15551234567"}).Errors,
		"error at phone_number: Several virtual numbers are +15551234567: The numbers with the IDs 7, 70 have these "+
			"digits. Use the ID")
	a.MustApply("virtual_number", nil, arguments{"id": "70", "active": true})
}

// An inactive number receives no calls. The plan warns, also the plan of a replacement.
func TestVirtualNumber_inactive(t *testing.T) {
	const (
		warning  = "warning at active: Virtual number +442079460958 is inactive and receives no calls"
		adopting = "warning: Adopting +442079460958 (ID 9) changes"
	)
	for name, test := range map[string]struct {
		config arguments
		// warnings are those of the plan of a create, and of a replacement of number 7 behind that of the old number.
		warnings []string
	}{
		"by phone number":      {arguments{"phone_number": "+442079460958"}, []string{warning}},
		"by ID":                {arguments{"id": "9"}, []string{warning}},
		"active configured":    {arguments{"id": "9", "active": true}, []string{adopting + " active"}},
		"inactive configured":  {arguments{"phone_number": "+442079460958", "active": false}, nil},
		"with another setting": {arguments{"id": "9", "name": "UK"}, []string{warning, adopting + " name"}},
		"by both":              {arguments{"id": "9", "phone_number": "+44 20 7946 0958"}, []string{warning}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t)
			old := a.MustApply("virtual_number", nil, arguments{"id": "7"})
			p := a.Plan("virtual_number", old, test.config)
			if p.Action != "replace" {
				t.Errorf("the plan is to %s", p.Action)
			}
			mustMatch(
				t,
				p.Warnings,
				append([]string{staysOnAccount + ": +15551234567 (ID 7) "}, test.warnings...)...)

			o := a.Apply("virtual_number", nil, test.config)
			mustMatch(t, o.Warnings, test.warnings...)
			mustMatch(t, append(o.Applied, o.Failed...))
		})
	}
}

// A replacement by a number that cannot be adopted fails in the plan, before the old number is removed from state.
func TestVirtualNumber_replacementFailsEarly(t *testing.T) {
	a := accountWithNumbers(t)
	old := a.MustApply("virtual_number", nil, arguments{"id": "7"})
	for problem, config := range map[string]arguments{
		"error at phone_number: +15550000000 is not on this account":                 {"phone_number": "+15550000000"},
		"error at id: Virtual number 4711 not found: GET /virtual_numbers/4711 …404": {"id": "4711"},
		"error at phone_number: id and phone_number identify two different numbers": {"id": "9",
			"phone_number": "+15551234567"},
		"error at phone_number: id and phone_number identify two different numbers: The …9": {"id": "9",
			"phone_number": "+15550000000"},
	} {
		mustMatch(t, a.Plan("virtual_number", old, config).Errors, problem)
	}
	a.MustSend(t)
}

// Destroying and replacing send nothing, and the plan warns that the number stays.
func TestVirtualNumber_destroySendsNothing(t *testing.T) {
	a := accountWithNumbers(t, 11)
	state := a.MustApply("virtual_number", nil, arguments{"id": "7"})
	a.ClearRequests()
	o := a.Apply("virtual_number", state, nil)
	mustMatch(t, o.Warnings, staysOnAccount+": +15551234567 (ID 7) keeps its settings and operators, and is billed…")
	mustMatch(t, o.Failed)
	if o.After != nil || len(a.Requests()) > 0 {
		t.Errorf("in state is %v, and the destroy sent %v", o.After, a.Requests())
	}
	if kept, _ := a.VirtualNumber(7); !kept.Active || len(kept.Operators) != 1 {
		t.Errorf("the number is %+v", kept)
	}
}

// A destroy needs no client.
func TestVirtualNumber_destroyWithoutClient(t *testing.T) {
	a := accountWithNumbers(t)
	for _, kind := range []string{"virtual_number", "virtual_number_purchase"} {
		state, diags := a.Import(kind, "7")
		mustMatch(t, diags.Errors())
		a.Block = arguments{"api_key": unknown}
		o := a.Apply(kind, state, nil)
		mustMatch(t, o.Failed)
		if o.After != nil {
			t.Errorf("%s is still in state", kind)
		}
		a.Block = nil
	}
}

// An identifier that is unknown while planning plans a replacement, which turns out to be no change and sends only the
// PATCH.
func TestVirtualNumber_unknownIdentifier(t *testing.T) {
	for name, test := range map[string]struct{ unknown, known arguments }{
		"id": {arguments{"id": unknown, "active": false}, arguments{"id": "7", "active": false}},
		"phone_number": {arguments{"phone_number": unknown, "active": false},
			arguments{"phone_number": "+15551234567", "active": false}},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t)
			state := a.MustApply("virtual_number", nil, arguments{"id": "7"})
			a.ClearRequests()
			o := a.Apply("virtual_number", state, test.unknown, test.known)
			mustMatch(t, o.Errors)
			mustMatch(t, o.Failed)
			mustMatch(t, o.Warnings, staysOnAccount+": +15551234567 (ID 7) ")
			if o.Action != "replace" {
				t.Errorf("the plan is to %s", o.Action)
			}
			a.MustSend(t, `PATCH /virtual_numbers/7 {"active":false}`)
		})
	}
}

// Two resources that adopt one number are an error in the plan, however they identify it.
func TestVirtualNumber_adoptedTwice(t *testing.T) {
	byID, byPhone := arguments{"id": "7"}, arguments{"phone_number": "+1 555 123 4567"}
	a := accountWithNumbers(t)
	for _, configs := range [][2]arguments{{byID, byID}, {byPhone, byPhone}, {byID, byPhone}, {byPhone, byID}} {
		r := a.Start()
		mustMatch(t, r.Plan("virtual_number", nil, configs[0]).Errors)
		mustMatch(t, r.Plan("virtual_number", nil, configs[1]).Errors, "is managed by two resources")
	}
	a.MustSend(t)
}

// A second resource that adopts a number fails too if the first one is in state and changes in the same run.
func TestVirtualNumber_adoptedWhileItChanges(t *testing.T) {
	a := accountWithNumbers(t)
	state := a.MustApply("virtual_number", nil, arguments{"id": "7", "name": "US Sales Line"})
	a.ClearRequests()
	r := a.Start()
	first := r.Plan("virtual_number", state, arguments{"id": "7", "name": "B"})
	second := r.Plan("virtual_number", nil, arguments{"id": "7", "name": "C"})
	_, diags := r.ApplyPlanned(first)
	mustMatch(t, diags.Errors())
	_, diags = r.ApplyPlanned(second)
	mustMatch(t, diags.Errors(), "error at id: Virtual number 7 is managed by two resources")
	a.MustSend(t, `PATCH /virtual_numbers/7 {"name":"B"}`)
}

// A failed adoption does not claim the number: another resource of the run may adopt it.
func TestVirtualNumber_failedAdoptionReleasesTheNumber(t *testing.T) {
	a := accountWithNumbers(t)
	a.Inject(sandbox.Fault{Method: http.MethodPatch, Reply: sandbox.Status(422, `{"error":"Name is too long"}`)})
	r := a.Start()
	planned := r.Plan("virtual_number", nil, arguments{"id": "7", "name": "A"})
	_, diags := r.ApplyPlanned(planned)
	mustMatch(t, diags.Errors(), "error at name: …422")
	_, diags = r.ApplyPlanned(planned)
	mustMatch(t, diags.Errors())
}

// State has the planned values, whatever the response to a PATCH contains. The next refresh shows the drift.
func TestVirtualNumber_responseDiffersFromPlan(t *testing.T) {
	a := accountWithNumbers(t)
	state := a.MustApply("virtual_number", nil, arguments{"id": "7"})
	a.Inject(sandbox.Fault{Method: http.MethodPatch, AfterWork: true, Reply: sandbox.Status(http.StatusOK, `{"data": {
		"id": 7, "phone_number": "+15551234567", "name": "Moved", "country_code": "CA", "active": false, "recording": false,
		"routing_strategy": "simultaneous", "ai_receptionist_enabled": true}}`)})
	o := a.Apply("virtual_number", state, arguments{"id": "7", "recording": true, "name": "Planned"})
	mustMatch(t, o.Failed)
	mustMatch(t, o.Applied, "warning at name: The API did not set name of virtual number +15551234567 (ID 7): The "+
		"request "+
		"has name = \"Planned\", and the response has \"Moved\". Run a new plan")
	state = o.After
	state.Must(t, map[string]string{"name": "Planned", "active": "true", "country_code": "US"})
	refreshed, _ := a.Refresh("virtual_number", state)
	refreshed.Must(t, map[string]string{"name": "Planned", "recording": "true"})
}

// An argument that is unknown while planning and turns out not to differ sends nothing.
func TestVirtualNumber_unknownArgument(t *testing.T) {
	a := accountWithNumbers(t)
	state := a.MustApply("virtual_number", nil, arguments{"id": "7"})
	a.ClearRequests()
	config := arguments{"id": "7", "name": unknown, "recording": unknown}
	o := a.Apply("virtual_number", state, config, arguments{"id": "7", "name": "US Sales Line", "recording": true})
	mustMatch(t, append(o.Errors, o.Failed...))
	a.MustSend(t)
	o = a.Apply("virtual_number", o.After, config, arguments{"id": "7", "name": "US Sales Line", "recording": false})
	mustMatch(t, append(o.Errors, o.Failed...))
	a.MustSend(t, `PATCH /virtual_numbers/7 {"recording":false}`)
	// It is validated by the plan inside apply.
	o = a.Apply("virtual_number", o.After, arguments{"id": "7", "routing_strategy": unknown},
		arguments{"id": "7", "routing_strategy": "sideways"})
	mustMatch(t, o.Errors)
	mustMatch(t, o.Failed, `"sideways" is not a routing strategy`)
	a.MustSend(t)
}

// Another format of the same number produces no diff.
func TestVirtualNumber_reformatted(t *testing.T) {
	a := accountWithNumbers(t)
	state := a.MustApply("virtual_number", nil, arguments{"phone_number": "+1 (555) 123-4567"})
	for _, format := range []string{"+1-555-123-4567", "+15551234567", "+1 555 123 4567"} {
		a.MustHaveNoDiff("virtual_number", state, arguments{"phone_number": format})
		a.MustHaveNoDiff("virtual_number", state, arguments{"id": "7", "phone_number": format})
	}
	refreshed := a.MustRefresh("virtual_number", state)
	refreshed.Must(t, map[string]string{"phone_number": "+1 (555) 123-4567"})
	a.MustSend(t)
	// Beside another change, the first format stays in state. Other digits replace.
	o := a.Apply("virtual_number", state, arguments{"phone_number": "+15551234567", "active": false})
	o.After.Must(t, map[string]string{"phone_number": "+1 (555) 123-4567", "active": "false"})
	a.MustSend(t, `PATCH /virtual_numbers/7 {"active":false}`)
	o = a.Apply("virtual_number", o.After, arguments{"phone_number": "+44 20 7946 0958"})
	if o.After.Must(t, map[string]string{"id": "9"}); o.Action != "replace" {
		t.Errorf("the plan is to %s", o.Action)
	}
	a.MustSend(t)
}

// Only the API's own 404 removes a number from state. The fault matrix has further faults.
func TestVirtualNumber_stateIsKept(t *testing.T) {
	for name, test := range map[string]struct {
		reply sandbox.Reply
		want  string
	}{
		"firewall page with 401": {sandbox.HTML(401), "401 Unauthorized…not a response of the API"},
		"a list":                 {sandbox.Status(200, `[]`), "State is kept"},
		"null":                   {sandbox.Status(200, `{"data":null}`), `"data" is null`},
		"only an ID":             {sandbox.Status(200, `{"data":{"id":7}}`), `the field "phone_number" is missing`},
		"an empty body":          {sandbox.Status(200, ``), "State is kept"},
		"reset":                  {sandbox.Reset(), "This request changed nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t)
			a.Block = arguments{"max_retries": 0}
			state := a.MustApply("virtual_number", nil, arguments{"id": "7", "active": true})
			a.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Times: -1, Reply: test.reply})
			after, diags := a.Refresh("virtual_number", state)
			mustMatch(t, diags.Errors(),
				"error: Cannot read virtual number +15551234567 (ID 7): GET /virtual_numbers/7 …"+test.want)
			if after == nil || !after.Value.Equal(state.Value) {
				t.Errorf("state was not kept: %v", after)
			}
			a.ClearFaults()
			a.MustHaveNoDiff("virtual_number", state, arguments{"id": "7", "active": true})
		})
	}
}

// A 422 points at the argument that its message names, with one error for each message.
func TestVirtualNumber_unprocessable(t *testing.T) {
	a := accountWithNumbers(t)
	state := a.MustApply("virtual_number", nil, arguments{"id": "7"})
	a.Inject(
		sandbox.Fault{
			Method: http.MethodPatch,
			Reply: sandbox.Status(
				422,
				`{"errors":["Name is too long","Routing strategy is not allowed here","Plan is exhausted"]}`,
			),
		},
	)
	o := a.Apply("virtual_number", state, arguments{"id": "7", "name": "Sales", "routing_strategy": "simultaneous"})
	mustMatch(t, o.Failed,
		"error at name: Cannot update virtual number +15551234567 (ID 7): PATCH /virtual_numbers/7 …422 Unprocessable "+
			"Entity: Name is too long", "error at routing_strategy: …Routing strategy is not allowed here",
		"error: …Plan is exhausted")
	o.After.Must(t, map[string]string{"name": "US Sales Line", "routing_strategy": "priority"})
}
