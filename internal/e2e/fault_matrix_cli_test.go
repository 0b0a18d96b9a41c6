package e2e_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// sampledResource is a resource of the sample with a real CLI, with one fault for each operation.
type sampledResource struct {
	kind, importID string
	// named is in the messages about the resource that Terraform shows without an address.
	named string
	// arguments are those of each version; the first is created.
	arguments [2]string
	// faults has, by operation, the request that fails and the row of the matrix.
	faults map[string]sampledFault
}

type sampledFault struct {
	target
	column, row string
}

var sampledResources = []sampledResource{
	{
		kind: typeOperator, importID: "1001", named: "/operators",
		arguments: [2]string{
			"name = \"Matrix\"\n  phone_number = \"+15555550119\"",
			"name = \"Matrix 2\"\n  phone_number = \"+15555550119\"",
		},
		faults: map[string]sampledFault{
			"create": {target{method: "POST", path: pathOperators}, "create", "502 page after"},
			"read":   {target{method: "GET", path: pathOperators}, "lookup", "503"},
			"update": {target{method: "PATCH", path: "/operators/*"}, "change", "422 one"},
			"delete": {target{method: "DELETE", path: "/operators/*"}, "delete", "404"},
			"import": {target{method: "GET", path: pathOperators}, "lookup", "malformed"},
		},
	},
	{
		kind: typeProject, importID: "1002", named: "/projects/1002",
		arguments: [2]string{"name = \"Matrix\"\n  language = \"en\"", "name = \"Matrix 2\"\n  language = \"en\""},
		faults: map[string]sampledFault{
			"create": {target{method: "POST", path: pathProjects}, "create", "reset"},
			"read":   {target{method: "GET", path: "/projects/*"}, "read", "reset"},
			"update": {target{method: "PATCH", path: "/projects/*"}, "change", "500 after"},
			"delete": {target{method: "DELETE", path: "/projects/*"}, "delete", "403"},
			"import": {target{method: "GET", path: "/projects/*"}, "import", "404"},
		},
	},
	{
		kind: typeNumber, importID: "100", named: "/virtual_numbers/100",
		arguments: [2]string{"id = \"100\"\n  name = \"v1\"", "id = \"100\"\n  name = \"v2\""},
		faults: map[string]sampledFault{
			"create": {target{method: "PATCH", path: pathNumber}, "change", "403 page"},
			"read":   {target{method: "GET", path: pathNumber}, "read", "404 page"},
			"update": {target{method: "PATCH", path: pathNumber}, "change", "truncated after"},
			"import": {target{method: "GET", path: pathNumber}, "import", "429 bare"},
		},
	},
	{
		kind: typePurchase, importID: "200", named: "/virtual_numbers/200",
		arguments: [2]string{
			"phone_number = \"" + matrixForSale + "\"",
			"phone_number = \"+1 (555) 555-0200\"\n  monthly_cost = \"1\"",
		},
		faults: map[string]sampledFault{
			"create": {target{method: "POST", path: pathPurchase}, "create", "504"},
			"read":   {target{method: "GET", path: pathPurchased}, "read", "404 page"},
			"import": {target{method: "GET", path: pathPurchased}, "import", "502"},
		},
	},
	{
		kind: typeList, importID: "101", named: "/virtual_numbers/101",
		arguments: [2]string{
			"virtual_number_id = \"101\"\n  operator_ids = [\"1\"]",
			"virtual_number_id = \"101\"\n  operator_ids = [\"1\", \"2\"]",
		},
		faults: map[string]sampledFault{
			"create": {target{method: "DELETE", path: "/virtual_numbers/101/remove_operator"}, "delete", "redirect"},
			"read":   {target{method: "GET", path: "/virtual_numbers/101"}, "read", "malformed"},
			"update": {target{method: "POST", path: pathAttach101}, "change", "404"},
			"import": {target{method: "GET", path: "/virtual_numbers/101"}, "import", "404 page"},
		},
	},
	{
		kind: typeAttachment, importID: "102/1", named: "/virtual_numbers/102",
		arguments: [2]string{
			"virtual_number_id = \"102\"\n  operator_id = \"1\"",
			"virtual_number_id = \"102\"\n  operator_id = \"2\"",
		},
		faults: map[string]sampledFault{
			"create": {target{method: "POST", path: "/virtual_numbers/102/add_operator"}, "change", "shortened after"},
			"read":   {target{method: "GET", path: "/virtual_numbers/102"}, "read", "422 several"},
			"update": {target{method: "DELETE", path: "/virtual_numbers/102/remove_operator"}, "delete", "403 page"},
			"delete": {target{method: "DELETE", path: "/virtual_numbers/102/remove_operator"}, "delete", "500"},
			"import": {target{method: "GET", path: "/virtual_numbers/102"}, "import", "reset"},
		},
	},
}

