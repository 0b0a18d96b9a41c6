package provider

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const line = "identitycall_virtual_number.line"

// newServiceWithLine has an active number with the id 7 and an inactive one with the id 9.
func newServiceWithLine(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Name: pointer("US Sales Line"), Active: true, Recording: true})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 9, PhoneNumber: "+442079460958", CountryCode: "GB"})
	return s
}

// lineConfig is a configuration of identitycall_virtual_number.line.
func (s *service) lineConfig(arguments string) string {
	return s.config("resource \"identitycall_virtual_number\" \"line\" {\n" + arguments + "\n}\n")
}

func planned(address string, action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

func TestAccVirtualNumber_adoptByID(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{
			Config: s.lineConfig(`
				id        = "7"
				recording = false`),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(`PATCH /virtual_numbers/7 {"recording":false}`),
				resource.TestCheckResourceAttr(line, "phone_number", "+15551234567"),
				resource.TestCheckResourceAttr(line, "name", "US Sales Line"),
				resource.TestCheckResourceAttr(line, "active", "true"),
				resource.TestCheckResourceAttr(line, "recording", "false"),
				resource.TestCheckResourceAttr(line, "routing_strategy", "priority"),
				resource.TestCheckResourceAttr(line, "ai_receptionist_enabled", "false"),
				resource.TestCheckResourceAttr(line, "deletion_policy", "abandon"),
				resource.TestCheckResourceAttr(line, "country_code", "US"),
			),
		},
		resource.TestStep{
			Config: s.lineConfig(`
				id               = "7"
				recording        = false
				name             = "Sales"
				routing_strategy = "round_robin"`),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionUpdate),
			Check:            s.sent(`PATCH /virtual_numbers/7 {"name":"Sales","routing_strategy":"round_robin"}`),
		},
		resource.TestStep{ // an argument that is taken away leaves the setting as it is
			Config:           s.lineConfig(`id = "7"`),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(),
				resource.TestCheckResourceAttr(line, "routing_strategy", "round_robin"),
			),
		},
		resource.TestStep{ // naming the same number in the other way is no change either
			Config:           s.lineConfig(`phone_number = "+1-555-123-4567"`),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop),
			Check:            s.sent(),
		},
		resource.TestStep{
			Config:  s.lineConfig(`id = "7"`),
			Destroy: true,
		},
	)
	s.mustSend(t)
}

func TestAccVirtualNumber_adoptWithoutSettings(t *testing.T) {
	s := newServiceWithLine(t)
	run(t, resource.TestStep{Config: s.lineConfig(`id = "7"`), Check: s.sent()})
}

func TestAccVirtualNumber_adoptByPhoneNumber(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{
			Config: s.lineConfig(`
				phone_number = "+1 (555) 123-4567"
				active       = false`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(line, plancheck.ResourceActionCreate),
				plancheck.ExpectKnownValue(line, tfjsonpath.New("id"), knownvalue.StringExact("7")),
				plancheck.ExpectKnownValue(line, tfjsonpath.New("country_code"), knownvalue.StringExact("US")),
				plancheck.ExpectUnknownValue(line, tfjsonpath.New("name")),
			}},
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(`PATCH /virtual_numbers/7 {"active":false}`),
				resource.TestCheckResourceAttr(line, "phone_number", "+1 (555) 123-4567"),
			),
		},
		resource.TestStep{ // respelled, beside another change: the first spelling stays
			Config: s.lineConfig(`
				phone_number = "+15551234567"
				active       = true`),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionUpdate),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(`PATCH /virtual_numbers/7 {"active":true}`),
				resource.TestCheckResourceAttr(line, "phone_number", "+1 (555) 123-4567"),
			),
		},
		resource.TestStep{ // other digits are another number
			Config:           s.lineConfig(`phone_number = "+44 20 7946 0958"`),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionReplace),
			Check:            resource.ComposeAggregateTestCheckFunc(s.sent(), resource.TestCheckResourceAttr(line, "id", "9")),
		},
	)
}

