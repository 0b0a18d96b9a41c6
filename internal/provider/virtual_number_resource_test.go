package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const line = "identitycall_virtual_number.line"

func newServiceWithLine(t *testing.T) *service {
	s := newService(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Name: pointer("US Sales Line"), Active: true, Recording: true})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 9, PhoneNumber: "+442079460958", CountryCode: "GB"})
	return s
}

func TestAccVirtualNumber_adoptByID(t *testing.T) {
	s := newServiceWithLine(t)
	run(t,
		resource.TestStep{
			Config: s.config(`resource "identitycall_virtual_number" "line" {
				id        = "7"
				recording = false
			}`),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(`PATCH /virtual_numbers/7 {"recording":false}`),
				resource.TestCheckResourceAttr(line, "phone_number", "+15551234567"),
				resource.TestCheckResourceAttr(line, "name", "US Sales Line"),
				resource.TestCheckResourceAttr(line, "active", "true"),
				resource.TestCheckResourceAttr(line, "deletion_policy", "abandon"),
				resource.TestCheckResourceAttr(line, "country_code", "US"),
			),
		},
		resource.TestStep{
			Config: s.config(`resource "identitycall_virtual_number" "line" {
				id               = "7"
				recording        = false
				routing_strategy = "round_robin"
			}`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(line, plancheck.ResourceActionUpdate),
			}},
			Check: s.sent(`PATCH /virtual_numbers/7 {"routing_strategy":"round_robin"}`),
		},
		resource.TestStep{ // an argument that is taken away leaves the setting as it is
			Config: s.config(`resource "identitycall_virtual_number" "line" {
				id = "7"
			}`),
			Check: resource.ComposeAggregateTestCheckFunc(
				s.sent(),
				resource.TestCheckResourceAttr(line, "routing_strategy", "round_robin"),
			),
		},
	)
}
