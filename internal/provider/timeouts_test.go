package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Each operation, and each lookup while planning, fails at once if a wait would outlast its timeout. The error
// contains the reason of the wait.
func TestTimeouts_eachOperation(t *testing.T) {
	const waits = "…429 Too Many Requests…1h"
	later := sandbox.Status(429, `{"error":"Rate limit exceeded"}`, "Retry-After", "3600")
	short := func(operation string, config arguments) arguments {
		limited := arguments{"timeouts": arguments{operation: "2s"}}
		for name, value := range config {
			limited[name] = value
		}
		return limited
	}
	operatorConfig := arguments{"name": "Operator", "phone_number": "+15555550111"}
	projectConfig := arguments{"name": "Support", "language": "en"}
	for name, test := range map[string]struct {
		kind, id                 string // of the existing object; empty for a create
		config                   arguments
		operation                string
		warning, planned, failed string
	}{
		"create operator": {"operator", "", operatorConfig, "create", "", "", "Cannot create operator"},
		"update operator": {"operator", "11", arguments{"name": "Ann", "phone_number": "+15555550111"}, "update", "", "",
			"Cannot update operator"},
		"create project": {"project", "", projectConfig, "create", "", "", "Cannot create project"},
		"update project": {"project", "3", arguments{"name": "Help", "language": "en"}, "update", "", "",
			"Cannot update project"},
		"adopt": {"virtual_number", "", arguments{"id": "7", "name": "Sales"}, "create", "", "",
			"Cannot adopt virtual number 7"},
		"update number": {"virtual_number", "7", arguments{"id": "7", "name": "Sales"}, "update", "", "",
			"Cannot update virtual number"},
		"lookup": {"virtual_number", "", arguments{"phone_number": "+15551234567"}, "read", "", "Cannot look up " +
			"+15551234567", ""},
		"replacement": {"virtual_number", "7", arguments{"id": "9"}, "read", "", "Cannot adopt virtual number 9", ""},
		"purchase": {"virtual_number_purchase", "", arguments{"phone_number": offered}, "create", "", "",
			"Cannot purchase +15550001111"},
		"purchase lookup": {"virtual_number_purchase", "", arguments{"phone_number": offered}, "read", "Applying may " +
			"purchase +15550001111", "", ""},
		"list": {"virtual_number_operators", "", listOf("12"), "create", "", "", "Cannot manage the operators of virtual " +
			"number +15551234567 (ID 7)"},
		"list, update": {"virtual_number_operators", "7", listOf("12"), "update", "", "", "Cannot manage the operators of " +
			"virtual number +15551234567 (ID 7)"},
		"list lookup": {"virtual_number_operators", "", listOf("12"), "read", "The current operators of virtual number 7 " +
			"are not known", "", ""},
		"attach": {"virtual_number_operator", "", attachmentOf("12"), "create", "", "", "Cannot attach operator Operator " +
			"(ID 12)"},
		"attach another": {"virtual_number_operator", "7/11", attachmentOf("12"), "update", "", "", "Cannot attach " +
			"operator Operator (ID 12)"},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			a.AddProject(sandbox.Project{ID: 3, Name: "Support", Language: "en"})
			addInventory(a.Service)
			var state *object
			if test.id != "" {
				var diags acctest.Diagnostics
				state, diags = a.Import(test.kind, test.id)
				mustMatch(t, diags.Errors())
			}
			r := a.Start()
			config := short(test.operation, test.config)
			limitRate := func() { a.ClearRequests(); a.Inject(sandbox.Fault{Times: -1, Reply: later}) }
			started := time.Now()
			if test.failed == "" {
				limitRate()
				p := r.Plan(test.kind, state, config)
				mustMatchIf(t, p.Errors, test.planned, waits)
				mustMatchIf(t, lastOf(p.Warnings), test.warning, waits)
			} else {
				p := r.Plan(test.kind, state, config)
				mustMatch(t, p.Errors)
				limitRate()
				_, diags := r.ApplyPlanned(p)
				mustMatchIf(t, diags.Errors(), test.failed, waits)
			}
			if took := time.Since(started); took > 2*time.Second {
				t.Errorf("took %s", took)
			}
			if len(a.Requests()) > 1 {
				t.Errorf("sent %v", a.Requests())
			}
		})
	}
}

func lastOf(lines []string) []string { return lines[max(len(lines)-1, 0):] }

// mustMatchIf is mustMatch for one line, or for none if it is empty.
func mustMatchIf(t *testing.T, lines []string, wanted, more string) {
	t.Helper()
	switch {
	case wanted == "" && len(lines) > 0 && strings.Contains(lines[0], "429"):
		t.Errorf("got %v", lines)
	case wanted != "":
		mustMatch(t, lines, wanted+more)
	}
}

// A destroy and a refresh use the timeouts in state.
func TestTimeouts_destroyAndRead(t *testing.T) {
	later := sandbox.Status(429, `{"error":"Rate limit exceeded"}`, "Retry-After", "3600")
	for _, test := range []struct {
		kind     string
		config   arguments
		destroys bool
	}{
		{"operator", arguments{"name": "Ann", "phone_number": "+15555550117"}, true},
		{"project", arguments{"name": "Help", "language": "en"}, true},
		{"virtual_number_operator", attachmentOf("12"), true},
		{"virtual_number", arguments{"id": "7"}, false},
		{"virtual_number_purchase", arguments{"phone_number": "+15551234567"}, false},
		{"virtual_number_operators", listOf("11"), false},
	} {
		t.Run(test.kind, func(t *testing.T) {
			a := accountWithNumbers(t, 11)
			test.config["timeouts"] = arguments{"read": "2s", "delete": "2s"}
			state := a.MustApply(test.kind, nil, test.config)
			r := a.Start()
			p := r.Plan(test.kind, state, nil)
			mustMatch(t, p.Errors)
			a.Inject(sandbox.Fault{Times: -1, Reply: later})
			started := time.Now()
			after, diags := r.Refresh(test.kind, state)
			mustMatch(t, diags.Errors(), "429 Too Many Requests")
			if after == nil || !after.Value.Equal(state.Value) {
				t.Error("state was not kept")
			}
			// In separate runs, since a pause that the API asks for affects the whole run.
			if planned := a.Plan(test.kind, state, nil); test.kind == "project" { // whose plan counts its recordings
				mustMatch(t, planned.Errors, "429 Too Many Requests")
			} else {
				mustMatch(t, planned.Errors)
			}
			_, diags = a.Start().ApplyPlanned(p)
			if test.destroys {
				mustMatch(t, diags.Errors(), "429 Too Many Requests")
			} else {
				mustMatch(t, diags.Errors())
			}
			if took := time.Since(started); took > 4*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}
