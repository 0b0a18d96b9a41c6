package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// faultMatrix says what comes of each operation when a fault strikes its request, once. max_retries is 1.
//
// The columns are kinds of requests. read: a GET by id while refreshing. list: the GET of a list that refreshing reads
// instead. import: the GET of an import. change: the PATCH of an update, an adoption, or of what was just rented, and the
// attaching of an operator. delete: a DELETE, the detaching of an operator, the PATCH that deactivates a number. create:
// the POST that creates or rents.
//
//	ok       nothing to see: sent again, waited out, or found by looking. State and service hold what is configured.
//	error    an error with the words of the last column, the service's own among them. State is as it was.
//	unclear  an error that says so, that it may still take effect, and how to import it. Nothing is in state.
//	gone     a warning with these words. The object is out of state, on the API's own word alone.
//
// Of a number that was rented and could not be set up, state holds what there is, tainted. Of an ordered list of operators,
// it holds how far it got. In all cells the service has done what was asked when the fault came "after" the work or "late",
// when the request was sent again, and else nothing. Then one apply converges, the plan is empty, and nothing is there twice.
const faultMatrix = `
fault           | read  | list  | import | change | delete | create  | what the user reads
reset           | ok    | ok    | ok     | ok     | ok     | unclear | got no whole answer:
reset after     | ok    | ok    | ok     | ok     | ok     | ok      |
timeout         | ok    | ok    | ok     | ok     | ok     | unclear | no complete answer within the request_timeout of 1s
timeout after   | ok    | ok    | ok     | ok     | ok     | ok      |
timeout late    | ok    | ok    | ok     | ok     | ok     | ok      |
slow            | ok    | ok    | ok     | ok     | ok     | unclear | no complete answer within the request_timeout of 1s
slow after      | ok    | ok    | ok     | ok     | ok     | ok      |
truncated       | ok    | ok    | ok     | ok     | ok     | unclear | the connection was closed before the answer was complete
truncated after | ok    | ok    | ok     | ok     | ok     | ok      |
shortened       | ok    | ok    | ok     | ok     | ok     | unclear | the answer ends in the middle of its JSON
shortened after | ok    | ok    | ok     | ok     | ok     | ok      |
malformed       | error | error | error  | error  | error  | unclear | answered with success, but its answer cannot be used: the answer is not JSON
malformed after | error | error | error  | error  | error  | ok      | answered with success, but its answer cannot be used: the answer is not JSON
endless         | error | error | error  | error  | error  | unclear | answered with success, but its answer cannot be used: it is longer than 16 MiB
endless after   | error | error | error  | error  | error  | ok      | answered with success, but its answer cannot be used: it is longer than 16 MiB
500             | ok    | ok    | ok     | ok     | ok     | unclear | answered 500 Internal Server Error: Out of order
500 after       | ok    | ok    | ok     | ok     | ok     | ok      |
502             | ok    | ok    | ok     | ok     | ok     | unclear | answered 502 Bad Gateway: Out of order
502 page        | ok    | ok    | ok     | ok     | ok     | unclear | answered 502 Bad Gateway, with a page that is not the API's: "502 Bad Gateway gateway/1.0"
502 page after  | ok    | ok    | ok     | ok     | ok     | ok      |
503             | ok    | ok    | ok     | ok     | ok     | unclear | answered 503 Service Unavailable: Out of order
503 after       | ok    | ok    | ok     | ok     | ok     | ok      |
504             | ok    | ok    | ok     | ok     | ok     | unclear | answered 504 Gateway Timeout: Out of order
504 after       | ok    | ok    | ok     | ok     | ok     | ok      |
429 seconds     | ok    | ok    | ok     | ok     | ok     | ok      |
429 date        | ok    | ok    | ok     | ok     | ok     | ok      |
429 bare        | ok    | ok    | ok     | ok     | ok     | ok      |
401             | error | error | error  | error  | error  | error   | answered 401 Unauthorized: Invalid or expired API key
403             | error | error | error  | error  | error  | error   | answered 403 Forbidden: Write permission required
404             | gone  | error | error  | error  | ok     | error   | answered 404 Not Found: Resource not found
404 page        | error | error | error  | error  | error  | error   | answered 404 Not Found, with a page that is not the API's: "404 Not Found gateway/1.0"
422 one         | error | error | error  | error  | error  | error   | answered 422 Unprocessable Entity: Nothing is right
422 several     | error | error | error  | error  | error  | error   | answered 422 Unprocessable Entity: Much is wrong / So is the rest
redirect        | error | error | error  | error  | error  | error   | answered 302 Found
`

