package main

import (
	"slices"
	"strings"
	"testing"

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

Warning: Virtual number +15551234567 (id 7) is gone

─────────────────────────────────────────────────────────────────────────────

Saved the plan to: tfplan

To perform exactly these actions, run the following command to apply:
    tofu apply "tfplan"
`
	wanted := `  # identitycall_virtual_number.sales will be updated in-place
      ~ active = false -> true

Plan: 0 to add, 1 to change, 0 to destroy.

Warning: Virtual number +15551234567 (id 7) is gone`
	if got := essential(output); got != wanted {
		t.Errorf("got\n%s\nwanted\n%s", got, wanted)
	}
}

func TestUndisturbed(t *testing.T) {
	got := undisturbed([]string{"PATH=/bin", "TF_LOG=trace", "TF_CLI_ARGS=-json", "HOME=/root", "IDENTITYCALL_API_KEY=idc_x", "TOFU_X=1"})
	if wanted := []string{"PATH=/bin", "HOME=/root"}; !slices.Equal(got, wanted) {
		t.Errorf("got %q, wanted %q", got, wanted)
	}
}

func TestArgumentsPutFlagsBeforeTheFile(t *testing.T) {
	wanted := []string{"apply", "-input=false", "-no-color", "tfplan"}
	if got := apply.arguments(); !slices.Equal(got, wanted) {
		t.Errorf("got %q, wanted %q", got, wanted)
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
		"as told":           {command{exit: 2, says: []string{"is gone"}}, "it is\n  gone", 2, []sandbox.Request{read}, ""},
		"wrong exit code":   {command{}, "", 1, nil, "exit code is 1 and should be 0"},
		"not said":          {command{says: []string{"is gone"}}, "is there", 0, nil, `does not say "is gone"`},
		"not silent":        {command{silent: true}, "something", 0, nil, "should print nothing"},
		"sent":              {command{sends: []string{`PATCH /virtual_numbers/7 {"active":true}`}}, "", 0, []sandbox.Request{read, patch}, ""},
		"sent with a star":  {command{sends: []string{`POST /virtual_numbers/7/add_operator *`}}, "", 0, []sandbox.Request{attach}, ""},
		"sent too much":     {command{}, "", 0, []sandbox.Request{patch}, "(none)"},
		"sent too little":   {command{sends: []string{"PATCH *"}}, "", 0, []sandbox.Request{read}, "(none)"},
		"sent out of order": {command{sends: []string{"POST *", "PATCH *"}}, "", 0, []sandbox.Request{patch, attach}, "should be"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := test.command.check(test.output, test.exit, test.requests)
			switch {
			case test.problem == "" && err != nil:
				t.Errorf("got %v, wanted no problem", err)
			case test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)):
				t.Errorf("got %v, wanted %q", err, test.problem)
			}
		})
	}
}
