package sandbox_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const deactivate = `{"active": false}`

// A client cannot tell whether a failed request was processed, so each reply is tested before and after the processing.
func TestReply_replacesResponse(t *testing.T) {
	t.Parallel()
	broken := func(t *testing.T, _ response, err error) {
		if err == nil {
			t.Error("the connection did not break")
		}
	}
	for name, test := range map[string]struct {
		reply sandbox.Reply
		check func(*testing.T, response, error)
	}{
		"reset": {sandbox.Reset(), broken},
		"truncated": {sandbox.Truncated(), func(t *testing.T, r response, err error) {
			if !errors.Is(err, io.ErrUnexpectedEOF) || r.status != 200 || r.text == "" {
				t.Errorf("got %+v, %v, want a truncated 200", r, err)
			}
		}},
		"shortened": {sandbox.Shortened(), func(t *testing.T, r response, err error) {
			if err != nil || r.status != 200 || !strings.HasPrefix(r.text, `{"data"`) || r.body != nil {
				t.Errorf("got %+v, %v, want half of the JSON in a complete 200", r, err)
			}
		}},
		"malformed": {sandbox.Malformed(), func(t *testing.T, r response, err error) {
			if err != nil || r.status != 200 || r.body != nil || r.text == "" {
				t.Errorf("got %+v, %v, want a 200 that is not JSON", r, err)
			}
		}},
		"HTML": {sandbox.HTML(502), func(t *testing.T, r response, err error) {
			if err != nil || r.status != 502 || r.header.Get("Content-Type") != "text/html" ||
				!strings.Contains(r.text, "<h1>502 Bad Gateway</h1>") {
				t.Errorf("got %+v, %v, want a gateway's error page", r, err)
			}
		}},
		"status": {sandbox.Status(503, `{"error": "busy"}`, "Retry-After", "5"), func(t *testing.T, r response, err error) {
			if err != nil || r.status != 503 || r.text != `{"error": "busy"}` || r.header.Get("Retry-After") != "5" {
				t.Errorf("got %+v, %v, want the 503", r, err)
			}
		}},
		"redirect": {sandbox.Redirect("https://example.com/"), func(t *testing.T, r response, err error) {
			if err != nil || r.status != 302 || r.header.Get("Location") != "https://example.com/" {
				t.Errorf("got %+v, %v, want the redirect", r, err)
			}
		}},
		"endless": {sandbox.Endless(), func(t *testing.T, r response, err error) {
			if err != nil || r.status != 200 || len(r.text) != 1<<22 {
				t.Errorf("got %d bytes, %v, want the read limit", len(r.text), err)
			}
		}},
		"slow": {sandbox.Slow(time.Microsecond), func(t *testing.T, r response, err error) {
			if err != nil || r.status != 200 || r.body["data"] == nil {
				t.Errorf("got %+v, %v, want a complete response", r, err)
			}
		}},
	} {
		for _, afterWork := range []bool{false, true} {
			when := " before processing"
			if afterWork {
				when = " after processing"
			}
			t.Run(name+when, func(t *testing.T) {
				t.Parallel()
				a := newAPI(t)
				a.Inject(sandbox.Fault{Reply: test.reply, AfterWork: afterWork})
				r, err := a.send("PATCH", "/virtual_numbers/7", deactivate)
				test.check(t, r, err)
				if number, _ := a.VirtualNumber(7); number.Active == afterWork {
					t.Errorf("the number's active is %t", number.Active)
				}
				a.do("PATCH", "/virtual_numbers/7", deactivate, 200) // the fault applies once
			})
		}
	}
}

func TestSlow_sendsByteByByte(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Inject(sandbox.Fault{Reply: sandbox.Slow(time.Millisecond)})
	start := time.Now()
	r := a.do("GET", "/virtual_numbers/7", "", 200)
	if took := time.Since(start); took < time.Duration(len(r.text))*time.Millisecond {
		t.Errorf("received %d bytes in %s", len(r.text), took)
	}
}

func TestFault_delaysResponse(t *testing.T) {
	t.Parallel()
	const delay = 50 * time.Millisecond
	for name, fault := range map[string]sandbox.Fault{
		"before processing": {Delay: delay},
		"after processing":  {DelayAfterWork: delay},
		"with a reply":      {Delay: delay, Reply: sandbox.HTML(502)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.Inject(fault)
			start := time.Now()
			r, err := a.send("PATCH", "/virtual_numbers/7", deactivate)
			if took := time.Since(start); err != nil || took < delay {
				t.Errorf("got status %d after %s, %v", r.status, took, err)
			}
			if number, _ := a.VirtualNumber(7); number.Active != (fault.Reply != nil) {
				t.Errorf("the number's active is %t", number.Active)
			}
		})
	}
}

