package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	largeAccountSize   = 30
	largeAccountRouted = 24 // numbers with operators
)

// newLargeAccount returns an account with 30 numbers (IDs from 101), operators (from 201) and projects (from 301), with
// and without optional settings, and with names that need care in a configuration.
func newLargeAccount(t *testing.T) *acctest.Service {
	t.Helper()
	awkward := []string{
		`Anna "Nan" O'Neill`, `Zoë Müller-Łukasz`, `${Bill} the 2nd`, `%{if true}Cara%{endif}`, `back\slash \n`, "two\nlines",
		"tab\there", `日本 太郎 📞`, `$${escaped}`, `<<EOT`, `# no comment`, "no-break\u00a0space", " spaces around ",
		`{"json":[1]}`, // Terraform generates jsonencode(…), so spaces between the tokens would show as a change
	}
	name := func(kind string, i int) string {
		if i <= len(awkward) {
			return awkward[i-1]
		}
		return fmt.Sprintf("%s %02d", kind, i)
	}
	// every returns a value for each object whose number n divides, and nil for the others.
	every := func(n, i int, value string) *string {
		if i%n != 0 {
			return nil
		}
		return &value
	}
	strategies := []string{"priority", "round_robin", "simultaneous"}

	s := acctest.StartService(t)
	for i := 1; i <= largeAccountSize; i++ {
		operator := sandbox.Operator{
			ID: int64(200 + i), Name: name("Operator", i), PhoneNumber: fmt.Sprintf("+1555555%04d", i),
			Email: every(2, i, fmt.Sprintf("operator.%d@example.com", i)), Active: i%5 != 0,
		}
		project := sandbox.Project{
			ID: int64(300 + i), Name: name("Project", i), Language: "en",
			Description: every(
				2,
				i,
				name("Description", i),
			), Industry: every(3, i, "Retail"), TranscriptionHints: every(5, i, "IdentityCall, \"e164\"\n${x}"),
			GoalLanguage: every(4, i, "de"), QualityBaselineEnabled: i%2 == 0, RecordingsCount: int64(i),
		}
		if i%3 == 0 {
			project.RetentionDays, project.QualityBaselinePct = pointer(int64(i)), pointer(float64(i)+0.125)
		}
		if i%4 == 0 {
			project.LongPauseThresholdSeconds = pointer(int64(i))
		}
		number := sandbox.VirtualNumber{
			ID: int64(100 + i), PhoneNumber: fmt.Sprintf("+1555123%04d", i), Active: i%2 == 0, Recording: i%3 == 0,
			RoutingStrategy: strategies[i%3], AIReceptionistEnabled: i%7 == 0,
		}
		if i%6 != 0 {
			number.Name = pointer(name("Line", i))
		}
		for n := range i % 5 { // 0 to 4 operators, not in the order of their IDs
			number.Operators = append(number.Operators, int64(200+(i*7+n*11)%largeAccountSize+1))
		}
		s.AddOperator(operator)
		s.AddProject(project)
		s.AddVirtualNumber(number)
	}
	// A blank text cannot be configured, so it counts as not set.
	s.EditVirtualNumber(115, func(n *sandbox.VirtualNumber) { n.Name = pointer("") })
	s.EditVirtualNumber(116, func(n *sandbox.VirtualNumber) { n.Name = pointer(" ") })
	s.EditProject(315, func(p *sandbox.Project) { p.Description, p.GoalLanguage = pointer(""), pointer("") })
	s.EditProject(316, func(p *sandbox.Project) { p.Description, p.Industry = pointer("\n"), pointer(" ") })
	s.EditOperator(215, func(o *sandbox.Operator) { o.Email = pointer("") })
	return s
}

// TestAccBulkImport_query queries an account and imports the generated configuration. Nothing changes.
func TestAccBulkImport_query(t *testing.T) {
	t.Parallel()
	acctest.Require(t, "1.14", "")
	s := newLargeAccount(t)
	w := acctest.NewWorkspace(t, s)
	w.Configure("provider \"identitycall\" {}\n")
	w.Write("account.tfquery.hcl", guideBlock(t, `list "identitycall_virtual_number_operators" "all"`))
	query := []string{"query", "-generate-config-out=generated.tf"}

	// An error in the middle of a list is shown, and does not affect other lists.
	s.Inject(
		sandbox.Fault{
			Method: "GET",
			Path:   "/virtual_numbers/103",
			Times:  -1,
			Reply:  sandbox.Status(403, `{"error":"Not yours"}`),
		},
	)
	output, code := w.Run(query...)
	if code != 1 {
		t.Errorf("a query with an error ended with %d", code)
	}
	mustShow(t, output, "Zoë Müller-Łukasz (+15555550002)", "Cannot read virtual number +15551230003 (ID 103)",
		"Not yours")
	s.ClearFaults()
	if err := os.Remove(filepath.Join(w.Directory, "generated.tf")); err != nil { // the results of the other lists
		t.Error(err)
	}

	mustShow(t, w.Must(query...), "Operators of Zoë Müller-Łukasz (+15551230002)")
	mustImport(w, 3*largeAccountSize+largeAccountRouted)
	s.MustSend(t)
}

