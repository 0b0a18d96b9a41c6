package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each construct has the mutants in the table, and each mutant changes the source as described.
func TestMutantsOf(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want []string // the changed body of each mutant, in order
	}{
		"comparison": {"return a < b", []string{"return a <= b", "return a >= b"}},
		"equality":   {"return a == b", []string{"return a != b"}},
		"arithmetic": {"return a + b", []string{"return a - b"}},
		"not":        {"return !ok", []string{"return ok"}},
		"both": {"return p() && q()", []string{"return p() || q()", "return !(p()) && q()",
			"return p() && !(q())"}},
		"condition":      {"if ok { }", []string{"if !(ok) { }"}},
		"case":           {"switch { case p(): }", []string{"switch { case !(p()): }"}},
		"loop":           {"for ok { break }", []string{"for !(ok) { break }", "for ok { continue }"}},
		"label":          {"here: for { break here }", nil},
		"assignment":     {"a = b", []string{""}},
		"sum":            {"a += b", []string{"", "a -= b"}},
		"definition":     {"a := b", nil},
		"counting":       {"a++", []string{"a--"}},
		"call":           {"p()", []string{""}},
		"defer":          {"defer p()", []string{""}},
		"constant":       {"return 3", []string{"return 7"}},
		"boolean":        {"return true", []string{"return false"}},
		"field":          {"return T{A: a, B: b}", []string{"return T{ B: b}", "return T{A: a, }"}},
		"text":           {`return "a"`, nil},
		"error":          {"return a, err", []string{"return a, nil"}},
		"no error":       {"return a, nil", nil},
		"several values": {"return p()", nil},
	} {
		t.Run(name, func(t *testing.T) {
			results := "int"
			if strings.Contains(name, "error") || name == "several values" {
				results = "(int, error)"
			}
			before, after := "package x\n\nfunc f() "+results+" {\n\t", "\n}\n"
			source := []byte(before + test.body + after)
			mutants, err := mutantsOf(target{file: "x.go"}, source)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range mutants {
				if m.function != "f" || m.line != 4 {
					t.Errorf("%s is in another place", m)
				}
				changed := string(m.apply(source))
				got = append(got, strings.TrimSuffix(strings.TrimPrefix(changed, before), after))
			}
			want := test.want
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// A closure's returns are its own, and equal changes of one line are told apart.
func TestMutantsOf_closuresAndRepetition(t *testing.T) {
	source := []byte("package x\n\nfunc f() error {\n" +
		"\tg(func() int { return 0 }, func() int { return 0 })\n\treturn err\n}\n")
	mutants, err := mutantsOf(target{file: "x.go", functions: []string{"f"}}, source)
	if err != nil {
		t.Fatal(err)
	}
	var changes []string
	for _, m := range mutants {
		changes = append(changes, m.change)
	}
	want := []string{"the statement is removed", "0 becomes 1", "0 becomes 1 (2)", "the returned error becomes nil"}
	if !slices.Equal(changes, want) {
		t.Errorf("got %q, want %q", changes, want)
	}
}

// A list that is out of date is an error.
func TestMutantsOf_missingFunction(t *testing.T) {
	_, err := mutantsOf(target{file: "x.go", functions: []string{"missing"}}, []byte("package x\n"))
	if err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v", err)
	}
	if _, err := allMutants(t.TempDir(), []target{{file: "missing.go"}}, regexp.MustCompile("")); err == nil {
		t.Error("a file that is not there is accepted")
	}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// A complete run over a small module finds the mutants that no test detects, and does not change the module.
func TestRun(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module example.com/x\n\ngo 1.26\n")
	code := `package x

func Larger(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func Sign(a int) string {
	if a >= 100 {
		return "large"
	}
	return ""
}
`
	file := write(t, filepath.Join(root, "x.go"), code)
	write(t, filepath.Join(root, "x_test.go"), `package x

import "testing"

func TestLarger(t *testing.T) {
	if Larger(1, 2) != 2 || Larger(3, 2) != 3 || Sign(101) != "large" {
		t.Fail()
	}
}
`)
	write(t, filepath.Join(root, "y", "y_test.go"), `package y

import (
	"testing"

	"example.com/x"
)

func TestSign(t *testing.T) {
	if x.Sign(100) != "large" {
		t.Fail()
	}
}
`)
	targets, err := readTargets(write(t, filepath.Join(root, "targets.txt"), "# all\nx.go Larger Sign\n"))
	if err != nil {
		t.Fatal(err)
	}
	mutants, err := allMutants(root, targets, regexp.MustCompile(""))
	if err != nil {
		t.Fatal(err)
	}
	results, err := tryAll(t.Context(), root, mutants, []string{"./y"}, 2)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results {
		got = append(got, string(r.verdict)+": "+r.String())
	}
	want := []string{
		"survived: x.go:4 Larger: > becomes >= in: if a > b {",
		"killed: x.go:4 Larger: > becomes <= in: if a > b {",
		"killed elsewhere: x.go:11 Sign: >= becomes > in: if a >= 100 {",
		"killed: x.go:11 Sign: >= becomes < in: if a >= 100 {",
		"killed: x.go:11 Sign: 100 becomes 201 in: if a >= 100 {",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != code {
		t.Errorf("the module changed: %v", err)
	}
}

// The report fails for a survivor that is not accepted, and for an accepted one that does not survive.
func TestReport(t *testing.T) {
	m := mutant{file: "x.go", line: 4, function: "Larger", change: "> becomes >=", source: "if a > b {"}
	for name, test := range map[string]struct {
		verdict  verdict
		accepted map[string]string
		want     string
		fails    bool
	}{
		"killed":         {killed, nil, "1 of 1 mutants killed (100.0 %)", false},
		"survived":       {survived, nil, "SURVIVED  x.go:4 Larger: > becomes >= in: if a > b {", true},
		"accepted":       {survived, map[string]string{m.key(): "both are b"}, "both are b", false},
		"stale":          {killed, map[string]string{m.key(): "both are b"}, "STALE", true},
		"not compilable": {invalid, nil, "0 of 0 mutants killed", false},
		"stopped":        {cancelled, nil, "1 were not tried", true},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			err := report(&out, []result{{m, test.verdict}}, test.accepted, true, time.Second)
			if (err != nil) != test.fails || !strings.Contains(out.String(), test.want) {
				t.Errorf("%v:\n%s", err, out.String())
			}
		})
	}
}

// The lists of this repository can be read, and each accepted survivor is a mutant.
func TestLists(t *testing.T) {
	targets, err := readTargets("targets.txt")
	if err != nil {
		t.Fatal(err)
	}
	mutants, err := allMutants("../..", targets, regexp.MustCompile(""))
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := readAccepted("accepted.txt")
	if err != nil {
		t.Fatal(err)
	}
	for key := range accepted {
		if !slices.ContainsFunc(mutants, func(m mutant) bool { return m.key() == key }) {
			t.Errorf("accepted.txt names no mutant: %s", key)
		}
	}
}
