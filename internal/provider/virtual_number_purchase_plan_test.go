package provider

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// What was planned as a renting adopts the number when the account has it meanwhile.
func TestAccPurchase_appearsMeanwhile(t *testing.T) {
	s := newServiceWithInventory(t)
	run(t, resource.TestStep{
		Config: s.lineConfig(salesLine),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectUnknownValue(line, tfjsonpath.New("id")),
			meanwhile(func() { s.AddVirtualNumber(sandbox.VirtualNumber{ID: 50, PhoneNumber: rentable, Active: true}) }),
		}},
		Check: resource.TestCheckResourceAttr(line, "id", "50"),
	})
	s.mustHaveRented(t, 1, `PATCH /virtual_numbers/50 {"name":"Sales","recording":false}`)
}

// What was planned as an adoption never becomes a purchase, though the number could be had.
func TestAccPurchase_vanishesMeanwhile(t *testing.T) {
	s := newServiceWithInventory(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 50, PhoneNumber: rentable, Active: true})
	run(t, resource.TestStep{
		Config: s.lineConfig(salesLine),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectKnownValue(line, tfjsonpath.New("id"), knownvalue.StringExact("50")),
			meanwhile(func() { s.ReleaseVirtualNumber(50) }),
		}},
		ExpectError: says("Provider produced inconsistent final plan"),
	})
	s.mustHaveRented(t, 0)
}

// What a plan says about money stands in the first line of a warning, with the number: Terraform folds warnings that share it.
func TestAccPurchase_warnings(t *testing.T) {
	t.Parallel()
	s := newServiceWithInventory(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 50, PhoneNumber: "+15550003333", Active: true})
	w := newWorkspace(t, s)
	renting := func(name, arguments string) string {
		return fmt.Sprintf("resource \"identitycall_virtual_number\" %q {\n%s\n}\n", name, arguments)
	}
	late := "resource \"terraform_data\" \"late\" { input = %q }\n"
	for name, test := range map[string]struct {
		config   string
		warnings []string
		not      string
	}{
		"two numbers": {
			renting("a", "phone_number = \"+1 555 000 1111\"\npurchase = { upfront_cost = \"1.00\", monthly_cost = \"2.50\" }") + renting("b", "phone_number = \"+15550002222\"\npurchase = {}"),
			[]string{"Warning: Renting +15550001111 will cost money", "Warning: Renting +15550002222 will cost money", "expects 1.00 once and 2.50 a month"},
			"may rent",
		},
		"one that is there": {renting("a", "phone_number = \"+15550003333\"\npurchase = {}"), nil, "cost"},
		"phone number not known": {
			fmt.Sprintf(late, rentable) + renting("a", "phone_number = terraform_data.late.output\npurchase = {}"),
			[]string{"Warning: Applying may rent a number that is not known yet, which costs money"}, "will cost",
		},
		"purchase not known": {
			"resource \"terraform_data\" \"late\" { input = { monthly_cost = \"2.50\" } }\n" + renting("a", "phone_number = \"+15550001111\"\npurchase = terraform_data.late.output"),
			[]string{"Warning: Applying may rent +15550001111, which costs money"}, "will cost",
		},
		"a price not known": {
			fmt.Sprintf(late, "2.50") + renting("a", "phone_number = \"+15550001111\"\npurchase = { monthly_cost = terraform_data.late.output }"),
			[]string{"Warning: Renting +15550001111 will cost money"}, "may rent",
		},
		"key not known": {
			fmt.Sprintf(late, sandbox.DefaultKey) + "provider \"identitycall\" { api_key = terraform_data.late.output }\n" + renting("a", "phone_number = \"+15550001111\"\npurchase = {}"),
			[]string{"Warning: Applying may rent +15550001111, which costs money"}, "will cost",
		},
	} {
		w.configure(test.config)
		shown := w.must("plan", "-input=false")
		for _, warning := range test.warnings {
			if !strings.Contains(shown, warning) {
				t.Errorf("%s: the plan does not say %q:\n%s", name, warning, shown)
			}
		}
		if strings.Contains(shown, test.not) {
			t.Errorf("%s: the plan says %q:\n%s", name, test.not, shown)
		}
	}
	// Neither does planning rent, nor does applying what is there already.
	s.mustHaveRented(t, 1)
}

