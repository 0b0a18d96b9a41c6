package contract_test

import (
	"context"
	"errors"
	"net/http"
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
	pages := []string{"virtual_numbers.list.page", "operators.list.page", "projects.list.page"}
	for pageSize, notChecked := range map[int][]string{0: pages, 2: nil, 100: nil} {
		a := newAccount(t)
		a.Paginate(pageSize)
		before, _ := a.VirtualNumber(9)
		operators, projects := a.Operators(), a.Projects()

		report := a.check(t)
		if differs := report.Names(contract.Differs); len(differs) > 0 {
			t.Errorf("%v differ", differs)
		}
		want := slices.Concat(notChecked, []string{
			"basics.base_url", "errors.403_message", "rate_limit.retry_after", "virtual_numbers.purchase.path"})
		slices.Sort(want)
		if diff := cmp.Diff(want, slices.Sorted(slices.Values(report.Names(contract.NotChecked)))); diff != "" {
			t.Errorf("with pages of %d, other facts are not checked (-want +got):\n%s", pageSize, diff)
		}
		after, _ := a.VirtualNumber(9)
		diff := cmp.Diff(before, after) + cmp.Diff(operators, a.Operators()) + cmp.Diff(projects, a.Projects())
		if diff != "" {
			t.Errorf("the account changed:\n%s", diff)
		}
	}
}

