package provider

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	purchase     = "identitycall_virtual_number_purchase.number"
	purchasePath = "/virtual_numbers/purchase"
	// offered is first in the inventory. It gets the ID 70.
	offered   = "+15550001111"
	purchased = `POST ` + purchasePath + ` {"phone_number":"+15550001111"}`

	costsWarning = "warning at phone_number: Purchasing +15550001111 costs money: It costs 1.00 once and 2.50 a month, " +
		"in the carrier's currency. The number is billed until it is released in the dashboard"
	mayWarning = "warning at phone_number: Applying may purchase +15550001111, which costs money: Its price is not known: "
)

func addInventory(s *acctest.Service) {
	s.AddInventory(sandbox.InventoryEntry{
		PhoneNumber: offered, CountryCode: "US", NumberType: "local", UpfrontCost: "1.00", MonthlyCost: "2.50",
		NumberID: 70,
	}, sandbox.InventoryEntry{PhoneNumber: "+15550002222", CountryCode: "US", NumberType: "local", NumberID: 71},
		sandbox.InventoryEntry{
			PhoneNumber: "+15550003333", CountryCode: "US", NumberType: "toll-free", MonthlyCost: "4.00", NumberID: 73,
		}, sandbox.InventoryEntry{
			PhoneNumber: "+4915550004444", CountryCode: "DE", NumberType: "mobile", UpfrontCost: "0.00",
			MonthlyCost: "on request", RequiresGroup: true, NumberID: 72,
		})
}

// accountWithInventory returns an account without numbers, with four numbers to purchase.
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
	a.T.Helper()
	o := a.Apply("virtual_number_purchase", nil, config)
	mustMatch(a.T, append(o.Errors, o.Failed...))
	if o.After == nil {
		a.T.Fatal("nothing is in state")
	}
	return o.After
}

// purchaseFault is a fault of the first purchase.
func purchaseFault(fault sandbox.Fault) sandbox.Fault {
	fault.Method, fault.Path = http.MethodPost, purchasePath
	return fault
}

// A create sends one lookup and one POST, with exactly the configured arguments.
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
			p := a.Plan("virtual_number_purchase", nil, test.config)
			p.Must(t, map[string]string{"id": "unknown"})
			a.ClearRequests()
			r := a.Start()
			p = r.Plan("virtual_number_purchase", nil, test.config)
			mustMatch(t, p.Warnings, costsWarning)
			a.ClearRequests()
			state, diags := r.ApplyPlanned(p)
			mustMatch(t, append(diags.Errors(), diags.Warnings()...))
			if got := strings.Join(a.Reads(), " "); got != "/virtual_numbers" {
				t.Errorf("the create read %s, want one list", got)
			}
			a.MustSend(t, test.write)
			phone, _ := test.config["phone_number"].(string)
			state.Must(t, map[string]string{"id": "70", "phone_number": phone})
			a.MustHaveNoDiff("virtual_number_purchase", state, test.config)
			a.mustHave(t, 1)
		})
	}
}

// asked returns the parts of the inventory that were asked for, such as "US local".
func (a *account) asked() []string {
	asked := []string{}
	for _, request := range a.Requests() {
		if request.Path == "/virtual_numbers/available" {
			asked = append(asked, strings.NewReplacer("country=", "", "&number_type=", " ").Replace(request.Query))
		}
	}
	return asked
}