// A client that closes the connection during a delay before processing prevents it, unless the fault is detached.
func TestFault_connectionClosedDuringDelay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  sandbox.Fault
		active bool
	}{
		"before processing":           {sandbox.Fault{Delay: time.Hour}, true},
		"before processing, detached": {sandbox.Fault{Delay: 300 * time.Millisecond, Detached: true}, false},
		"after processing":            {sandbox.Fault{DelayAfterWork: time.Hour}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.Inject(test.fault)
			client := http.Client{Timeout: 100 * time.Millisecond}
			request, _ := http.NewRequestWithContext(t.Context(), http.MethodPatch,
				a.server.URL+sandbox.Prefix+"/virtual_numbers/7", strings.NewReader(deactivate))
			request.Header.Set("Authorization", "Bearer "+a.key)
			request.Header.Set("Content-Type", "application/json")
			if response, err := client.Do(request); err == nil {
				_ = response.Body.Close()
				t.Error("got a response")
			}
			a.server.Close() // waits for the handler
			if number, _ := a.VirtualNumber(7); number.Active != test.active {
				t.Errorf("the number's active is %t", number.Active)
			}
		})
	}
}

func TestFault_matchesRequests(t *testing.T) {
	t.Parallel()
	type faults = []sandbox.Fault
	bad := sandbox.HTML(502)
	lines := []string{
		"GET /virtual_numbers/7", `PATCH /virtual_numbers/7 {"name": "Sales"}`, "GET /virtual_numbers/8",
		"GET /operators/12", "GET /virtual_numbers/7", "GET /virtual_numbers",
	}
	for name, test := range map[string]struct {
		faults faults
		want   []int
	}{
		"none":          {nil, []int{200, 200, 200, 200, 200, 200}},
		"the first":     {faults{{Reply: bad}}, []int{502, 200, 200, 200, 200, 200}},
		"the first two": {faults{{Reply: bad, Times: 2}}, []int{502, 502, 200, 200, 200, 200}},
		"all":           {faults{{Reply: bad, Times: -1}}, []int{502, 502, 502, 502, 502, 502}},
		"a method":      {faults{{Reply: bad, Method: "PATCH"}}, []int{200, 502, 200, 200, 200, 200}},
		"a path":        {faults{{Reply: bad, Path: "/virtual_numbers/8"}}, []int{200, 200, 502, 200, 200, 200}},
		"a pattern": {
			faults{{Reply: bad, Path: "/virtual_numbers/*", Times: -1}}, []int{502, 502, 502, 200, 502, 200},
		},
		"a method and a path": {
			faults{{Reply: bad, Method: "GET", Path: "/virtual_numbers/7", Times: 2}}, []int{502, 200, 200, 200, 502, 200},
		},
		"a body":       {faults{{Reply: bad, Body: `"Sales"`, Times: -1}}, []int{200, 502, 200, 200, 200, 200}},
		"another body": {faults{{Reply: bad, Body: `"Support"`, Times: -1}}, []int{200, 200, 200, 200, 200, 200}},
		"after two matching requests": {
			faults{{Reply: bad, Path: "/virtual_numbers/*", Skip: 2}}, []int{200, 200, 502, 200, 200, 200},
		},
		"one fault after another": {
			faults{{Reply: bad}, {Reply: sandbox.HTML(504)}, {Reply: sandbox.HTML(503), Path: "/operators/12"}},
			[]int{502, 504, 200, 503, 200, 200},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			a.Inject(test.faults...)
			var got []int
			for _, line := range lines {
				parts := append(strings.SplitN(line, " ", 3), "")
				r, err := a.send(parts[0], parts[1], parts[2])
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, r.status)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("statuses differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeal_removesAllFaults(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Inject(sandbox.Fault{Reply: sandbox.Reset(), Times: -1}, sandbox.Fault{Reply: sandbox.HTML(502), Times: -1})
	a.Heal()
	a.do("GET", "/operators", "", 200)
}

// The purchase is made although the client loses the response.
func TestFault_afterPurchase(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Inject(sandbox.Fault{Method: "POST", AfterWork: true, Reply: sandbox.Reset()})
	if _, err := a.send("POST", "/virtual_numbers/purchase", `{"phone_number": "+15550001111"}`); err == nil {
		t.Error("got a response")
	}
	if got := a.VirtualNumbers(); got != 4 {
		t.Errorf("the account has %d numbers", got)
	}
	if status := a.Requests()[0].Status; status != 201 {
		t.Errorf("logged with status %d", status)
	}
}

// A request that is in progress while the log is cleared must not overwrite the status of another one.
func TestForgetRequests_whileInProgress(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Inject(
		sandbox.Fault{Path: "/operators/404", Delay: 200 * time.Millisecond},
		sandbox.Fault{Path: "/operators", Delay: 400 * time.Millisecond},
	)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = a.send("GET", "/operators/404", "")
	}()
	for len(a.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	a.ForgetRequests()
	late := make(chan struct{})
	go func() {
		defer close(late)
		_, _ = a.send("GET", "/operators", "")
	}()
	<-done
	for len(a.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if status := a.Requests()[0].Status; status == 404 {
		t.Error("the request has the status of another request")
	}
	<-late
	if status := a.Requests()[0].Status; status != 200 {
		t.Errorf("logged with status %d", status)
	}
}