func TestAccVirtualNumber_notThere(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{
			Config:      s.lineConfig(`phone_number = "+15550000000"`),
			PlanOnly:    true,
			ExpectError: says("The account has no virtual number +15550000000"),
		},
		resource.TestStep{
			Config: s.lineConfig(`
				id     = "4711"
				active = true`),
			ExpectError: says("PATCH /virtual_numbers/4711 answered 404 Not Found: Resource not found"),
		},
		resource.TestStep{
			Config: s.lineConfig(`
				id           = "7"
				phone_number = "+442079460958"
				active       = true`),
			ExpectError: says("The virtual number with id 7 is +15551234567, not +442079460958."),
		},
	)
	s.mustSend(t, `PATCH /virtual_numbers/4711 {"active":true}`)
}

func TestAccVirtualNumber_refusedEarly(t *testing.T) {
	s := newServiceWithLine(t)
	var steps []resource.TestStep
	for _, id := range []string{"seven", "0", "-3", "7/../8", "99999999999999999999", "07", " 7", ""} {
		steps = append(steps, resource.TestStep{Config: s.lineConfig(`id = "` + id + `"`), ExpectError: says("must be an id")})
	}
	steps = append(steps,
		resource.TestStep{Config: s.lineConfig(``), ExpectError: says("At least one of these attributes must be configured")},
		resource.TestStep{Config: s.lineConfig(`phone_number = "5551234567"`), ExpectError: says("must begin with a plus sign")},
		resource.TestStep{Config: s.lineConfig(`phone_number = "+1 800 FLOWERS"`), ExpectError: says("must consist of digits")},
		resource.TestStep{
			Config: s.lineConfig(`
				id               = "7"
				routing_strategy = "random"`),
			ExpectError: says(`value must be one of: ["priority" "round_robin" "simultaneous"], got: "random"`),
		},
		resource.TestStep{
			Config: s.lineConfig(`
				id       = "7"
				timeouts = { create = "soon" }`),
			ExpectError: says(`must be a duration above zero`),
		},
	)
	run(t, steps...)
	if s.count() != 0 {
		t.Errorf("refusing cost requests: %v", s.Requests())
	}
}

func TestAccVirtualNumber_unknownUntilApply(t *testing.T) {
	s := newServiceWithLine(t)
	config := func(strategy string) string {
		return s.config(`
			resource "terraform_data" "strategy" { input = "` + strategy + `" }
			resource "identitycall_virtual_number" "line" {
				id               = "7"
				routing_strategy = terraform_data.strategy.output
			}`)
	}
	run(t,
		resource.TestStep{Config: config("simultaneous"), Check: s.sent(`PATCH /virtual_numbers/7 {"routing_strategy":"simultaneous"}`)},
		resource.TestStep{Config: config("sideways"), ExpectError: says("value must be one of")},
	)
}

func TestAccVirtualNumber_drift(t *testing.T) {
	s := newServiceWithLine(t)
	config := s.lineConfig(`
		id        = "7"
		recording = true`)
	run(t,
		resource.TestStep{Config: config, Check: s.sent(`PATCH /virtual_numbers/7 {"recording":true}`)},
		resource.TestStep{ // what is managed is mended, what is not is only taken note of
			PreConfig: func() {
				s.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Recording, n.Name = false, nil })
			},
			Config:           config,
			ConfigPlanChecks: planned(line, plancheck.ResourceActionUpdate),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(`PATCH /virtual_numbers/7 {"recording":true}`),
				resource.TestCheckNoResourceAttr(line, "name"),
			),
		},
	)
}

