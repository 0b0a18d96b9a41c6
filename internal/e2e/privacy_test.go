package e2e_test

import (
	"bufio"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The personal data and secrets in the test's account. Phone numbers are searched by their digits, in any format.
const (
	markedKey = "idc_Wolkenkuckucksheim-4711"

	lineDigits, supportDigits, lostDigits = "2065550101", "2065550102", "2065550103"
	annDigits, benDigits, coraDigits      = "2065550111", "2065550112", "2065550113"
	newDigits, callerDigits               = "2065550104", "2065550199"
)

var (
	// ofCalls is never in a state or a plan; the rest is in the configuration.
	ofCalls = []string{"Callerina", "Transcriptum"}
	secrets = slices.Concat(ofCalls,
		[]string{markedKey, "Lineburga", "Supportia", "Annegret", "Benedikta", "Corazon", "privat.example"})
	phoneText = []string{lineDigits, supportDigits, lostDigits, newDigits, annDigits, benDigits, coraDigits, callerDigits}
)

const retryPrivately = "provider \"identitycall\" {\n  max_retries = 1\n}\n"

const privateConfig = retryPrivately + `
resource "identitycall_virtual_number_purchase" "new" {
  phone_number = "+1 (206) 555-0104"
}
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
  lifecycle { create_before_destroy = true }
}
resource "identitycall_virtual_number_operators" "line" {
  virtual_number_id = identitycall_virtual_number.line.id
  operator_ids      = [identitycall_operator.ann.id, "12"]
}
data "identitycall_virtual_number" "support" { phone_number = "+1 206-555-0102" }
data "identitycall_operator" "ben" { email = "benedikta@privat.example" }
data "identitycall_operators" "all" { name_regex = "Benedikta|Corazon" }
`

// TestAccPrivacy runs the provider as a process, with everything that could write personal data to a log: a plan, an
// apply, drift, errors that quote the request, pages that quote the key, a deleted object, lookups, imports, a
// purchase, a lost response, a broken connection, a destroy. The log contains each request, and no personal data.
func TestAccPrivacy(t *testing.T) {
	acctest.Once(t)
	// With TF_LOG, the CLI writes its own lines to the same file, plans and diagnostics included.
	for _, variable := range []string{"TF_LOG_PROVIDER", "TF_LOG"} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			s := newRecordingService(t)
			w := newLoggingWorkspace(t, s.Service, variable)
			exercisePersonalData(t, s, w)
			s.close() // waits for requests in progress

			lines := w.providerLines()
			if variable == "TF_LOG_PROVIDER" {
				lines = w.allLines() // of the CLI too
			}
			for _, line := range lines {
				mustNotContain(t, "a line of the log", line, secrets, phoneText)
			}
			if got, want := loggedExchanges(lines), s.exchanges; !maps.Equal(got, want) {
				t.Errorf("the log and the API disagree:\nlogged %v\nserved %v", got, want)
			}
			if s.exchanges["GET /virtual_numbers/8 404"] == 0 {
				t.Errorf("requests are missing: %v", s.exchanges)
			}
		})
	}
}

// exercisePersonalData runs everything whose data must not be in the log.
func exercisePersonalData(t *testing.T, s *recordingService, w *loggingWorkspace) {
	t.Helper()
	quoting := fmt.Sprintf(
		`{"errors": ["Phone number +1%s is invalid", "Name Annegret is taken", "Key %s must not change it"]}`,
		annDigits,
		markedKey,
	)
	page := sandbox.Status(http.StatusForbidden,
		fmt.Sprintf("<html><body>Bearer %s may not name +1%s</body></html>", markedKey, annDigits))

	w.Configure(privateConfig)
	w.succeeds("Purchasing +1"+newDigits+" costs money", "plan", "-input=false", "-out=tfplan")
	w.succeeds("", "apply", "tfplan")

	s.EditVirtualNumber(7, func(number *sandbox.VirtualNumber) { number.Name = pointer("Corazon") })
	w.succeeds("Corazon", "plan", "-input=false", "-out=tfplan")
	plan := w.succeeds("", "show", "-json", "tfplan")
	mustNotContain(t, "the plan", plan, append(slices.Clone(ofCalls), markedKey), []string{callerDigits})

	s.Inject(sandbox.Fault{Method: "PATCH", Reply: sandbox.Status(http.StatusUnprocessableEntity, quoting)})
	w.fails("Name Annegret is taken", applyArguments...)
	s.Inject(sandbox.Fault{Method: "PATCH", Reply: page})
	w.fails("may not name", applyArguments...)
	s.Inject(sandbox.Fault{Method: "PATCH", AfterWork: true, Reply: sandbox.Reset()},
		sandbox.Fault{Method: "GET", Reply: sandbox.Reset()})
	w.succeeds("", applyArguments...)

	s.ReleaseVirtualNumber(8)
	w.succeeds(supportDigits+" (ID 8) was removed from state",
		append(applyArguments, "-refresh-only", "-target=identitycall_virtual_number.support")...)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: "+1" + supportDigits, Name: pointer("Supportia")})
	w.succeeds("", "import", "-input=false", "identitycall_virtual_number.support", "+1 206 555 0102")

	// The response to a create is lost, and then another one whose object is not found.
	cora := "\nresource \"identitycall_operator\" \"cora\" {\n  name         = \"Corazon\"\n" +
		"  phone_number = \"+12065550113\"\n" +
		"  email        = \"corazon@privat.example\"\n}\n"
	w.Configure(privateConfig + cora)
	s.Inject(sandbox.Fault{Method: "POST", Path: "/operators", AfterWork: true, Reply: sandbox.Reset()})
	w.succeeds("", applyArguments...)
	w.succeeds("", "destroy", "-auto-approve", "-input=false", "-target=identitycall_operator.cora")
	s.Inject(sandbox.Fault{Method: "POST", Path: "/operators", Reply: sandbox.Status(http.StatusBadGateway, quoting)})
	w.fails("may or may not exist", applyArguments...)

	w.Configure(
		privateConfig + "\nresource \"identitycall_virtual_number\" \"lost\" { phone_number = \"+1 206 555 0103\" }\n",
	)
	w.fails("+1 206 555 0103 is not on this account", "plan", "-input=false")

	// One request only: what follows a response must not be read as the next one.
	w.Configure(retryPrivately + "data \"identitycall_operators\" \"all\" {}\n")
	s.sendExtraData(true)
	w.succeeds("", "plan", "-input=false", "-refresh=false")
	s.sendExtraData(false)
	w.Configure(privateConfig)

	state := mustRead(t, filepath.Join(w.Directory, "terraform.tfstate"))
	mustNotContain(t, "the state", state, append(slices.Clone(ofCalls), markedKey), []string{callerDigits})
	if !strings.Contains(state, "Lineburga") {
		t.Error("the state is not the expected one")
	}
	w.succeeds("stays on the account", "destroy", "-auto-approve", "-input=false")
}

