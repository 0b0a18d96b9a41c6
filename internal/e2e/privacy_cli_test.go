package e2e_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// loggingWorkspace is a workspace in which everything is logged to one file.
type loggingWorkspace struct {
	*acctest.Workspace
	log string
}

// newLoggingWorkspace logs with TF_LOG_PROVIDER, for providers only, or with TF_LOG, for the CLI too.
func newLoggingWorkspace(t *testing.T, s *acctest.Service, logVariable string) *loggingWorkspace {
	t.Helper()
	w := &loggingWorkspace{Workspace: acctest.NewWorkspace(t, s), log: filepath.Join(t.TempDir(), "log")}
	w.Environment = append(w.Environment, apiKeyVariable+"="+markedKey, logVariable+"=TRACE", "TF_LOG_PATH="+w.log)
	return w
}

// succeeds runs a command that must succeed and show a text, and returns the screen.
func (w *loggingWorkspace) succeeds(wanted string, arguments ...string) string {
	w.T.Helper()
	screen := w.Must(arguments...)
	w.mustShow(screen, wanted)
	return screen
}

// fails runs a command that must fail and show a text.
func (w *loggingWorkspace) fails(wanted string, arguments ...string) {
	w.T.Helper()
	screen, code := w.Run(arguments...)
	if code == 0 {
		w.T.Fatalf("%v succeeded:\n%s", arguments, screen)
	}
	w.mustShow(screen, wanted)
}

func (w *loggingWorkspace) mustShow(screen, wanted string) {
	w.T.Helper()
	mustShow(w.T, screen, wanted)
	if strings.Contains(screen, markedKey) {
		w.T.Errorf("the screen shows the key:\n%s", screen)
	}
}

var (
	beginningOfLine = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\dT\S+ \[`)
	providersLine   = regexp.MustCompile(`^\S+ \[\w+\] +provider\.terraform-provider-identitycall\S*:`)
	exchangeLine    = regexp.MustCompile(`: IdentityCall API exchange: `)
)

// providerLines returns the lines of the provider's process.
func (w *loggingWorkspace) providerLines() []string {
	w.T.Helper()
	lines := slices.DeleteFunc(w.allLines(), func(line string) bool { return !providersLine.MatchString(line) })
	if len(lines) == 0 {
		w.T.Fatal("the provider wrote no line")
	}
	return lines
}

// allLines returns the lines of the log, each with its continuation lines.
func (w *loggingWorkspace) allLines() []string {
	w.T.Helper()
	content := mustRead(w.T, w.log)
	starts := beginningOfLine.FindAllStringIndex(content, -1)
	var lines []string
	for i, start := range starts {
		end := len(content)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		lines = append(lines, content[start[0]:end])
	}
	return lines
}

// loggedExchanges counts the exchanges in the log.
func loggedExchanges(lines []string) map[string]int {
	field := func(line, name string) string {
		match := regexp.MustCompile(` ` + name + `=(\S+)`).FindStringSubmatch(line)
		if match == nil {
			return "0"
		}
		return match[1]
	}
	counted := map[string]int{}
	for _, line := range lines {
		if exchangeLine.MatchString(line) {
			counted[exchange(field(line, "method"), field(line, "path"), field(line, "status"))]++
		}
	}
	return counted
}
