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

// endpoints lists every request of the API reference, with its permission and the status on success.
var endpoints = []struct {
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

func TestEndpoints_requireKeyAndPermission(t *testing.T) {
	t.Parallel()
	names := map[string]string{"r": "Read", "w": "Write", "d": "Delete"}
	for _, endpoint := range endpoints {
		t.Run(endpoint.method+" "+endpoint.path, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			for _, key := range []string{"", "idc_unknown", sandbox.DefaultKey + "x"} {
				other := *a
				other.key = key
				other.wantError(endpoint.method, endpoint.path, endpoint.body, http.StatusUnauthorized, noKeyBody)
			}
			lacking := strings.ReplaceAll("rwd", endpoint.permission, "")
			a.withKey(lacking, 0).wantError(endpoint.method, endpoint.path, endpoint.body, http.StatusForbidden,
				`{"error":"`+names[endpoint.permission]+` permission required"}`)
			a.withKey(endpoint.permission, 0).do(endpoint.method, endpoint.path, endpoint.body, endpoint.status)
		})
	}
}

func TestEndpoints_onlyThoseOfTheReference(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, line := range []string{
		"POST /virtual_numbers", "DELETE /virtual_numbers/7", "PUT /virtual_numbers/7", "POST /virtual_numbers/7/operators",
		"GET /virtual_numbers/7/add_operator", "GET /virtual_numbers/seven", "GET /virtual_numbers/",
		"GET /recordings", "GET /",
		"GET /virtual_numbers/404", "GET /operators/404", "GET /projects/404",
		"PATCH /virtual_numbers/404 {}", "PATCH /operators/404 {}", "PATCH /projects/404 {}",
		"DELETE /operators/404", "DELETE /projects/404",
		"DELETE /virtual_numbers/404/remove_operator?operator_id=12",
		`POST /virtual_numbers/404/add_operator {"operator_id": 12}`,
		`POST /virtual_numbers/7/add_operator {"operator_id": 404}`,
	} {
		parts := append(strings.SplitN(line, " ", 3), "")
		a.wantError(parts[0], parts[1], parts[2], http.StatusNotFound, notFoundBody)
	}
}

func TestEndpoints_rejectUnknownFieldsAndParameters(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range []string{"/virtual_numbers/7", "/operators/12", "/projects/3"} {
		a.wantError("PATCH", path, `{"colour": 1}`, 422, `{"error":"Unknown field colour"}`)
		a.wantError("PATCH", path, `{"name": 5, "b": 1, "a": 2}`, 422,
			`{"errors":["Name is invalid","Unknown field a","Unknown field b"]}`)
		for _, body := range []string{`{`, `[]`, `null`, `"a"`, `{} {}`} {
			a.wantError("PATCH", path, body, 400, `{"error":"Malformed JSON"}`)
		}
		a.do("GET", path, `{}`, 400)
		a.do("GET", path+"?include=all", "", 400)
		before := a.do("GET", path, "", 200).text
		if after := a.do("PATCH", path, `{}`, 200).text; after != before {
			t.Errorf("an empty PATCH of %s changed\n%s to\n%s", path, before, after)
		}
	}
}

func TestEndpoints_requireJSONContentType(t *testing.T) {
	t.Parallel()
	s := sandbox.New()
	for kind, status := range map[string]int{
		"": 400, "text/plain": 400, "application/x-www-form-urlencoded": 400, "application/json": 201,
		"application/json; charset=utf-8": 201,
	} {
		request := httptest.NewRequest(http.MethodPost, sandbox.Prefix+"/projects",
			strings.NewReader(`{"name": "A", "language": "en"}`))
		request.Header.Set("Authorization", "Bearer "+sandbox.DefaultKey)
		request.Header.Set("Content-Type", kind)
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, request)
		if recorder.Code != status {
			t.Errorf("a body of type %q returns %d %s, want %d", kind, recorder.Code, recorder.Body, status)
		}
	}
}