// differences has a row for every fact that can differ: the change of responses that this fact reports.
var differences = []struct {
	fact string
	change
}{
	{"basics.content_type", change{"GET /projects/4", "application/json", "text/plain"}},
	{"basics.json", change{"GET /virtual_numbers/available", `\{"data"`, "<html>"}},
	{"basics.data", change{"GET /projects/4", `"data"`, `"result"`}},
	{"authentication.unknown_key", change{"GET /operators  Bearer idc_0", "401 Unauthorized", "400 Bad Request"}},
	{"authentication.no_key", change{"GET /operators  $", "401 Unauthorized", "400 Bad Request"}},
	{"errors.401_body", change{"GET /operators  $", `"error"`, `"message"`}},
	{"errors.401_message", change{"GET /operators  $", "Invalid or expired API key", "Who is Alice Carter?"}},
	{"errors.403_message", change{"GET /operators/22", `(?s)200 OK(.*)\{"data".*`, `403 Forbidden$1{"error":"Alice"}`}},
	{"errors.404_body", change{"GET /operators/2147483647", `\{.*`, `<html>Not found</html>`}},
	{"errors.404_message", change{"GET /operators/2147483647", "Resource not found", "No Alice Carter"}},
	{"errors.unknown_route", change{"GET /no_such_path", "404 Not Found", "200 OK"}},
	{"errors.422_body", change{"POST /operators ", `"error"`, `"message"`}},
	{"rate_limit.retry_after", change{"GET /operators/22", "200 OK", "429 Too Many Requests\r\nRetry-After: soon"}},

	{"virtual_numbers.list.meta", change{`GET /virtual_numbers\?per_page=100`, `"total_pages":\d+`, `"total_pages":null`}},
	{"virtual_numbers.list.per_page", change{`GET /virtual_numbers\?per_page=1 `, `"per_page":1`, `"per_page":2`}},
	{"virtual_numbers.list.page", change{`GET /virtual_numbers\?per_page=1&page=2`, `_page":2`, `_page":1`}},
	{"virtual_numbers.list.short_form", change{`GET /virtual_numbers\?`, `"active":true,`, ""}},
	{"virtual_numbers.list.no_settings", change{`GET /virtual_numbers\?`, `"active"`, `"recording":true,"active"`}},
	{"virtual_numbers.list.operators", change{`GET /virtual_numbers\?`, `,"name":"Alice Carter"`, ""}},
	{"virtual_numbers.get.absent", change{"GET /virtual_numbers/2147483647", "404 Not Found", "410 Gone"}},
	{"virtual_numbers.get.detail_form", change{"GET /virtual_numbers/7", `"priority",`, `"random",`}},
	{"virtual_numbers.get.stats", change{"GET /virtual_numbers/7", `"missed_calls":24,`, ""}},
	{"virtual_numbers.get.operators", change{"GET /virtual_numbers/8", `"phone_number":"[^"]*","priority"`, `"priority"`}},
	{"virtual_numbers.get.priorities", change{"GET /virtual_numbers/8", `"priority":1`, `"priority":2`}},
	{"virtual_numbers.get.available_operators", change{"GET /virtual_numbers/8", `"id":1001`, `"id":12`}},
	{"virtual_numbers.get.recent_calls", change{"GET /virtual_numbers/8", "14T15:22:05Z", "14T17:22:05Z"}},
	{"virtual_numbers.get.agrees_with_list", change{"GET /virtual_numbers/7", `"US",`, `"CA",`}},
	{"virtual_numbers.available.form", change{"GET /virtual_numbers/available", `"2.50"`, "2.5"}},
	{"virtual_numbers.available.defaults", change{"GET /virtual_numbers/available ", `"US"`, `"DE"`}},
	{"virtual_numbers.available.filters", change{`GET /virtual_numbers/available\?country=us`, `\[\{.*\}\]`, "[]"}},

	{"virtual_numbers.patch.partial", change{"PATCH /virtual_numbers/9", `"recording":false`, `"recording":true`}},
	{"virtual_numbers.patch.response", change{"PATCH /virtual_numbers/9", `,"stats":\{[^}]*\}`, ""}},
	{"virtual_numbers.patch.invalid", change{"PATCH /virtual_numbers/9", "422 Unprocessable", "400 Bad"}},
	{"virtual_numbers.add_operator.path", change{"POST /virtual_numbers/9/add_operator", "200 OK", "201 Created"}},
	{"virtual_numbers.add_operator.end", change{`POST /virtual_numbers/9/add_operator \{"operator_id":1004`,
		`("operators":\[)(\{[^}]*\}),(\{[^}]*\})`, "$1$3,$2"}},
	{"virtual_numbers.add_operator.again", change{`POST /virtual_numbers/9/add_operator \{"operator_id":1003`,
		`("operators":\[)(\{[^}]*\}),(\{[^}]*\},\{[^}]*\},\{[^}]*\})\]`, "$1$3,$2]"}},
	{"virtual_numbers.remove_operator.path", change{"DELETE /virtual_numbers/9/remove", `"recording":false,`, ""}},
	{"virtual_numbers.remove_operator.order", change{"DELETE /virtual_numbers/9/remove_operator",
		`("operators":\[)(\{[^}]*\}),(\{[^}]*\})`, "$1$3,$2"}},
	{"virtual_numbers.remove_operator.absent", change{"DELETE /virtual_numbers/9/remove_operator", "404 Not Found",
		"410 Gone"}},

	{"operators.list.meta", change{`GET /operators\?per_page=100`, `"total_count":4`, `"total_count":"4"`}},
	{"operators.list.per_page", change{`GET /operators\?per_page=1 `, `\[(\{[^}]*\})\]`, "[$1,$1]"}},
	{"operators.list.page", change{`GET /operators\?per_page=1&page=2`, `"id":22`, `"id":12`}},
	{"operators.list.form", change{`GET /operators\?`, `"email":null,`, ""}},
	{"operators.list.order", change{`GET /operators\?per_page=100`, `\[(\{[^}]*\}),(\{[^}]*\})`, "[$2,$1"}},
	{"operators.list.initials", change{`GET /operators(\?per_page=100|/12)`, `"AC"`, `"Alice"`}},
	{"operators.get.absent", change{"GET /operators/2147483647", "404 Not Found", "400 Bad Request"}},
	{"operators.get.form", change{"GET /operators/12", `"email":"alice@example.com",`, ""}},
	{"operators.get.virtual_numbers", change{"GET /operators/12", `"virtual_numbers":\[.*\]`, `"virtual_numbers":[]`}},
	{"operators.get.agrees_with_list", change{"GET /operators/12", `"active":true,"email"`, `"active":false,"email"`}},
	{"operators.create.created", change{"POST /operators", "201 Created", "200 OK"}},
	{"operators.create.active", change{`POST /operators .*"email"`, `"active":true`, `"active":false`}},
	{"operators.create.e164", change{`POST /operators .*"email"`, `\+1202`, "+1303"}},
	{"operators.create.required", change{"POST /operators", "422 Unprocessable Entity", "400 Bad Request"}},
	{"operators.patch.partial", change{`PATCH /operators/\d+ .*active`, `"name":"[^"]*"`, `"name":"Alice Carter"`}},
	{"operators.patch.null_email", change{`PATCH /operators/\d+ .*email`, `"email":null`, `"email":"alice@example.com"`}},
	{"operators.delete.success", change{"DELETE /operators/", `"success":true`, `"success":false`}},
	{"operators.delete.absent", change{`GET /operators/10\d\d `, "404 Not Found", "410 Gone"}},
	{"operators.delete.attachments", change{"GET /virtual_numbers/9",
		`("operators":\[\{[^}]*"priority":0\}),(\{[^}]*\})\]`, `$1,$2,{"id":1004}]`}},

	{"projects.list.meta", change{`GET /projects\?per_page=100`, `"current_page":1`, `"current_page":0`}},
	{"projects.list.per_page", change{`GET /projects\?per_page=1 `, `"total_count":2,"total_pages":2`,
		`"total_count":1,"total_pages":1`}},
	{"projects.list.page", change{`GET /projects\?per_page=1&page=2`, "200 OK", "400 Bad Request"}},
	{"projects.list.short_form", change{`GET /projects\?`, `"industry":null,`, ""}},
	{"projects.list.order", change{`GET /projects\?per_page=100`, `\[(\{[^}]*\}),(\{[^}]*\})`, "[$2,$1"}},
	{"projects.get.absent", change{"GET /projects/2147483647", "404 Not Found", "410 Gone"}},
	{"projects.get.full_form", change{"GET /projects/3", `"recordings_count":17`, `"recordings_count":null`}},
	{"projects.get.times", change{`GET /projects(\?|/[34] )`, `("created_at":"[^"]*)Z"`, `$1-02:00"`}},
	{"projects.get.ranges", change{"GET /projects/4", `33\.3`, "133"}},
	{"projects.get.agrees_with_list", change{"GET /projects/3", `"language":"en"`, `"language":"fr"`}},
	{"projects.create.created", change{"POST /projects", `"recordings_count":0,`, ""}},
	{"projects.create.languages", change{"POST /projects", `"goal_language":"en"`, `"goal_language":"de"`}},
	{"projects.create.required", change{"POST /projects", "422 Unprocessable", "400 Bad"}},
	{"projects.patch.partial", change{`PATCH /projects/\d+ .*Changed`, `"language":"en"`, `"language":"de"`}},
	{"projects.patch.null", change{`PATCH /projects/\d+ .*null`, `"retention_days":null`, `"retention_days":30`}},
	{"projects.patch.updated_at", change{`PATCH /projects/\d+ .*Changed`, `("updated_at":"2026-04-14T16:..:)..`,
		"${1}05"}},
	{"projects.delete.empty", change{"DELETE /projects/", "204 No Content", "200 OK"}},
	{"projects.delete.absent", change{`GET /projects/10\d\d `, "404 Not Found", "410 Gone"}},
}

