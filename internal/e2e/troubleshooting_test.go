package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTroubleshooting_quotesMessages checks that each message in the tables of the guide is one of the provider. "…"
// stands for any text.
func TestTroubleshooting_quotesMessages(t *testing.T) {
	guide := read(t, "../../templates/guides/troubleshooting.md")
	messages := read(t, "testdata/screens.golden")
	for _, directory := range []string{"provider", "identitycall"} {
		files, err := filepath.Glob("../" + directory + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				messages += read(t, file)
			}
		}
	}
	messages = regexp.MustCompile(`" ?\+\s+"`).ReplaceAllString(messages, "") // a text of several lines
	quoted := regexp.MustCompile("`([^`]+)`")
	rows := 0
	for _, row := range regexp.MustCompile(`(?m)^\| (.*?) \| .*\| .*\| .*\|$`).FindAllStringSubmatch(guide, -1) {
		for _, message := range quoted.FindAllStringSubmatch(row[1], -1) {
			rows++
			for part := range strings.SplitSeq(message[1], "…") {
				if !strings.Contains(messages, strings.TrimSpace(part)) {
					t.Errorf("the provider has no message with %q: correct the table", part)
				}
			}
		}
	}
	if rows < 30 {
		t.Errorf("found only %d messages in the tables", rows)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