// importEach imports an account without a query. The resources get their arguments from data sources, so that any
// difference shows as a change.
const importEach = `
data "identitycall_operators" "all" {}

data "identitycall_projects" "all" {}

data "identitycall_project" "each" {
  for_each = toset(data.identitycall_projects.all.projects[*].id)
  id       = each.key
}

data "identitycall_virtual_numbers" "all" {}

data "identitycall_virtual_number" "each" {
  for_each = toset(data.identitycall_virtual_numbers.all.virtual_numbers[*].id)
  id       = each.key
}

locals {
  operators = { for operator in data.identitycall_operators.all.operators : operator.id => operator }
  routing = {
    for id, number in data.identitycall_virtual_number.each : id => number.operators[*].id
    if length(number.operators) > 0
  }
}

resource "identitycall_operator" "all" {
  for_each     = local.operators
  name         = each.value.name
  phone_number = each.value.phone_number
  email        = each.value.email
  active       = each.value.active
}

resource "identitycall_project" "all" {
  for_each                     = data.identitycall_project.each
  name                         = each.value.name
  language                     = each.value.language
  description                  = each.value.description
  industry                     = each.value.industry
  transcription_hints          = each.value.transcription_hints
  goal_language                = each.value.goal_language
  summary_language             = each.value.summary_language
  long_pause_threshold_seconds = each.value.long_pause_threshold_seconds
  retention_days               = each.value.retention_days
  quality_baseline_enabled     = each.value.quality_baseline_enabled
  quality_baseline_pct         = each.value.quality_baseline_pct
}

resource "identitycall_virtual_number" "all" {
  for_each         = data.identitycall_virtual_number.each
  phone_number     = each.value.phone_number
  name             = each.value.name
  active           = each.value.active
  recording        = each.value.recording
  routing_strategy = each.value.routing_strategy
}

resource "identitycall_virtual_number_operators" "all" {
  for_each          = local.routing
  virtual_number_id = each.key
  operator_ids      = each.value
}

import {
  for_each = local.operators
  to       = identitycall_operator.all[each.key]
  id       = each.key
}

import {
  for_each = data.identitycall_project.each
  to       = identitycall_project.all[each.key]
  id       = each.key
}

import {
  for_each = data.identitycall_virtual_number.each
  to       = identitycall_virtual_number.all[each.key]
  id       = each.value.phone_number
}

import {
  for_each = local.routing
  to       = identitycall_virtual_number_operators.all[each.key]
  id       = each.key
}
`

// guideBlock returns the block of the guide that contains a text, so that the test runs the documented configuration.
func guideBlock(t *testing.T, text string) string {
	t.Helper()
	for i, part := range strings.Split(mustRead(t, "../../templates/guides/importing.md"), "\n```") {
		if block, isTerraform := strings.CutPrefix(part, "terraform\n"); i%2 == 1 && isTerraform &&
			strings.Contains(block, text) {
			return block + "\n"
		}
	}
	t.Fatalf("the guide has no block with %s", text)
	return ""
}

// TestAccBulkImport_generated imports without a query: the CLI writes the configuration for import blocks.
func TestAccBulkImport_generated(t *testing.T) {
	t.Parallel()
	s := newLargeAccount(t)
	w := acctest.NewWorkspace(t, s)
	w.Configure("provider \"identitycall\" {}\n")
	var imports strings.Builder
	add := func(resource string, id int64) {
		fmt.Fprintf(&imports, "import {\n  to = %s.id_%d\n  id = \"%d\"\n}\n", resource, id, id)
	}
	for i := int64(1); i <= largeAccountSize; i++ {
		add(typeNumber, 100+i)
		if number, _ := s.VirtualNumber(100 + i); len(number.Operators) > 0 {
			add(typeList, 100+i)
		}
		add(typeOperator, 200+i)
		add(typeProject, 300+i)
	}
	w.Write("imports.tf", imports.String())
	if acctest.Has(t, "1.14", "") { // a bug of Terraform 1.16.2: it looks for another provider by default
		w.Write("imports.tf", strings.ReplaceAll(imports.String(), "  to =", "  provider = identitycall\n  to ="))
	}
	resources := fmt.Sprintf("%d to import, 0 to add, 0 to change, 0 to destroy.", 3*largeAccountSize+largeAccountRouted)
	mustShow(t, w.Must("plan", "-generate-config-out=generated.tf"), resources)
	w.Write("imports.tf", imports.String())
	mustShow(t, w.Must("apply", "-auto-approve", "-input=false"), resources)
	if err := os.Remove(filepath.Join(w.Directory, "imports.tf")); err != nil {
		t.Fatal(err)
	}
	w.MustHaveNoDiff()
	s.MustSend(t)
}

// TestAccBulkImport_importeach imports with import blocks that have a for_each over what a data source lists.
func TestAccBulkImport_importeach(t *testing.T) {
	t.Parallel()
	s := newLargeAccount(t)
	acctest.Once(t)
	acctest.Require(t, "1.7", "1.7")
	w := acctest.NewWorkspace(t, s)
	w.Configure("provider \"identitycall\" {}\n" + importEach)
	mustImport(w, 3*largeAccountSize+largeAccountRouted)
	s.MustSend(t)

	// The example of the guide manages no setting, and changes nothing.
	s = newLargeAccount(t)
	w = acctest.NewWorkspace(t, s)
	w.Configure("provider \"identitycall\" {}\n" + guideBlock(t, "to       = identitycall_virtual_number.all[each.key]"))
	mustImport(w, largeAccountSize)
}

// mustImport applies the configuration and fails the test unless that imports this number of resources and does nothing
// else.
func mustImport(w *acctest.Workspace, resources int) {
	w.T.Helper()
	mustShow(w.T, w.Must("plan", "-input=false", "-out=tfplan"),
		fmt.Sprintf("Plan: %d to import, 0 to add, 0 to change, 0 to destroy.", resources))
	mustShow(w.T, w.Must("apply", "tfplan"),
		fmt.Sprintf("Resources: %d imported, 0 added, 0 changed, 0 destroyed.", resources))
	w.MustHaveNoDiff()
}
