package acctest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
)

// StartService is NewService, closed when the test ends.
func StartService(t testing.TB) *Service {
	t.Helper()
	s := NewService()
	t.Cleanup(s.Close)
	return s
}

// MustSend fails the test unless exactly these writes have arrived since the last check.
func (s *Service) MustSend(t testing.TB, wanted ...string) {
	t.Helper()
	if err := s.CheckSent(wanted...); err != nil {
		t.Error(err)
	}
}

// Workspace is a CLI in a directory of a test. It tests what plugin-testing cannot: warnings, failing commands, saved
// plans, interrupts, the provider as a process.
type Workspace struct {
	*CLI
	T       testing.TB
	Service *Service
}

// cliPath names the CLI under test. The test is skipped if none is named.
func cliPath(t testing.TB) string {
	t.Helper()
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") == "" || path == "" {
		t.Skip("needs a CLI: TF_ACC and TF_ACC_TERRAFORM_PATH are not set")
	}
	return path
}

// NewWorkspace returns an empty workspace with the CLI that TF_ACC_TERRAFORM_PATH names.
func NewWorkspace(t testing.TB, s *Service) *Workspace {
	t.Helper()
	path := cliPath(t)
	plugins, err := testProvider()
	if err != nil {
		t.Fatal(err)
	}
	cli, err := NewCLI(path, t.TempDir(), plugins, s)
	if err != nil {
		t.Fatal(err)
	}
	return &Workspace{CLI: cli, T: t, Service: s}
}

// buildDirectory holds the providers for the tests of a package.
var buildDirectory string

var (
	testProvider = buildOnce("plain", "-race=false")
	raceProvider = buildOnce("race", "-race=true")
)

// buildOnce builds a provider when it is first needed, for all tests of a package.
func buildOnce(name, race string) func() (plugins string, err error) {
	return sync.OnceValues(func() (string, error) {
		if buildDirectory == "" {
			return "", errors.New("the package has no TestMain that calls acctest.Main")
		}
		plugins := filepath.Join(buildDirectory, name)
		return plugins, Build(context.Background(), plugins, "", race)
	})
}

// Main runs the tests and removes the providers that they built. TestMain of a package that uses Workspace calls it.
func Main(m *testing.M) {
	var err error
	if buildDirectory, err = os.MkdirTemp("", "identitycall-provider-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(buildDirectory)
	os.Exit(code)
}

// raceEnabled reports whether the test binary was built with -race.
var raceEnabled = sync.OnceValue(func() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
})

// WatchRaces makes later commands use a provider that is built with -race, if this test is, and fails the test when the
// provider's process reports a data race. Such a provider takes three times as long: it is for tests that run the most
// operations in one process, and for interrupts.
func (w *Workspace) WatchRaces() {
	w.T.Helper()
	if !raceEnabled() {
		return
	}
	plugins, err := raceProvider()
	if err != nil {
		w.T.Fatal(err)
	}
	if err := w.UseProvider(plugins); err != nil {
		w.T.Fatal(err)
	}
	// Not a directory with the test's name: GORACE ends a path at a comma.
	reports, err := os.MkdirTemp(buildDirectory, "races-")
	if err != nil {
		w.T.Fatal(err)
	}
	// A process that is built with -race sleeps for a second when it ends, unless GORACE disables that.
	w.Environment = append(w.Environment, "GORACE=atexit_sleep_ms=0 log_path="+filepath.Join(reports, "race"))
	w.T.Cleanup(func() {
		files, _ := filepath.Glob(filepath.Join(reports, "*"))
		for _, file := range files {
			content, _ := os.ReadFile(file) //nolint:gosec // a file of the test's own directory
			w.T.Errorf("a data race in the provider:\n%s", content)
		}
	})
}

// Configure replaces the configuration.
func (w *Workspace) Configure(content string) {
	w.T.Helper()
	if err := w.CLI.Configure(content); err != nil {
		w.T.Fatal(err)
	}
}

// Write writes a file into the directory.
func (w *Workspace) Write(name, content string) {
	w.T.Helper()
	if err := w.CLI.Write(name, content); err != nil {
		w.T.Fatal(err)
	}
}

// Command prepares a command that ends with the test.
func (w *Workspace) Command(arguments ...string) *exec.Cmd {
	return w.CLI.Command(w.T.Context(), withoutColor(arguments)...)
}

