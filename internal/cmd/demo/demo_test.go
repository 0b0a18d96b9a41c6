package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestEssential(t *testing.T) {
	output := `
Warning: Provider development overrides are in effect

The following provider development overrides are set in the CLI
configuration:
 - identitycall/identitycall in /tmp/plugins

The behavior may therefore not match any released version of the provider and
applying changes may cause the state to become incompatible with published
releases.

OpenTofu used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  ~ update in-place

OpenTofu will perform the following actions:

  # identitycall_virtual_number.sales will be updated in-place
      ~ active = false -> true

Plan: 0 to add, 1 to change, 0 to destroy.

Warning: Virtual number +15551234567 (ID 7) was removed from state

─────────────────────────────────────────────────────────────────────────────

Saved the plan to: tfplan

To perform exactly these actions, run the following command to apply:
    tofu apply "tfplan"
`
	want := `  # identitycall_virtual_number.sales will be updated in-place
      ~ active = false -> true

Plan: 0 to add, 1 to change, 0 to destroy.

Warning: Virtual number +15551234567 (ID 7) was removed from state`
	if got := essential(output); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestArgumentsPutFlagsBeforeTheFile(t *testing.T) {
	want := []string{"apply", "-input=false", "-no-color", "tfplan"}
	if got := apply.arguments(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCheck(t *testing.T) {
	patch := sandbox.Request{Method: "PATCH", Path: "/virtual_numbers/7", Body: `{"active":true}`}
	read := sandbox.Request{Method: "GET", Path: "/virtual_numbers/7"}
	attach := sandbox.Request{Method: "POST", Path: "/virtual_numbers/7/add_operator", Body: `{"operator_id":1001}`}
	tests := map[string]struct {
		command  command
		output   string
		exit     int
		requests []sandbox.Request
		problem  string
	}{
		"as described": {
			command{exit: 2, prints: []string{"was removed from state"}}, "7 was removed │\n│ from state", 2,
			[]sandbox.Request{read}, "",
		},
		"wrong exit code": {
			command{}, "", 1, nil, "exit code is 1, want 0",
		},
		"not printed": {
			command{prints: []string{"was removed from state"}}, "nothing happened", 0, nil,
			`does not print "was removed from state"`,
		},
		"not silent": {
			command{silent: true}, "something", 0, nil, "want nothing",
		},
		"sent": {
			command{sends: []string{`PATCH /virtual_numbers/7 {"active":true}`}}, "", 0, []sandbox.Request{read, patch}, "",
		},
		"sent, with a star": {
			command{sends: []string{`POST /virtual_numbers/7/add_operator *`}}, "", 0, []sandbox.Request{attach}, "",
		},
		"sent too much": {
			command{}, "", 0, []sandbox.Request{patch}, "(none)",
		},
		"sent too little": {
			command{sends: []string{"PATCH *"}}, "", 0, []sandbox.Request{read}, "(none)",
		},
		"sent at the same time": {
			command{sends: []string{"PATCH *", "POST *"}, concurrent: true}, "", 0, []sandbox.Request{attach, patch}, "",
		},
		"sent out of order": {
			command{sends: []string{"POST *", "PATCH *"}}, "", 0, []sandbox.Request{patch, attach}, "want",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := test.command.check(test.output, test.exit, test.requests)
			switch {
			case test.problem == "" && err != nil:
				t.Errorf("got %v, want no problem", err)
			case test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)):
				t.Errorf("got %v, want %q", err, test.problem)
			}
		})
	}
}

func TestCheckRouting(t *testing.T) {
	for name, test := range map[string]struct {
		removed int64 // is detached and then attached again
		want    []string
		problem string
	}{
		"as described":               {22, []string{"Alice Carter", "Eva Frank"}, ""},
		"other operators at the end": {22, []string{"Eva Frank", "Alice Carter"}, "want"},
		"without an operator":        {12, []string{"Alice Carter"}, "without an operator"},
	} {
		t.Run(name, func(t *testing.T) {
			service := acctest.NewService()
			defer service.Close()
			service.Populate()
			p := newPlayer(nil, service, "terraform")
			p.names = map[int64]string{12: "Alice Carter", 22: "Eva Frank"}
			number := map[int64]int64{22: supportLine, 12: salesLine}[test.removed]
			before, _ := service.VirtualNumber(number)
			service.EditVirtualNumber(number, func(n *sandbox.VirtualNumber) {
				n.Operators = slices.DeleteFunc(slices.Clone(n.Operators), func(id int64) bool { return id == test.removed })
			})
			service.EditVirtualNumber(number, func(n *sandbox.VirtualNumber) { n.Operators = before.Operators })
			err := p.checkRouting(number, test.want)
			if (err == nil) != (test.problem == "") || (err != nil && !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("got %v, want %q", err, test.problem)
			}
		})
	}
}
