package provider

import (
	"fmt"
	"regexp"
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
// deleted. Without it, the only operator of a number is not deleted until another apply has attached somebody else.
func TestAccOperator_removal(t *testing.T) {
	const createFirst = "lifecycle { create_before_destroy = true }"
	ann, ben, both := []string{"Ann"}, []string{"Ben"}, []string{"Ann", "Ben"}
	for name, test := range map[string]struct {
		lifecycle     string
		isList        bool
		before, after []string
		history       string
		// deletedFirst is true if Terraform deletes the operator before it updates the number.
		deletedFirst, isRefused bool
	}{
		"list, one of two, create first":   {createFirst, true, both, ben, "[Ann Ben] [Ben]", false, false},
		"list, one of two":                 {"", true, both, ben, "[Ann Ben] [Ben]", true, false},
		"list, the only one, create first": {createFirst, true, ann, ben, "[Ann] [Ann Ben] [Ben]", false, false},
		"list, the only one":               {"", true, ann, ben, "[Ann] [Ann Ben] [Ben]", false, true},
		"attachment, create first":         {createFirst, false, ann, ben, "[Ann] [Ann Ben] [Ben]", false, false},
		"attachment":                       {"", false, ann, ben, "[Ann] [Ann Ben] [Ben]", false, true},
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
			config := func(operators, attached []string) string {
				var text strings.Builder
				for _, name := range operators {
					fmt.Fprintf(&text, "resource \"identitycall_operator\" %q {\n  name = %[1]q\n  phone_number = "+
						"\"+1555555019%d\"\n  %s\n}\n", name, strings.Index("AB", name[:1]), test.lifecycle)
				}
				kind, argument, value := "virtual_number_operator", "operator_id", "identitycall_operator."+attached[0]+".id"
				if test.isList {
					kind, argument = "virtual_number_operators", "operator_ids"
					value = "[identitycall_operator." + strings.Join(attached, ".id, identitycall_operator.") + ".id]"
				}
				fmt.Fprintf(&text, "resource \"identitycall_%s\" \"line\" {\n  virtual_number_id = \"7\"\n  %s = %s\n}\n",
					kind, argument, value)
				return s.Config(text.String())
			}
			steps := []resource.TestStep{{Config: config(test.before, test.before)}}
			if test.isRefused {
				refused := regexp.MustCompile(`Operator Ann \(ID 1001\) is the only operator of`)
				steps = append(steps, resource.TestStep{Config: config(test.after, test.after), ExpectError: refused},
					resource.TestStep{Config: config(both, test.after)})
			}
			steps = append(steps, resource.TestStep{Config: config(test.after, test.after)})
			steps[1].PreConfig = func() { learnNames(); s.ClearRequests() }
			var writes []string
			steps[len(steps)-1].Check = func(*terraform.State) error {
				learnNames()
				for _, request := range s.Requests() {
					writes = append(writes, request.Method+" "+request.Path)
				}
				if got := named(s.RoutingHistory(7), names); !strings.HasSuffix(got, test.history) {
					t.Errorf("the number had %s, want %s at the end", got, test.history)
				}
				s.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Active = false }) // so that the test can destroy
				return nil
			}
			run(t, steps...)
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
