package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/contract"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The sandbox meets every fact that can be checked, with and without pagination, and ends in its original state.
func TestRun_sandboxHoldsEveryFact(t *testing.T) {
	t.Parallel()
	unlimited := []string{"basics.base_url", "errors.403_message", "rate_limit.retry_after",
		"virtual_numbers.purchase.path"}
	for name, test := range map[string]struct {
		pageSize   int
		notChecked []string
	}{
		"whole": {0, []string{"virtual_numbers.list.page", "operators.list.page", "projects.list.page"}},
		"pages": {2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.Paginate(test.pageSize)
			before, _ := a.VirtualNumber(inactiveNumber)
			operators, projects := len(a.Operators()), len(a.Projects())

			report := a.check(t, true)
			if differs := report.Names(contract.Differs); len(differs) > 0 {
				t.Errorf("%v differ: %+v", differs, report)
			}
			want := slices.Concat(unlimited, test.notChecked)
			got := report.Names(contract.NotChecked)
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("other facts are not checked (-want +got):\n%s", diff)
			}
			after, _ := a.VirtualNumber(inactiveNumber)
			if diff := cmp.Diff(before, after); diff != "" || len(a.Operators()) != operators || len(a.Projects()) != projects {
				t.Errorf("the account changed: %s, %d operators, %d projects", diff, len(a.Operators()), len(a.Projects()))
			}
			mustBePrivate(t, report)
		})
	}
}

// Five facts that another server breaks are the five that the report names.
func TestRun_reportsFiveBrokenFacts(t *testing.T) {
	t.Parallel()
	broken := []string{
		"errors.404_message", "operators.list.form", "projects.get.full_form", "virtual_numbers.get.priorities",
		"virtual_numbers.list.no_settings",
	}
	var changes []change
	for _, row := range differences {
		if slices.Contains(broken, row.fact) {
			changes = append(changes, row.changes...)
		}
	}
	report := newAccount(t, changes...).check(t, false)
	got := report.Names(contract.Differs)
	slices.Sort(got)
	if diff := cmp.Diff(broken, got); diff != "" {
		t.Errorf("other facts differ (-want +got):\n%s", diff)
	}
	mustBePrivate(t, report)
}

// Without WRITE a run only reads, and with it a run never purchases.
func TestRun_sendsNothingElse(t *testing.T) {
	t.Parallel()
	for _, write := range []bool{false, true} {
		a := newAccount(t)
		a.check(t, write)
		for _, request := range a.Requests() {
			if request.Method != http.MethodGet && (!write || strings.Contains(request.Path, "purchase")) {
				t.Errorf("with write %t, a run sent %s", write, request)
			}
		}
	}
}

// Only the number that NUMBER names is changed, and operators are attached only if it receives no calls.
func TestRun_number(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		number   string
		changed  string // the path of the number that is changed
		attached bool
		why      string
	}{
		"by ID":                  {"9", "/virtual_numbers/9", true, ""},
		"by phone number":        {"+44 20 7946 0958", "/virtual_numbers/9", true, ""},
		"with calls":             {"8", "/virtual_numbers/8", false, "NUMBER receives calls"},
		"not set":                {"", "", false, "NUMBER is not set"},
		"not seen":               {"+15550009999", "", false, "does not see NUMBER"},
		"neither ID nor a phone": {"sales", "", false, "NUMBER is neither"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.Paginate(2)
			config := a.config(true)
			config.Number = test.number
			report, err := contract.Run(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			attached := false
			for _, request := range a.Requests() {
				if request.Method == http.MethodGet || !strings.HasPrefix(request.Path, "/virtual_numbers/") {
					continue
				}
				if test.changed == "" || !strings.HasPrefix(request.Path, test.changed) {
					t.Errorf("sent %s", request)
				}
				attached = attached || strings.HasSuffix(request.Path, "/add_operator")
			}
			if attached != test.attached {
				t.Errorf("attached: %t", attached)
			}
			if text := printed(t, report); !strings.Contains(text, test.why) {
				t.Errorf("the report does not contain the reason: %s", text)
			}
			mustBePrivate(t, report)
		})
	}
}

// The check waits after a 429, and checks its Retry-After.
func TestRun_rateLimit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		apply func(*response)
		want  contract.Outcome
	}{
		"seconds": {func(*response) {}, contract.Holds},
		"missing": {ifStatus(429, func(r *response) { r.header.Del("Retry-After") }), contract.Differs},
		"words":   {ifStatus(429, func(r *response) { r.header.Set("Retry-After", "soon") }), contract.Differs},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, change{method: get, path: "/*", apply: test.apply}, change{method: get, path: "/*/*",
				apply: test.apply})
			a.Limit(5, 20*time.Second)
			report := a.check(t, false)
			for _, result := range report.Results {
				if result.Name == "rate_limit.retry_after" && result.Outcome != test.want {
					t.Errorf("%s: %v", result.Outcome, result.Details)
				}
			}
			if report.Count(contract.Holds) < 35 || len(a.slept) == 0 {
				t.Errorf("%d facts hold after %v", report.Count(contract.Holds), a.slept)
			}
		})
	}
}

