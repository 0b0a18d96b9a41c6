package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// calls are all calls of the reference, with the permission that each needs and the status of its success.
var calls = []struct {
	method, path, body string
	permission         string
	status             int
}{
	{"GET", "/virtual_numbers", "", "r", 200},
	{"GET", "/virtual_numbers/7", "", "r", 200},
	{"GET", "/virtual_numbers/available", "", "r", 200},
	{"PATCH", "/virtual_numbers/7", `{"active": false}`, "w", 200},
	{"POST", "/virtual_numbers/purchase", `{"phone_number": "+15550001111"}`, "w", 201},
	{"POST", "/virtual_numbers/7/add_operator", `{"operator_id": 22}`, "w", 200},
	{"DELETE", "/virtual_numbers/7/remove_operator?operator_id=12", "", "w", 200},
	{"GET", "/operators", "", "r", 200},
	{"GET", "/operators/12", "", "r", 200},
	{"POST", "/operators", `{"name": "A", "phone_number": "+15555550199"}`, "w", 201},
	{"PATCH", "/operators/12", `{"active": false}`, "w", 200},
	{"DELETE", "/operators/12", "", "w", 200},
	{"GET", "/projects", "", "r", 200},
	{"GET", "/projects/3", "", "r", 200},
	{"POST", "/projects", `{"name": "A", "language": "en"}`, "w", 201},
	{"PATCH", "/projects/3", `{"name": "B"}`, "w", 200},
	{"DELETE", "/projects/3", "", "d", 204},
}

func TestEachCallNeedsAKeyAndItsPermission(t *testing.T) {
	t.Parallel()
	names := map[string]string{"r": "Read", "w": "Write", "d": "Delete"}
	for _, call := range calls {
		t.Run(call.method+" "+call.path, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			for _, key := range []string{"", "idc_unknown", sandbox.DefaultKey + "x"} {
				other := *a
				other.key = key
				other.refused(call.method, call.path, call.body, http.StatusUnauthorized, noKeyBody)
			}
			lacking := strings.ReplaceAll("rwd", call.permission, "")
			a.with(lacking, 0).refused(call.method, call.path, call.body, http.StatusForbidden,
				`{"error":"`+names[call.permission]+` permission required"}`)
			a.with(call.permission, 0).ask(call.method, call.path, call.body, call.status)
		})
	}
}

func TestOnlyTheReferencesCallsAreServed(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, line := range []string{
		"POST /virtual_numbers", "DELETE /virtual_numbers/7", "PUT /virtual_numbers/7", "POST /virtual_numbers/7/operators",
		"GET /virtual_numbers/7/add_operator", "GET /virtual_numbers/seven", "GET /virtual_numbers/", "GET /recordings", "GET /",
		"GET /virtual_numbers/404", "GET /operators/404", "GET /projects/404", "PATCH /virtual_numbers/404 {}", "PATCH /operators/404 {}",
		"PATCH /projects/404 {}", "DELETE /operators/404", "DELETE /projects/404", "DELETE /virtual_numbers/404/remove_operator?operator_id=12",
		`POST /virtual_numbers/404/add_operator {"operator_id": 12}`, `POST /virtual_numbers/7/add_operator {"operator_id": 404}`,
	} {
		parts := append(strings.SplitN(line, " ", 3), "")
		a.refused(parts[0], parts[1], parts[2], http.StatusNotFound, notFoundBody)
	}
}

func TestBodiesAndParametersMustBeKnown(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range []string{"/virtual_numbers/7", "/operators/12", "/projects/3"} {
		a.refused("PATCH", path, `{"colour": 1}`, 422, `{"error":"Unknown field colour"}`)
		a.refused("PATCH", path, `{"name": 5, "b": 1, "a": 2}`, 422, `{"errors":["Name is invalid","Unknown field a","Unknown field b"]}`)
		for _, body := range []string{`{`, `[]`, `null`, `"a"`, `{} {}`} {
			a.refused("PATCH", path, body, 400, `{"error":"Malformed JSON"}`)
		}
		a.ask("GET", path, `{}`, 400)
		a.ask("GET", path+"?include=all", "", 400)
		before := a.ask("GET", path, "", 200).text
		if after := a.ask("PATCH", path, `{}`, 200).text; after != before {
			t.Errorf("an empty PATCH of %s changed\n%s to\n%s", path, before, after)
		}
	}
}

