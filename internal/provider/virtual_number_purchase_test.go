package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	purchasePath = "/virtual_numbers/purchase"
	// rentable stands first in the inventory, and is what most tests rent. The first object that the sandbox makes has the id 1001.
	rentable  = "+15550001111"
	purchased = `POST ` + purchasePath + ` {"phone_number":"+15550001111","name":"Sales"}`
	setUp     = `PATCH /virtual_numbers/1001 {"recording":false}`
)

// salesLine rents a number: with a name, which goes with the purchase, and a setting, which needs a PATCH.
const salesLine = `
	phone_number = "+1 (555) 000-1111"
	purchase     = {}
	name         = "Sales"
	recording    = false`

// newServiceWithInventory has no numbers, and two of the same kind to rent.
func newServiceWithInventory(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	s.AddInventory(
		sandbox.InventoryEntry{PhoneNumber: rentable, CountryCode: "US", NumberType: "local", UpfrontCost: "1.00", MonthlyCost: "2.50"},
		sandbox.InventoryEntry{PhoneNumber: "+15550002222", CountryCode: "US", NumberType: "local", UpfrontCost: "1.00", MonthlyCost: "2.50"},
	)
	return s
}

// mustHaveRented fails the test unless the account has this many numbers, and exactly these writes have arrived in all.
func (s *service) mustHaveRented(t *testing.T, numbers int, writes ...string) {
	t.Helper()
	if got := s.VirtualNumbers(); got != numbers {
		t.Errorf("the account has %d numbers, wanted %d", got, numbers)
	}
	s.mustSend(t, writes...)
}

// purchaseFault strikes the first purchase.
func purchaseFault(fault sandbox.Fault) sandbox.Fault {
	fault.Method, fault.Path = http.MethodPost, purchasePath
	return fault
}

// meanwhile lets something happen between plan and apply.
type meanwhile func()

func (m meanwhile) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	m()
}

func afterPlanning(happens func()) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{meanwhile(happens)}}
}

func TestAccPurchase(t *testing.T) {
	for name, test := range map[string]struct {
		arguments string
		writes    []string
		reads     int // GET requests of the number itself in the run of apply
	}{
		"all": {`
			phone_number     = "+1 555-000-1111"
			name             = "Sales"
			active           = false
			recording        = false
			routing_strategy = "round_robin"
			purchase = {
				country_code         = "us"
				number_type          = "local"
				requirement_group_id = "44"
				upfront_cost         = "1.00"
				monthly_cost         = "2.50"
			}`, []string{
			`POST /virtual_numbers/purchase {"phone_number":"+15550001111","country_code":"us","number_type":"local","name":"Sales","requirement_group_id":44,"upfront_cost":"1.00","monthly_cost":"2.50"}`,
			`PATCH /virtual_numbers/1001 {"active":false,"recording":false,"routing_strategy":"round_robin"}`,
		}, 0},
		"a setting that is as the API makes it": {"phone_number = \"+15550001111\"\npurchase = {}\nactive = true", []string{
			`POST /virtual_numbers/purchase {"phone_number":"+15550001111"}`, `PATCH /virtual_numbers/1001 {"active":true}`}, 0},
		"only a name":          {"phone_number = \"+15550001111\"\npurchase = {}\nname = \"Sales\"", []string{purchased}, 1},
		"nothing but a number": {"phone_number = \"+15550001111\"\npurchase = {}", []string{`POST /virtual_numbers/purchase {"phone_number":"+15550001111"}`}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServiceWithInventory(t)
			config := s.lineConfig(test.arguments)
			run(t,
				resource.TestStep{
					Config: config,
					Check: func(state *terraform.State) error {
						reads := 0
						for _, request := range s.Requests() {
							if request.String() == "GET /virtual_numbers/1001" {
								reads++
							}
						}
						if reads != test.reads {
							return fmt.Errorf("the number was read %d times, wanted %d", reads, test.reads)
						}
						return errors.Join(s.checkSent(test.writes...),
							resource.TestCheckResourceAttr(line, "id", "1001")(state),
							resource.TestCheckResourceAttr(line, "country_code", "US")(state))
					},
				},
				resource.TestStep{Config: config, ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop)},
			)
			s.mustHaveRented(t, 1)
		})
	}
}