// The plan names the costs that the inventory lists. What contradicts the inventory is an error at the argument.
func TestVirtualNumberPurchase_price(t *testing.T) {
	const nowhere = "warning at phone_number: Purchasing +15550009999 costs money: Its price is not known: the " +
		"inventory does not list the number. "
	usTypes := []string{"US mobile", "US local", "US toll-free", "US national"}
	for name, test := range map[string]struct {
		config          arguments
		warning, errors []string
		asked           []string
	}{
		"type configured": {
			config:  arguments{"phone_number": offered, "number_type": "local", "monthly_cost": "2.5", "upfront_cost": "001"},
			warning: []string{costsWarning}, asked: []string{"US local"},
		},
		"nothing configured": {
			config:  arguments{"phone_number": offered},
			warning: []string{costsWarning}, asked: []string{"US mobile", "US local"},
		},
		"unknown arguments": {
			config: arguments{"phone_number": offered, "country_code": unknown, "number_type": unknown, "monthly_cost": unknown,
				"upfront_cost": unknown},
			warning: []string{costsWarning}, asked: []string{"US mobile", "US local"},
		},
		"country in lower case": {
			config:  arguments{"phone_number": offered, "country_code": "us", "number_type": "local"},
			warning: []string{costsWarning}, asked: []string{"US local"},
		},
		"no costs listed": {
			config: arguments{"phone_number": "+1 555 000 2222", "number_type": "local", "monthly_cost": "0.01"},
			warning: []string{"Purchasing +15550002222 costs money: Its price is not known: the inventory lists the number " +
				"without its costs. The number is billed"},
			asked: []string{"US local"},
		},
		"one-time cost missing": {
			config: arguments{"phone_number": "+15550003333", "number_type": "toll-free", "upfront_cost": "9"},
			warning: []string{"Purchasing +15550003333 costs money: It costs 4.00 a month, in the carrier's currency. Its " +
				"one-time cost is not known. The number is billed"},
			asked: []string{"US toll-free"},
		},
		"monthly cost no decimal, another country": {
			config: arguments{"phone_number": "+4915550004444", "monthly_cost": "5.00"},
			warning: []string{"Purchasing +4915550004444 costs money: It costs 0.00 once, in the carrier's currency. Its " +
				"monthly cost is not known. The number is billed"},
			asked: []string{"DE mobile"},
		},
		"not listed": {
			config:  arguments{"phone_number": "+15550009999"},
			warning: []string{nowhere + "The number is billed"}, asked: usTypes,
		},
		"not listed, with costs": {
			config: arguments{"phone_number": "+15550009999", "number_type": "national", "upfront_cost": "1.00",
				"monthly_cost": "2.50"},
			warning: []string{nowhere + "The configured cost is 1.00 once and 2.50 a month, in the carrier's currency. The"},
			asked:   []string{"US national", "US mobile", "US local", "US toll-free"},
		},
		"no country": {
			config: arguments{"phone_number": "+80012345678"},
			warning: []string{"Its price is not known: the number belongs to no country, and country_code is not set. The " +
				"number is billed"},
			asked: []string{},
		},
		"other costs": {
			config: arguments{"phone_number": offered, "number_type": "local", "upfront_cost": "1.01", "monthly_cost": "0.01"},
			errors: []string{
				"error at upfront_cost: The one-time cost of +15550001111 is 1.00, not 1.01: The number is not purchased",
				"error at monthly_cost: The monthly cost of +15550001111 is 2.50, not 0.01: The number is not purchased, since " +
					"the inventory contradicts the configuration.\n\n1. To purchase it nevertheless, set monthly_cost = \"2.50\" in " +
					"identitycall_virtual_number_purchase.NAME.\n2. To choose another number, ",
			},
			asked: []string{"US local"},
		},
		"other type": {
			config: arguments{"phone_number": offered, "number_type": "toll-free"},
			errors: []string{"error at number_type: The number type of +15550001111 is local, not toll-free: …set " +
				"number_type = \"local\" in"},
			asked: []string{"US toll-free", "US mobile", "US local"},
		},
		"other country": {
			config: arguments{"phone_number": offered, "country_code": "GB", "number_type": "local"},
			errors: []string{"error at country_code: The country of +15550001111 is US, not GB: …set country_code = \"US\" in"},
			asked:  []string{"GB local", "GB mobile", "GB toll-free", "GB national", "US local"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithInventory(t)
			p := a.Plan("virtual_number_purchase", nil, test.config)
			mustMatch(t, p.Warnings, test.warning...)
			mustMatch(t, p.Errors, test.errors...)
			if got := a.asked(); !slices.Equal(got, test.asked) {
				t.Errorf("asked for %q, want %q", got, test.asked)
			}
		})
	}
}

// If a part of the inventory cannot be read, the plan warns that the price is not known, and asks no further.
func TestVirtualNumberPurchase_priceNotRead(t *testing.T) {
	a := accountWithInventory(t)
	a.Inject(sandbox.Fault{
		Path: "/virtual_numbers/available", Reply: sandbox.Status(403, `{"error":"Read permission required"}`),
	})
	p := a.Plan("virtual_number_purchase", nil, arguments{"phone_number": offered})
	mustMatch(t, p.Errors)
	mustMatch(t, p.Warnings, "Purchasing +15550001111 costs money: Its price is not known: the lookup in the inventory "+
		"failed: GET /virtual_numbers/available returned 403 Forbidden: Read permission required. The number is billed")
	if got := a.asked(); len(got) != 1 {
		t.Errorf("asked for %q", got)
	}
}

