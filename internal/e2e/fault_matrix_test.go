package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// faultMatrix has the result of each operation if one of its requests fails once. max_retries is 1.
//
// The columns are kinds of requests. read: a GET by ID for a refresh. lookup: any other GET, such as a list, or a GET
// that decides a write. import: the GET of an import. change: a PATCH, or a POST that attaches an operator.
// delete: a DELETE, or the GET before one. create: a POST that creates or purchases.
//
//	ok       no error: the request was retried, also after a wait, or its result was found. State and account are as
//	         configured.
//	error    an error with the texts of the last column, the API's message included. State does not change.
//	unclear  an error that the request may still take effect, with the import command. Nothing is in state.
//	remove   a warning with these texts. The object is removed from state. If its list contains it, an error instead.
//
// In all cells, the account changes only if the fault is "after" the processing or "late", or if the request was
// retried. After that, one apply converges, the next plan has no changes, and no object exists twice.
const faultMatrix = `
fault           | read   | lookup | import | change | delete | create  | what the user reads
reset           | ok     | ok     | ok     | ok     | ok     | unclear |
reset after     | ok     | ok     | ok     | ok     | ok     | ok      |
timeout         | ok     | ok     | ok     | ok     | ok     | unclear | it took longer than
timeout after   | ok     | ok     | ok     | ok     | ok     | ok      |
timeout late    | ok     | ok     | ok     | ok     | ok     | ok      |
slow            | ok     | ok     | ok     | ok     | ok     | unclear | it took longer than
slow after      | ok     | ok     | ok     | ok     | ok     | ok      |
truncated       | ok     | ok     | ok     | ok     | ok     | unclear | the connection was closed before
truncated after | ok     | ok     | ok     | ok     | ok     | ok      |
shortened       | ok     | ok     | ok     | ok     | ok     | unclear | in the middle of its JSON
shortened after | ok     | ok     | ok     | ok     | ok     | ok      |
malformed       | error  | error  | error  | error  | error  | unclear | is not the API's
malformed after | error  | error  | error  | error  | error  | ok      | is not the API's
endless         | error  | error  | error  | error  | error  | unclear | longer than 16 MiB
endless after   | error  | error  | error  | error  | error  | ok      | longer than 16 MiB
500             | ok     | ok     | ok     | ok     | ok     | unclear | 500 Internal Server Error: Out of order
500 after       | ok     | ok     | ok     | ok     | ok     | ok      |
502             | ok     | ok     | ok     | ok     | ok     | unclear | 502 Bad Gateway: Out of order
502 page        | ok     | ok     | ok     | ok     | ok     | unclear | 502 Bad Gateway / "502 Bad Gateway gateway/1.0"
502 page after  | ok     | ok     | ok     | ok     | ok     | ok      |
503             | ok     | ok     | ok     | ok     | ok     | unclear | 503 Service Unavailable: Out of order
503 after       | ok     | ok     | ok     | ok     | ok     | ok      |
504             | ok     | ok     | ok     | ok     | ok     | unclear | 504 Gateway Timeout: Out of order
504 after       | ok     | ok     | ok     | ok     | ok     | ok      |
429 seconds     | ok     | ok     | ok     | ok     | ok     | ok      |
429 date        | ok     | ok     | ok     | ok     | ok     | ok      |
429 bare        | ok     | ok     | ok     | ok     | ok     | ok      |
429 page        | ok     | ok     | ok     | ok     | ok     | unclear | 429 Too Many Requests / gateway/1.0
401             | error  | error  | error  | error  | error  | error   | 401 Unauthorized: Invalid or expired API key
403             | error  | error  | error  | error  | error  | error   | 403 Forbidden: Write permission required
403 page        | error  | error  | error  | error  | error  | unclear | 403 Forbidden / "403 Forbidden gateway/1.0"
403 page after  | error  | error  | error  | error  | error  | ok      | 403 Forbidden / "403 Forbidden gateway/1.0"
404             | remove | error  | error  | error  | ok     | error   | 404 Not Found: Resource not found
404 page        | error  | error  | error  | error  | error  | unclear | 404 Not Found / "404 Not Found gateway/1.0"
404 page after  | error  | error  | error  | error  | error  | ok      | 404 Not Found / "404 Not Found gateway/1.0"
422 one         | error  | error  | error  | error  | error  | error   | 422 Unprocessable Entity: Nothing is right
422 several     | error  | error  | error  | error  | error  | error   | Much is wrong / So is the rest
redirect        | error  | error  | error  | error  | error  | unclear | 302 Found / elsewhere.invalid
redirect after  | error  | error  | error  | error  | error  | ok      | 302 Found / elsewhere.invalid
`

