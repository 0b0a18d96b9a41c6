package e2e_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// maxShutdown is the time in which a command must end after Ctrl-C. The provider stops at once, or after two seconds if
// a creating POST is in progress. The rest is for the CLI, which writes state and stops its plugins, on a busy machine.
// Without the interrupt, the command takes ten times as long.
const maxShutdown = 6 * time.Second

// running is a CLI command in progress.
type running struct {
	t       *testing.T
	command *exec.Cmd
	output  bytes.Buffer
}

// start starts a command and returns once one more request of this kind has arrived than before.
func start(t *testing.T, w *acctest.Workspace, method, path string, arguments ...string) *running {
	t.Helper()
	before := w.Service.Count(method, path)
	r := &running{t: t, command: w.Command(arguments...)}
	r.command.Stdout, r.command.Stderr = &r.output, &r.output
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for ; w.Service.Count(method, path) == before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s %s was not sent, but %v", method, path, w.Service.Requests())
		}
	}
	time.Sleep(300 * time.Millisecond) // an immediate response has been read, and a wait has started
	return r
}

// end waits until the command has ended, and returns what the screen shows.
func (r *running) end() string {
	r.t.Helper()
	if err := r.command.Wait(); err == nil {
		r.t.Errorf("the command succeeded:\n%s", r.output.String())
	}
	return acctest.Screen(r.output.String())
}

// interrupt sends the signal of Ctrl-C, and checks that the command ends within maxShutdown. Only the CLI gets the
// signal: it stops its plugins, which ignore the signal.
func (r *running) interrupt() string {
	r.t.Helper()
	sent := time.Now()
	if err := r.command.Process.Signal(os.Interrupt); err != nil {
		r.t.Fatal(err)
	}
	screen := r.end()
	took := time.Since(sent)
	if took > maxShutdown {
		r.t.Errorf("the command ran for another %s:\n%s", took, screen)
	}
	r.t.Logf("it ended after %s", took.Round(time.Millisecond))
	return screen
}

// kill kills the processes of the provider, as the system does when memory runs out, and waits for the command.
func (r *running) kill() {
	r.t.Helper()
	plugins := r.plugins()
	for _, plugin := range plugins {
		if err := plugin.Kill(); err != nil {
			r.t.Fatal(err)
		}
	}
	if len(plugins) == 0 {
		r.t.Fatal("the command has no provider")
	}
	r.end()
}

// plugins are the provider's processes, which the CLI has started.
func (r *running) plugins() []*os.Process {
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

// stateList returns the addresses in state.
func stateList(w *acctest.Workspace) string {
	w.T.Helper()
	return w.Must("state", "list")
}

var applyArguments = []string{"apply", "-auto-approve", "-input=false"}

// interruptedConfig creates an operator before it changes the number. An interrupt must not lose the operator.
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

const purchasedLine = `
resource "identitycall_virtual_number_purchase" "line" {
  phone_number = "+15550001111"
}
`

// newInterrupted returns a workspace with interruptedConfig, and an account with number 7.
func newInterrupted(t *testing.T) *acctest.Workspace {
	t.Helper()
	acctest.Once(t)
	t.Parallel()
	s := acctest.StartService(t)
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", Active: true})
	w := acctest.NewWorkspace(t, s)
	w.WatchRaces()
	w.Configure(interruptedConfig)
	return w
}

func TestAccInterrupt_change(t *testing.T) {
	for name, test := range map[string]struct {
		fault sandbox.Fault
		shows string
	}{
		"waiting for the rate limit": {sandbox.Fault{Reply: rateLimited("Retry-After", "60")}, "429 Too Many Requests"},
		"waiting for a retry": {
			sandbox.Fault{Reply: sandbox.Status(503, `{"error":"Down"}`, "Retry-After", "60")}, "503 Service Unavailable: Down",
		},
		"waiting for a response": {
			sandbox.Fault{Delay: time.Minute}, "The request may or may not have taken effect. The next plan shows it.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newInterrupted(t)
			fault := test.fault
			fault.Method, fault.Path = "PATCH", "/virtual_numbers/7"
			w.Service.Inject(fault)
			screen := start(t, w, "PATCH", "/virtual_numbers/7", applyArguments...).interrupt()
			mustShow(t, screen, "PATCH /virtual_numbers/7", test.shows)
			if state := stateList(w); state != "identitycall_operator.first" {
				t.Errorf("state holds %q", state)
			}
			w.Service.ClearFaults()
			w.MustApply()
			w.MustHaveNoDiff()
			if operators := len(w.Service.Operators()); operators != 1 {
				t.Errorf("the account has %d operators", operators)
			}
		})
	}
}

// A refresh can be interrupted too. An incomplete refresh changes nothing.
func TestAccInterrupt_refresh(t *testing.T) {
	w := newInterrupted(t)
	w.MustApply()
	w.Service.Inject(sandbox.Fault{Method: "GET", Path: "/virtual_numbers/7", Delay: time.Minute})
	start(t, w, "GET", "/virtual_numbers/7", "plan", "-input=false").interrupt()
	w.MustHaveNoDiff()
}