func TestABodyMustBeDeclaredAsJSON(t *testing.T) {
	t.Parallel()
	s := sandbox.New()
	for kind, status := range map[string]int{
		"": 400, "text/plain": 400, "application/x-www-form-urlencoded": 400, "application/json": 201, "application/json; charset=utf-8": 201,
	} {
		request := httptest.NewRequest(http.MethodPost, sandbox.Prefix+"/projects", strings.NewReader(`{"name": "A", "language": "en"}`))
		request.Header.Set("Authorization", "Bearer "+sandbox.DefaultKey)
		request.Header.Set("Content-Type", kind)
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, request)
		if recorder.Code != status {
			t.Errorf("a body of type %q is answered with %d %s, want %d", kind, recorder.Code, recorder.Body, status)
		}
	}
}

// What a project-scoped key may not see looks exactly like what does not exist.
func TestProjectScopedKeysReachTheirProjectAlone(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.AddProject(sandbox.Project{ID: 4, Name: "Other", Language: "en"})
	own := a.AddOperator(sandbox.Operator{ID: 30, Name: "Own", PhoneNumber: "+15555550130", Active: true, ProjectID: 3})
	scoped := a.with("rwd", 3)

	same(t, "numbers", column(scoped.list("/virtual_numbers"), "id"), `[7]`)
	same(t, "operators", column(scoped.list("/operators"), "id"), `[30]`)
	same(t, "projects", column(scoped.list("/projects"), "id"), `[3]`)
	for _, path := range []string{"/virtual_numbers/8", "/operators/12", "/projects/4"} {
		scoped.refused("GET", path, "", 404, notFoundBody)
		scoped.refused("PATCH", path, `{"name": "X"}`, 404, notFoundBody)
	}
	scoped.refused("DELETE", "/operators/12", "", 404, notFoundBody)
	scoped.refused("POST", "/virtual_numbers/7/add_operator", `{"operator_id": 22}`, 404, notFoundBody)
	scoped.refused("DELETE", "/virtual_numbers/8/remove_operator?operator_id=12", "", 404, notFoundBody)
	for _, line := range [][2]string{{"POST", "/projects"}, {"DELETE", "/projects/3"}, {"DELETE", "/projects/4"}} {
		body := ""
		if line[0] == "POST" {
			body = `{"name": "A", "language": "en"}`
		}
		scoped.refused(line[0], line[1], body, 403, `{"error":"Project-scoped API keys cannot create or destroy projects"}`)
	}

	number := scoped.object("POST", "/virtual_numbers/7/add_operator", `{"operator_id": 30}`, 200)
	same(t, "available operators", number["available_operators"], `[]`)
	created := scoped.object("POST", "/operators", `{"name": "New", "phone_number": "+15555550131"}`, 201)
	if operator, _ := a.Operator(int64(created["id"].(float64))); operator.ProjectID != 3 {
		t.Errorf("the key's new operator is linked to project %d", operator.ProjectID)
	}
	rented := scoped.object("POST", "/virtual_numbers/purchase", `{"phone_number": "+15550001111"}`, 201)
	if number, _ := a.VirtualNumber(int64(rented["id"].(float64))); number.ProjectID != 3 {
		t.Errorf("the key's new number is in project %d", number.ProjectID)
	}
	if operator, _ := a.Operator(own); operator.ProjectID != 3 {
		t.Errorf("the operator moved to project %d", operator.ProjectID)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.AddOperator(sandbox.Operator{ID: 5, Name: "Bob", PhoneNumber: "+15555550105"})
	a.AddProject(sandbox.Project{ID: 4, Name: "Art", Language: "en"})
	same(t, "operators, by name", column(a.list("/operators"), "name"), `["Alice Carter", "Bob", "Eva Frank"]`)
	same(t, "projects, by name", column(a.list("/projects"), "name"), `["Art", "Sales"]`)
	same(t, "numbers", column(a.list("/virtual_numbers"), "id"), `[7, 8, 9]`)
	if meta, ok := a.ask("GET", "/virtual_numbers?page=2&per_page=1", "", 200).body["meta"]; ok {
		t.Errorf("a list that is whole shows the meta %v", meta)
	}
	same(t, "an empty list", a.with("r", 99).list("/operators"), `[]`)

	a.Paginate(2)
	for query, want := range map[string]struct{ ids, meta string }{
		"":                     {`[7, 8]`, `{"current_page": 1, "total_pages": 2, "total_count": 3, "per_page": 2}`},
		"?page=2":              {`[9]`, `{"current_page": 2, "total_pages": 2, "total_count": 3, "per_page": 2}`},
		"?page=3":              {`[]`, `{"current_page": 3, "total_pages": 2, "total_count": 3, "per_page": 2}`},
		"?per_page=1&page=3":   {`[9]`, `{"current_page": 3, "total_pages": 3, "total_count": 3, "per_page": 1}`},
		"?per_page=100&page=1": {`[7, 8]`, `{"current_page": 1, "total_pages": 2, "total_count": 3, "per_page": 2}`},
	} {
		same(t, query, column(a.list("/virtual_numbers"+query), "id"), want.ids)
		same(t, "the meta of "+query, a.ask("GET", "/virtual_numbers"+query, "", 200).body["meta"], want.meta)
	}
	for _, query := range []string{"page=0", "page=x", "per_page=-1"} {
		a.ask("GET", "/virtual_numbers?"+query, "", 400)
	}
	a.ask("GET", "/virtual_numbers?cursor=1", "", 400)
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Limit(2, time.Minute)
	for range 2 {
		a.ask("GET", "/operators", "", 200)
	}
	for _, step := range []struct {
		after time.Duration
		wait  string
	}{{0, "60"}, {20 * time.Second, "40"}, {39500 * time.Millisecond, "1"}} {
		a.clock.advance(step.after)
		r := a.ask("POST", "/operators", `{"name": "A", "phone_number": "+15555550199"}`, 429)
		if got := r.header.Get("Retry-After"); got != step.wait || r.text != `{"error":"Rate limit exceeded"}` {
			t.Errorf("refused with Retry-After %q and %s, want %s", got, r.text, step.wait)
		}
	}
	if len(a.Operators()) != 2 {
		t.Error("a refused request was done")
	}
	a.clock.advance(time.Second) // whoever waits as long as Retry-After says may go on
	a.ask("GET", "/operators", "", 200)
	a.ask("GET", "/operators", "", 200)
	a.ask("GET", "/operators", "", 429)
	a.Limit(0, 0)
	a.ask("GET", "/operators", "", 200)
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Inject(sandbox.Fault{Method: "PATCH", AfterWork: true, Reply: sandbox.HTML(502)})
	a.ask("GET", "/virtual_numbers?per_page=100", "", 200)
	a.ask("PATCH", "/virtual_numbers/7", `{"active": false}`, 502)
	a.ask("DELETE", "/projects/404", "", 404)
	var lines []string
	var statuses []int
	for _, request := range a.Requests() {
		lines = append(lines, request.String())
		statuses = append(statuses, request.Status)
		if !request.Time.Equal(a.clock.Now()) || !strings.HasPrefix(request.UserAgent, "Go-http-client") {
			t.Errorf("recorded as %+v", request)
		}
	}
	want := []string{"GET /virtual_numbers?per_page=100", `PATCH /virtual_numbers/7 {"active": false}`, "DELETE /projects/404"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("requests differ (-want +got):\n%s", diff)
	}
	// The PATCH was answered 200; that a gateway said otherwise is the fault's doing.
	if diff := cmp.Diff([]int{200, 200, 404}, statuses); diff != "" {
		t.Errorf("statuses differ (-want +got):\n%s", diff)
	}
	a.ForgetRequests()
	if got := a.Requests(); len(got) != 0 {
		t.Errorf("still there: %v", got)
	}
}

// A client that compares its answer's Date with an object's times must find one clock in both.
func TestDate(t *testing.T) {
	a := newAPI(t)
	a.clock.advance(time.Hour)
	answer, err := a.send("GET", "/projects/3", "")
	if err != nil {
		t.Fatal(err)
	}
	if got, wanted := answer.header.Get("Date"), a.clock.Now().Format(http.TimeFormat); got != wanted {
		t.Errorf("the answer's Date is %q, wanted %q", got, wanted)
	}
}
