package provider

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const greta = "identitycall_operator.greta"

func TestAccOperator_lifecycle(t *testing.T) {
	s := acctest.StartService(t)
	run(t,
		resource.TestStep{
			Config: block(s, greta, "name = \"Greta Hall\"\nphone_number = \"(415) 555-0134\"\nemail = \"greta@example.com\""),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(`POST /operators {"name":"Greta Hall","phone_number":"(415) 555-0134","email":"greta@example.com"}`),
				resource.TestCheckResourceAttr(greta, "phone_number", "(415) 555-0134"),
				resource.TestCheckResourceAttr(greta, "initials", "GH"),
				resource.TestCheckResourceAttr(greta, "active", "true"),
			),
		},
		resource.TestStep{ // removing the e-mail address clears it; the initials stay known
			Config: block(s, greta, "name = \"Greta Hall\"\nphone_number = \"415-555-0134\""),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(greta, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(greta, tfjsonpath.New("initials"), knownvalue.StringExact("GH")),
			}},
			Check: s.Sent(`PATCH /operators/1001 {"email":null}`),
		},
		resource.TestStep{
			Config: block(s, greta, "name = \"Greta Moss\"\nphone_number = \"+1 415 555 0134\"\nactive = false"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(greta, tfjsonpath.New("initials")),
			}},
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(`PATCH /operators/1001 {"name":"Greta Moss","active":false}`),
				resource.TestCheckResourceAttr(greta, "initials", "GM"),
				resource.TestCheckResourceAttr(greta, "phone_number", "(415) 555-0134"),
			),
		},
		resource.TestStep{ // two local formats are compared through the API's response
			Config:           block(s, greta, "name = \"Greta Moss\"\nphone_number = \"1-415-555-0134\""),
			ConfigPlanChecks: action(greta, plancheck.ResourceActionNoop),
			Check:            s.Sent(),
		},
		resource.TestStep{
			Config: block(s, greta, "name = \"Greta Moss\"\nphone_number = \"(415) 555-0135\""),
			Check:  s.Sent(`PATCH /operators/1001 {"phone_number":"(415) 555-0135"}`),
		},
	)
	s.MustSend(t, "DELETE /operators/1001")
}

func TestOperator_invalidArguments(t *testing.T) {
	for name, test := range map[string]struct {
		config  arguments
		problem string
	}{
		"letters": {arguments{"name": "Greta", "phone_number": "call me"},
			"error at phone_number: …must consist of digits"},
		"too few digits": {arguments{"name": "Greta", "phone_number": "555 01"}, "error at phone_number: …it has 5"},
		"blank email": {arguments{"name": "Greta", "phone_number": "+15555550112", "email": " "}, "error at email: …must " +
			"not be blank"},
	} {
		t.Run(name, func(t *testing.T) {
			mustMatch(t, underTest.Start(t).Validate("operator", test.config).Errors(), test.problem)
		})
	}
	a := newAccount(t)
	for _, name := range []string{"", "  "} {
		p := a.Plan("operator", nil, arguments{"name": name, "phone_number": "+15555550112"})
		mustMatch(t, p.Errors, "error at name: Blank name: The value of name must not be blank.")
	}
	a.MustSend(t)
}

// A service may remove outer white space. State keeps the configured text, and there is no diff.
func TestOperator_outerWhiteSpace(t *testing.T) {
	config := func(name, email string) arguments {
		return arguments{"name": name, "phone_number": "+15555550199", "email": email}
	}
	a := newAccount(t)
	state := a.MustApply("operator", nil, config("Greta Hall\n", " greta@example.com"))
	a.EditOperator(1001, func(o *sandbox.Operator) { o.Name, o.Email = "Greta Hall", pointer("greta@example.com") })
	a.ClearRequests()
	for _, other := range []arguments{
		config("Greta Hall\n", " greta@example.com"), config("Greta Hall", "greta@example.com"),
	} {
		a.MustHaveNoDiff("operator", state, other)
	}
	a.MustRefresh("operator", state).Must(t, map[string]string{"name": "Greta Hall\n", "email": " greta@example.com"})
	a.MustSend(t)
}