// The answer to a purchase that has done its work is lost, in every way there is: the number is found, and nobody is troubled.
func TestAccPurchase_lostAnswer(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"reset":       {Reply: sandbox.Reset()},
		"500":         {Reply: sandbox.Status(500, `{"error":"Internal server error"}`)},
		"503":         {Reply: sandbox.Status(503, `{"error":"Service unavailable"}`)},
		"502 page":    {Reply: sandbox.HTML(502)},
		"504 page":    {Reply: sandbox.HTML(504)},
		"truncated":   {Reply: sandbox.Truncated()},
		"shortened":   {Reply: sandbox.Shortened()},
		"malformed":   {Reply: sandbox.Malformed()},
		"empty":       {Reply: sandbox.Status(201, ``)},
		"nothing":     {Reply: sandbox.Status(201, `{"data":{}}`)},
		"other's":     {Reply: sandbox.Status(201, `{"data":{"id":7,"phone_number":"+15559999999","name":null,"country_code":"US","active":true,"ai_receptionist_enabled":false}}`)},
		"late answer": {DelayAfterWork: time.Minute},
		"late effect": {Delay: 2500 * time.Millisecond, Detached: true}, // between the first look and the second
	} {
		t.Run(name, func(t *testing.T) {
			s := newServiceWithInventory(t)
			fault.AfterWork = true
			s.Inject(purchaseFault(fault))
			patience := ""
			if fault.Delay+fault.DelayAfterWork > 0 {
				patience = `request_timeout = "2s"`
			}
			config := s.configWith(patience, "resource \"identitycall_virtual_number\" \"line\" {\n"+salesLine+"\n}\n")
			run(t,
				resource.TestStep{Config: config, Check: resource.TestCheckResourceAttr(line, "id", "1001")},
				resource.TestStep{Config: config, ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop)},
			)
			s.mustHaveRented(t, 1, purchased, setUp)
		})
	}
}

// A purchase that did not take effect, as far as one can see: an error, which says what to do, and the next apply rents.
func TestAccPurchase_noEffect(t *testing.T) {
	for name, reply := range map[string]sandbox.Reply{
		"reset":     sandbox.Reset(),
		"500":       sandbox.Status(500, `{"error":"Internal server error"}`),
		"502 page":  sandbox.HTML(502),
		"truncated": sandbox.Truncated(),
	} {
		t.Run(name, func(t *testing.T) {
			s := newServiceWithInventory(t)
			s.Inject(purchaseFault(sandbox.Fault{Reply: reply}))
			config := s.lineConfig(salesLine)
			run(t,
				resource.TestStep{Config: config, ExpectError: says("was not sent again, so that nothing is made twice, but it may still take effect. Wait a minute and apply again: that adopts +15550001111 if it " +
					"is rented by then, and rents it if not, so it is never paid for twice. Or look for it in the dashboard, and take it over with: terraform import ADDRESS +15550001111")},
				resource.TestStep{
					Config:           config,
					ConfigPlanChecks: planned(line, plancheck.ResourceActionCreate),
					Check:            resource.TestCheckResourceAttr(line, "id", "1001"),
				},
			)
			s.mustHaveRented(t, 1, purchased, purchased, setUp)
		})
	}
}