// The world moves between plan and apply: what the plan said stands in state, and the next refresh shows the drift.
func TestAccVirtualNumber_movesBetweenPlanAndApply(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{Config: s.lineConfig(`id = "7"`)},
		resource.TestStep{
			PreConfig: func() {
				s.Inject(sandbox.Fault{Method: "PATCH", AfterWork: true, Reply: sandbox.Status(http.StatusOK, `{"data": {
					"id": 7, "phone_number": "+15551234567", "name": "Moved", "country_code": "CA", "active": false, "recording": false,
					"routing_strategy": "simultaneous", "ai_receptionist_enabled": true}}`)})
			},
			Config: s.lineConfig(`
				id        = "7"
				recording = true
				name      = "Planned"`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(line, tfjsonpath.New("name"), knownvalue.StringExact("Planned")),
			},
		},
	)
}

func TestAccVirtualNumber_gone(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{Config: s.lineConfig(`phone_number = "+1 555 123 4567"`)},
		resource.TestStep{
			PreConfig:          func() { s.ReleaseVirtualNumber(7) },
			RefreshState:       true,
			ExpectNonEmptyPlan: true,
			ExpectError:        says("The account has no virtual number"), // the plan after the refresh starts from nothing
		},
		resource.TestStep{
			PreConfig: func() {
				s.AddVirtualNumber(sandbox.VirtualNumber{ID: 70, PhoneNumber: "+15551234567", Active: true})
			},
			Config:           s.lineConfig(`phone_number = "+1 555 123 4567"`),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionCreate),
			Check:            resource.TestCheckResourceAttr(line, "id", "70"),
		},
	)
}

// Only the API's own 404 takes a number out of state. Whatever else happens leaves it there.
func TestAccVirtualNumber_stateSurvives(t *testing.T) {
	faults := map[string]struct {
		reply sandbox.Reply
		says  string
	}{
		"proxy page with 404": {sandbox.HTML(404), "answered 404 Not Found, with a page that is not the API's"},
		"401":                 {sandbox.Status(401, `{"error":"Invalid or expired API key"}`), "Invalid or expired API key"},
		"403":                 {sandbox.Status(403, `{"error":"Read permission required"}`), "Read permission required"},
		"500":                 {sandbox.Status(500, `{"error":"Internal server error"}`), "(sent 2 times)"},
		"502 page":            {sandbox.HTML(502), "answered 502 Bad Gateway"},
		"a list":              {sandbox.Status(200, `[]`), "its answer cannot be used"},
		"null":                {sandbox.Status(200, `{"data":null}`), `"data" is null`},
		"almost nothing":      {sandbox.Status(200, `{"data":{"id":7}}`), `the field "phone_number" is missing`},
		"nothing":             {sandbox.Status(200, ``), "the answer has no body"},
		"redirect":            {sandbox.Redirect("http://127.0.0.1:1/"), "answered 302 Found"},
		"reset":               {sandbox.Reset(), "got no whole answer"},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			s := newServiceWithLine(t)
			config := s.configWith("max_retries = 1", `resource "identitycall_virtual_number" "line" {
				id     = "7"
				active = true
			}`)
			run(t,
				resource.TestStep{Config: config},
				resource.TestStep{
					PreConfig:    func() { s.Inject(sandbox.Fault{Path: "/virtual_numbers/7", Times: -1, Reply: fault.reply}) },
					RefreshState: true,
					ExpectError:  says(fault.says),
				},
				resource.TestStep{
					PreConfig:        func() { s.Heal(); s.ForgetRequests() },
					Config:           config,
					ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop),
					Check:            s.sent(),
				},
			)
		})
	}
}

func TestAccVirtualNumber_unprocessable(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{Config: s.lineConfig(`id = "7"`)},
		resource.TestStep{
			PreConfig: func() {
				s.Inject(sandbox.Fault{Method: "PATCH", Reply: sandbox.Status(422, `{"errors":["Name is too long","Routing strategy is not allowed here"]}`)})
			},
			Config: s.lineConfig(`
				id               = "7"
				name             = "Sales"
				routing_strategy = "simultaneous"`),
			ExpectError: says(`routing_strategy = "simultaneous" PATCH /virtual_numbers/7 answered 422 Unprocessable Entity: Routing strategy is not allowed here`),
		},
	)
}
