package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// asCommand makes the test's binary the command.
const asCommand = "SANDBOX_TEST_RUNS_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestParse_refusesWhatIsWrong(t *testing.T) {
	for arguments, want := range map[string]string{
		"-numbers many":          `invalid value "many" for flag -numbers`,
		"-numbers -1":            "use values of 0 or more",
		"-rate -1":               "use values of 0 or more",
		"-latency -1s":           "use values of 0 or more",
		"-account a -numbers 0":  "use -account or -numbers, not both",
		"-fail reset,fire":       `"fire" is not a fault. Use one of unavailable, gateway, reset, lost, outage`,
		"account.json":           `the argument "account.json" is not a flag`,
		"-listen 127.0.0.1:0 -x": "flag provided but not defined: -x",
	} {
		if _, err := parse(strings.Fields(arguments), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", arguments, err, want)
		}
	}
}

// serve serves the account of a command line. The function that it returns sends a request with the account's key, and
// returns the status, 0 without a response, and the body.
func serve(
	t *testing.T, log io.Writer, arguments ...string,
) (*sandbox.Sandbox, func(method, path, body string) (int, string)) {
	t.Helper()
	o, err := parse(arguments, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	account, key, err := newAccount(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(printed(account, log))
	t.Cleanup(server.Close)
	return account, func(method, path, body string) (int, string) {
		return send(t, server.URL, key, method, path, body)
	}
}

func send(t *testing.T, url, key, method, path, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(content)
}

func TestNewAccount_isTheOneOfTheFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "account.json")
	if err := os.WriteFile(file, []byte(`{"virtual_numbers": [{"id": 5, "phone_number": "+15551234567"}],
		"keys": [{"key": "idc_own"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		arguments []string
		numbers   int
	}{
		"of the documentation": {nil, 3},
		"generated":            {[]string{"-numbers", "40"}, 40},
		"empty":                {[]string{"-numbers", "0"}, 0},
		"of a file":            {[]string{"-account", file}, 1},
		"of the guide":         {[]string{"-account", "../../../examples/guides/sandbox/account.json"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			account, send := serve(t, io.Discard, test.arguments...)
			if status, body := send("GET", sandbox.Prefix+"/virtual_numbers", ""); status != 200 {
				t.Errorf("the first key gets %d %s", status, body)
			}
			if got := account.VirtualNumbers(); got != test.numbers {
				t.Errorf("got %d numbers, want %d", got, test.numbers)
			}
		})
	}

	for file, want := range map[string]string{
		"missing.json": "missing.json: no such file",
		"main.go":      "main.go is not an account:\nline 1: invalid character",
	} {
		if _, _, err := newAccount(options{account: file}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestNewAccount_hasLimitPagesAndLatency(t *testing.T) {
	const latency = 30 * time.Millisecond
	_, send := serve(t, io.Discard, "-rate", "1", "-page-size", "2", "-latency", latency.String())
	start := time.Now()
	status, body := send("GET", sandbox.Prefix+"/virtual_numbers", "")
	if status != 200 || !strings.Contains(body, `"total_pages":2`) || time.Since(start) < latency {
		t.Errorf("got %d %s after %s", status, body, time.Since(start))
	}
	if status, body := send("GET", sandbox.Prefix+"/virtual_numbers", ""); status != 429 {
		t.Errorf("the second request got %d %s", status, body)
	}
}

// lines passes on what is written, which is one line at a time.
type lines chan string

func (l lines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

// What is printed shows each request with the status of its response, and changes nothing about them.
func TestPrinted_showsRequests(t *testing.T) {
	log := make(lines, 1)
	account, send := serve(t, log)
	account.Inject(sandbox.Fault{Method: "POST", Reply: sandbox.Reset()})
	for _, request := range []struct {
		method, path, body, want string
	}{
		{
			"PATCH", sandbox.Prefix + "/virtual_numbers/7", `{"recording":false}`,
			`200 PATCH /virtual_numbers/7 {"recording":false}`,
		},
		{"GET", sandbox.Prefix + "/virtual_numbers/404", "", "404 GET /virtual_numbers/404 "},
		{"POST", sandbox.Prefix + "/operators", "{}", "cut POST /operators {}"},
		{"DELETE", "/sandbox/virtual_numbers/8", "", "204 DELETE /sandbox/virtual_numbers/8 "},
	} {
		send(request.method, request.path, request.body)
		if got := <-log; got != request.want+"\n" {
			t.Errorf("got %q, want %q", got, request.want)
		}
	}
	if number, _ := account.VirtualNumber(7); number.Recording || account.VirtualNumbers() != 2 {
		t.Errorf("the requests had no effect: %+v", number)
	}
}

func TestFaults(t *testing.T) {
	guide, err := os.ReadFile("../../../examples/guides/sandbox/README.md")
	if err != nil {
		t.Fatal(err)
	}
	const requests = 100
	tests := map[string]struct {
		status     int    // of a PATCH that fails; 0 without a response
		body       string // of a PATCH that fails
		least      int    // how many fail
		most       int
		takeEffect bool // although they fail
		purchase   int  // the status of a purchase; 0 for any
	}{
		"unavailable": {status: 503, body: `{"error":`, least: 10, most: 30},
		"gateway":     {status: 502, body: "<html>", least: 10, most: 30},
		"reset":       {least: 10, most: 30},
		"lost":        {least: 10, most: 30, takeEffect: true},
		"outage":      {status: 503, body: `{"error":`, least: requests, most: requests, purchase: 503},
		"proxy":       {status: 403, body: "<html>", least: requests, most: requests, purchase: 403},
		"purchase":    {purchase: 422},
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			test, ok := tests[f.name]
			if !ok || !strings.Contains(string(guide), "\n| `"+f.name+"` |") {
				t.Fatal("the fault has no test, or is not in the guide")
			}
			account, send := serve(t, io.Discard, "-fail", f.name)
			failed := 0
			for i := range requests {
				name := fmt.Sprint("Name ", i)
				status, body := send("PATCH", sandbox.Prefix+"/virtual_numbers/7", `{"name":"`+name+`"}`)
				number, _ := account.VirtualNumber(7)
				if status != http.StatusOK {
					failed++
					if status != test.status || !strings.Contains(body, test.body) {
						t.Fatalf("got %d %s", status, body)
					}
				}
				if took := *number.Name == name; took != (status == http.StatusOK || test.takeEffect) {
					t.Fatalf("a PATCH with the response %d took effect: %t", status, took)
				}
			}
			if failed < test.least || failed > test.most {
				t.Errorf("%d requests of %d failed", failed, requests)
			}
			status, body := send("POST", sandbox.Prefix+"/virtual_numbers/purchase", `{"phone_number":"+15550001111"}`)
			if test.purchase != 0 && status != test.purchase {
				t.Errorf("a purchase got %d %s", status, body)
			}
		})
	}
}

// The command prints the variables that scripts read, and serves until it gets a signal.
func TestSandbox_asProcess(t *testing.T) {
	command := exec.CommandContext(t.Context(), os.Args[0], "-numbers", "3")
	command.Env = append(os.Environ(), asCommand+"=1")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{}
	lines := bufio.NewScanner(out)
	for len(variables) < 3 && lines.Scan() {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		variables[name] = value
	}
	url, control := variables["IDENTITYCALL_BASE_URL"], variables["IDENTITYCALL_SANDBOX_URL"]
	status, body := send(t, url, variables["IDENTITYCALL_API_KEY"], "GET", "/virtual_numbers", "")
	if status != 200 || strings.Count(body, `"phone_number"`) != 3 {
		t.Errorf("the list of numbers is %d %s", status, body)
	}
	if status, body := send(t, control, "", "DELETE", "/virtual_numbers/404", ""); status != 404 {
		t.Errorf("the control endpoint returns %d %s", status, body)
	}
	printed := bufio.NewScanner(log)
	for range 4 { // two lines of text come first
		if !printed.Scan() {
			t.Fatal("the command does not print the requests")
		}
	}
	if want := "404 DELETE /sandbox/virtual_numbers/404 "; printed.Text() != want {
		t.Errorf("got %q, want %q", printed.Text(), want)
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestSandbox_failsWithOneLine(t *testing.T) {
	command := exec.CommandContext(t.Context(), os.Args[0], "-listen", "0.0.0.0:0")
	command.Env = append(os.Environ(), asCommand+"=1")
	output, _ := command.CombinedOutput()
	want := "sandbox: the sandbox serves on a loopback address only, since its keys are public\n"
	if command.ProcessState.ExitCode() != 1 || string(output) != want {
		t.Errorf("ended with %s and %s", command.ProcessState, output)
	}
}