// A run asks for each part of the inventory once, also after a purchase: another number's price does not change.
func TestVirtualNumberPurchase_sharesTheInventory(t *testing.T) {
	a := accountWithInventory(t)
	r := a.Start()
	first := r.Plan("virtual_number_purchase", nil, arguments{"phone_number": offered})
	r.Plan("virtual_number_purchase", nil, arguments{"phone_number": "+15550002222"})
	if got := strings.Join(a.asked(), ", "); got != "US mobile, US local" {
		t.Errorf("asked for %s", got)
	}
	_, diags := r.ApplyPlanned(first)
	mustMatch(t, diags.Errors())
	a.ClearRequests()
	r.Plan("virtual_number_purchase", nil, arguments{"phone_number": "+15550003333", "number_type": "toll-free"})
	r.Plan("virtual_number_purchase", nil, arguments{"phone_number": "+15550007777", "number_type": "mobile"})
	if got := strings.Join(a.asked(), ", "); got != "US toll-free, US national" {
		t.Errorf("after a purchase, asked for %s", got)
	}
}

// Terraform plans again inside apply: a price that has changed since the plan stops the purchase.
func TestVirtualNumberPurchase_priceMovesBeforeApply(t *testing.T) {
	a := accountWithInventory(t)
	a.Between = func() { a.EditInventory(offered, func(e *sandbox.InventoryEntry) { e.MonthlyCost = "9.00" }) }
	o := a.Apply("virtual_number_purchase", nil, arguments{"phone_number": offered, "monthly_cost": "2.50"})
	mustMatch(t, o.Errors)
	mustMatch(t, o.Failed, "error at monthly_cost: The monthly cost of +15550001111 is 9.00, not 2.50")
	a.MustSend(t)
}

// Without the client, with an unknown number or after a failed lookup, the plan warns that it may purchase.
func TestVirtualNumberPurchase_mayPurchase(t *testing.T) {
	for name, test := range map[string]struct {
		provider, config, later arguments
		fault                   bool
		warning                 string
	}{
		"client unknown": {arguments{"api_key": unknown}, arguments{"phone_number": offered}, nil, false,
			mayWarning + "the provider configuration is not known yet."},
		"number unknown": {nil, arguments{"phone_number": unknown}, arguments{"phone_number": offered}, false,
			"Applying may purchase a number that is not known yet, which costs money: Its price is not known: the phone " +
				"number is not known yet."},
		"failed lookup": {nil, arguments{"phone_number": offered, "monthly_cost": "2.50"}, nil, true, mayWarning + "the " +
			"lookup on the account failed: GET /virtual_numbers …403 …The configured cost is 2.50 a month"},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithInventory(t)
			if test.fault {
				a.Inject(
					sandbox.Fault{Path: "/virtual_numbers", Reply: sandbox.Status(403, `{"error":"Read permission required"}`)},
				)
			}
			a.Block = test.provider
			a.Between = func() { a.Block = nil }
			if test.later == nil {
				test.later = test.config
			}
			o := a.Apply("virtual_number_purchase", nil, test.config, test.later)
			mustMatch(t, o.Errors)
			mustMatch(t, o.Failed)
			mustMatch(t, o.Warnings, test.warning)
			if a.Count(http.MethodPost, purchasePath) != 1 {
				t.Errorf("sent %q", a.Writes())
			}
			o.After.Must(t, map[string]string{"id": "70", "phone_number": offered})
		})
	}
}

// If the account has the number, the plan knows its ID and warns of nothing, and nothing is purchased.
func TestVirtualNumberPurchase_alreadyOnAccount(t *testing.T) {
	a := accountWithInventory(t)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: offered, Active: true})
	p := a.Plan("virtual_number_purchase", nil, arguments{"phone_number": "+1 555 000 1111"})
	p.Must(t, map[string]string{"id": "8"})
	mustMatch(t, p.Warnings)
	state := a.MustApply("virtual_number_purchase", nil, arguments{"phone_number": "+1 555 000 1111"})
	state.Must(t, map[string]string{"id": "8", "phone_number": "+1 555 000 1111"})
	a.MustSend(t)
	a.mustHave(t, 1)
}