// An object outside the scope of a key gets the same 404 as one that does not exist.
func TestProjectScopedKey_seesOnlyItsProject(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.AddProject(sandbox.Project{ID: 4, Name: "Other", Language: "en"})
	own := a.AddOperator(sandbox.Operator{ID: 30, Name: "Own", PhoneNumber: "+15555550130", Active: true, ProjectID: 3})
	scoped := a.withKey("rwd", 3)

	wantJSON(t, "numbers", column(scoped.list("/virtual_numbers"), "id"), `[7]`)
	wantJSON(t, "operators", column(scoped.list("/operators"), "id"), `[30]`)
	wantJSON(t, "projects", column(scoped.list("/projects"), "id"), `[3]`)
	for _, path := range []string{"/virtual_numbers/8", "/operators/12", "/projects/4"} {
		scoped.wantError("GET", path, "", 404, notFoundBody)
		scoped.wantError("PATCH", path, `{"name": "X"}`, 404, notFoundBody)
	}
	scoped.wantError("DELETE", "/operators/12", "", 404, notFoundBody)
	scoped.wantError("POST", "/virtual_numbers/7/add_operator", `{"operator_id": 22}`, 404, notFoundBody)
	scoped.wantError("DELETE", "/virtual_numbers/8/remove_operator?operator_id=12", "", 404, notFoundBody)
	for _, line := range [][2]string{{"POST", "/projects"}, {"DELETE", "/projects/3"}, {"DELETE", "/projects/4"}} {
		body := ""
		if line[0] == "POST" {
			body = `{"name": "A", "language": "en"}`
		}
		scoped.wantError(line[0], line[1], body, 403, `{"error":"Project-scoped API keys cannot create or destroy projects"}`)
	}

	number := scoped.object("POST", "/virtual_numbers/7/add_operator", `{"operator_id": 30}`, 200)
	wantJSON(t, "available operators", number["available_operators"], `[]`)
	created := scoped.object("POST", "/operators", `{"name": "New", "phone_number": "+15555550131"}`, 201)
	if operator, _ := a.Operator(int64(created["id"].(float64))); operator.ProjectID != 3 {
		t.Errorf("the new operator is linked to project %d", operator.ProjectID)
	}
	purchased := scoped.object("POST", "/virtual_numbers/purchase", `{"phone_number": "+15550001111"}`, 201)
	if number, _ := a.VirtualNumber(int64(purchased["id"].(float64))); number.ProjectID != 3 {
		t.Errorf("the new number is in project %d", number.ProjectID)
	}
	if operator, _ := a.Operator(own); operator.ProjectID != 3 {
		t.Errorf("the operator moved to project %d", operator.ProjectID)
	}
}

func TestLists_orderAndPages(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.AddOperator(sandbox.Operator{ID: 5, Name: "Bob", PhoneNumber: "+15555550105"})
	a.AddProject(sandbox.Project{ID: 4, Name: "Art", Language: "en"})
	wantJSON(t, "operators, by name", column(a.list("/operators"), "name"), `["Alice Carter", "Bob", "Eva Frank"]`)
	wantJSON(t, "projects, by name", column(a.list("/projects"), "name"), `["Art", "Sales"]`)
	wantJSON(t, "numbers", column(a.list("/virtual_numbers"), "id"), `[7, 8, 9]`)
	if meta, ok := a.do("GET", "/virtual_numbers?page=2&per_page=1", "", 200).body["meta"]; ok {
		t.Errorf("a list that is not paginated has the meta %v", meta)
	}
	wantJSON(t, "an empty list", a.withKey("r", 99).list("/operators"), `[]`)

	a.Paginate(2)
	for query, want := range map[string]struct{ ids, meta string }{
		"":                     {`[7, 8]`, `{"current_page": 1, "total_pages": 2, "total_count": 3, "per_page": 2}`},
		"?page=2":              {`[9]`, `{"current_page": 2, "total_pages": 2, "total_count": 3, "per_page": 2}`},
		"?page=3":              {`[]`, `{"current_page": 3, "total_pages": 2, "total_count": 3, "per_page": 2}`},
		"?per_page=1&page=3":   {`[9]`, `{"current_page": 3, "total_pages": 3, "total_count": 3, "per_page": 1}`},
		"?per_page=100&page=1": {`[7, 8]`, `{"current_page": 1, "total_pages": 2, "total_count": 3, "per_page": 2}`},
	} {
		wantJSON(t, query, column(a.list("/virtual_numbers"+query), "id"), want.ids)
		wantJSON(t, "the meta of "+query, a.do("GET", "/virtual_numbers"+query, "", 200).body["meta"], want.meta)
	}
	for _, query := range []string{"page=0", "page=x", "per_page=-1"} {
		a.do("GET", "/virtual_numbers?"+query, "", 400)
	}
	a.do("GET", "/virtual_numbers?cursor=1", "", 400)
}

