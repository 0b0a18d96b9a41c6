package e2e_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var updateScreens = flag.Bool("update", false, "rewrite testdata/screens.golden from what the provider shows now")

// situation is a case in which the provider shows an error or a warning.
type situation struct {
	name string
	// config is planned, unless command is set.
	config  string
	command []string
	// before is applied first.
	before  string
	prepare func(*acctest.Workspace)
	// warns expects success, with the same warnings in plan and apply.
	warns bool
}

var (
	planJSON    = []string{"plan", "-json", "-input=false"}
	applyJSON   = []string{"apply", "-json", "-auto-approve", "-input=false"}
	destroyJSON = []string{"apply", "-destroy", "-json", "-auto-approve", "-input=false"}
	refreshJSON = []string{"apply", "-refresh-only", "-json", "-auto-approve", "-input=false"}
)

// TestAccScreens compares the diagnostics with a golden file, which shows them as a user reads them: what failed,
// where, the API's message, and the next step. CLIs frame errors differently, so the file contains only the texts of
// the provider and their positions. -update rewrites it.
func TestAccScreens(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	acctest.NewWorkspace(t, acctest.StartService(t)) // skips the test if there is no CLI
	screens := make([]string, len(situations))
	t.Run("situations", func(t *testing.T) {
		for i, s := range situations {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				screens[i] = "## " + s.name + "\n\n" + s.screen(t)
			})
		}
	})
	const golden = "testdata/screens.golden"
	got := strings.Join(screens, "\n")
	if *updateScreens {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(mustRead(t, golden), got); diff != "" {
		t.Errorf("the screen shows something else (-update rewrites %s; read it then):\n%s", golden, diff)
	}
}

// screen runs the situation and returns the diagnostics of the provider.
func (s situation) screen(t *testing.T) string {
	t.Helper()
	service := acctest.StartService(t)
	service.Populate()
	w := acctest.NewWorkspace(t, service)
	if s.before != "" {
		w.Configure(s.before)
		w.MustApply()
	}
	if s.prepare != nil {
		s.prepare(w)
	}
	if !strings.Contains(s.config, "provider ") {
		s.config = "provider \"identitycall\" {}\n" + s.config // otherwise the CLI adds its own message
	}
	w.Configure(s.config)
	command := s.command
	if command == nil {
		command = planJSON
	}
	if !s.warns {
		return strings.Join(s.shown(t, w, command), "\n")
	}
	plan := append([]string{"plan"}, command[1:]...)
	plan = withoutArgument(plan, "-auto-approve")
	planned := s.shown(t, w, plan)
	if command[0] == "apply" {
		if diff := cmp.Diff(planned, s.shown(t, w, command)); diff != "" {
			t.Errorf("the plan shows other warnings than the apply:\n%s", diff)
		}
	}
	return strings.Join(planned, "\n")
}

func withoutArgument(arguments []string, unwanted string) []string {
	var kept []string
	for _, argument := range arguments {
		if argument != unwanted {
			kept = append(kept, argument)
		}
	}
	return kept
}

// shown runs a command and returns the provider's diagnostics.
func (s situation) shown(t *testing.T, w *acctest.Workspace, command []string) []string {
	t.Helper()
	output, err := w.Command(command...).Output()
	if (err == nil) != s.warns {
		t.Errorf("%v ended with %v:\n%s", command, err, output)
	}
	texts := providerDiagnostics(t, output)
	if len(texts) == 0 {
		t.Errorf("%v shows nothing:\n%s", command, output)
	}
	return texts
}

// These differ between runs and between CLIs.
var (
	anyRegistry = regexp.MustCompile(`registry\.(terraform\.io|opentofu\.org)`)
	anyPort     = regexp.MustCompile(`127\.0\.0\.1:\d{2,}`)
	anyDuration = regexp.MustCompile(`\b(takes|ends in) (\d+h)?(\d+m)?\d+s`)
)