// Each difference is reported by its own fact, and by no other. Every fact has one, so that every check can fail, but
// the base URL, the purchase and what is only observed.
func TestRun_reportsEachDifference(t *testing.T) {
	t.Parallel()
	covered := []string{"basics.base_url", "basics.other_fields", "virtual_numbers.purchase.path"}
	for _, test := range differences {
		covered = append(covered, test.fact)
		t.Run(test.fact, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, test.change)
			a.Paginate(100)
			if diff := cmp.Diff([]string{test.fact}, a.check(t).Names(contract.Differs)); diff != "" {
				t.Errorf("other facts differ (-want +got):\n%s", diff)
			}
		})
	}
	for _, fact := range contract.Facts() {
		if !slices.Contains(covered, fact.Name) {
			t.Errorf("no row makes %s differ", fact.Name)
		}
	}
}

// A report names what the service has beyond the reference: fields of objects, and headers of a rate limit.
func TestRun_reportsWhatElseWasSeen(t *testing.T) {
	t.Parallel()
	a := newAccount(t, change{"GET /projects/4", `\{"id":4`, `{"color":"red","Alice Carter":1,"id":4`},
		change{"GET /projects/3", "Content-Type", "X-Ratelimit-Limit: 60\r\nContent-Type"})
	text := printed(t, a.check(t))
	for _, want := range []string{"- seen: color\n", "headers seen: X-Ratelimit-Limit\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
}

// What a run sends and reports depends on the key, on the number that it may change, and on faults of the service.
func TestRun_situations(t *testing.T) {
	t.Parallel()
	number := func(number string) func(*account) { return func(a *account) { a.Number = number } }
	key := func(key sandbox.Key) func(*account) {
		key.Secret = "idc_other"
		return func(a *account) { a.AddKey(key); a.APIKey = key.Secret }
	}
	fails := func(method, path string, skip int) func(*account) {
		fault := sandbox.Fault{Method: method, Path: path, Skip: skip, Times: -1, Reply: sandbox.Status(500, "{}")}
		return func(a *account) { a.Inject(fault) }
	}
	for name, test := range map[string]struct {
		prepare func(*account)
		want    string
		changed string // the only number to which writes are sent
	}{
		"reads only":             {func(a *account) { a.Write = false }, "it needs WRITE=1", ""},
		"number by phone number": {number("+44 20 7946 0958"), "holds        virtual_numbers.add_operator.end", "9"},
		"number with calls":      {number("8"), "NUMBER receives calls", "8"},
		"no number":              {number(""), "NUMBER is not set", ""},
		"number not seen":        {number("+15550009999"), "does not see NUMBER", ""},
		"number not readable":    {number("sales"), "NUMBER is neither", ""},
		"key that reads":         {key(sandbox.Key{Read: true}), "holds        errors.403_message", "9"},
		"key that writes":        {key(sandbox.Key{Write: true}), "holds        errors.403_message", ""},
		"key without delete":     {key(sandbox.Key{Read: true, Write: true}), "! Left behind: a project with the ID", "9"},
		"key of a project": {key(sandbox.Key{Read: true, Write: true, Delete: true, ProjectID: 3}),
			"holds        errors.403_message", ""},
		"rate limit":     {func(a *account) { a.Limit(5, 20*time.Second) }, "holds        rate_limit.retry_after", "9"},
		"operator stays": {fails("DELETE", "/operators/*", 0), "! Left behind: an operator with the ID", "9"},
		"name stays":     {fails("PATCH", "/virtual_numbers/9", 1), "the name of NUMBER could not be restored", "9"},
		"attached":       {fails("DELETE", "/virtual_numbers/9/*", 0), "may still be attached to NUMBER", "9"},
		"lost response": {func(a *account) {
			a.Inject(sandbox.Fault{Method: "POST", Path: "/projects", Skip: 1, AfterWork: true, Reply: sandbox.Reset()})
		}, `a project named "Contract check" may exist`, "9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.Paginate(2)
			test.prepare(a)
			report := a.check(t)
			if text := printed(t, report); !strings.Contains(text, test.want) || len(report.Names(contract.Differs)) > 0 {
				t.Errorf("the report differs or lacks %q:\n%s", test.want, text)
			}
			for _, request := range a.Requests() {
				path, isNumber := strings.CutPrefix(request.Path, "/virtual_numbers/")
				id, _, _ := strings.Cut(path, "/")
				if request.Method != http.MethodGet && (!a.Write || isNumber && id != test.changed) {
					t.Errorf("sent %s", request)
				}
			}
		})
	}
}