// Terraform puts words of its own in place of the warning when what is to be imported is gone.
const importOfNothing = "Cannot import non-existent remote object"

// matrixTime is what the sandbox's clock shows, so that a Retry-After can be a date.
var matrixTime = time.Date(2026, 4, 14, 12, 0, 0, 0, time.UTC)

// matrixFaults are what the rows of faultMatrix name; one that is named there "after" is the same after the work.
var matrixFaults = map[string]sandbox.Fault{
	"reset":        {Reply: sandbox.Reset()},
	"timeout":      {Delay: time.Minute},
	"timeout late": {Delay: 1400 * time.Millisecond, Detached: true},
	"slow":         {Reply: sandbox.Slow(50 * time.Millisecond)},
	"truncated":    {Reply: sandbox.Truncated()},
	"shortened":    {Reply: sandbox.Shortened()},
	"malformed":    {Reply: sandbox.Malformed()},
	"endless":      {Reply: sandbox.Endless()},
	"500":          {Reply: sandbox.Status(500, `{"error":"Out of order"}`)},
	"502":          {Reply: sandbox.Status(502, `{"error":"Out of order"}`)},
	"502 page":     {Reply: sandbox.HTML(502)},
	"503":          {Reply: sandbox.Status(503, `{"error":"Out of order"}`)},
	"504":          {Reply: sandbox.Status(504, `{"error":"Out of order"}`)},
	"429 seconds":  {Reply: sandbox.Status(429, `{"error":"Rate limit exceeded"}`, "Retry-After", "1")},
	"429 date":     {Reply: sandbox.Status(429, `{"error":"Rate limit exceeded"}`, "Retry-After", matrixTime.Add(time.Second).Format(http.TimeFormat))},
	"429 bare":     {Reply: sandbox.Status(429, `{"error":"Rate limit exceeded"}`)},
	"401":          {Reply: sandbox.Status(401, `{"error":"Invalid or expired API key"}`)},
	"403":          {Reply: sandbox.Status(403, `{"error":"Write permission required"}`)},
	"404":          {Reply: sandbox.Status(404, `{"error":"Resource not found"}`)},
	"404 page":     {Reply: sandbox.HTML(404)},
	"422 one":      {Reply: sandbox.Status(422, `{"error":"Nothing is right"}`)},
	"422 several":  {Reply: sandbox.Status(422, `{"errors":["Much is wrong","So is the rest"]}`)},
	"redirect":     {Reply: sandbox.Redirect("https://elsewhere.invalid/")},
}

// matrixRow is one row of faultMatrix.
type matrixRow struct {
	name     string
	fault    sandbox.Fault
	outcomes map[string]string // by column
	says     []string
}

// matrixRows reads faultMatrix.
func matrixRows(t *testing.T) []matrixRow {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(faultMatrix), "\n")
	head := cells(lines[0])
	var rows []matrixRow
	for _, line := range lines[1:] {
		row := matrixRow{outcomes: map[string]string{}}
		for i, cell := range cells(line) {
			switch {
			case i == 0:
				row.name = cell
			case i < len(head)-1:
				row.outcomes[head[i]] = cell
			case cell != "":
				row.says = strings.Split(cell, " / ")
			}
		}
		fault, ok := matrixFaults[row.name]
		if before, after := strings.CutSuffix(row.name, " after"); after {
			fault, ok = matrixFaults[before]
			fault.AfterWork, fault.Delay, fault.DelayAfterWork = true, 0, fault.Delay
		}
		if !ok {
			t.Fatalf("no fault is called %q", row.name)
		}
		row.fault = fault
		rows = append(rows, row)
	}
	return rows
}