// Another run purchases the number between plan and apply: nothing is purchased twice.
func TestVirtualNumberPurchase_purchasedMeanwhile(t *testing.T) {
	a := accountWithInventory(t)
	a.Between = func() { a.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: offered, Active: true}) }
	o := a.Apply("virtual_number_purchase", nil, arguments{"phone_number": offered})
	mustMatch(t, o.Warnings, costsWarning)
	mustMatch(t, o.Failed)
	o.After.Must(t, map[string]string{"id": "8"})
	a.MustSend(t)
}

// A number that the plan has found is never purchased: if it is released before the apply, the apply fails.
func TestVirtualNumberPurchase_vanishesBeforeApply(t *testing.T) {
	a := accountWithInventory(t)
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: offered, Active: true})
	r := a.Start()
	p := r.Plan("virtual_number_purchase", nil, arguments{"phone_number": offered})
	p.Must(t, map[string]string{"id": "8"})
	a.ReleaseVirtualNumber(8)
	state, diags := r.ApplyPlanned(p)
	mustMatch(t, diags.Errors(),
		"error at phone_number: +15550001111 (ID 8) is no longer on the account: …nothing was purchased. Run a new plan")
	if state != nil {
		t.Errorf("in state is %s", state.Value)
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
			"+15550002222: Nothing was purchased, and +15550001111 stays on the account and is billed.\n\n1. Write " +
			"phone_number = \"+15550001111\" in identitycall_virtual_number_purchase.NAME. …\n2. …OTHER.\n3. …-refresh=false"},
		{unknown, "error at phone_number: The purchase of +15550001111 (ID 70) cannot become …unknown while planning"},
	} {
		p := a.Plan("virtual_number_purchase", state, arguments{"phone_number": test.phone})
		mustMatch(t, p.Errors, test.problem)
	}
	if len(a.Requests()) > 0 {
		t.Errorf("the plans sent %v", a.Requests())
	}
}

// Another format and changed optional arguments send nothing.
func TestVirtualNumberPurchase_changesSendNothing(t *testing.T) {
	a := accountWithInventory(t)
	state := a.mustPurchase(arguments{"phone_number": offered, "monthly_cost": "2.50"})
	a.ClearRequests()
	reformatted := arguments{"phone_number": "+1 (555) 000-1111", "monthly_cost": "2.50"}
	if p := a.Plan("virtual_number_purchase", state, reformatted); p.Action != "no-op" {
		t.Errorf("the plan is to %s", p.Action)
	}
	for _, changed := range []arguments{
		{"phone_number": offered, "monthly_cost": "3.00", "number_type": "mobile", "country_code": "US",
			"upfront_cost": "9", "requirement_group_id": "44"},
		{"phone_number": offered},
		{"phone_number": offered, "timeouts": arguments{"read": "5m"}},
	} {
		o := a.Apply("virtual_number_purchase", state, changed)
		if mustMatch(t, o.Failed); o.Action != "update" {
			t.Errorf("the plan is to %s", o.Action)
		}
		mustMatch(t, o.Warnings)
		state = o.After
		state.Must(t, map[string]string{"id": "70", "phone_number": offered})
		a.MustHaveNoDiff("virtual_number_purchase", state, changed)
	}
	a.MustSend(t)
}

// Terraform folds warnings with equal summaries. So the warning of each purchase names its number, and those of a
// destroy fold into one for all purchases and one for all numbers.
func TestAccVirtualNumberPurchase_warnings(t *testing.T) {
	t.Parallel()
	s := acctest.StartService(t)
	addInventory(s)
	w := acctest.NewWorkspace(t, s)
	configure := func(cost string) {
		w.Configure(`
			locals { numbers = { a = "+15550001111", b = "+15550002222" } }
			resource "identitycall_virtual_number_purchase" "number" {
				for_each     = local.numbers
				phone_number = each.value
			}
			resource "identitycall_virtual_number" "number" {
				for_each = identitycall_virtual_number_purchase.number
				id       = each.value.id
			}
			resource "identitycall_virtual_number_purchase" "toll_free" {
				phone_number = "+15550003333"
				monthly_cost = "` + cost + `"
			}`)
	}
	configure("0.01")
	screen, code := w.Plan()
	if code != 1 || !acctest.Match("The monthly cost of +15550003333 is 4.00, not 0.01").MatchString(screen) {
		t.Errorf("the plan ended with %d:\n%s", code, screen)
	}
	s.MustSend(t)
	configure("4.0")
	screen = w.MustApply()
	for _, number := range []string{"+15550001111", "+15550002222", "+15550003333"} {
		if !acctest.Match("Purchasing " + number + " costs money").MatchString(screen) {
			t.Errorf("the plan does not name %s:\n%s", number, screen)
		}
	}
	w.MustHaveNoDiff()
	screen = w.Must("plan", "-destroy", "-input=false")
	for summary, others := range map[string]string{
		"A purchased number stays on the account and is billed": "(and 2 more similar warnings elsewhere)",
		"A virtual number stays on the account":                 "(and one more similar warning elsewhere)",
	} {
		if strings.Count(screen, summary) != 1 || !strings.Contains(screen, others) {
			t.Errorf("%q is shown %d times:\n%s", summary, strings.Count(screen, summary), screen)
		}
	}
}

