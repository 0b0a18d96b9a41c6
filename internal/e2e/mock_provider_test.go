package e2e_test

import (
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// A module can be tested with a mocked provider, which fills references to other resources with texts that are no IDs.
func TestAccProvider_mocked(t *testing.T) {
	acctest.Require(t, "1.7", "1.8")
	t.Parallel()
	s := acctest.StartService(t)
	w := acctest.NewWorkspace(t, s)
	w.Configure(`
		resource "identitycall_virtual_number_purchase" "p" { phone_number = "+15550001111" }
		resource "identitycall_virtual_number" "n" {
			id   = identitycall_virtual_number_purchase.p.id
			name = "Sales"
		}
		resource "identitycall_operator" "o" {
			name         = "Ann"
			phone_number = "+15555550112"
			lifecycle { create_before_destroy = true }
		}
		resource "identitycall_virtual_number_operators" "l" {
			virtual_number_id = identitycall_virtual_number.n.id
			operator_ids      = [identitycall_operator.o.id]
		}
		resource "identitycall_virtual_number_operator" "a" {
			virtual_number_id = "9"
			operator_id       = identitycall_operator.o.id
		}
		data "identitycall_virtual_number" "n" { id = identitycall_virtual_number.n.id }
		data "identitycall_operator" "o" { id = identitycall_operator.o.id }
		resource "identitycall_project" "p" {
			name     = "Support"
			language = "en"
		}`)
	w.Write("module.tftest.hcl", `
		mock_provider "identitycall" {}
		run "applies" {
			command = apply
			assert {
				condition     = identitycall_virtual_number.n.name == "Sales"
				error_message = "The name is another one."
			}
		}`)
	if screen := w.Must("test"); !acctest.Match("1 passed, 0 failed").MatchString(screen) {
		t.Errorf("the test shows\n%s", screen)
	}
	if len(s.Requests()) > 0 {
		t.Errorf("the test sent %v", s.Requests())
	}
}
