package provider

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// builtProvider is a directory with the provider as its users get it: a process of its own.
var builtProvider = sync.OnceValues(func() (string, error) {
	directory, err := os.MkdirTemp("", "identitycall-provider-")
	if err != nil {
		return "", err
	}
	output, err := exec.Command("go", "build", fmt.Sprintf("-race=%t", raced()), "-o", filepath.Join(directory, "terraform-provider-identitycall"), "../..").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cannot build the provider: %w\n%s", err, output)
	}
	return directory, nil
})

// workspace is a directory in which a test drives the CLI itself: for what plugin-testing does not show, such as warnings, a
// run that may fail, a saved plan, or an interrupt.
type workspace struct {
	t           *testing.T
	directory   string
	cli         string
	environment []string
}

func newWorkspace(t *testing.T, s *service) *workspace {
	t.Helper()
	cli := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") == "" || cli == "" {
		t.Skip("needs a CLI: TF_ACC and TF_ACC_TERRAFORM_PATH are not set")
	}
	plugins, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	w := &workspace{t: t, directory: t.TempDir(), cli: cli}
	w.write(".terraformrc", fmt.Sprintf("provider_installation {\n  dev_overrides { \"identitycall/identitycall\" = %q }\n  direct {}\n}\n", plugins))
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "IDENTITYCALL_") {
			w.environment = append(w.environment, variable)
		}
	}
	w.environment = append(w.environment,
		"TF_CLI_CONFIG_FILE="+filepath.Join(w.directory, ".terraformrc"), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1",
		"IDENTITYCALL_API_KEY="+sandbox.DefaultKey, "IDENTITYCALL_BASE_URL="+s.url)
	if raced() {
		w.watchRaces()
	}
	return w
}

func (w *workspace) write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.directory, name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// configure replaces the configuration.
func (w *workspace) configure(content string) {
	w.t.Helper()
	w.write("main.tf", "terraform {\n  required_providers {\n    identitycall = { source = \"identitycall/identitycall\" }\n  }\n}\n"+content)
}

// command prepares a run of the CLI that is killed when the test ends.
func (w *workspace) command(arguments ...string) *exec.Cmd {
	command := exec.CommandContext(w.t.Context(), w.cli, append(arguments, "-no-color")...)
	command.Dir, command.Env = w.directory, w.environment
	command.WaitDelay = 10 * time.Second
	return command
}

// run runs the CLI and returns what the screen shows, with its lines unwrapped, and its exit code.
func (w *workspace) run(arguments ...string) (string, int) {
	w.t.Helper()
	output, err := w.command(arguments...).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return screen(output), exit.ExitCode()
	case err != nil && !errors.Is(err, context.Canceled):
		w.t.Fatalf("%s: %v", strings.Join(arguments, " "), err)
	}
	return screen(output), 0
}

// must runs the CLI, fails the test unless it succeeds, and returns what the screen shows.
func (w *workspace) must(arguments ...string) string {
	w.t.Helper()
	output, code := w.run(arguments...)
	if code != 0 {
		w.t.Fatalf("%s ended with %d:\n%s", strings.Join(arguments, " "), code, output)
	}
	return output
}

// apply applies the configuration without a question.
func (w *workspace) apply(arguments ...string) (string, int) {
	w.t.Helper()
	return w.run(append([]string{"apply", "-auto-approve", "-input=false"}, arguments...)...)
}

// mustBeEmpty fails the test unless the plan is empty.
func (w *workspace) mustBeEmpty() {
	w.t.Helper()
	if output, code := w.run("plan", "-input=false", "-detailed-exitcode"); code != 0 {
		w.t.Fatalf("the plan is not empty:\n%s", output)
	}
}

// screen makes one line of what a CLI has wrapped and framed.
func screen(output []byte) string {
	text := strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(string(output))
	return strings.Join(strings.Fields(text), " ")
}