// Run runs a command and returns what the screen shows, with its lines joined, and the exit code.
func (w *Workspace) Run(arguments ...string) (string, int) {
	w.T.Helper()
	result, err := w.CLI.Run(w.T.Context(), withoutColor(arguments)...)
	if err != nil {
		w.T.Fatal(err)
	}
	return Screen(result.Output), result.ExitCode()
}

// withoutColor adds -no-color after the subcommand, where every CLI accepts it. The state commands do not have it.
func withoutColor(arguments []string) []string {
	if arguments[0] == "state" {
		return arguments
	}
	return slices.Insert(slices.Clone(arguments), 1, "-no-color")
}

// Must runs a command, fails the test unless it succeeds, and returns what the screen shows.
func (w *Workspace) Must(arguments ...string) string {
	w.T.Helper()
	screen, code := w.Run(arguments...)
	if code != 0 {
		w.T.Fatalf("%s ended with %d:\n%s", strings.Join(arguments, " "), code, screen)
	}
	return screen
}

// Apply applies the configuration, or a saved plan, without asking for approval.
func (w *Workspace) Apply(arguments ...string) (string, int) {
	w.T.Helper()
	return w.Run(append([]string{"apply", "-auto-approve", "-input=false"}, arguments...)...)
}

// MustApply fails the test unless the apply succeeds.
func (w *Workspace) MustApply(arguments ...string) string {
	w.T.Helper()
	return w.Must(append([]string{"apply", "-auto-approve", "-input=false"}, arguments...)...)
}

// Plan plans. The exit code is 0 without changes, 1 after an error and 2 with changes. With "-out=tfplan" among the
// arguments, Apply("tfplan") applies exactly this plan.
func (w *Workspace) Plan(arguments ...string) (string, int) {
	w.T.Helper()
	return w.Run(append([]string{"plan", "-input=false", "-detailed-exitcode"}, arguments...)...)
}

// MustHaveNoDiff fails the test unless the plan has no changes.
func (w *Workspace) MustHaveNoDiff() {
	w.T.Helper()
	if screen, code := w.Plan(); code != 0 {
		w.T.Fatalf("the plan is not empty:\n%s", screen)
	}
}

// cliVersion is the version line of the CLI under test.
var cliVersion = sync.OnceValues(func() (string, error) {
	cli := &CLI{Path: os.Getenv("TF_ACC_TERRAFORM_PATH"), Environment: withoutSettings(os.Environ())}
	return cli.Version(context.Background())
})

// IsOpenTofu reports whether the CLI under test is OpenTofu. Version numbers are not enough.
func IsOpenTofu(t testing.TB) bool {
	t.Helper()
	cliPath(t)
	line, err := cliVersion()
	if err != nil {
		t.Fatal(err)
	}
	return strings.HasPrefix(line, "OpenTofu ")
}

// Has reports whether the CLI under test is at least this Terraform or this OpenTofu, such as "1.14". An empty version
// stands for a CLI that does not have the feature at all.
func Has(t testing.TB, terraform, openTofu string) bool {
	t.Helper()
	minimum := terraform
	if IsOpenTofu(t) {
		minimum = openTofu
	}
	line, _ := cliVersion()
	_, number, _ := strings.Cut(line, " v")
	return minimum != "" && minor(number) >= minor(minimum)
}

// Require skips the test unless the CLI under test has a feature, as Has reports it.
func Require(t testing.TB, terraform, openTofu string) {
	t.Helper()
	if !Has(t, terraform, openTofu) {
		line, _ := cliVersion()
		t.Skipf("%s does not have this feature", line) // tools/acceptance.sh matches this text
	}
}

// minor orders versions by their first two numbers.
func minor(version string) int {
	var major, minor int
	_, _ = fmt.Sscanf(version, "%d.%d", &major, &minor)
	return major*1000 + minor
}

// Match returns a pattern for a text in the output of a CLI, however the CLI wraps it.
func Match(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile("(?s)" + strings.Join(words, `[\s│╷╵|]+`))
}

// Once skips a test in a short run (go test -short). It is for tests whose result is the same with every CLI: the gate
// runs them with one CLI, and uses -short for the others.
func Once(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("one CLI is enough") // tools/acceptance.sh matches this text
	}
}