// A run that is cancelled anywhere still undoes its changes.
func TestRun_cleansUpAfterCancel(t *testing.T) {
	t.Parallel()
	for sent := 40; sent < 90; sent += 4 {
		a := newAccount(t)
		a.Limit(sent, time.Minute)
		operators, projects := a.Operators(), a.Projects()
		before, _ := a.VirtualNumber(9)
		ctx, cancel := context.WithCancel(t.Context())
		sleep := a.Sleep
		a.Sleep = func(ctx context.Context, d time.Duration) error { cancel(); return sleep(ctx, d) }
		report, err := contract.Run(ctx, a.Config)
		after, _ := a.VirtualNumber(9)
		diff := cmp.Diff(before, after) + cmp.Diff(operators, a.Operators()) + cmp.Diff(projects, a.Projects())
		if err != nil || len(report.LeftBehind) > 0 || diff != "" {
			t.Errorf("cancelled after %d requests: %v, %v left behind, changed:\n%s", sent, err, report.LeftBehind, diff)
		}
		cancel()
	}
}

// Without a connection, or with a rejected key, no fact is checked.
func TestRun_withoutAService(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.APIKey = "idc_unknown"
	if _, err := contract.Run(t.Context(), a.Config); !errors.Is(err, contract.ErrKeyRefused) {
		t.Errorf("with an unknown key: %v", err)
	}
	a.BaseURL = "http://127.0.0.1:1"
	if _, err := contract.Run(t.Context(), a.Config); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("without a server: %v", err)
	}
}