// providerDiagnostics returns the diagnostics of the provider in a CLI's JSON.
func providerDiagnostics(t *testing.T, output []byte) []string {
	t.Helper()
	var texts []string
	seen := map[string]bool{}
	for line := range bytes.Lines(output) {
		var entry struct {
			Diagnostic *struct {
				Severity, Summary, Detail, Address string
				Snippet                            *struct{ Code string }
			}
		}
		if err := json.Unmarshal(line, &entry); err != nil {
			t.Fatalf("no JSON: %s", line)
		}
		d := entry.Diagnostic
		if d == nil || strings.HasPrefix(d.Summary, "Provider development overrides") {
			continue
		}
		text := strings.ToUpper(d.Severity[:1]) + d.Severity[1:] + ": " + d.Summary + "\n"
		if d.Address != "" {
			text += "  with " + d.Address + "\n"
		}
		if d.Snippet != nil && d.Snippet.Code != "" {
			text += "  at   " + strings.TrimSpace(d.Snippet.Code) + "\n"
		}
		text += "\n" + d.Detail + "\n"
		text = anyRegistry.ReplaceAllString(text, "REGISTRY")
		text = anyPort.ReplaceAllString(text, "127.0.0.1:PORT")
		text = anyDuration.ReplaceAllString(text, "$1 SOME TIME")
		if !seen[text] { // Terraform plans again inside apply, and repeats a warning
			seen[text] = true
			texts = append(texts, text)
		}
	}
	return texts
}

// variable sets an environment variable.
func variable(name, value string) func(*acctest.Workspace) {
	return func(w *acctest.Workspace) { w.Environment = append(w.Environment, name+"="+value) }
}

// withKey makes the workspace use a key with these permissions.
func withKey(key sandbox.Key) func(*acctest.Workspace) {
	return func(w *acctest.Workspace) {
		key.Secret = "idc_another"
		w.Service.AddKey(key)
		variable(apiKeyVariable, key.Secret)(w)
	}
}

// everyResponse replaces all responses.
func everyResponse(reply sandbox.Reply) func(*acctest.Workspace) {
	return responsesTo("", "", reply)
}

func responsesTo(method, path string, reply sandbox.Reply) func(*acctest.Workspace) {
	return func(w *acctest.Workspace) {
		w.Service.Inject(sandbox.Fault{Method: method, Path: path, Times: -1, Reply: reply})
	}
}

var notFound = sandbox.Status(http.StatusNotFound, `{"error":"Resource not found"}`)

const (
	apiKeyVariable  = "IDENTITYCALL_API_KEY"
	baseURLVariable = "IDENTITYCALL_BASE_URL"
)

// fiftyObjects are resources of three kinds.
const fiftyObjects = `
resource "identitycall_operator" "team" {
  count        = 30
  name         = "Operator ${count.index}"
  phone_number = "+141555501${count.index + 10}"
}

resource "identitycall_virtual_number" "line" {
  for_each = toset(["7", "8", "9"])
  id       = each.key
}

resource "identitycall_project" "sales" {
  count    = 17
  name     = "Sales ${count.index}"
  language = "en"
}
`

// What stops a run costs one error and a few requests, whatever is in state. The CLI folds the warnings.
func TestAccOneCause(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := acctest.StartService(t)
	s.Populate()
	w := acctest.NewWorkspace(t, s)
	w.Configure(fiftyObjects)
	w.MustApply()
	before := w.Must("state", "pull")
	for _, test := range []struct {
		variable, value string
		want            string
		most            int // requests
	}{
		{apiKeyVariable, "idc_wrong", "The API rejects the key from the environment variable " + apiKeyVariable, 12},
		// Those in flight are followed by the lists of the three kinds, which show that not only the object is missing.
		{baseURLVariable, strings.TrimSuffix(s.URL, "/public"), "base_url is not the address of the API", 30},
	} {
		for _, command := range [][]string{
			{"plan", "-input=false", "-no-color"}, {"apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"},
		} {
			s.ClearRequests()
			run := w.Command(command...)
			run.Env = append(run.Env, test.variable+"="+test.value)
			output, err := run.CombinedOutput()
			text, lines := string(output), 0
			for line := range strings.Lines(text) {
				if strings.HasPrefix(line, "│") {
					lines++
				}
			}
			if err == nil || strings.Count(text, "Error: ") != 1 || !strings.Contains(text, "Error: "+test.want) ||
				!strings.Contains(text, "(and 48 more similar warnings elsewhere)") || lines > 35 {
				t.Errorf("%v printed %d lines and ended with %v:\n%s", command, lines, err, text)
			}
			if requests := s.Requests(); len(requests) > test.most {
				t.Errorf("%v sent %d requests", command, len(requests))
			}
			if after := w.Must("state", "pull"); after != before {
				t.Errorf("%v changed the state", command)
			}
		}
	}
}