// The API may return values that no argument can have: blank names, outer white space, another case of an e-mail
// address. None of them causes a diff against a generated or an applied configuration.
func TestOperator_apiNormalizes(t *testing.T) {
	a := newAccount(t)
	a.AddOperator(sandbox.Operator{
		ID: 12, Name: " Alice Carter\t", PhoneNumber: "+15555550112", Email: pointer(" Alice@Example.com "), Active: true,
	})
	a.AddOperator(sandbox.Operator{ID: 13, Name: "", PhoneNumber: "+15555550113", Email: pointer(" "), Active: true})
	for id, test := range map[string]struct {
		state  map[string]string
		config arguments
	}{
		"12": {map[string]string{"name": "Alice Carter", "email": "Alice@Example.com"},
			arguments{"name": "Alice Carter", "phone_number": "+15555550112", "email": "alice@example.COM"}},
		"13": {map[string]string{"name": "", "email": "null"}, arguments{"name": "", "phone_number": "+15555550113"}},
	} {
		imported, diags := a.Import("operator", id)
		mustMatch(t, diags.Errors())
		imported.Must(t, test.state)
		a.MustHaveNoDiff("operator", imported, test.config)
	}
	a.MustSend(t)
}

func TestOperator_emailCase(t *testing.T) {
	config := func(email any) arguments {
		return arguments{"name": "Greta Hall", "phone_number": "+15555550199", "email": email}
	}
	a := newAccount(t)
	state := a.MustApply("operator", nil, config("Greta@Example.com"))
	// A service may normalize addresses.
	a.EditOperator(1001, func(o *sandbox.Operator) { o.Email = pointer("greta@example.com") })
	a.MustHaveNoDiff("operator", state, config("Greta@Example.com"))
	a.MustHaveNoDiff("operator", state, config("GRETA@example.com"))
	refreshed, _ := a.Refresh("operator", state)
	refreshed.Must(t, map[string]string{"email": "Greta@Example.com"})
	a.ClearRequests()
	state = a.MustApply("operator", refreshed, config("hall@example.com"))
	state = a.MustApply("operator", state, config(nil))
	a.MustSend(t, `PATCH /operators/1001 {"email":"hall@example.com"}`, `PATCH /operators/1001 {"email":null}`)
	state.Must(t, map[string]string{"email": "null"})
}

// The API stores a number that is dialed from abroad in E.164. That is no diff.
func TestOperator_dialedFromAbroad(t *testing.T) {
	a := newAccount(t)
	const stored = `{"id": 1001, "name": "Alice Carter", "phone_number": "+442079460958", "email": null, "active": true,
		"initials": "AC", "virtual_numbers_count": 0}`
	a.Inject(sandbox.Fault{Method: "POST", AfterWork: true, Reply: sandbox.Status(201, `{"data": `+stored+`}`)})
	config := arguments{"name": "Alice Carter", "phone_number": "011 44 20 7946 0958"}
	state := a.MustApply("operator", nil, config)
	list := sandbox.Status(200, `{"data": [`+stored+`]}`)
	a.Inject(sandbox.Fault{Method: "GET", Path: "/operators", Times: -1, Reply: list})
	a.ClearRequests()
	state = a.MustRefresh("operator", state)
	state.Must(t, map[string]string{"phone_number": "011 44 20 7946 0958"})
	a.MustHaveNoDiff("operator", state, config)
	a.MustSend(t)
}