// An answer that refuses is no lost answer: it says what is wrong, and points at it.
func TestAccPurchase_refused(t *testing.T) {
	s := newServiceWithInventory(t)
	s.AddInventory(sandbox.InventoryEntry{PhoneNumber: "+4915550004444", CountryCode: "DE", RequiresGroup: true})
	run(t,
		resource.TestStep{
			Config:      s.lineConfig("phone_number = \"+15559999999\"\npurchase = {}"),
			ExpectError: says(`phone_number = "+15559999999" POST /virtual_numbers/purchase answered 422 Unprocessable Entity: Phone number is not available`),
		},
		resource.TestStep{
			Config:      s.lineConfig("phone_number = \"+4915550004444\"\npurchase = {}"),
			ExpectError: says("Requirement group is required for this country"),
		},
		resource.TestStep{Config: s.lineConfig("phone_number = \"+15550001111\"\npurchase = { number_type = \"satellite\" }"), ExpectError: says("value must be one of")},
		resource.TestStep{Config: s.lineConfig("phone_number = \"+15550001111\"\npurchase = { monthly_cost = \"cheap\" }"), ExpectError: says("must be a decimal number")},
	)
	s.mustHaveRented(t, 0, `POST /virtual_numbers/purchase {"phone_number":"+15559999999"}`, `POST /virtual_numbers/purchase {"phone_number":"+4915550004444"}`)
}

// A purchase that outlasts request_timeout, and takes effect when nobody waits for it any more.
func TestAccPurchase_takesEffectLater(t *testing.T) {
	s := newServiceWithInventory(t)
	s.Inject(purchaseFault(sandbox.Fault{Delay: 4 * time.Second, Detached: true}))
	config := s.configWith(`request_timeout = "1s"`, "resource \"identitycall_virtual_number\" \"line\" {\n"+salesLine+"\n}\n")
	run(t,
		resource.TestStep{Config: config, ExpectError: says("no complete answer within the request_timeout of 1s; a look at what exists now")},
		resource.TestStep{
			PreConfig: func() { waitUntil(t, func() bool { return s.VirtualNumbers() == 1 }) },
			Config:    config,
			Check:     resource.TestCheckResourceAttr(line, "id", "1001"),
		},
	)
	s.mustHaveRented(t, 1, purchased, `PATCH /virtual_numbers/1001 {"name":"Sales","recording":false}`)
}

func waitUntil(t *testing.T, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what the test waits for does not happen")
		}
	}
}

func TestAccPurchase_rateLimit(t *testing.T) {
	s := newServiceWithInventory(t)
	s.Inject(purchaseFault(sandbox.Fault{Times: 2, Reply: sandbox.Status(429, `{"error":"Rate limit exceeded"}`, "Retry-After", "1")}))
	start := time.Now()
	run(t, resource.TestStep{Config: s.lineConfig(salesLine)})
	if took := time.Since(start); took < 2*time.Second {
		t.Errorf("two waits of a second took %s", took)
	}
	s.mustHaveRented(t, 1, purchased, purchased, purchased, setUp) // what is answered with 429 was not done
}

// The number is rented, and setting it up fails. It is in state, tainted, and the next apply mends it without asking for more
// than what is missing: whatever the policy, and in whichever order Terraform replaces.
func TestAccPurchase_halfDone(t *testing.T) {
	createFirst := "\nlifecycle { create_before_destroy = true }"
	for name, arguments := range map[string]string{
		"abandon":                   salesLine,
		"deactivate":                salesLine + "\ndeletion_policy = \"deactivate\"",
		"prevent":                   salesLine + "\ndeletion_policy = \"prevent\"",
		"deactivate, created first": salesLine + "\ndeletion_policy = \"deactivate\"" + createFirst,
		"prevent, created first":    salesLine + "\ndeletion_policy = \"prevent\"" + createFirst,
	} {
		t.Run(name, func(t *testing.T) {
			s := newServiceWithInventory(t)
			s.Inject(sandbox.Fault{Method: http.MethodPatch, Times: -1, Reply: sandbox.Status(403, `{"error":"Write permission required"}`)})
			run(t,
				resource.TestStep{
					Config: s.lineConfig(arguments),
					ExpectError: says("The number has the id 1001, it is in state, and it costs money from now on. Apply again to finish: the next plan will read " +
						`"must be replaced (tainted)", but that neither releases nor rents nor silences anything.`),
				},
				resource.TestStep{
					PreConfig:        func() { s.Heal(); s.mustHaveRented(t, 1, purchased, setUp) },
					Config:           s.lineConfig(arguments),
					ConfigPlanChecks: planned(line, replaced(arguments)),
					Check: resource.ComposeAggregateTestCheckFunc(
						s.sent(`PATCH /virtual_numbers/1001 {"name":"Sales","recording":false}`),
						resource.TestCheckResourceAttr(line, "id", "1001"),
					),
				},
				resource.TestStep{Config: s.lineConfig(arguments), ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop)},
				// The policy that is left in state must not keep the test from ending.
				resource.TestStep{Config: s.lineConfig(salesLine + "\ndeletion_policy = \"abandon\"")},
			)
			s.mustHaveRented(t, 1)
			if number, _ := s.VirtualNumber(1001); !number.Active {
				t.Error("the number was silenced")
			}
		})
	}
}

