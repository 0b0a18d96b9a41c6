package provider

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

var updateScreens = flag.Bool("update", false, "rewrite testdata/screens.golden from what the provider says now")

// mistake is something that goes wrong for a user.
type mistake struct {
	name   string
	config string
	// before applies a configuration first, for what can only go wrong later.
	before  string
	prepare func(*service, *workspace)
	// command is plan, unless it says otherwise.
	command []string
}

const (
	projectThree = "resource \"identitycall_project\" \"sales\" {\n  name     = \"Sales\"\n  language = \"en\"\n}\n"
	protected    = "resource \"identitycall_virtual_number\" \"line\" {\n  id              = \"7\"\n  deletion_policy = \"prevent\"\n}\n"
)

// mistakes are the likeliest ones, in the order in which a person comes across them.
var mistakes = []mistake{
	{name: "no key", config: adopts(`id = "7"`), prepare: variable(apiKeyVariable, "")},
	{name: "a key with its quotes", config: adopts(`id = "7"`), prepare: variable(apiKeyVariable, `"idc_quoted"`)},
	{name: "a wrong or expired key", config: adopts(`id = "7"`) + allNumbers, prepare: variable(apiKeyVariable, "idc_wrong")},
	{name: "a key that may not read", config: allNumbers, prepare: withKey(sandbox.Key{Write: true})},
	{name: "a key that may not write", config: adopts(`id = "7"`, `name = "Sales"`), prepare: withKey(sandbox.Key{Read: true}), command: applyJSON},
	{name: "a key that may not delete", before: projectThree, prepare: withKey(sandbox.Key{Read: true, Write: true}), command: applyJSON},
	{name: "a number of another project", config: adopts(`id = "8"`), prepare: withKey(sandbox.Key{Read: true, Write: true, ProjectID: 3}), command: applyJSON},
	{name: "a typo in an id", config: adopts(`id = "7O"`)},
	{name: "an id that does not exist", config: adopts(`id = "70"`, `name = "Sales"`), command: applyJSON},
	{name: "a phone number without its plus", config: adopts(`phone_number = "(555) 123-4567"`)},
	{name: "a phone number that the account does not have", config: adopts(`phone_number = "+1 555 123 4576"`)},
	{name: "id and phone_number of two numbers", config: adopts(`id = "7"`, `phone_number = "+15557654321"`), command: applyJSON},
	{name: "a number that is no longer for rent", config: adopts(`phone_number = "+15550009999"`, `purchase = {}`), command: applyJSON},
	{name: "a routing strategy that does not exist", config: adopts(`id = "7"`, `routing_strategy = "roundrobin"`)},
	{name: "plain http", config: adopts(`id = "7"`), prepare: variable(baseURLVariable, "http://api.identitycall.test/api/v1/public")},
	{name: "offline", config: "provider \"identitycall\" {\n  max_retries = 1\n}\n" + allNumbers, prepare: variable(baseURLVariable, "http://127.0.0.1:1")},
	{name: "a base URL without its path", config: allNumbers, prepare: everyAnswer(sandbox.Status(http.StatusNotFound, `{"error":"Resource not found"}`))},
	{name: "a web site in place of the API", config: allNumbers, prepare: everyAnswer(sandbox.Status(200, "<html><body>Please log in</body></html>"))},
	{name: "a page of a gateway", config: "provider \"identitycall\" {\n  max_retries = 1\n}\n" + allNumbers, prepare: everyAnswer(sandbox.HTML(http.StatusBadGateway))},
	{name: "a redirect to a login page", config: allNumbers, prepare: everyAnswer(sandbox.Redirect("https://login.example.com/"))},
	{
		name: "a rate limit that outlasts the time-out", config: adopts(`id = "7"`, `timeouts = { create = "5s" }`),
		prepare: everyAnswer(sandbox.Status(http.StatusTooManyRequests, `{"error":"Rate limit exceeded"}`, "Retry-After", "60")), command: applyJSON,
	},
	{
		name: "two values that the service refuses", config: projectThree,
		prepare: onPosts(sandbox.Status(http.StatusUnprocessableEntity, `{"errors":["Language is not included in the list","Name has already been taken"]}`)), command: applyJSON,
	},
	{
		name: "an answer to a purchase that is lost", config: adopts(`phone_number = "+15550001111"`, `purchase = {}`),
		prepare: onPosts(sandbox.Reset()), command: applyJSON,
	},
	{name: "an operator out of reach", config: listed("99"), command: applyJSON},
	{name: "an operator listed twice", config: listed("12", "12")},
	{name: "a project that is not empty", before: projectThree, prepare: recordSomething, command: destroyJSON},
	{name: "a number that must not be destroyed", before: protected, command: destroyJSON},
	{name: "nonsense as an import id", config: adopts(`id = "7"`) + imports("sales-line")},
	{name: "a phone number without its plus as an import id", config: adopts(`id = "7"`) + imports("1 555 123 4567")},
}

