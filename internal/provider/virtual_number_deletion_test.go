package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestAccVirtualNumber_deactivate(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{Config: s.lineConfig(`
			id              = "7"
			deletion_policy = "deactivate"`)},
		resource.TestStep{ // half of a replacement that takes the same number again asks the API for nothing
			Taint:            []string{line},
			Config:           s.lineConfig("id = \"7\"\ndeletion_policy = \"deactivate\""),
			ConfigPlanChecks: planned(line, plancheck.ResourceActionReplace),
			Check:            s.sent(),
		},
		resource.TestStep{ // by another number it is a destroy like any other
			Config: s.lineConfig("id = \"9\"\ndeletion_policy = \"deactivate\""),
			Check:  s.sent(`PATCH /virtual_numbers/7 {"active":false}`),
		},
	)
	s.mustSend(t, `PATCH /virtual_numbers/9 {"active":false}`)
}

func TestAccVirtualNumber_replacedByItself(t *testing.T) {
	for name, config := range map[string]string{
		"by id":                              `id = "7"`,
		"by phone number":                    `phone_number = "+1 555 123 4567"`,
		"by id, created first":               "id = \"7\"\nlifecycle { create_before_destroy = true }",
		"by phone number, created first":     "phone_number = \"+1 555 123 4567\"\nlifecycle { create_before_destroy = true }",
		"by phone number, with prevent":      "phone_number = \"+1 555 123 4567\"\ndeletion_policy = \"prevent\"",
		"by id, created first, with prevent": "id = \"7\"\ndeletion_policy = \"prevent\"\nlifecycle { create_before_destroy = true }",
	} {
		t.Run(name, func(t *testing.T) {
			s := newServiceWithLine(t)
			config := s.lineConfig("active = true\n" + config)
			run(t,
				resource.TestStep{Config: config, Check: s.sent(`PATCH /virtual_numbers/7 {"active":true}`)},
				resource.TestStep{
					Taint:            []string{line},
					Config:           config,
					ConfigPlanChecks: planned(line, plancheck.ResourceActionReplace),
					Check:            s.sent(`PATCH /virtual_numbers/7 {"active":true}`),
				},
				// The policy that is left in state must not keep the test from ending.
				resource.TestStep{Config: s.lineConfig("id = \"7\"\ndeletion_policy = \"abandon\"")},
			)
		})
	}
}

func TestAccVirtualNumber_prevent(t *testing.T) {
	s := newServiceWithLine(t)
	config := s.lineConfig("id = \"7\"\ndeletion_policy = \"prevent\"")
	refused := says("Virtual number +15551234567 (id 7) must not be destroyed or replaced")
	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{Config: config, Destroy: true, ExpectError: refused},
		resource.TestStep{Config: s.lineConfig("id = \"9\"\ndeletion_policy = \"prevent\""), PlanOnly: true, ExpectError: refused},
		resource.TestStep{Config: s.lineConfig("phone_number = \"+44 20 7946 0958\""), PlanOnly: true, ExpectError: refused},
		resource.TestStep{ // planning cannot see that it replaces something: Delete refuses
			Taint:       []string{line},
			Config:      s.lineConfig("id = \"9\"\ndeletion_policy = \"prevent\""),
			ExpectError: says("terraform untaint"),
		},
		resource.TestStep{Config: s.lineConfig("id = \"7\"")},
	)
	s.mustSend(t)
}

func TestAccVirtualNumber_deletedWhenGone(t *testing.T) {
	s := newServiceWithLine(t)
	config := s.lineConfig("id = \"7\"\ndeletion_policy = \"deactivate\"")
	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				s.Inject(sandbox.Fault{Method: "PATCH", Times: 1, Reply: sandbox.Status(404, `{"error":"Resource not found"}`)})
			},
			Config:  config,
			Destroy: true,
		},
	)
}

func TestAccVirtualNumber_replacementByMismatchedPair(t *testing.T) {
	s := newServiceWithLine(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 10, PhoneNumber: "+15550001010"})
	run(t,
		resource.TestStep{Config: s.lineConfig("id = \"7\"\ndeletion_policy = \"deactivate\"")},
		resource.TestStep{
			Config:      s.lineConfig("id = \"9\"\nphone_number = \"+15550001010\"\ndeletion_policy = \"abandon\""),
			ExpectError: says("id and phone_number name two different numbers"),
			Check:       s.sent(),
		},
		resource.TestStep{Config: s.lineConfig("id = \"7\"\ndeletion_policy = \"abandon\"")},
	)
	s.mustSend(t)
}
