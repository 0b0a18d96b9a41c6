package e2e_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var writeState = flag.String("write-state", "", "write the state fixture of this `version`, with the CLI under test")

// accounts fill the account of each version's fixture: as it was before the apply that wrote the state, and as the
// apply left it. A fixture of a released version never changes.
var accounts = map[string]struct {
	before func(*sandbox.Sandbox)
	after  func(*sandbox.Sandbox)
}{
	"0.1.0": {
		before: func(account *sandbox.Sandbox) {
			account.Populate()
			account.AddInventory(sandbox.InventoryEntry{
				PhoneNumber: "+15550004444", CountryCode: "US", NumberType: "local", UpfrontCost: "1.00", MonthlyCost: "2.50",
				NumberID: 31,
			})
		},
		after: func(account *sandbox.Sandbox) {
			account.Populate()
			account.AddOperator(sandbox.Operator{
				ID: 1001, Name: "Greta Hall", PhoneNumber: "+15555550199", Email: pointer("greta@example.com"), Active: true,
			})
			account.EditVirtualNumber(7, func(number *sandbox.VirtualNumber) {
				number.Name, number.Recording, number.RoutingStrategy = pointer("Sales"), false, "round_robin"
				number.Operators = []int64{1001, 12}
			})
			account.EditVirtualNumber(9, func(number *sandbox.VirtualNumber) { number.Active = true })
			account.AddVirtualNumber(sandbox.VirtualNumber{
				ID: 31, PhoneNumber: "+15550004444", Name: pointer("Office"), Active: true, Recording: true,
				Operators: []int64{1001},
			})
			account.AddProject(sandbox.Project{
				ID: 1002, Name: "Support", Language: "en", Description: pointer("Calls about orders"), Industry: pointer("Retail"),
				TranscriptionHints: pointer("IdentityCall"), SummaryLanguage: pointer("de"),
				LongPauseThresholdSeconds: pointer(int64(5)),
				RetentionDays:             pointer(int64(90)), QualityBaselineEnabled: true, QualityBaselinePct: pointer(33.3),
			})
		},
	},
}

const (
	stateFile = "terraform.tfstate"
	// fixture is the name under which a state is kept: git ignores the names of states.
	fixture = "state.json"
)

// The state that each version wrote is read by the current provider, and produces no diff.
func TestAccState_ofEachVersion(t *testing.T) {
	directories, err := filepath.Glob(filepath.Join("testdata", "state", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, directory := range directories {
		version := filepath.Base(directory)
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			fill, ok := accounts[version]
			if !ok {
				t.Fatalf("%s has no account", version)
			}
			if *writeState == version {
				writeFixture(t, directory, fill.before)
			}
			service := acctest.StartService(t)
			fill.after(service.Sandbox)
			w := acctest.NewWorkspace(t, service)
			w.Write("main.tf", readFile(t, directory, "main.tf"))
			state := readFile(t, directory, fixture)
			if acctest.IsOpenTofu(t) {
				state = strings.ReplaceAll(state, "registry.terraform.io", "registry.opentofu.org")
			}
			w.Write(stateFile, state)
			w.MustHaveNoDiff()
			w.MustApply("-refresh-only") // saves the state as the current provider reads it
			w.MustHaveNoDiff()
			service.MustSend(t)
		})
	}
	if len(directories) != len(accounts) {
		t.Errorf("there are %d fixtures and %d accounts", len(directories), len(accounts))
	}
}

// writeFixture applies a fixture's configuration and keeps the state.
func writeFixture(t *testing.T, directory string, before func(*sandbox.Sandbox)) {
	t.Helper()
	service := acctest.StartService(t)
	before(service.Sandbox)
	w := acctest.NewWorkspace(t, service)
	w.Write("main.tf", readFile(t, directory, "main.tf"))
	w.MustApply()
	content, err := os.ReadFile(filepath.Join(w.Directory, stateFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, fixture), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, directory, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(directory, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
