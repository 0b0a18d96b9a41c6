package provider

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// promptly is how soon after Ctrl-C a run has to be over. The provider stops within a moment, and after two seconds where a
// creating POST is under way; the rest is for the CLI, which writes state and ends its plugins, on a machine that is busy with
// other tests. What is interrupted would take ten times as long.
const promptly = 6 * time.Second

// started is a run of the CLI that is under way.
type started struct {
	t       *testing.T
	command *exec.Cmd
	output  bytes.Buffer
}

// start begins a run of the CLI and comes back when one more request of this kind has arrived than before.
func (w *workspace) start(s *service, method, path string, arguments ...string) *started {
	w.t.Helper()
	before := s.arrived(method, path)
	run := &started{t: w.t, command: w.command(arguments...)}
	run.command.Stdout, run.command.Stderr = &run.output, &run.output
	if err := run.command.Start(); err != nil {
		w.t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); s.arrived(method, path) == before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("%s %s never arrived, but %v", method, path, s.Requests())
		}
	}
	time.Sleep(300 * time.Millisecond) // an answer that came at once is read, and a wait has begun
	return run
}

// arrived counts the requests of this kind.
func (s *service) arrived(method, path string) int {
	count := 0
	for _, request := range s.Requests() {
		if request.Method == method && request.Path == path {
			count++
		}
	}
	return count
}

// end waits until the run is over, and returns what the screen shows.
func (r *started) end() string {
	r.t.Helper()
	if err := r.command.Wait(); err == nil {
		r.t.Errorf("the run succeeded:\n%s", r.output.String())
	}
	return screen(r.output.Bytes())
}

// interrupt does what Ctrl-C does, waits for the end, and checks that it comes promptly. The signal goes to the CLI alone: it
// asks its plugins to stop, which ignore the signal itself.
func (r *started) interrupt() string {
	r.t.Helper()
	sent := time.Now()
	if err := r.command.Process.Signal(os.Interrupt); err != nil {
		r.t.Fatal(err)
	}
	text := r.end()
	took := time.Since(sent)
	if took > promptly {
		r.t.Errorf("the run went on for %s:\n%s", took, text)
	}
	r.t.Logf("over after %s", took.Round(time.Millisecond))
	return text
}

// kill ends the provider's processes as the system does when memory runs out, and waits for the end of the run.
func (r *started) kill() {
	r.t.Helper()
	plugins := r.plugins()
	for _, plugin := range plugins {
		if err := plugin.Kill(); err != nil {
			r.t.Fatal(err)
		}
	}
	if len(plugins) == 0 {
		r.t.Fatal("the run has no provider")
	}
	r.end()
}

// plugins are the provider's processes, which the CLI has started.
func (r *started) plugins() []*os.Process {
	r.t.Helper()
	directories, _ := filepath.Glob("/proc/[0-9]*")
	if len(directories) == 0 {
		r.t.Skip("needs /proc, to find the provider's process")
	}
	parent := "\nPPid:\t" + strconv.Itoa(r.command.Process.Pid) + "\n"
	var found []*os.Process
	for _, directory := range directories {
		status, _ := os.ReadFile(filepath.Join(directory, "status"))
		arguments, _ := os.ReadFile(filepath.Join(directory, "cmdline"))
		if !bytes.Contains(status, []byte(parent)) || !bytes.Contains(arguments, []byte("terraform-provider-identitycall")) {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(directory))
		process, err := os.FindProcess(pid)
		if err != nil {
			r.t.Fatal(err)
		}
		found = append(found, process)
	}
	return found
}

// mustSay checks that the screen shows each of the texts.
func mustSay(t *testing.T, output string, wanted ...string) {
	t.Helper()
	for _, text := range wanted {
		if !strings.Contains(output, text) {
			t.Errorf("the screen does not say %q:\n%s", text, output)
		}
	}
}

var applying = []string{"apply", "-auto-approve", "-input=false"}

// interruptedConfig makes an operator, and only then goes on to the number, so that there is something that an interrupt must
// not lose.
const interruptedConfig = `
resource "identitycall_operator" "first" {
  name         = "Alice Carter"
  phone_number = "+15555550112"
}
resource "identitycall_virtual_number" "line" {
  id         = "7"
  name       = "Sales"
  depends_on = [identitycall_operator.first]
}
`

// These tests do not run beside others: they measure time.
func TestAccInterrupt(t *testing.T) {
	refuse := sandbox.Status(http.StatusTooManyRequests, `{"error":"Rate limit exceeded"}`, "Retry-After", "60")
	inTrouble := sandbox.Status(http.StatusServiceUnavailable, `{"error":"Down"}`, "Retry-After", "60")
	for name, test := range map[string]struct {
		fault sandbox.Fault
		says  string
	}{
		"waiting for the rate limit": {sandbox.Fault{Reply: refuse}, "was not sent: the run was cancelled. Nothing was changed."},
		"waiting to try again":       {sandbox.Fault{Reply: inTrouble}, "answered 503 Service Unavailable: Down"},
		"waiting for an answer":      {sandbox.Fault{Delay: time.Minute}, "got no whole answer: the run was cancelled. What was asked may or may not have been done; the next plan shows it."},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true})
			w := newWorkspace(t, s)
			w.configure(interruptedConfig)
			fault := test.fault
			fault.Method, fault.Path = "PATCH", "/virtual_numbers/7"
			s.Inject(fault)
			mustSay(t, w.start(s, "PATCH", "/virtual_numbers/7", applying...).interrupt(), "PATCH /virtual_numbers/7 "+test.says)
			if state := w.must("state", "list"); state != "identitycall_operator.first" {
				t.Errorf("state holds %q", state)
			}
			s.Heal()
			w.must(applying...)
			w.mustBeEmpty()
			if operators := len(s.Operators()); operators != 1 {
				t.Errorf("the account has %d operators", operators)
			}
		})
	}
}