// bubbleStart is the initial time in a synctest bubble.
var bubbleStart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// matrixFaults has the faults of faultMatrix by name. With "after" in the name, the request is processed first.
var matrixFaults = map[string]sandbox.Fault{
	"reset":        {Reply: sandbox.Reset()},
	"timeout":      {Delay: 3 * time.Minute}, // longer than the wait for the response to a create
	"timeout late": {Delay: 1400 * time.Millisecond, Detached: true},
	"slow":         {Reply: sandbox.Slow(3 * time.Second)},
	"truncated":    {Reply: sandbox.Truncated()},
	"shortened":    {Reply: sandbox.Shortened()},
	"malformed":    {Reply: sandbox.Malformed()},
	"endless":      {Reply: sandbox.Endless()},
	"500":          {Reply: sandbox.Status(500, `{"error":"Out of order"}`)},
	"502":          {Reply: sandbox.Status(502, `{"error":"Out of order"}`)},
	"502 page":     {Reply: sandbox.HTML(502)},
	"503":          {Reply: sandbox.Status(503, `{"error":"Out of order"}`)},
	"504":          {Reply: sandbox.Status(504, `{"error":"Out of order"}`)},
	"429 seconds":  {Reply: rateLimited("Retry-After", "1")},
	"429 date":     {Reply: rateLimited("Retry-After", bubbleStart.Add(10*time.Minute).Format(http.TimeFormat))},
	"429 bare":     {Reply: rateLimited()},
	"429 page":     {Reply: sandbox.HTML(429)},
	"401":          {Reply: sandbox.Status(401, `{"error":"Invalid or expired API key"}`)},
	"403":          {Reply: sandbox.Status(403, `{"error":"Write permission required"}`)},
	"403 page":     {Reply: sandbox.HTML(403)},
	"404":          {Reply: sandbox.Status(404, `{"error":"Resource not found"}`)},
	"404 page":     {Reply: sandbox.HTML(404)},
	"422 one":      {Reply: sandbox.Status(422, `{"error":"Nothing is right"}`)},
	"422 several":  {Reply: sandbox.Status(422, `{"errors":["Much is wrong","So is the rest"]}`)},
	"redirect":     {Reply: sandbox.Redirect("https://elsewhere.invalid/")},
}

func rateLimited(header ...string) sandbox.Reply {
	return sandbox.Status(http.StatusTooManyRequests, `{"error":"Rate limit exceeded"}`, header...)
}

// matrixRow is one row of faultMatrix.
type matrixRow struct {
	name     string
	fault    sandbox.Fault
	outcomes map[string]string // by column
	texts    []string
}

// matrixRows reads faultMatrix.
func matrixRows(t testing.TB) []matrixRow {
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
				row.texts = strings.Split(cell, " / ")
			}
		}
		fault, ok := matrixFaults[row.name]
		if before, after := strings.CutSuffix(row.name, " after"); after {
			fault, ok = matrixFaults[before]
			fault.AfterWork, fault.Delay, fault.DelayAfterWork = true, 0, fault.Delay
		}
		if !ok {
			t.Fatalf("there is no fault %q", row.name)
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

// target selects the requests that fail: the first ones after skip matching requests, one if times is 0.
type target struct {
	method, path string
	skip, times  int
}

// faultFor returns the fault of the row for a request.
func (r matrixRow) faultFor(at target, column string) sandbox.Fault {
	fault := r.fault
	fault.Method, fault.Path, fault.Skip, fault.Times = at.method, at.path, at.skip, at.times
	if r.name == "404" && column == "delete" {
		fault.AfterWork = true // another client deleted it
	}
	return fault
}

// takesEffect reports whether the request takes effect.
func (r matrixRow) takesEffect(at target, outcome string) bool {
	return outcome == "ok" || (at.method != http.MethodGet && (r.fault.AfterWork || r.fault.Detached))
}

// stopsRun reports whether no other request of the run is sent: the key is rejected, or a list does not exist.
func (r matrixRow) stopsRun(at target) bool {
	isList := at.path == pathNumbers || at.path == pathOperators || at.path == pathProjects
	return r.name == "401" || r.name == "404" && isList
}

// checkDiagnostics compares the diagnostics of an object with an outcome.
func (r matrixRow) checkDiagnostics(errors, warnings []string, outcome string) error {
	texts, shown := r.texts, errors
	switch outcome {
	case "ok", "remove":
		if len(errors) > 0 {
			return fmt.Errorf("unexpected errors %q", errors)
		}
		if outcome == "ok" {
			for _, text := range []string{
				"was removed from state", "may exist already", "may purchase", "are not known", "Cannot check",
			} {
				if containsText(warnings, text) {
					return fmt.Errorf("unexpected warnings %q", warnings)
				}
			}
			return nil
		}
		shown, texts = warnings, append([]string{"was removed from state"}, texts...)
	case "unclear":
		texts = append(
			[]string{"may or may not", "was not sent again", "it may still take effect", "terraform import identitycall_"},
			texts...)
	case "error":
	default:
		return fmt.Errorf("there is no outcome %q", outcome)
	}
	for _, text := range texts {
		if !containsText(shown, text) {
			return fmt.Errorf("no diagnostic contains %q; errors: %q, warnings: %q", text, errors, warnings)
		}
	}
	return nil
}
