package provider

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	purchase     = "identitycall_virtual_number_purchase.number"
	purchasePath = "/virtual_numbers/purchase"
	// offered is first in the inventory. It gets the ID 70.
	offered   = "+15550001111"
	purchased = `POST ` + purchasePath + ` {"phone_number":"+15550001111"}`

	costsWarning = "warning at phone_number: Purchasing +15550001111 costs money: …The number is billed until it is " +
		"released in the dashboard"
	mayWarning = "warning at phone_number: Applying may purchase +15550001111, which costs money: "
)

func addInventory(s *acctest.Service) {
	s.AddInventory(
		sandbox.InventoryEntry{
			PhoneNumber: offered,
			CountryCode: "US",
			NumberType:  "local",
			UpfrontCost: "1.00",
			MonthlyCost: "2.50",
			NumberID:    70,
		},
		sandbox.InventoryEntry{PhoneNumber: "+15550002222", CountryCode: "US", NumberType: "local", NumberID: 71},
		sandbox.InventoryEntry{PhoneNumber: "+4915550004444", CountryCode: "DE", RequiresGroup: true, NumberID: 72},
	)
}

// accountWithInventory returns an account without numbers, with three numbers to purchase.
func accountWithInventory(t *testing.T) *account {
	t.Helper()
	a := newAccount(t)
	addInventory(a.Service)
	return a
}

// mustHave fails the test unless the account has this many numbers.
func (a *account) mustHave(t *testing.T, numbers int) {
	t.Helper()
	if got := a.VirtualNumbers(); got != numbers {
		t.Errorf("the account has %d numbers, want %d", got, numbers)
	}
}

// mustPurchase purchases a number, and returns the resource in state.
func (a *account) mustPurchase(config arguments) *object {
	a.t.Helper()
	o := a.apply("virtual_number_purchase", nil, config)
	mustMatch(a.t, append(o.errors, o.failed...))
	if o.after == nil {
		a.t.Fatal("nothing is in state")
	}
	return o.after
}

// purchaseFault is a fault of the first purchase.
func purchaseFault(fault sandbox.Fault) sandbox.Fault {
	fault.Method, fault.Path = http.MethodPost, purchasePath
	return fault
}