func mustNotContain(t *testing.T, what, text string, words, phones []string) {
	t.Helper()
	folded := strings.ToLower(text)
	for _, word := range words {
		if strings.Contains(folded, strings.ToLower(word)) {
			t.Errorf("%s has %q: %s", what, word, text)
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
			t.Errorf("%s has the phone number %s: %s", what, phone, text)
		}
	}
}

// recordingService is a service that records its responses, faults included.
type recordingService struct {
	*acctest.Service
	close func()

	mu        sync.Mutex
	exchanges map[string]int
	extraData bool
}

func newRecordingService(t *testing.T) *recordingService {
	t.Helper()
	account := sandbox.New()
	w := &recordingService{Service: &acctest.Service{Sandbox: account}, exchanges: map[string]int{}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.URL, w.close = server.URL+sandbox.Prefix, server.Close

	w.AddKey(sandbox.Key{Secret: markedKey, Read: true, Write: true, Delete: true})
	w.AddOperator(sandbox.Operator{
		ID: 12, Name: "Benedikta", PhoneNumber: "+1" + benDigits, Email: pointer("benedikta@privat.example"), Active: true,
	})
	calls := []sandbox.RecentCall{{
		ID: 1, PhoneNumber: "+1" + callerDigits, CallerName: "Callerina", CallStatus: "answered",
		TranscriptSummary: pointer("Transcriptum"), CreatedAt: time.Now(),
	}}
	w.AddVirtualNumber(
		sandbox.VirtualNumber{ID: 7, PhoneNumber: "+1" + lineDigits, Name: pointer("Lineburga"), RecentCalls: calls},
	)
	w.AddVirtualNumber(sandbox.VirtualNumber{ID: 8, PhoneNumber: "+1" + supportDigits, Active: true, RecentCalls: calls})
	w.AddInventory(sandbox.InventoryEntry{PhoneNumber: "+1" + newDigits, CountryCode: "US"})
	return w
}

// sendExtraData makes the service send extra data after its responses, which Go's HTTP client would log.
func (w *recordingService) sendExtraData(extraData bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.extraData = extraData
}

func (w *recordingService) ServeHTTP(writer http.ResponseWriter, r *http.Request) {
	recorder := &statusWriter{ResponseWriter: writer}
	w.mu.Lock()
	extraData := w.extraData
	w.mu.Unlock()
	if extraData {
		recorder.status = w.respondWithExtraData(writer, r)
	} else {
		w.Sandbox.ServeHTTP(recorder, r)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges[exchange(r.Method, strings.TrimPrefix(r.URL.Path, sandbox.Prefix), strconv.Itoa(recorder.status))]++
}

func (w *recordingService) respondWithExtraData(writer http.ResponseWriter, r *http.Request) int {
	response := httptest.NewRecorder()
	w.Sandbox.ServeHTTP(response, r)
	connection, buffer, err := http.NewResponseController(writer).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = connection.Close() }()
	body := response.Body.String()
	_, _ = fmt.Fprintf(buffer, "HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		response.Code, len(body), body)
	_, _ = fmt.Fprintf(buffer, "HTTP/1.1 200 OK\r\n\r\nCallerina, +1%s, is on the line", callerDigits)
	_ = buffer.Flush()
	return response.Code
}

// statusWriter records the status; 0 stands for a broken connection.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Hijack is used by the sandbox to break connections.
func (w *statusWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

func exchange(method, path, status string) string { return method + " " + path + " " + status }