// A number is never replaced by one that would have to be rented: the plan says so, and everything stays as it is.
func TestAccPurchase_replacement(t *testing.T) {
	s := newServiceWithInventory(t)
	const other = "phone_number = \"+15550002222\"\npurchase = {}\nname = \"Sales\"\nrecording = false"
	refused := says("+1 (555) 000-1111 would be replaced by renting +15550002222")
	silent := func(arguments string) string { return s.lineConfig(arguments + "\ndeletion_policy = \"deactivate\"") }
	run(t,
		resource.TestStep{Config: silent(salesLine)},
		resource.TestStep{Config: silent(other), PlanOnly: true, ExpectError: refused},
		resource.TestStep{Config: silent(other), ExpectError: refused},
		resource.TestStep{Config: silent(other + "\nlifecycle { create_before_destroy = true }"), ExpectError: refused},
		resource.TestStep{ // planning a tainted one cannot see what it replaces: Delete refuses, before anything is rented
			Taint:       []string{line},
			Config:      silent(other),
			ExpectError: refused,
		},
		resource.TestStep{ // the mark is still there, and does no harm
			Config:           silent(salesLine),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionDestroyBeforeCreate),
		},
		resource.TestStep{ // not known while planning: it could be any
			Config: s.config("resource \"terraform_data\" \"late\" { input = \"+15550002222\" }\n" +
				"resource \"identitycall_virtual_number\" \"line\" {\n  phone_number = terraform_data.late.output\n  purchase = {}\n}\n"),
			ExpectError: says("would be replaced by renting a number that is not known while planning"),
		},
		resource.TestStep{ // a number that the account has may take its place
			PreConfig: func() {
				s.mustHaveRented(t, 1, purchased, setUp, `PATCH /virtual_numbers/1001 {"name":"Sales","recording":false}`)
				s.AddVirtualNumber(sandbox.VirtualNumber{ID: 60, PhoneNumber: "+15550002222", Active: true})
			},
			Config:           silent(other),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionDestroyBeforeCreate),
			Check:            resource.TestCheckResourceAttr(line, "id", "60"),
		},
	)
	s.mustHaveRented(t, 2, `PATCH /virtual_numbers/1001 {"active":false}`, `PATCH /virtual_numbers/60 {"name":"Sales","recording":false}`,
		`PATCH /virtual_numbers/60 {"active":false}`)
}

// A number that is rented is no longer in the inventory: whoever takes "the first one" would rent another with each apply.
func TestAccPurchase_fromInventory(t *testing.T) {
	s := newServiceWithInventory(t)
	config := func(lifecycle string) string {
		return s.config(`
			data "identitycall_available_virtual_numbers" "local" {
				country     = "us"
				number_type = "local"
			}
			resource "identitycall_virtual_number" "line" {
				phone_number = data.identitycall_available_virtual_numbers.local.available_virtual_numbers[0].phone_number
				purchase     = {}
				` + lifecycle + `
			}`)
	}
	explained := says("If phone_number comes from the inventory (identitycall_available_virtual_numbers), it has moved: a number that is rented is no longer in it. " +
		"Write the number itself into the configuration.")
	run(t,
		resource.TestStep{Config: config(""), ExpectError: explained}, // the apply succeeds, the plan after it does not
		resource.TestStep{Config: config(""), ExpectError: explained},
		resource.TestStep{Config: config("lifecycle { ignore_changes = [phone_number] }"), ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop)},
		resource.TestStep{Config: s.lineConfig("phone_number = \"+15550001111\"\npurchase = {}"), ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop)},
	)
	s.mustHaveRented(t, 1, `POST /virtual_numbers/purchase {"phone_number":"+15550001111"}`)
}

// After the number is there, purchase says nothing any more.
func TestAccPurchase_afterwards(t *testing.T) {
	s := newServiceWithInventory(t)
	with := func(purchase string) string {
		return s.lineConfig("phone_number = \"+15550001111\"\nname = \"Sales\"\nrecording = false\n" + purchase)
	}
	kept := resource.TestCheckResourceAttr(line, "purchase.monthly_cost", "2.50")
	changed := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(line, plancheck.ResourceActionUpdate), nothingUnknown(line),
	}}
	run(t,
		resource.TestStep{Config: with("purchase = { monthly_cost = \"2.50\" }"), Check: kept},
		resource.TestStep{Config: with("purchase = { monthly_cost = \"3.50\" }"), ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop), Check: kept},
		resource.TestStep{Config: with("purchase = { number_type = \"local\" }"), ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop), Check: kept},
		resource.TestStep{PreConfig: s.ForgetRequests, Config: with(""), ConfigPlanChecks: changed, Check: resource.ComposeAggregateTestCheckFunc(
			s.sent(), resource.TestCheckNoResourceAttr(line, "purchase.%"))},
		resource.TestStep{Config: with("purchase = {}"), ConfigPlanChecks: changed, Check: s.sent()},
		resource.TestStep{Config: with("purchase = { country_code = \"US\" }"), ConfigPlanChecks: planned(line, plancheck.ResourceActionNoop)},
		resource.TestStep{ // beside a change of another argument, too
			Config:           with("purchase = { country_code = \"US\" }\nactive = false"),
			ConfigPlanChecks: changed,
			Check:            s.sent(`PATCH /virtual_numbers/1001 {"active":false}`),
		},
	)
	s.mustHaveRented(t, 1)
}

// nothingUnknown checks that the plan leaves no attribute of a resource open.
type nothingUnknown string

func (address nothingUnknown) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if change.Address != string(address) {
			continue
		}
		if attributes, _ := change.Change.AfterUnknown.(map[string]any); strings.Contains(fmt.Sprint(attributes), "true") {
			resp.Error = fmt.Errorf("the plan leaves open %v", attributes)
		}
		return
	}
	resp.Error = fmt.Errorf("the plan does not name %s", address)
}