// A create sends one look-up and one POST, with exactly the configured arguments.
func TestVirtualNumberPurchase_purchase(t *testing.T) {
	for name, test := range map[string]struct {
		config arguments
		write  string
	}{
		"the number alone": {arguments{"phone_number": "+1 (555) 000-1111"}, purchased},
		"everything": {
			arguments{"phone_number": "+1 555-000-1111", "country_code": "us", "number_type": "local",
				"requirement_group_id": "44", "upfront_cost": "1.00", "monthly_cost": "2.50"},
			`POST /virtual_numbers/purchase {"phone_number":"+15550001111","country_code":"us","number_type":"local",` +
				`"requirement_group_id":44,"upfront_cost":"1.00","monthly_cost":"2.50"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithInventory(t)
			p := a.plan("virtual_number_purchase", nil, test.config)
			p.must(t, map[string]string{"id": "unknown"})
			a.ClearRequests()
			r := a.run()
			p = r.plan("virtual_number_purchase", nil, test.config)
			mustMatch(t, p.warnings, costsWarning)
			a.ClearRequests()
			state, diags := r.applyPlanned(p)
			mustMatch(t, append(diags.errors(), diags.warnings()...))
			if got := strings.Join(a.reads(), " "); got != "/virtual_numbers" {
				t.Errorf("the create read %s, want one list", got)
			}
			a.MustSend(t, test.write)
			phone, _ := test.config["phone_number"].(string)
			state.must(t, map[string]string{"id": "70", "phone_number": phone})
			a.mustHaveNoDiff("virtual_number_purchase", state, test.config)
			a.mustHave(t, 1)
		})
	}
}

// The warning names the configured costs.
func TestVirtualNumberPurchase_warnsOfCosts(t *testing.T) {
	for _, test := range []struct {
		config arguments
		words  string
	}{
		{arguments{"phone_number": offered, "upfront_cost": "1.00", "monthly_cost": "2.50"}, "Purchasing +15550001111 " +
			"costs money: The configured cost is 1.00 once and 2.50 a month, in the carrier's currency. The number is billed " +
			"until"},
		{arguments{"phone_number": offered, "monthly_cost": "2.50"}, "The configured cost is 2.50 a month, in the " +
			"carrier's currency."},
		{arguments{"phone_number": offered, "monthly_cost": unknown}, costsWarning},
	} {
		mustMatch(t, accountWithInventory(t).plan("virtual_number_purchase", nil, test.config).warnings, test.words)
	}
}

// The summary of the warning names the number, since Terraform folds warnings with equal summaries.
func TestAccVirtualNumberPurchase_planNamesEachNumber(t *testing.T) {
	t.Parallel()
	s := acctest.StartService(t)
	addInventory(s)
	w := acctest.NewWorkspace(t, s)
	w.Configure(`
		resource "identitycall_virtual_number_purchase" "a" { phone_number = "+15550001111" }
		resource "identitycall_virtual_number_purchase" "b" { phone_number = "+1 555 000 2222" }
		resource "identitycall_virtual_number" "a" {
			id   = identitycall_virtual_number_purchase.a.id
			name = "Sales"
		}`)
	screen := w.Must("plan", "-input=false", "-out=tfplan")
	for _, number := range []string{"+15550001111", "+15550002222"} {
		if !acctest.Match("Purchasing " + number + " costs money").MatchString(screen) {
			t.Errorf("the plan does not name %s:\n%s", number, screen)
		}
	}
	s.MustSend(t)
	w.Must("apply", "-input=false", "tfplan")
	if s.VirtualNumbers() != 2 || s.Count(http.MethodPost, "") != 2 {
		t.Errorf("the account has %d numbers after %q", s.VirtualNumbers(), s.Writes())
	}
	w.MustHaveNoDiff()
}

// Without the client, with an unknown number or after a failed look-up, the plan warns that it may purchase.
func TestVirtualNumberPurchase_mayPurchase(t *testing.T) {
	for name, test := range map[string]struct {
		provider, config, later arguments
		fault                   bool
		warning                 string
	}{
		"client unknown": {arguments{"api_key": unknown}, arguments{"phone_number": offered}, nil, false, mayWarning},
		"number unknown": {nil, arguments{"phone_number": unknown}, arguments{"phone_number": offered}, false,
			"Applying may purchase a number that is not known yet, which costs money"},
		"failed look-up": {nil, arguments{"phone_number": offered}, nil, true, mayWarning + "…The look-up on the account " +
			"failed: GET /virtual_numbers …403"},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithInventory(t)
			if test.fault {
				a.Inject(
					sandbox.Fault{Path: "/virtual_numbers", Reply: sandbox.Status(403, `{"error":"Read permission required"}`)},
				)
			}
			a.provider = test.provider
			a.between = func() { a.provider = nil }
			if test.later == nil {
				test.later = test.config
			}
			o := a.apply("virtual_number_purchase", nil, test.config, test.later)
			mustMatch(t, o.errors)
			mustMatch(t, o.failed)
			mustMatch(t, o.warnings, test.warning)
			a.MustSend(t, purchased)
			o.after.must(t, map[string]string{"id": "70", "phone_number": offered})
		})
	}
}

// If the account has the number, the plan knows its ID and warns of nothing, and nothing is purchased.
func TestVirtualNumberPurchase_alreadyOnAccount(t *testing.T) {
	a := accountWithInventory(t)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: offered, Active: true})
	p := a.plan("virtual_number_purchase", nil, arguments{"phone_number": "+1 555 000 1111"})
	p.must(t, map[string]string{"id": "8"})
	mustMatch(t, p.warnings)
	state := a.mustApply("virtual_number_purchase", nil, arguments{"phone_number": "+1 555 000 1111"})
	state.must(t, map[string]string{"id": "8", "phone_number": "+1 555 000 1111"})
	a.MustSend(t)
	a.mustHave(t, 1)
}

// Another run purchases the number between plan and apply: nothing is purchased twice.
func TestVirtualNumberPurchase_purchasedMeanwhile(t *testing.T) {
	a := accountWithInventory(t)
	a.between = func() { a.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: offered, Active: true}) }
	o := a.apply("virtual_number_purchase", nil, arguments{"phone_number": offered})
	mustMatch(t, o.warnings, costsWarning)
	mustMatch(t, o.failed)
	o.after.must(t, map[string]string{"id": "8"})
	a.MustSend(t)
}

// A number that the plan has found is never purchased: if it is released before the apply, the apply fails.
func TestVirtualNumberPurchase_vanishesBeforeApply(t *testing.T) {
	a := accountWithInventory(t)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: offered, Active: true})
	r := a.run()
	p := r.plan("virtual_number_purchase", nil, arguments{"phone_number": offered})
	p.must(t, map[string]string{"id": "8"})
	a.ReleaseVirtualNumber(8)
	state, diags := r.applyPlanned(p)
	mustMatch(
		t,
		diags.errors(),
		"error at phone_number: +15550001111 (ID 8) is no longer on the account: …nothing was purchased. Run a new plan",
	)
	if state != nil {
		t.Errorf("in state is %s", state.value)
	}
	a.MustSend(t)
	a.mustHave(t, 0)
}

// A CLI plans again inside apply, and fails if the number that the plan has found was released. Nothing is purchased.
func TestAccVirtualNumberPurchase_vanishesBeforeApply(t *testing.T) {
	s := startNumbers(t)
	s.AddInventory(sandbox.InventoryEntry{PhoneNumber: "+15551234567", CountryCode: "US"})
	run(t, resource.TestStep{
		Config:           block(s, purchase, `phone_number = "+15551234567"`),
		ConfigPlanChecks: afterPlan(func() { s.ReleaseVirtualNumber(7) }),
		ExpectError:      acctest.Match("inconsistent final plan"),
	})
	s.MustSend(t)
}

// Other digits, and a number that is unknown while planning, are an error in the plan of a number that was purchased.
func TestVirtualNumberPurchase_otherNumberRefused(t *testing.T) {
	a := accountWithInventory(t)
	state := a.mustPurchase(arguments{"phone_number": offered})
	a.ClearRequests()
	for _, test := range []struct {
		phone   any
		problem string
	}{
		{"+15550002222", "error at phone_number: The purchase of +15550001111 (ID 70) cannot become the purchase of " +
			"+15550002222: …add a second identitycall_virtual_number_purchase"},
		{unknown, "error at phone_number: The purchase of +15550001111 (ID 70) cannot become …unknown while planning"},
	} {
		p := a.plan("virtual_number_purchase", state, arguments{"phone_number": test.phone})
		mustMatch(t, p.errors, test.problem)
	}
	if len(a.Requests()) > 0 {
		t.Errorf("the plans sent %v", a.Requests())
	}
}

// Another format and changed optional arguments send nothing.
func TestVirtualNumberPurchase_changesSendNothing(t *testing.T) {
	a := accountWithInventory(t)
	config := arguments{"phone_number": offered, "monthly_cost": "2.50"}
	state := a.mustPurchase(config)
	a.ClearRequests()
	reformatted := arguments{"phone_number": "+1 (555) 000-1111", "monthly_cost": "2.50"}
	if p := a.plan("virtual_number_purchase", state, reformatted); p.action != "no-op" {
		t.Errorf("the plan is to %s", p.action)
	}
	for _, changed := range []arguments{
		{"phone_number": offered, "monthly_cost": "3.00", "number_type": "mobile", "country_code": "US",
			"upfront_cost": "9", "requirement_group_id": "44"},
		{"phone_number": offered},
		{"phone_number": offered, "timeouts": arguments{"read": "5m"}},
	} {
		o := a.apply("virtual_number_purchase", state, changed)
		if mustMatch(t, o.failed); o.action != "update" {
			t.Errorf("the plan is to %s", o.action)
		}
		mustMatch(t, o.warnings)
		state = o.after
		state.must(t, map[string]string{"id": "70", "phone_number": offered})
		a.mustHaveNoDiff("virtual_number_purchase", state, changed)
	}
	a.MustSend(t)
}

// -replace and taint find the number on the account, change nothing that refers to it, and purchase nothing.
func TestAccVirtualNumberPurchase_replaceAndTaint(t *testing.T) {
	t.Parallel()
	s := acctest.StartService(t)
	addInventory(s)
	w := acctest.NewWorkspace(t, s)
	w.Configure(`
		resource "identitycall_virtual_number_purchase" "number" { phone_number = "+1 555 000 1111" }
		resource "identitycall_virtual_number" "number" {
			id   = identitycall_virtual_number_purchase.number.id
			name = "Sales"
		}`)
	w.MustApply()
	s.MustSend(t, purchased, `PATCH /virtual_numbers/70 {"name":"Sales"}`)
	w.Must("taint", purchase)
	if screen := w.MustApply(); strings.Contains(screen, "costs money") ||
		!strings.Contains(screen, "1 added, 0 changed, 1 destroyed") {
		t.Errorf("the taint shows\n%s", screen)
	}
	if screen := w.MustApply("-replace=" + purchase); strings.Contains(screen, "costs money") ||
		!strings.Contains(screen, "1 added, 0 changed, 1 destroyed") {
		t.Errorf("-replace shows\n%s", screen)
	}
	s.MustSend(t)
	w.MustHaveNoDiff()
	// Terraform hides a tainted object from planning: with other digits it plans a purchase, and the plan says so.
	w.Must("taint", purchase)
	w.Configure("resource \"identitycall_virtual_number_purchase\" \"number\" { phone_number = \"+15550002222\" }\n")
	if screen, code := w.Plan(); code != 2 || !acctest.Match("Purchasing +15550002222 costs money").MatchString(screen) {
		t.Errorf("the plan ended with %d:\n%s", code, screen)
	}
	w.Must("untaint", purchase)
	if screen, code := w.Plan(); code != 1 ||
		!acctest.Match("cannot become the purchase of +15550002222").MatchString(screen) {
		t.Errorf("the plan ended with %d:\n%s", code, screen)
	}
	w.Configure("resource \"identitycall_virtual_number_purchase\" \"number\" { phone_number = \"+15550001111\" }\n")
	screen := w.Must("destroy", "-auto-approve", "-input=false")
	if !acctest.Match("Virtual number +1 555 000 1111 (ID 70) stays on the account").MatchString(screen) {
		t.Errorf("the destroy does not warn:\n%s", screen)
	}
	s.MustSend(t)
}

func TestVirtualNumberPurchase_destroySendsNothing(t *testing.T) {
	a := accountWithInventory(t)
	state := a.mustPurchase(arguments{"phone_number": offered})
	a.ClearRequests()
	o := a.apply("virtual_number_purchase", state, nil)
	mustMatch(
		t,
		o.warnings,
		"warning: Virtual number +15550001111 (ID 70) stays on the account and is billed: The number is billed until it is "+
			"released in the dashboard",
	)
	mustMatch(t, o.failed)
	if len(a.Requests()) > 0 {
		t.Errorf("the destroy sent %v", a.Requests())
	}
	// A create after a lost state finds the number.
	a.mustApply("virtual_number_purchase", nil, arguments{"phone_number": offered}).must(t, map[string]string{"id": "70"})
	a.MustSend(t)
}

// If the response to a purchase that took effect is lost, a look-up finds the number, and nothing is purchased twice.
func TestVirtualNumberPurchase_lostResponse(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"reset":      {Reply: sandbox.Reset()},
		"500":        {Reply: sandbox.Status(500, `{"error":"Internal server error"}`)},
		"503":        {Reply: sandbox.Status(503, `{"error":"Service unavailable"}`)},
		"502 page":   {Reply: sandbox.HTML(502)},
		"404 page":   {Reply: sandbox.HTML(404)},
		"200 page":   {Reply: sandbox.HTML(200)},
		"redirect":   {Reply: sandbox.Redirect("/login")},
		"truncated":  {Reply: sandbox.Truncated()},
		"shortened":  {Reply: sandbox.Shortened()},
		"malformed":  {Reply: sandbox.Malformed()},
		"empty":      {Reply: sandbox.Status(201, ``)},
		"empty data": {Reply: sandbox.Status(201, `{"data":{}}`)},
		"another number": {Reply: sandbox.Status(201, `{"data":{"id":7,"phone_number":"+15559999999","name":null,`+
			`"country_code":"US","active":true,"ai_receptionist_enabled":false}}`)},
		"late response": {DelayAfterWork: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := accountWithInventory(t)
			config := arguments{"phone_number": offered}
			if fault.DelayAfterWork > 0 {
				config["timeouts"] = arguments{"create": "1s"}
			}
			fault.AfterWork = true
			a.Inject(purchaseFault(fault))
			state := a.mustPurchase(config)
			state.must(t, map[string]string{"id": "70"})
			a.MustSend(t, purchased)
			a.mustHave(t, 1)
			a.mustHaveNoDiff("virtual_number_purchase", state, config)
		})
	}
}

// If a look-up after a lost purchase finds nothing, the error contains the next step, no state is saved, and the POST
// is not sent again. The next apply purchases the number, or finds it if it was purchased later.
func TestVirtualNumberPurchase_noEffect(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"reset":       {Reply: sandbox.Reset()},
		"500":         {Reply: sandbox.Status(500, `{"error":"Internal server error"}`)},
		"502 page":    {Reply: sandbox.HTML(502)},
		"truncated":   {Reply: sandbox.Truncated()},
		"late effect": {Delay: 6 * time.Second, Detached: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := accountWithInventory(t)
			config, writes := arguments{"phone_number": offered}, []string{purchased, purchased}
			if fault.Detached {
				config["timeouts"], writes = arguments{"create": "1s"}, []string{purchased}
			}
			a.Inject(purchaseFault(fault))
			o := a.apply("virtual_number_purchase", nil, config)
			mustMatch(
				t,
				o.failed,
				"error: +15550001111 may or may not have been purchased: POST /virtual_numbers/purchase …The request was not "+
					"sent again, …Wait a minute, and apply again: …terraform import ADDRESS +15550001111",
			)
			if o.after != nil {
				t.Errorf("in state is %s", o.after.value)
			}
			if fault.Detached {
				waitUntil(t, func() bool { return a.VirtualNumbers() == 1 })
			}
			a.mustPurchase(arguments{"phone_number": offered}).must(t, map[string]string{"id": "70"})
			a.MustSend(t, writes...)
			a.mustHave(t, 1)
		})
	}
}

func waitUntil(t *testing.T, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the condition does not become true")
		}
	}
}

// A refusal points at the argument and says that nothing was purchased. A 422 is followed by another look-up.
func TestVirtualNumberPurchase_refused(t *testing.T) {
	for name, test := range map[string]struct {
		phone   string
		reply   sandbox.Reply
		problem string
		lookups int
	}{
		"not offered": {"+15559999999", nil, "error at phone_number: Cannot purchase +15559999999: POST " +
			"/virtual_numbers/purchase …422 Unprocessable Entity: Phone number is not available…Nothing was purchased. " +
			"Correct the arguments, or choose another number: the data source identitycall_available_virtual_numbers", 2},
		"group required": {"+4915550004444", nil, "error: Cannot purchase +4915550004444: …Requirement group is required " +
			"for this country", 2},
		"forbidden": {offered, sandbox.Status(403, `{"error":"Write permission required"}`), "error: Cannot purchase " +
			"+15550001111: …Write permission required…lacks this permission", 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithInventory(t)
			if test.reply != nil {
				a.Inject(purchaseFault(sandbox.Fault{Reply: test.reply}))
			}
			r := a.run()
			p := r.plan("virtual_number_purchase", nil, arguments{"phone_number": test.phone})
			a.ClearRequests()
			state, diags := r.applyPlanned(p)
			mustMatch(t, diags.errors(), test.problem)
			if state != nil {
				t.Errorf("in state is %s", state.value)
			}
			if got := a.Count(http.MethodGet, "/virtual_numbers"); got != test.lookups {
				t.Errorf("%d look-ups, want %d", got, test.lookups)
			}
			a.MustSend(t, `POST /virtual_numbers/purchase {"phone_number":"`+test.phone+`"}`)
			a.mustHave(t, 0)
		})
	}
}

// Another run purchases the number between the look-up and the POST, which gets a 422. The next look-up finds it.
func TestVirtualNumberPurchase_unprocessableButOnAccount(t *testing.T) {
	a := accountWithInventory(t)
	a.Inject(
		purchaseFault(
			sandbox.Fault{AfterWork: true, Reply: sandbox.Status(422, `{"error":"Phone number is not available"}`)},
		),
	)
	state := a.mustPurchase(arguments{"phone_number": offered})
	state.must(t, map[string]string{"id": "70"})
	a.MustSend(t, purchased)
}

func TestVirtualNumberPurchase_rateLimit(t *testing.T) {
	a := accountWithInventory(t)
	a.Inject(
		purchaseFault(
			sandbox.Fault{Times: 2, Reply: sandbox.Status(429, `{"error":"Rate limit exceeded"}`, "Retry-After", "1")},
		),
	)
	started := time.Now()
	a.mustPurchase(arguments{"phone_number": offered})
	if took := time.Since(started); took < 2*time.Second {
		t.Errorf("two waits of a second took %s", took)
	}
	a.MustSend(t, purchased, purchased, purchased) // a request with the response 429 had no effect
}

func TestVirtualNumberPurchase_invalidArguments(t *testing.T) {
	for name, test := range map[string]struct {
		argument string
		value    any
		problem  string
	}{
		"no plus sign": {"phone_number", "5550001111", "error at phone_number: …must begin with a plus sign"},
		"type": {"number_type", "satellite", "error at number_type: Invalid number_type: \"satellite\" is not a number " +
			"type. Use `mobile`, `local`, `toll-free` or `national`."},
		"cost":         {"monthly_cost", "cheap", "error at monthly_cost: …must be a decimal number"},
		"upfront cost": {"upfront_cost", "-1", "error at upfront_cost: …must be a decimal number"},
		"country":      {"country_code", "USA", "error at country_code: …ISO 3166-1 alpha-2"},
	} {
		t.Run(name, func(t *testing.T) {
			config := arguments{"phone_number": offered}
			config[test.argument] = test.value
			mustMatch(t, start(t).validate("virtual_number_purchase", config).errors(), test.problem)
		})
	}
}

// Two resources that purchase the same number in one run: one purchase, and the second fails with the reason.
func TestVirtualNumberPurchase_twoResources(t *testing.T) {
	a := accountWithInventory(t)
	r := a.run()
	first := r.plan("virtual_number_purchase", nil, arguments{"phone_number": offered})
	second := r.plan("virtual_number_purchase", nil, arguments{"phone_number": "+1 555 000 1111"})
	_, diags := r.applyPlanned(first)
	mustMatch(t, diags.errors())
	state, diags := r.applyPlanned(second)
	mustMatch(
		t,
		diags.errors(),
		"error at phone_number: Virtual number +15550001111 is already managed by another resource",
	)
	if state != nil {
		t.Error("the second resource is in state")
	}
	a.MustSend(t, purchased)
	a.mustHave(t, 1)
}

// The resources of the purchase and of the settings of one number share one GET per run.
func TestVirtualNumberPurchase_sharesTheGET(t *testing.T) {
	a := accountWithInventory(t)
	state := a.mustPurchase(arguments{"phone_number": offered})
	settings := a.mustApply("virtual_number", nil, arguments{"id": "70", "name": "Sales"})
	a.ClearRequests()
	r := a.run()
	_, diags := r.read("virtual_number_purchase", state)
	mustMatch(t, diags.errors())
	_, diags = r.read("virtual_number", settings)
	mustMatch(t, diags.errors())
	if got := strings.Join(a.reads(), " "); got != "/virtual_numbers/70" {
		t.Errorf("read %s", got)
	}
}

func TestVirtualNumberPurchase_removedFromState(t *testing.T) {
	a := accountWithInventory(t)
	state := a.mustPurchase(arguments{"phone_number": offered})
	a.ReleaseVirtualNumber(70)
	after, diags := a.refresh("virtual_number_purchase", state)
	mustMatch(
		t,
		diags.warnings(),
		"warning: Virtual number +15550001111 (ID 70) was removed from state: GET /virtual_numbers/70 …404",
	)
	if after != nil {
		t.Errorf("in state is %s", after.value)
	}
}

// The optional arguments of a purchase cannot be read. After an import they show once, as an update in place that sends
// nothing.
func TestAccVirtualNumberPurchase_import(t *testing.T) {
	s := startNumbers(t)
	config := s.Config(`
		import {
			to = identitycall_virtual_number_purchase.number
			id = "+1 555 123 4567"
		}
		resource "identitycall_virtual_number_purchase" "number" {
			phone_number = "+1 (555) 123-4567"
			number_type  = "local"
			monthly_cost = "2.50"
		}`)
	run(t,
		resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(purchase, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(purchase, tfjsonpath.New("id"), knownvalue.StringExact("7")),
			}},
			Check: resource.ComposeAggregateTestCheckFunc(
				s.Sent(),
				resource.TestCheckResourceAttr(purchase, "monthly_cost", "2.50"),
			),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: action(purchase, plancheck.ResourceActionNoop), Check: s.Sent()},
	)
	s.MustSend(t)
}