// After an interrupt, a creating POST gets one more second for its response, and the lookup after it another. The
// error names what may exist, and the next step.
func TestAccInterrupt_create(t *testing.T) {
	for name, test := range map[string]struct {
		config, path string
		fault        sandbox.Fault
		shows        []string
		state        string
	}{
		"operator, without effect": {
			greta, "/operators", sandbox.Fault{Delay: time.Minute},
			[]string{
				"Operator Greta Hall may or may not exist", "terraform import identitycall_operator.NAME ID", "apply again",
			}, "",
		},
		"operator, with effect": {
			greta, "/operators", sandbox.Fault{DelayAfterWork: time.Minute}, nil, "identitycall_operator.greta",
		},
		"purchase, without effect": {
			purchasedLine, "/virtual_numbers/purchase", sandbox.Fault{Delay: time.Minute},
			[]string{
				"+15550001111 may or may not have been purchased", "apply again",
				"terraform import identitycall_virtual_number_purchase.NAME +15550001111",
			}, "",
		},
		"purchase, with effect": {
			purchasedLine, "/virtual_numbers/purchase", sandbox.Fault{DelayAfterWork: time.Minute}, nil,
			"identitycall_virtual_number_purchase.line",
		},
	} {
		t.Run(name, func(t *testing.T) {
			acctest.Once(t)
			t.Parallel()
			s := acctest.StartService(t)
			s.Populate()
			w := acctest.NewWorkspace(t, s)
			w.WatchRaces()
			w.Configure(test.config)
			fault := test.fault
			fault.Method, fault.Path = "POST", test.path
			s.Inject(fault)
			mustShow(t, start(t, w, "POST", test.path, applyArguments...).interrupt(), test.shows...)
			if state := stateList(w); state != test.state {
				t.Errorf("state holds %q", state)
			}
			w.MustApply()
			w.MustHaveNoDiff()
			mustHaveCreatedOnce(t, s)
		})
	}
}

// The provider is killed while it waits for the response to a purchase that has been made. It is not in state, so
// the next run has to find the number by its digits.
func TestAccKilled_purchase(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"purchased, then killed": {DelayAfterWork: time.Minute},
		"killed, then purchased": {Delay: time.Second, Detached: true},
	} {
		t.Run(name, func(t *testing.T) {
			acctest.Once(t)
			t.Parallel()
			s := acctest.StartService(t)
			s.Populate()
			w := acctest.NewWorkspace(t, s)
			w.WatchRaces()
			w.Configure(purchasedLine)
			fault.Method, fault.Path = "POST", "/virtual_numbers/purchase"
			s.Inject(fault)
			start(t, w, "POST", "/virtual_numbers/purchase", applyArguments...).kill()
			for deadline := time.Now().Add(time.Minute); len(created(s)) == 0 && time.Now().Before(deadline); {
				time.Sleep(10 * time.Millisecond)
			}
			if state := stateList(w); state != "" {
				t.Errorf("state holds %q", state)
			}
			if screen := w.Must("plan", "-input=false"); strings.Contains(screen, "costs money") {
				t.Errorf("the next plan would purchase the number again:\n%s", screen)
			}
			w.MustApply()
			w.MustHaveNoDiff()
			mustHaveCreatedOnce(t, s)
		})
	}
}

// An operator has no natural key: an existing one may be a different one. So the next run creates the configured one,
// and warns about the other.
func TestAccKilled_operator(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	w := acctest.NewWorkspace(t, acctest.StartService(t))
	w.WatchRaces()
	w.Configure(greta)
	w.Service.Inject(sandbox.Fault{Method: "POST", Path: "/operators", DelayAfterWork: time.Minute})
	start(t, w, "POST", "/operators", applyArguments...).kill()
	left := w.Service.Operators()
	if len(left) != 1 {
		t.Fatalf("the account has %d operators", len(left))
	}
	id := strconv.FormatInt(left[0].ID, 10)
	mustShow(t, w.MustApply(), "Operator Greta Hall may exist already: Greta Hall (ID "+id+")",
		"terraform import identitycall_operator.NAME "+id)
	w.MustHaveNoDiff()
}

// Changes before the provider was killed are in state. The next run continues from there.
func TestAccKilled_change(t *testing.T) {
	w := newInterrupted(t)
	w.Service.Inject(sandbox.Fault{Method: "PATCH", Path: "/virtual_numbers/7", DelayAfterWork: time.Minute})
	start(t, w, "PATCH", "/virtual_numbers/7", applyArguments...).kill()
	if state := stateList(w); state != "identitycall_operator.first" {
		t.Errorf("state holds %q", state)
	}
	w.MustApply()
	w.MustHaveNoDiff()
	mustHaveCreatedOnce(t, w.Service)
}