// Reading is interrupted as well, and a refresh that did not end changes nothing.
func TestAccInterrupt_refresh(t *testing.T) {
	s := newService(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true})
	w := newWorkspace(t, s)
	w.configure(interruptedConfig)
	w.must(applying...)
	s.Inject(sandbox.Fault{Method: "GET", Path: "/virtual_numbers/7", Delay: time.Minute})
	w.start(s, "GET", "/virtual_numbers/7", "plan", "-input=false").interrupt()
	w.mustBeEmpty()
}

const (
	gretaHall = `
resource "identitycall_operator" "greta" {
  name         = "Greta Hall"
  phone_number = "+14155550134"
}
`
	rentedLine = `
resource "identitycall_virtual_number" "line" {
  phone_number = "+15550001111"
  purchase     = {}
}
`
)

// A creating POST gets a second more for its answer, and the look-up after it another. Then the error says what may exist, and
// how to go on.
func TestAccInterrupt_creation(t *testing.T) {
	for name, test := range map[string]struct {
		config, path string
		fault        sandbox.Fault
		says         []string
		state        string
	}{
		"operator, not done": {
			gretaHall, "/operators", sandbox.Fault{Delay: time.Minute},
			[]string{"Operator Greta Hall may or may not exist", "terraform import ADDRESS ID", "apply again"}, "",
		},
		"operator, done": {gretaHall, "/operators", sandbox.Fault{DelayAfterWork: time.Minute}, nil, "identitycall_operator.greta"},
		"purchase, not done": {
			rentedLine, "/virtual_numbers/purchase", sandbox.Fault{Delay: time.Minute},
			[]string{"+15550001111 may or may not be rented", "terraform import ADDRESS +15550001111", "apply again: that adopts +15550001111"}, "",
		},
		"purchase, done": {
			rentedLine, "/virtual_numbers/purchase", sandbox.Fault{DelayAfterWork: time.Minute},
			[]string{"+15550001111 is rented and live", "it is in state", "Apply again to finish"}, "identitycall_virtual_number.line",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.Populate()
			w := newWorkspace(t, s)
			w.configure(test.config)
			fault := test.fault
			fault.Method, fault.Path = "POST", test.path
			s.Inject(fault)
			mustSay(t, w.start(s, "POST", test.path, applying...).interrupt(), test.says...)
			if state := w.must("state", "list"); state != test.state {
				t.Errorf("state holds %q", state)
			}
			w.must(applying...)
			w.mustBeEmpty()
			s.mustHaveMadeOnce(t)
		})
	}
}

// mustHaveMadeOnce checks that no creating POST has taken effect twice.
func (s *service) mustHaveMadeOnce(t *testing.T) {
	t.Helper()
	made := map[string]int{}
	for _, request := range s.Requests() {
		if request.Method == "POST" && request.Status == http.StatusCreated {
			made[request.String()]++
		}
	}
	for request, times := range made {
		if times != 1 {
			t.Errorf("%s took effect %d times", request, times)
		}
	}
}

// The provider is killed while it waits for the answer to a purchase that has been made. State knows nothing of it, so the
// next run has to find the number by its digits.
func TestAccKilled_purchase(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"rented, then killed": {DelayAfterWork: time.Minute},
		"killed, then rented": {Delay: 2 * time.Second, Detached: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			s.Populate()
			w := newWorkspace(t, s)
			w.configure(rentedLine)
			fault.Method, fault.Path = "POST", "/virtual_numbers/purchase"
			s.Inject(fault)
			w.start(s, "POST", "/virtual_numbers/purchase", applying...).kill()
			for deadline := time.Now().Add(time.Minute); len(s.purchases()) == 0 && time.Now().Before(deadline); {
				time.Sleep(10 * time.Millisecond)
			}
			if state := w.must("state", "list"); state != "" {
				t.Errorf("state holds %q", state)
			}
			if output := w.must("plan", "-input=false"); strings.Contains(output, "cost money") {
				t.Errorf("the next plan would rent again:\n%s", output)
			}
			w.must(applying...)
			w.mustBeEmpty()
			s.mustHaveMadeOnce(t)
		})
	}
}

// An operator has no natural key: nobody can say whether the one that is there is the one that was meant. So the next run makes
// the one that is configured, and reports the other.
func TestAccKilled_operator(t *testing.T) {
	t.Parallel()
	s := newService(t)
	w := newWorkspace(t, s)
	w.configure(gretaHall)
	s.Inject(sandbox.Fault{Method: "POST", Path: "/operators", DelayAfterWork: time.Minute})
	w.start(s, "POST", "/operators", applying...).kill()
	left := s.Operators()
	if len(left) != 1 {
		t.Fatalf("the account has %d operators", len(left))
	}
	id := strconv.FormatInt(left[0].ID, 10)
	mustSay(t, w.must(applying...), "Operator Greta Hall existed before, with id "+id, "terraform import ADDRESS "+id)
	w.mustBeEmpty()
}

// What was done before the provider was killed is in state, and the next run goes on from there.
func TestAccKilled_change(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true})
	w := newWorkspace(t, s)
	w.configure(interruptedConfig)
	s.Inject(sandbox.Fault{Method: "PATCH", Path: "/virtual_numbers/7", DelayAfterWork: time.Minute})
	w.start(s, "PATCH", "/virtual_numbers/7", applying...).kill()
	if state := w.must("state", "list"); state != "identitycall_operator.first" {
		t.Errorf("state holds %q", state)
	}
	w.must(applying...)
	w.mustBeEmpty()
	s.mustHaveMadeOnce(t)
}