// replaced is the replacement that a configuration asks for.
func replaced(arguments string) plancheck.ResourceActionType {
	if strings.Contains(arguments, "create_before_destroy") {
		return plancheck.ResourceActionCreateBeforeDestroy
	}
	return plancheck.ResourceActionDestroyBeforeCreate
}

// With nothing to set, the second step of renting is a read, and its failure is treated alike.
func TestAccPurchase_halfRead(t *testing.T) {
	s := newServiceWithInventory(t)
	s.Inject(sandbox.Fault{Method: http.MethodGet, Path: "/virtual_numbers/1001", Times: -1, Reply: sandbox.Status(403, `{"error":"Read permission required"}`)})
	config := s.lineConfig("phone_number = \"+15550001111\"\npurchase = {}")
	run(t,
		resource.TestStep{Config: config, ExpectError: says("+15550001111 is rented and live, but not set up as written")},
		resource.TestStep{
			PreConfig:        s.Heal,
			Config:           config,
			ConfigPlanChecks: planned(line, plancheck.ResourceActionDestroyBeforeCreate),
			Check:            resource.TestCheckResourceAttr(line, "recording", "true"),
		},
	)
	s.mustHaveRented(t, 1, `POST /virtual_numbers/purchase {"phone_number":"+15550001111"}`)
}

// A policy of abandon forgets the number: for Terraform that is a state that was lost.
func TestAccPurchase_lostState(t *testing.T) {
	s := newServiceWithInventory(t)
	config := s.lineConfig(salesLine)
	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{Config: config, Destroy: true},
		resource.TestStep{
			Config:           config,
			ConfigPlanChecks: planned(line, plancheck.ResourceActionCreate),
			Check:            resource.TestCheckResourceAttr(line, "id", "1001"),
		},
	)
	s.mustHaveRented(t, 1, purchased, setUp, `PATCH /virtual_numbers/1001 {"name":"Sales","recording":false}`)
}

// Two resources that name one number rent it once, and one of them is told.
func TestAccPurchase_twice(t *testing.T) {
	s := newServiceWithInventory(t)
	// The first resource is still at work on the number when the second looks for it.
	s.Inject(sandbox.Fault{Method: http.MethodPatch, Times: -1, Delay: time.Second})
	both := strings.Repeat("resource \"identitycall_virtual_number\" \"%s\" {"+salesLine+"\n}\n", 2)
	run(t,
		resource.TestStep{
			Config:      s.config(fmt.Sprintf(both, "line", "other")),
			ExpectError: says("+15550001111 is another resource's already"),
		},
	)
	if got := slices.Collect(purchasesOf(s)); s.VirtualNumbers() != 1 || len(got) != 1 {
		t.Errorf("the account has %d numbers after %v", s.VirtualNumbers(), got)
	}
}

func purchasesOf(s *service) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, request := range s.Requests() {
			if request.Path == purchasePath && !yield(request.String()) {
				return
			}
		}
	}
}
