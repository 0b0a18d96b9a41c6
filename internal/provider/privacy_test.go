package provider

import (
	"bufio"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// What is personal or secret in the test's account. Phone numbers are looked for by their digits, in any spelling.
const (
	markedKey = "idc_Wolkenkuckucksheim-4711"

	lineDigits, supportDigits, lostDigits = "2065550101", "2065550102", "2065550103"
	annDigits, benDigits, coraDigits      = "2065550111", "2065550112", "2065550113"
	callerDigits                          = "2065550199"
)

var (
	// ofCalls never reaches a state or a plan; the rest is what the configuration itself says.
	ofCalls   = []string{"Callerina", "Transcriptum"}
	secrets   = slices.Concat(ofCalls, []string{markedKey, "Lineburga", "Supportia", "Annegret", "Benedikta", "Corazon", "privat.example"})
	phoneText = []string{lineDigits, supportDigits, lostDigits, annDigits, benDigits, coraDigits, callerDigits}
)

const privateHeader = `
terraform {
  required_providers {
    identitycall = { source = "identitycall/identitycall" }
  }
}
provider "identitycall" { max_retries = 1 }
`

const privateConfig = privateHeader + `
resource "identitycall_virtual_number" "line" {
  phone_number = "+1 (206) 555-0101"
  name         = "Lineburga"
}
resource "identitycall_virtual_number" "support" {
  id   = "8"
  name = "Supportia"
}
resource "identitycall_operator" "ann" {
  name         = "Annegret"
  phone_number = "(206) 555-0111"
  email        = "annegret@privat.example"
}
resource "identitycall_virtual_number_operators" "line" {
  virtual_number_id = identitycall_virtual_number.line.id
  operator_ids      = [identitycall_operator.ann.id, "12"]
}
data "identitycall_virtual_number" "support" { phone_number = "+1 206-555-0102" }
data "identitycall_operator" "ben" { email = "benedikta@privat.example" }
data "identitycall_operators" "all" { name_regex = "Benedikta|Corazon" }
`

// The provider's real process, run by the real CLI, goes through everything that brings personal data near a log: a plan, an
// apply, drift, refusals that quote what was sent, pages that quote the key, an object that is gone, look-ups, imports, a lost
// answer, a broken connection, a destroy. Each request is in the log, and nothing that it was about.
func TestAccPrivacy(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("needs a CLI: TF_ACC is not set")
	}
	t.Parallel()
	plugins := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(plugins, "terraform-provider-identitycall"), "../..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("cannot build the provider: %v\n%s", err, output)
	}
	// With TF_LOG the CLI writes its own lines into the same file, and plans and diagnostics are among them.
	for _, variable := range []string{"TF_LOG_PROVIDER", "TF_LOG"} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			s := newWitness(t)
			cli := newLoggingCLI(t, plugins, s.url, variable)
			tellTheStory(t, s, cli)
			s.close() // waits for what is still being noted

			lines := cli.providerLines(t)
			if variable == "TF_LOG_PROVIDER" {
				lines = cli.allLines(t) // whoever wrote them
			}
			for _, line := range lines {
				mustNotTell(t, "a line of the log", line, secrets, phoneText)
			}
			if got, wanted := loggedExchanges(lines), s.exchanges; !maps.Equal(got, wanted) {
				t.Errorf("the log and the service disagree:\nlogged %v\nserved %v", got, wanted)
			}
			if !slices.Contains(slices.Collect(maps.Keys(s.exchanges)), "GET /virtual_numbers/8 404") {
				t.Errorf("the story is not complete: %v", s.exchanges)
			}
		})
	}
}