func TestLimit_returns429WithRetryAfter(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Limit(2, time.Minute)
	for range 2 {
		a.do("GET", "/operators", "", 200)
	}
	for _, step := range []struct {
		after time.Duration
		wait  string
	}{{0, "60"}, {20 * time.Second, "40"}, {39500 * time.Millisecond, "1"}} {
		a.clock.advance(step.after)
		r := a.do("POST", "/operators", `{"name": "A", "phone_number": "+15555550199"}`, 429)
		if got := r.header.Get("Retry-After"); got != step.wait || r.text != `{"error":"Rate limit exceeded"}` {
			t.Errorf("got Retry-After %q and %s, want %s", got, r.text, step.wait)
		}
	}
	if len(a.Operators()) != 2 {
		t.Error("a request over the limit was processed")
	}
	a.clock.advance(time.Second) // after Retry-After, requests are served again
	a.do("GET", "/operators", "", 200)
	a.do("GET", "/operators", "", 200)
	a.do("GET", "/operators", "", 429)
	a.Limit(0, 0)
	a.do("GET", "/operators", "", 200)
}

func TestRequests_returnsLog(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Inject(sandbox.Fault{Method: "PATCH", AfterWork: true, Reply: sandbox.HTML(502)})
	a.do("GET", "/virtual_numbers?per_page=100", "", 200)
	a.do("PATCH", "/virtual_numbers/7", `{"active": false}`, 502)
	a.do("DELETE", "/projects/404", "", 404)
	var lines []string
	var statuses []int
	for _, request := range a.Requests() {
		lines = append(lines, request.String())
		statuses = append(statuses, request.Status)
		if !request.Time.Equal(a.clock.Now()) || !strings.HasPrefix(request.UserAgent, "Go-http-client") {
			t.Errorf("logged as %+v", request)
		}
	}
	want := []string{
		"GET /virtual_numbers?per_page=100", `PATCH /virtual_numbers/7 {"active": false}`, "DELETE /projects/404",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("requests differ (-want +got):\n%s", diff)
	}
	// The API's response to the PATCH was 200; the fault replaced it.
	if diff := cmp.Diff([]int{200, 200, 404}, statuses); diff != "" {
		t.Errorf("statuses differ (-want +got):\n%s", diff)
	}
	a.ClearRequests()
	if got := a.Requests(); len(got) != 0 {
		t.Errorf("got %v after ClearRequests, want none", got)
	}
}

// Clients read the date in a Retry-After header against the Date header.
func TestDate_isOfTheSameClock(t *testing.T) {
	a := newAPI(t)
	a.clock.advance(time.Hour)
	r, err := a.send("GET", "/projects/3", "")
	if err != nil {
		t.Fatal(err)
	}
	if got, wanted := r.header.Get("Date"), a.clock.Now().Format(http.TimeFormat); got != wanted {
		t.Errorf("the Date header is %q, want %q", got, wanted)
	}
}
