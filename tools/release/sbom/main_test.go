package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every module is listed, with the one that replaces it, and the same binary gives the same bytes.
func TestNewBOM(t *testing.T) {
	info := &debug.BuildInfo{
		GoVersion: "go1.26.8", Main: debug.Module{Path: "example.com/own"},
		Deps: []*debug.Module{
			{Path: "example.com/b", Version: "v2.0.0+incompatible", Sum: "h1:b="},
			{Path: "example.com/a", Version: "v1.0.0", Replace: &debug.Module{Path: "example.com/fork", Version: "v1.0.1", Sum: "h1:f="}},
		},
	}
	made := newBOM(info, "0.1.0", time.Unix(0, 0).UTC())
	var urls []string
	for _, c := range made["components"].([]object) {
		urls = append(urls, c["purl"].(string))
	}
	want := []string{
		"pkg:golang/example.com/b@v2.0.0%2Bincompatible", "pkg:golang/example.com/fork@v1.0.1", "pkg:golang/std@1.26.8",
	}
	if !slices.Equal(urls, want) {
		t.Errorf("got %v, want %v", urls, want)
	}
	encoded, _ := json.Marshal(made)
	for _, part := range []string{
		`"timestamp":"1970-01-01T00:00:00Z"`, `"purl":"pkg:golang/example.com/own@v0.1.0"`,
		`{"dependsOn":["` + strings.Join(want, `","`) + `"],"ref":"pkg:golang/example.com/own@v0.1.0"}`,
	} {
		if !strings.Contains(string(encoded), part) {
			t.Errorf("%s lacks %s", encoded, part)
		}
	}
}

// build makes a provider's binary below a directory.
func build(t *testing.T, directory, name, code string) {
	t.Helper()
	source := t.TempDir()
	for file, content := range map[string]string{
		"go.mod":  "module example.com/own\n\ngo 1.26\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ./dep\n",
		"main.go": code, "dep/go.mod": "module example.com/dep\n\ngo 1.26\n", "dep/dep.go": "package dep\n",
	} {
		path := filepath.Join(source, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("go", "build", "-o", filepath.Join(directory, name, binaryPrefix+"0.1.0"), ".")
	command.Dir = source
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

// Binaries with different modules have no common SBOM, and a directory without any has none.
func TestRun(t *testing.T) {
	dist := t.TempDir()
	output := filepath.Join(dist, "sbom.json")
	if err := run("0.1.0", "0", output, dist); err == nil || !strings.Contains(err.Error(), "no binary") {
		t.Errorf("without a binary: %v", err)
	}
	plain := "package main\n\nfunc main() {}\n"
	build(t, dist, "a", plain)
	build(t, dist, "b", plain)
	if err := run("0.1.0", "86400", output, dist); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), `"timestamp": "1970-01-02T00:00:00Z"`) {
		t.Errorf("another time: %s", content)
	}
	build(t, dist, "c", "package main\n\nimport _ \"example.com/dep\"\n\nfunc main() {}\n")
	if err := run("0.1.0", "0", output, dist); err == nil || !strings.Contains(err.Error(), "different modules") {
		t.Errorf("with another binary: %v", err)
	}
}