var (
	applyJSON   = []string{"apply", "-json", "-auto-approve", "-input=false"}
	destroyJSON = []string{"apply", "-destroy", "-json", "-auto-approve", "-input=false"}
)

// adopts is a number with these arguments.
func adopts(arguments ...string) string {
	return "resource \"identitycall_virtual_number\" \"line\" {\n  " + strings.Join(arguments, "\n  ") + "\n}\n"
}

func listed(operators ...string) string {
	return fmt.Sprintf("resource \"identitycall_virtual_number_operators\" \"line\" {\n  virtual_number_id = \"7\"\n  operator_ids      = [\"%s\"]\n}\n", strings.Join(operators, `", "`))
}

func imports(id string) string {
	return fmt.Sprintf("import {\n  to = identitycall_virtual_number.line\n  id = %q\n}\n", id)
}

func variable(name, value string) func(*service, *workspace) {
	return func(_ *service, w *workspace) { w.environment = append(w.environment, name+"="+value) }
}

func withKey(key sandbox.Key) func(*service, *workspace) {
	return func(s *service, w *workspace) {
		key.Secret = "idc_another"
		s.AddKey(key)
		variable(apiKeyVariable, key.Secret)(s, w)
	}
}

func everyAnswer(reply sandbox.Reply) func(*service, *workspace) {
	return func(s *service, _ *workspace) { s.Inject(sandbox.Fault{Times: -1, Reply: reply}) }
}

func onPosts(reply sandbox.Reply) func(*service, *workspace) {
	return func(s *service, _ *workspace) { s.Inject(sandbox.Fault{Method: "POST", Times: -1, Reply: reply}) }
}

func recordSomething(s *service, _ *workspace) {
	for _, project := range s.Projects() {
		s.EditProject(project.ID, func(p *sandbox.Project) { p.RecordingsCount = 17 })
	}
}

// What the screen shows for a mistake is kept in a file, to be read aloud: a tired person must know what is wrong, where, in the
// service's own words, and what to do next. The CLIs frame errors in their own ways, so the file holds what ours say and where
// they point. -update rewrites it.
func TestAccScreens(t *testing.T) {
	t.Parallel()
	newWorkspace(t, newService(t)) // skips the test where there is no CLI
	screens := make([]string, len(mistakes))
	t.Run("mistakes", func(t *testing.T) {
		for i, m := range mistakes {
			t.Run(m.name, func(t *testing.T) {
				t.Parallel()
				screens[i] = "## " + m.name + "\n\n" + m.screen(t)
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
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the screen shows something else (-update rewrites %s; read it then):\n%s", golden, diff)
	}
}

// screen makes the mistake and returns what the provider says to it.
func (m mistake) screen(t *testing.T) string {
	t.Helper()
	s := newService(t)
	s.Populate()
	w := newWorkspace(t, s)
	if m.before != "" {
		w.configure(m.before)
		w.must(applying...)
	}
	if m.prepare != nil {
		m.prepare(s, w)
	}
	if !strings.Contains(m.config, "provider ") {
		m.config = "provider \"identitycall\" {}\n" + m.config // else the CLI has words of its own about that
	}
	w.configure(m.config)
	command := m.command
	if command == nil {
		command = []string{"plan", "-json", "-input=false"}
	}
	output, err := w.command(command...).Output()
	if err == nil {
		t.Errorf("succeeded:\n%s", output)
	}
	texts := ourDiagnostics(t, output)
	if len(texts) == 0 {
		t.Errorf("nothing is said:\n%s", output)
	}
	return strings.Join(texts, "\n")
}

// These differ from run to run, and from CLI to CLI.
var (
	anyRegistry = regexp.MustCompile(`registry\.(terraform\.io|opentofu\.org)`)
	anyPort     = regexp.MustCompile(`127\.0\.0\.1:\d{2,}`)
	anyDuration = regexp.MustCompile(`\b(takes|ends in) (\d+h)?(\d+m)?\d+s`)
)

// ourDiagnostics takes what the provider says out of a CLI's JSON.
func ourDiagnostics(t *testing.T, output []byte) []string {
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
		if !seen[text] { // Terraform plans once more inside apply, and says a warning again
			seen[text] = true
			texts = append(texts, text)
		}
	}
	return texts
}