// tellTheStory lets happen what the log may not tell.
func tellTheStory(t *testing.T, s *witness, cli *loggingCLI) {
	t.Helper()
	quoting := fmt.Sprintf(`{"errors": ["Phone number +1%s is invalid", "Name Annegret is taken", "Key %s must not change it"]}`, annDigits, markedKey)
	page := sandbox.Status(http.StatusForbidden, fmt.Sprintf("<html><body>Bearer %s may not name +1%s</body></html>", markedKey, annDigits))

	cli.configure(t, privateConfig)
	cli.mustRun(t, "", "plan", "-out=plan")
	cli.mustRun(t, "", "apply", "plan")

	s.EditVirtualNumber(7, func(number *sandbox.VirtualNumber) { number.Name = pointer("Corazon") })
	cli.mustRun(t, "Corazon", "plan", "-out=plan")
	plan := cli.mustRun(t, "", "show", "-json", "plan")
	mustNotTell(t, "the plan", plan, append(slices.Clone(ofCalls), markedKey), []string{callerDigits})

	s.Inject(sandbox.Fault{Method: "PATCH", Reply: sandbox.Status(http.StatusUnprocessableEntity, quoting)})
	cli.mustFail(t, "Name Annegret is taken", "apply", "-auto-approve")
	s.Inject(sandbox.Fault{Method: "PATCH", Reply: page})
	cli.mustFail(t, "may not name", "apply", "-auto-approve")
	s.Inject(sandbox.Fault{Method: "PATCH", AfterWork: true, Reply: sandbox.Reset()}, sandbox.Fault{Method: "GET", Reply: sandbox.Reset()})
	cli.mustRun(t, "", "apply", "-auto-approve")

	s.ReleaseVirtualNumber(8)
	cli.mustRun(t, supportDigits+" (id 8) is gone", "apply", "-refresh-only", "-auto-approve", "-target=identitycall_virtual_number.support")
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: "+1" + supportDigits, Name: pointer("Supportia")})
	cli.mustRun(t, "", "import", "identitycall_virtual_number.support", "+1 206 555 0102")

	// The answer to a creation is lost, and then another, of which nothing is found.
	cora := "\nresource \"identitycall_operator\" \"cora\" {\n name = \"Corazon\"\n phone_number = \"+1206555%s\"\n email = \"corazon@privat.example\"\n}\n"
	cli.configure(t, privateConfig+fmt.Sprintf(cora, "0113"))
	s.Inject(sandbox.Fault{Method: "POST", Path: "/operators", AfterWork: true, Reply: sandbox.Reset()})
	cli.mustRun(t, "", "apply", "-auto-approve")
	cli.mustRun(t, "", "destroy", "-auto-approve", "-target=identitycall_operator.cora")
	s.Inject(sandbox.Fault{Method: "POST", Path: "/operators", Reply: sandbox.Status(http.StatusBadGateway, quoting)})
	cli.mustFail(t, "may or may not exist", "apply", "-auto-approve")

	cli.configure(t, privateConfig+"\nresource \"identitycall_virtual_number\" \"lost\" { phone_number = \"+1 206 555 0103\" }\n")
	cli.mustFail(t, "no virtual number +1 206 555 0103", "plan")

	// One request only: what comes behind an answer must not be taken for the next one's.
	cli.configure(t, privateHeader+"data \"identitycall_operators\" \"all\" {}\n")
	s.talkative(true)
	cli.mustRun(t, "", "plan", "-refresh=false")
	s.talkative(false)
	cli.configure(t, privateConfig)

	state := mustRead(t, filepath.Join(cli.directory, "terraform.tfstate"))
	mustNotTell(t, "the state", state, append(slices.Clone(ofCalls), markedKey), []string{callerDigits})
	if !strings.Contains(state, "Lineburga") {
		t.Error("the state is not the one of this story")
	}
	cli.mustRun(t, "stays rented", "destroy", "-auto-approve")
}

func mustNotTell(t *testing.T, what, text string, words, phones []string) {
	t.Helper()
	folded := strings.ToLower(text)
	for _, word := range words {
		if strings.Contains(folded, strings.ToLower(word)) {
			t.Errorf("%s tells %q: %s", what, word, text)
		}
	}
	digits := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return r
		case strings.ContainsRune(" ()-+.", r):
			return -1
		}
		return '|'
	}, text)
	for _, phone := range phones {
		if strings.Contains(digits, phone) {
			t.Errorf("%s tells the phone number %s: %s", what, phone, text)
		}
	}
}

// witness is a service that notes what it really answered, faults included.
type witness struct {
	*sandbox.Sandbox
	url   string
	close func()

	mu        sync.Mutex
	exchanges map[string]int
	talks     bool
}

func newWitness(t *testing.T) *witness {
	t.Helper()
	w := &witness{Sandbox: sandbox.New(), exchanges: map[string]int{}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.url, w.close = server.URL+sandbox.Prefix, server.Close

	w.AddKey(sandbox.Key{Secret: markedKey, Read: true, Write: true, Delete: true})
	w.AddOperator(sandbox.Operator{ID: 12, Name: "Benedikta", PhoneNumber: "+1" + benDigits, Email: pointer("benedikta@privat.example"), Active: true})
	calls := []sandbox.RecentCall{{
		ID: 1, PhoneNumber: "+1" + callerDigits, CallerName: "Callerina", CallStatus: "answered",
		TranscriptSummary: pointer("Transcriptum"), CreatedAt: time.Now(),
	}}
	w.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+1" + lineDigits, Name: pointer("Lineburga"), RecentCalls: calls})
	w.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: "+1" + supportDigits, Active: true, RecentCalls: calls})
	return w
}

// talkative makes the service go on talking after its answers, which Go's HTTP client would write to the standard logger.
func (w *witness) talkative(talks bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.talks = talks
}

func (w *witness) ServeHTTP(writer http.ResponseWriter, r *http.Request) {
	noted := &statusWriter{ResponseWriter: writer}
	w.mu.Lock()
	talks := w.talks
	w.mu.Unlock()
	if talks {
		noted.status = w.answerAndTalk(writer, r)
	} else {
		w.Sandbox.ServeHTTP(noted, r)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges[exchange(r.Method, strings.TrimPrefix(r.URL.Path, sandbox.Prefix), strconv.Itoa(noted.status))]++
}

func (w *witness) answerAndTalk(writer http.ResponseWriter, r *http.Request) int {
	proper := httptest.NewRecorder()
	w.Sandbox.ServeHTTP(proper, r)
	connection, buffer, err := http.NewResponseController(writer).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = connection.Close() }()
	body := proper.Body.String()
	_, _ = fmt.Fprintf(buffer, "HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", proper.Code, len(body), body)
	_, _ = fmt.Fprintf(buffer, "HTTP/1.1 200 OK\r\n\r\nCallerina, +1%s, is on the line", callerDigits)
	_ = buffer.Flush()
	return proper.Code
}

// statusWriter keeps the status that is sent; 0 is a connection that breaks.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Hijack is what the sandbox breaks connections with.
func (w *statusWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

func exchange(method, path, status string) string { return method + " " + path + " " + status }
