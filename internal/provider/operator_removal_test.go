package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// When an operator leaves the configuration, Terraform decides in which order it deletes the operator and changes what named
// it. The pages of the resources say what comes of it; this is the proof, with create_before_destroy and without.
//
// An attachment without it whose operator has it is left out: Terraform 1.16.0 plans to destroy and create the attachment,
// creates it first nevertheless, and keeps the old one in state as a deposed object. The pages ask for it on both.
func TestAccOperator_removal(t *testing.T) {
	const createFirst = "lifecycle { create_before_destroy = true }"
	const leaving, staying, plain = "Ann", "Ben", "# no lifecycle"
	for name, test := range map[string]struct {
		operator, attachment string // their lifecycle; no attachment is the whole list
		before, after        []string
		history              string
		// deletedFirst tells that Terraform deletes the operator before the provider is asked to change the line.
		deletedFirst bool
	}{
		"one of two, create first":                      {createFirst, "", []string{leaving, staying}, []string{staying}, "[Ann Ben] [Ben]", false},
		"one of two":                                    {"", "", []string{leaving, staying}, []string{staying}, "[Ann Ben] [Ben]", true},
		"the only one, create first":                    {createFirst, "", []string{leaving}, []string{staying}, "[Ann] [Ann Ben] [Ben]", false},
		"the only one":                                  {"", "", []string{leaving}, []string{staying}, "[Ann] [] [Ben]", true},
		"attachment, create first":                      {createFirst, createFirst, []string{leaving}, []string{staying}, "[Ann] [Ann Ben] [Ben]", false},
		"attachment, create first for attachments only": {"", createFirst, []string{leaving}, []string{staying}, "[Ann] [Ann Ben] [Ben]", false},
		"attachment":                                    {"", plain, []string{leaving}, []string{staying}, "[Ann] [] [Ben]", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
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
					fmt.Fprintf(&text, "resource \"identitycall_operator\" %q {\n  name = %[1]q\n  phone_number = \"+1555555019%d\"\n  %s\n}\n", name, i, test.operator)
				}
				if test.attachment != "" {
					fmt.Fprintf(&text, "resource \"identitycall_virtual_number_operator\" \"line\" {\n  virtual_number_id = \"7\"\n  operator_id = identitycall_operator.%s.id\n  %s\n}\n", operators[0], test.attachment)
					return s.config(text.String())
				}
				fmt.Fprintf(&text, "resource \"identitycall_virtual_number_operators\" \"line\" {\n  virtual_number_id = \"7\"\n  operator_ids = [identitycall_operator.%s.id]\n}\n",
					strings.Join(operators, ".id, identitycall_operator."))
				return s.config(text.String())
			}
			var history [][]int64
			var writes []string
			run(t,
				resource.TestStep{Config: config(test.before...)},
				resource.TestStep{
					PreConfig: func() { learnNames(); s.ForgetRequests() },
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
				t.Errorf("the line had %s, wanted %s in the end", got, test.history)
			}
			deleted := slices.IndexFunc(writes, func(w string) bool { return strings.HasPrefix(w, "DELETE /operators/") })
			routed := slices.IndexFunc(writes, func(w string) bool { return strings.HasSuffix(w, "_operator") })
			if deleted < 0 || deletedFirst(deleted, routed) != test.deletedFirst {
				t.Errorf("deleted first: %t, wanted %t: %v", deletedFirst(deleted, routed), test.deletedFirst, writes)
			}
		})
	}
}

// deletedFirst compares two places in the log of requests; one that is negative never came.
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