// TestAccFaultMatrix_sample runs a sample of the matrix with a real CLI, and checks the screen and the state. The
// faults of all resources are injected into the same command.
func TestAccFaultMatrix_sample(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := acctest.StartService(t)
	fillMatrixAccount(s)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 102, PhoneNumber: "+15555550102", Active: true, Operators: []int64{3}})
	rows := map[string]matrixRow{}
	for _, row := range matrixRows(t) {
		rows[row.name] = row
	}
	w := acctest.NewWorkspace(t, s)
	configure := func(version int, extra func(sampledResource) string) {
		configuration := "provider \"identitycall\" {\n  max_retries = 1\n}\n"
		for _, r := range sampledResources {
			configuration += extra(r)
			if version >= 0 {
				configuration += resource(r.kind, "x", r.arguments[version])
			}
		}
		w.Configure(configuration)
	}
	nothing := func(sampledResource) string { return "" }
	imports := func(r sampledResource) string {
		return fmt.Sprintf("import {\n  to = %s.x\n  id = %q\n}\n", r.kind, r.importID)
	}
	// runWithFaults runs a command with the fault of each resource, and checks its diagnostics and the objects in state.
	runWithFaults := func(operation string, arguments []string, before, after bool) {
		s.ClearFaults()
		s.ClearRequests()
		for _, r := range sampledResources {
			if f, ok := r.faults[operation]; ok {
				s.Inject(rows[f.row].faultFor(f.target, f.column))
			}
		}
		shown := diagnosticsOf(w, arguments...)
		state, err := readState(w.Directory)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range sampledResources {
			f, ok := r.faults[operation]
			if !ok {
				f = sampledFault{column: "lookup", row: "503"} // no fault
			}
			address := r.kind + ".x"
			row, d := rows[f.row], shown[address]
			outcome := row.outcomes[f.column]
			if err := row.checkDiagnostics(d.errors, d.warnings, outcome); err != nil {
				t.Errorf("%s, %s of %s: %s", operation, f.row, r.kind, err)
			}
			delete(shown, address)
			want := before
			if outcome == "ok" {
				want = after
			}
			if _, got := state[address]; got != want {
				t.Errorf("%s, %s of %s: in state %t, want %t", operation, f.row, r.kind, got, want)
			}
		}
		for address, rest := range shown {
			if len(rest.errors) > 0 {
				t.Errorf("%s: an error belongs to no resource: %s %q", operation, address, rest.errors)
			}
		}
		if t.Failed() {
			t.Fatalf("requests: %v", s.Requests())
		}
		s.ClearFaults()
	}
	apply := []string{"apply", "-auto-approve", "-input=false"}

	configure(0, nothing)
	runWithFaults("create", apply, false, true)
	w.MustApply()
	w.MustHaveNoDiff()
	runWithFaults("read", append(apply, "-refresh-only"), true, true)
	configure(1, nothing)
	runWithFaults("update", apply, true, true)
	w.MustApply()
	w.MustHaveNoDiff()
	configure(-1, nothing)
	runWithFaults("delete", apply, true, false)
	w.MustApply()
	w.MustHaveNoDiff()
	mustHaveCreatedOnce(t, s)

	// The deleted objects are added again, for the import.
	s.AddOperator(sandbox.Operator{ID: 1001, Name: "Matrix", PhoneNumber: operatorPhone0, Active: true})
	s.AddProject(sandbox.Project{ID: 1002, Name: "Matrix", Language: "en"})
	s.EditVirtualNumber(102, func(n *sandbox.VirtualNumber) { n.Operators = []int64{1} })
	configure(0, imports)
	runWithFaults("import", apply, false, false)
	w.MustApply()
	w.MustHaveNoDiff()
	mustHaveCreatedOnce(t, s)
}

// diagnostics are the errors and warnings of one resource.
type diagnostics struct{ errors, warnings []string }

// diagnosticsOf runs a command with -json and returns its diagnostics by address.
func diagnosticsOf(w *acctest.Workspace, arguments ...string) map[string]diagnostics {
	w.T.Helper()
	output, err := w.Command(append(arguments, "-json")...).Output()
	if len(output) == 0 {
		w.T.Fatal(err)
	}
	shown := map[string]diagnostics{}
	for line := range strings.Lines(string(output)) {
		var message struct {
			Diagnostic *struct{ Severity, Summary, Detail, Address string }
		}
		if json.Unmarshal([]byte(line), &message) != nil || message.Diagnostic == nil {
			continue
		}
		d := message.Diagnostic
		text := d.Summary + ": " + d.Detail
		for _, forbidden := range forbiddenTexts {
			if strings.Contains(text, forbidden) {
				w.T.Errorf("a diagnostic that must never be shown: %s", text)
			}
		}
		for _, r := range sampledResources { // a destroy and an import have no address
			if d.Address == "" && (strings.Contains(text, r.named) || strings.Contains(text, r.kind+".x")) {
				d.Address = r.kind + ".x"
			}
		}
		at := shown[d.Address]
		if d.Severity == "error" {
			at.errors = append(at.errors, text)
		} else {
			at.warnings = append(at.warnings, text)
		}
		shown[d.Address] = at
	}
	return shown
}

// forbiddenTexts lists texts that must never be shown.
var forbiddenTexts = []string{
	"inconsistent", "Provider produced", "panic", "Plugin did not respond", "plugin crashed", "Missing Resource Identity",
	sandbox.DefaultKey,
}