func TestVirtualNumberPurchase_destroySendsNothing(t *testing.T) {
	a := accountWithInventory(t)
	state := a.mustPurchase(arguments{"phone_number": offered})
	a.ClearRequests()
	o := a.Apply("virtual_number_purchase", state, nil)
	mustMatch(t, o.Warnings,
		"warning: A purchased number stays on the account and is billed: +15550001111 (ID 70) is billed until it is "+
			"released in the dashboard")
	mustMatch(t, o.Failed)
	if len(a.Requests()) > 0 {
		t.Errorf("the destroy sent %v", a.Requests())
	}
	// A create after a lost state finds the number.
	a.MustApply("virtual_number_purchase", nil, arguments{"phone_number": offered}).Must(t, map[string]string{"id": "70"})
	a.MustSend(t)
}

// If the response to a purchase that took effect is lost, a lookup finds the number, and nothing is purchased twice.
// The fault matrix has further faults.
func TestVirtualNumberPurchase_lostResponse(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"reset":      {Reply: sandbox.Reset()},
		"200 page":   {Reply: sandbox.HTML(200)},
		"empty":      {Reply: sandbox.Status(201, ``)},
		"empty data": {Reply: sandbox.Status(201, `{"data":{}}`)},
		"another number": {Reply: sandbox.Status(201, `{"data":{"id":7,"phone_number":"+15559999999","name":null,`+
			`"country_code":"US","active":true,"ai_receptionist_enabled":false}}`)},
		"late response": {DelayAfterWork: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			acctest.WithFakeTime(t, func(t *testing.T) {
				a := accountWithInventory(t)
				config := arguments{"phone_number": offered}
				if fault.DelayAfterWork > 0 {
					config["timeouts"] = arguments{"create": "1s"}
				}
				fault.AfterWork = true
				a.Inject(purchaseFault(fault))
				state := a.mustPurchase(config)
				state.Must(t, map[string]string{"id": "70"})
				a.MustSend(t, purchased)
				a.mustHave(t, 1)
				a.MustHaveNoDiff("virtual_number_purchase", state, config)
			})
		})
	}
}

// If a lookup after a lost purchase finds nothing, the error contains the next step, no state is saved, and the POST
// is not sent again. The next apply purchases the number, or finds it if it was purchased later.
func TestVirtualNumberPurchase_noEffect(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"reset":       {Reply: sandbox.Reset()},
		"late effect": {Delay: 6 * time.Second, Detached: true},
	} {
		t.Run(name, func(t *testing.T) {
			acctest.WithFakeTime(t, func(t *testing.T) {
				a := accountWithInventory(t)
				config, writes := arguments{"phone_number": offered}, []string{purchased, purchased}
				if fault.Detached {
					config["timeouts"], writes = arguments{"create": "1s"}, []string{purchased}
				}
				a.Inject(purchaseFault(fault))
				o := a.Apply("virtual_number_purchase", nil, config)
				mustMatch(t, o.Failed,
					"error: +15550001111 may or may not have been purchased: The request was not sent again, …POST "+
						"/virtual_numbers/purchase …Wait a minute, and apply again: …terraform import "+
						"identitycall_virtual_number_purchase.NAME +15550001111")
				if o.After != nil {
					t.Errorf("in state is %s", o.After.Value)
				}
				if fault.Detached {
					time.Sleep(10 * time.Second)
				}
				a.mustPurchase(arguments{"phone_number": offered}).Must(t, map[string]string{"id": "70"})
				a.MustSend(t, writes...)
				a.mustHave(t, 1)
			})
		})
	}
}