// Spreadsheets and YAML drop the plus. The operator is found after a lost response, and no later plan has a diff.
func TestOperator_withoutThePlus(t *testing.T) {
	for name, test := range map[string]struct{ configured, stored string }{
		"Denmark":       {"45 32 12 34 5", "+453212345"},
		"Germany":       {"491701234567", "+491701234567"},
		"Indonesia":     {"628123456789", "+628123456789"},
		"Kosovo":        {"38344123456", "+38344123456"},
		"Sweden":        {"46701234567", "+46701234567"},
		"United States": {"1 (415) 555-0134", "+14155550134"},
		"local":         {"(415) 555-0134", "+14155550134"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			a.Inject(sandbox.Fault{Method: http.MethodPost, AfterWork: true, Reply: sandbox.Reset()})
			config := arguments{"name": "Alice Carter", "phone_number": test.configured}
			state := a.MustApply("operator", nil, config)
			a.MustSend(t, fmt.Sprintf(`POST /operators {"name":"Alice Carter","phone_number":%q}`, test.configured))
			if got := a.Operators(); len(got) != 1 || got[0].PhoneNumber != test.stored {
				t.Fatalf("the operators are %+v", got)
			}
			a.ClearRequests()
			state = a.MustRefresh("operator", state)
			state.Must(t, map[string]string{"id": "1001", "phone_number": test.configured})
			for _, format := range []string{test.configured, test.stored} {
				a.MustHaveNoDiff("operator", state, arguments{"name": "Alice Carter", "phone_number": format})
			}
			found, diags := a.Data("operator", arguments{"phone_number": test.configured})
			mustMatch(t, diags.Errors())
			found.Must(t, map[string]string{"id": "1001"})
			a.MustSend(t)
		})
	}
}

// A local number and the E.164 of another country can have equal digits. The number that the API returned tells them
// apart.
func TestOperator_otherCountryWithEqualDigits(t *testing.T) {
	a := newAccount(t)
	state := a.MustApply("operator", nil, arguments{"name": "Alice Carter", "phone_number": "415 555 0134"})
	a.ClearRequests()
	a.MustApply("operator", state, arguments{"name": "Alice Carter", "phone_number": "+41 55 550 134"})
	a.MustSend(t, `PATCH /operators/1001 {"phone_number":"+41 55 550 134"}`)
}

// An omitted active is not managed.
func TestOperator_activeOmitted(t *testing.T) {
	a := newAccount(t)
	config := arguments{"name": "Greta Hall", "phone_number": "+15555550199"}
	state := a.MustApply("operator", nil, config)
	state.Must(t, map[string]string{"active": "true"})
	a.EditOperator(1001, func(o *sandbox.Operator) { o.Active = false })
	a.MustHaveNoDiff("operator", state, config)
	config["active"] = true
	a.ClearRequests()
	a.MustApply("operator", a.MustRefresh("operator", state), config)
	a.MustSend(t, `PATCH /operators/1001 {"active":true}`)
}

func TestOperator_deleteFails(t *testing.T) {
	for name, test := range map[string]struct {
		reply  sandbox.Reply
		failed []string
	}{
		"success is false": {sandbox.Status(200, `{"success": false}`), []string{"error: Cannot delete operator Greta Hall " +
			"(ID 1001): …DELETE /operators/1001"}},
		"a 404 that the list contradicts": {sandbox.Status(404, `{"error":"Resource not found"}`), []string{"error: Cannot " +
			"delete operator Greta Hall (ID 1001): DELETE /operators/1001 …404 …but GET /operators contains the ID 1001"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			state := a.MustApply("operator", nil, arguments{"name": "Greta Hall", "phone_number": "+15555550199"})
			a.Inject(sandbox.Fault{Method: http.MethodDelete, Reply: test.reply})
			o := a.Apply("operator", state, nil)
			mustMatch(t, o.Failed, test.failed...)
			if (o.After != nil) != (test.failed != nil) {
				t.Errorf("after the failures %v, state is %v", o.Failed, o.After)
			}
		})
	}
}

func TestOperator_invalidImportID(t *testing.T) {
	a := newAccount(t)
	for _, kind := range []string{"operator", "project"} {
		for _, id := range []string{"twelve", "+12", "012", "12 ", "0"} {
			_, diags := a.Import(kind, id)
			mustMatch(t, diags.Errors(), "error: Invalid import ID: Import …"+kind+" by its ID")
		}
	}
}