// With a read-only or project-scoped key, some facts are not checked. They are not reported as different.
func TestRun_restrictedKeys(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]sandbox.Key{
		"read":                {Secret: "idc_readonly", Read: true},
		"project":             {Secret: "idc_project", Read: true, Write: true, Delete: true, ProjectID: 3},
		"write":               {Secret: "idc_write", Write: true},
		"no project deletion": {Secret: "idc_nodelete", Read: true, Write: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.AddKey(key)
			config := a.config(true)
			config.APIKey = key.Secret
			report, err := contract.Run(t.Context(), config)
			if err != nil || report.Count(contract.Differs) > 0 {
				t.Errorf("%v, %v differ", err, report.Names(contract.Differs))
			}
			if !slices.Contains(report.Names(contract.Holds), "errors.403_message") {
				t.Error("the 403 was not checked")
			}
			if left := len(report.LeftBehind); (left > 0) != (name == "no project deletion" || name == "write") {
				t.Errorf("left behind: %v", report.LeftBehind)
			}
			mustBePrivate(t, report)
		})
	}
}

// Another word in a 403 is a difference.
func TestRun_otherWordsOf403(t *testing.T) {
	t.Parallel()
	a := newAccount(t, change{method: post, path: "/operators", apply: message("Alice Carter may not")})
	a.AddKey(sandbox.Key{Secret: "idc_readonly", Read: true})
	config := a.config(true)
	config.APIKey = "idc_readonly"
	report, err := contract.Run(t.Context(), config)
	if err != nil || !slices.Equal(report.Names(contract.Differs), []string{"errors.403_message"}) {
		t.Errorf("%v, %v differ", err, report.Names(contract.Differs))
	}
}

// The report lists what could not be undone, so that the user can do it.
func TestRun_reportsWhatIsLeftBehind(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault sandbox.Fault
		want  string
	}{
		"an operator": {sandbox.Fault{Method: destroy, Path: "/operators/*", Times: -1, Reply: sandbox.Status(500, `{}`)},
			"an operator with the ID"},
		"a project": {sandbox.Fault{Method: destroy, Path: "/projects/*", Times: -1, Reply: sandbox.Status(500, `{}`)},
			"a project with the ID"},
		"a name": {sandbox.Fault{Method: patch, Path: "/virtual_numbers/9", Skip: 1, Times: -1,
			Reply: sandbox.Status(500, `{}`)},
			"the name of NUMBER could not be restored"},
		"an attachment": {sandbox.Fault{Method: destroy, Path: "/virtual_numbers/9/*", Times: -1,
			Reply: sandbox.Status(500, `{}`)},
			"may still be attached to NUMBER"},
		"a lost response": {sandbox.Fault{Method: post, Path: "/projects", Skip: 1, AfterWork: true, Reply: sandbox.Reset()},
			`a project named "Contract check" may exist`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.Inject(test.fault)
			report := a.check(t, true)
			if text := printed(t, report); !strings.Contains(text, "! Left behind: ") || !strings.Contains(text, test.want) {
				t.Errorf("the report does not contain %q:\n%s", test.want, text)
			}
			mustBePrivate(t, report)
		})
	}
}

// A cancelled run still undoes its changes.
func TestRun_cleansUpAfterCancel(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"/operators", "/virtual_numbers/9/add_operator", "/projects"} {
		ctx, cancel := context.WithCancel(t.Context())
		a := newAccount(t, change{method: post, path: at, apply: once(2, func(*response) { cancel() })})
		operators, projects := len(a.Operators()), len(a.Projects())
		before, _ := a.VirtualNumber(inactiveNumber)
		report, err := contract.Run(ctx, a.config(true))
		if err != nil {
			t.Fatal(err)
		}
		after, _ := a.VirtualNumber(inactiveNumber)
		lost := 0 // the response that the cancel cut off names what may be left
		if len(report.LeftBehind) > 0 {
			lost = 1
		}
		if len(a.Operators()) > operators+lost || len(a.Projects()) > projects+lost || cmp.Diff(before, after) != "" {
			t.Errorf("cancelled at %s: %d operators, %d projects, %v", at, len(a.Operators()), len(a.Projects()),
				report.LeftBehind)
		}
	}
}

// Without a connection, or with a rejected key, no fact is checked.
func TestRun_withoutAService(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	config := a.config(false)
	config.APIKey = "idc_unknown"
	if _, err := contract.Run(t.Context(), config); !errors.Is(err, contract.ErrKeyRefused) {
		t.Errorf("with an unknown key: %v", err)
	}
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	config.BaseURL = server.URL
	_, err := contract.Run(t.Context(), config)
	if err == nil || strings.Contains(err.Error(), strings.TrimPrefix(server.URL, "http://")) {
		t.Errorf("with a closed server: %v", err)
	}
}

func printed(t *testing.T, report contract.Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := report.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var longDigits = regexp.MustCompile(`[0-9][0-9 ()-]{6,}`)

// mustBePrivate fails the test if a report holds a key, a phone number, a name or an address.
func mustBePrivate(t *testing.T, report contract.Report) {
	t.Helper()
	text := printed(t, report)
	encoded, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	text += string(encoded)
	for _, secret := range []string{
		"idc_", "127.0.0.1", "@", "Alice", "Carter", "Eva Frank", "Greta", "John Smith", "Sales", "Support", "UK Line",
		"Retail",
	} {
		if strings.Contains(text, secret) {
			t.Errorf("the report holds %q:\n%s", secret, text)
		}
	}
	if found := longDigits.FindString(text); found != "" {
		t.Errorf("the report holds the digits %s", found)
	}
}
