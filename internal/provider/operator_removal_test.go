package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// If an operator is removed from the configuration, Terraform decides whether it first deletes the operator or updates
// the resource that refers to it. With create_before_destroy on the operator, another operator is attached before it is
// deleted.
func TestAccOperator_removal(t *testing.T) {
	const createFirst = "lifecycle { create_before_destroy = true }"
	const leaving, staying = "Ann", "Ben"
	for name, test := range map[string]struct {
		lifecycle     string
		isList        bool
		before, after []string
		history       string
		// deletedFirst is true if Terraform deletes the operator before it updates the number.
		deletedFirst bool
	}{
		"list, one of two, create first": {createFirst, true, []string{leaving, staying}, []string{staying},
			"[Ann Ben] [Ben]", false},
		"list, one of two": {"", true, []string{leaving, staying}, []string{staying}, "[Ann Ben] [Ben]",
			true},
		"list, the only one, create first": {createFirst, true, []string{leaving}, []string{staying},
			"[Ann] [Ann Ben] [Ben]", false},
		"list, the only one": {"", true, []string{leaving}, []string{staying}, "[Ann] [] [Ben]", true},
		"attachment, create first": {createFirst, false, []string{leaving}, []string{staying}, "[Ann] [Ann Ben] " +
			"[Ben]", false},
		"attachment": {"", false, []string{leaving}, []string{staying}, "[Ann] [] [Ben]", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := acctest.StartService(t)
			s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true})
			names := map[int64]string{}
			learnNames := func() {
				for _, operator := range s.Operators() {
					names[operator.ID] = operator.Name
				}
			}
			config := func(operators ...string) string {
				var text strings.Builder
				for i, name := range operators {
					fmt.Fprintf(
						&text,
						"resource \"identitycall_operator\" %q {\n  name = %[1]q\n  phone_number = \"+1555555019%d\"\n  %s\n}\n",
						name,
						i,
						test.lifecycle,
					)
				}
				if !test.isList {
					fmt.Fprintf(
						&text,
						"resource \"identitycall_virtual_number_operator\" \"line\" {\n  virtual_number_id = \"7\"\n  operator_id = "+
							"identitycall_operator.%s.id\n}\n",
						operators[0],
					)
					return s.Config(text.String())
				}
				fmt.Fprintf(
					&text,
					"resource \"identitycall_virtual_number_operators\" \"line\" {\n  virtual_number_id = \"7\"\n  operator_ids "+
						"= [identitycall_operator.%s.id]\n}\n",
					strings.Join(operators, ".id, identitycall_operator."),
				)
				return s.Config(text.String())
			}
			var history [][]int64
			var writes []string
			run(t,
				resource.TestStep{Config: config(test.before...)},
				resource.TestStep{
					PreConfig: func() { learnNames(); s.ClearRequests() },
					Config:    config(test.after...),
					Check: func(*terraform.State) error {
						learnNames()
						history = s.RoutingHistory(7)
						for _, request := range s.Requests() {
							writes = append(writes, request.Method+" "+request.Path)
						}
						return nil
					},
				},
			)
			if got := named(history, names); !strings.HasSuffix(got, test.history) {
				t.Errorf("the number had %s, want %s at the end", got, test.history)
			}
			deleted := slices.IndexFunc(writes, func(w string) bool { return strings.HasPrefix(w, "DELETE /operators/") })
			routed := slices.IndexFunc(writes, func(w string) bool { return strings.HasSuffix(w, "_operator") })
			if deleted < 0 || deletedFirst(deleted, routed) != test.deletedFirst {
				t.Errorf("deleted first: %t, want %t: %v", deletedFirst(deleted, routed), test.deletedFirst, writes)
			}
		})
	}
}

// deletedFirst compares two positions in the request log; a negative one means that there is no such request.
func deletedFirst(deleted, routed int) bool { return routed < 0 || deleted < routed }

func named(history [][]int64, names map[int64]string) string {
	var lists []string
	for _, operators := range history {
		var list []string
		for _, id := range operators {
			list = append(list, names[id])
		}
		lists = append(lists, fmt.Sprint(list))
	}
	return strings.Join(lists, " ")
}
