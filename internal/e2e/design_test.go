package e2e_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDesign_namesTests checks that the tests that DESIGN.md names exist.
func TestDesign_namesTests(t *testing.T) {
	design, err := os.ReadFile("../../DESIGN.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	err = filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		tests.Write(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(Test[A-Za-z_]+)(…?)`").FindAllStringSubmatch(string(design), -1)
	if len(named) == 0 {
		t.Error("DESIGN.md names no test")
	}
	for _, name := range named {
		function := "\nfunc " + name[1]
		if name[2] == "" {
			function += "("
		}
		if !strings.Contains(tests.String(), function) {
			t.Errorf("DESIGN.md names %s%s, which does not exist", name[1], name[2])
		}
	}
}