// A refusal points at the argument and says that nothing was purchased. A 422 is followed by another lookup.
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
			r := a.Start()
			p := r.Plan("virtual_number_purchase", nil, arguments{"phone_number": test.phone})
			a.ClearRequests()
			state, diags := r.ApplyPlanned(p)
			mustMatch(t, diags.Errors(), test.problem)
			if state != nil {
				t.Errorf("in state is %s", state.Value)
			}
			if got := a.Count(http.MethodGet, "/virtual_numbers"); got != test.lookups {
				t.Errorf("%d lookups, want %d", got, test.lookups)
			}
			a.MustSend(t, `POST /virtual_numbers/purchase {"phone_number":"`+test.phone+`"}`)
			a.mustHave(t, 0)
		})
	}
}

// Another run purchases the number between the lookup and the POST, which gets a 422. The next lookup finds it.
func TestVirtualNumberPurchase_unprocessableButOnAccount(t *testing.T) {
	a := accountWithInventory(t)
	a.Inject(
		purchaseFault(
			sandbox.Fault{AfterWork: true, Reply: sandbox.Status(422, `{"error":"Phone number is not available"}`)},
		),
	)
	state := a.mustPurchase(arguments{"phone_number": offered})
	state.Must(t, map[string]string{"id": "70"})
	a.MustSend(t, purchased)
}

func TestVirtualNumberPurchase_rateLimit(t *testing.T) {
	acctest.WithFakeTime(t, func(t *testing.T) {
		a := accountWithInventory(t)
		limited := sandbox.Status(429, `{"error":"Rate limit exceeded"}`, "Retry-After", "1")
		a.Inject(purchaseFault(sandbox.Fault{Times: 2, Reply: limited}))
		started := time.Now()
		a.mustPurchase(arguments{"phone_number": offered})
		if took := time.Since(started); took < 2*time.Second {
			t.Errorf("two waits of a second took %s", took)
		}
		a.MustSend(t, purchased, purchased, purchased) // a request with the response 429 had no effect
	})
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
			mustMatch(t, underTest.Start(t).Validate("virtual_number_purchase", config).Errors(), test.problem)
		})
	}
}

// Two resources that purchase the same number are an error in the plan, whichever comes second.
func TestVirtualNumberPurchase_twoResources(t *testing.T) {
	a := accountWithInventory(t)
	r := a.Start()
	first := r.Plan("virtual_number_purchase", nil, arguments{"phone_number": offered})
	second := r.Plan("virtual_number_purchase", nil, arguments{"phone_number": "+1 555 000 1111"})
	mustMatch(t, second.Errors, "The purchase of +1 555 000 1111 is managed by two resources")
	mustMatch(t, second.Warnings)
	// Two plans that were made before are refused by the second create.
	_, diags := r.ApplyPlanned(first)
	mustMatch(t, diags.Errors())
	state, diags := r.ApplyPlanned(first)
	mustMatch(t, diags.Errors(), "error at phone_number: The purchase of +15550001111 is managed by two resources")
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
	settings := a.MustApply("virtual_number", nil, arguments{"id": "70"})
	a.ClearRequests()
	r := a.Start()
	_, diags := r.Refresh("virtual_number_purchase", state)
	mustMatch(t, diags.Errors())
	_, diags = r.Refresh("virtual_number", settings)
	mustMatch(t, diags.Errors())
	if got := strings.Join(a.Reads(), " "); got != "/virtual_numbers/70" {
		t.Errorf("read %s", got)
	}
}

// The optional arguments of a purchase cannot be read. After an import they show once, as an update in place that sends
// nothing.
func TestVirtualNumberPurchase_import(t *testing.T) {
	a := accountWithNumbers(t)
	imported, diags := a.Import("virtual_number_purchase", "+1 555 123 4567")
	mustMatch(t, append(diags.Errors(), diags.Warnings()...))
	config := arguments{"phone_number": "+1 (555) 123-4567", "number_type": "local", "monthly_cost": "2.50"}
	if p := a.Plan("virtual_number_purchase", imported, config); p.Action != "update" {
		t.Errorf("the plan is to %s", p.Action)
	}
	state := a.MustApply("virtual_number_purchase", imported, config)
	state.Must(t, map[string]string{"id": "7", "monthly_cost": "2.50"})
	a.MustHaveNoDiff("virtual_number_purchase", state, config)
	a.MustSend(t)
}