func cells(line string) []string {
	parts := strings.Split(line, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// works reports whether the service does what was asked in the end.
func (r matrixRow) works(outcome string) bool {
	return outcome == "ok" || r.fault.AfterWork || r.fault.Detached
}

// target is whom a fault strikes.
type target struct{ method, path, body string }

func (r matrixRow) striking(at target) sandbox.Fault {
	fault := r.fault
	fault.Method, fault.Path, fault.Body = at.method, at.path, at.body
	return fault
}

// seen is what a run of the CLI shows of one instance.
type seen struct{ errors, warnings []string }

// check compares it with what the matrix says.
func (s seen) check(row matrixRow, outcome, column string) error {
	says := row.says
	shown := s.errors
	switch outcome {
	case "ok":
		if len(s.errors) > 0 {
			return fmt.Errorf("it is troubled by %q", s.errors)
		}
		for _, warning := range s.warnings {
			if strings.Contains(warning, "is gone") || strings.Contains(warning, "existed before") {
				return fmt.Errorf("it is warned by %q", warning)
			}
		}
		return nil
	case "gone":
		if len(s.errors) > 0 {
			return fmt.Errorf("it is troubled by %q", s.errors)
		}
		shown, says = s.warnings, append([]string{" is gone", "It is taken out of state"}, says...)
	case "unclear":
		says = append([]string{"may or may not", "It was not sent again", "it may still take effect", "terraform import ADDRESS"}, says...)
	case "error":
		if row.name == "404" && column == "import" {
			says = []string{importOfNothing}
		}
	default:
		return fmt.Errorf("no outcome is called %q", outcome)
	}
	for _, text := range says {
		if !slices.ContainsFunc(shown, func(message string) bool { return strings.Contains(message, text) }) {
			return fmt.Errorf("it is not told %q: the errors are %q, the warnings %q", text, s.errors, s.warnings)
		}
	}
	return nil
}

// show runs the CLI with -json and returns what it shows of each address, and its exit code. Where a diagnostic names no
// address, whose finds it by its text.
func (w *workspace) show(whose func(text string) string, arguments ...string) (map[string]seen, int) {
	w.t.Helper()
	command := w.command(append(arguments, "-json")...)
	var trouble strings.Builder
	command.Stderr = &trouble
	output, err := command.Output()
	code := command.ProcessState.ExitCode()
	if err != nil && code != 1 {
		w.t.Fatalf("%v: %s\n%s\n%s", arguments, err, output, trouble.String())
	}
	shown := map[string]seen{}
	for line := range strings.Lines(string(output)) {
		var message struct {
			Diagnostic *struct{ Severity, Summary, Detail, Address string }
		}
		if json.Unmarshal([]byte(line), &message) != nil || message.Diagnostic == nil {
			continue
		}
		d := message.Diagnostic
		text := d.Summary + ": " + d.Detail
		for _, broken := range []string{"inconsistent", "Provider produced", "panic", "Plugin did not respond", "Missing Resource Identity", sandbox.DefaultKey} {
			if strings.Contains(text, broken) {
				w.t.Errorf("a promise is broken: %s", text)
			}
		}
		if d.Address == "" {
			d.Address = whose(text)
		}
		at := shown[d.Address]
		if d.Severity == "error" {
			at.errors = append(at.errors, text)
		} else {
			at.warnings = append(at.warnings, text)
		}
		shown[d.Address] = at
	}
	return shown, code
}

// stateInstance is an instance in the state file.
type stateInstance struct {
	Key        any `json:"index_key"`
	Status     string
	Deposed    string
	Attributes map[string]any
}

// state reads the state file: each resource's instances by their keys, one without a key by the resource's name.
func (w *workspace) state(kind string) map[string]stateInstance {
	w.t.Helper()
	content, err := os.ReadFile(filepath.Join(w.directory, "terraform.tfstate"))
	if err != nil && !os.IsNotExist(err) {
		w.t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Type, Name string
			Instances  []stateInstance
		}
	}
	if len(content) > 0 {
		if err := json.Unmarshal(content, &state); err != nil {
			w.t.Fatal(err)
		}
	}
	instances := map[string]stateInstance{}
	for _, resource := range state.Resources {
		for _, instance := range resource.Instances {
			if resource.Type != kind {
				continue
			}
			key, ok := instance.Key.(string)
			if !ok {
				key = resource.Name
			}
			if instance.Deposed != "" {
				w.t.Errorf("%s %s has a deposed object", kind, key)
				continue
			}
			instances[key] = instance
		}
	}
	return instances
}
