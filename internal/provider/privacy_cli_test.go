package provider

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// loggingCLI runs the CLI under test with the provider's real binary, and everything logged to one file.
type loggingCLI struct {
	path, directory, log string
	environment          []string
}

// newLoggingCLI logs with TF_LOG_PROVIDER, which is for providers alone, or with TF_LOG, which is for the CLI as well.
func newLoggingCLI(t *testing.T, plugins, baseURL, logVariable string) *loggingCLI {
	t.Helper()
	scratch := t.TempDir()
	configuration := filepath.Join(scratch, "cli.tfrc")
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"identitycall/identitycall\" = %q\n  }\n  direct {}\n}\n", plugins)
	if err := os.WriteFile(configuration, []byte(overrides), 0o600); err != nil {
		t.Fatal(err)
	}
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if path == "" {
		path = "terraform"
	}
	cli := &loggingCLI{path: path, directory: filepath.Join(scratch, "work"), log: filepath.Join(scratch, "log")}
	if err := os.Mkdir(cli.directory, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "TF_") && !strings.HasPrefix(entry, "IDENTITYCALL_") {
			cli.environment = append(cli.environment, entry)
		}
	}
	cli.environment = append(cli.environment, "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+configuration,
		apiKeyVariable+"="+markedKey, baseURLVariable+"="+baseURL, logVariable+"=TRACE", "TF_LOG_PATH="+cli.log)
	return cli
}

func (c *loggingCLI) configure(t *testing.T, configuration string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(c.directory, "main.tf"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
}

// mustRun returns what the CLI prints, after it has succeeded and said what is wanted.
func (c *loggingCLI) mustRun(t *testing.T, wanted string, arguments ...string) string {
	t.Helper()
	output, err := c.run(arguments...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	c.mustSay(t, output, wanted)
	return output
}

// mustFail checks that the CLI ends with an error that says what is wanted, and does not say the key.
func (c *loggingCLI) mustFail(t *testing.T, wanted string, arguments ...string) {
	t.Helper()
	output, err := c.run(arguments...)
	if err == nil {
		t.Fatalf("%v succeeded:\n%s", arguments, output)
	}
	c.mustSay(t, output, wanted)
}

func (c *loggingCLI) mustSay(t *testing.T, output, wanted string) {
	t.Helper()
	if !says(wanted).MatchString(output) {
		t.Errorf("the CLI does not say %q:\n%s", wanted, output)
	}
	if strings.Contains(output, markedKey) {
		t.Errorf("the CLI says the key:\n%s", output)
	}
}

func (c *loggingCLI) run(arguments ...string) (string, error) {
	command := exec.Command(c.path, append(arguments[:1:1], append([]string{"-no-color"}, arguments[1:]...)...)...)
	command.Dir, command.Env = c.directory, c.environment
	output, err := command.CombinedOutput()
	return string(output), err
}

var (
	beginningOfLine = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\dT\S+ \[`)
	providersLine   = regexp.MustCompile(`^\S+ \[\w+\] +provider\.terraform-provider-identitycall\S*:`)
	exchangeLine    = regexp.MustCompile(`: IdentityCall API exchange: `)
)

// providerLines are the lines that the provider's process wrote.
func (c *loggingCLI) providerLines(t *testing.T) []string {
	t.Helper()
	lines := slices.DeleteFunc(c.allLines(t), func(line string) bool { return !providersLine.MatchString(line) })
	if len(lines) == 0 {
		t.Fatal("the provider wrote no line")
	}
	return lines
}

// allLines are the lines of the log, each with those that continue it.
func (c *loggingCLI) allLines(t *testing.T) []string {
	t.Helper()
	content := mustRead(t, c.log)
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

// loggedExchanges counts the exchanges that the log tells of.
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
