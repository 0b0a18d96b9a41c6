package sandbox_test

import (
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// control sends a request to the control endpoint and requires a response with this status and body.
func (a *api) control(request string, status int, body string) {
	a.t.Helper()
	parts := append(strings.SplitN(request, " ", 3), "")
	recorder := httptest.NewRecorder()
	a.Control().ServeHTTP(recorder, httptest.NewRequest(parts[0], parts[1], strings.NewReader(parts[2])))
	if recorder.Code != status || recorder.Body.String() != body {
		a.t.Errorf("%s returned %d %s, want %d %s", request, recorder.Code, recorder.Body, status, body)
	}
}

func TestControl_changesTheAccount(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.Inject(sandbox.Fault{Reply: sandbox.HTML(502)}) // for the first request of the API
	for _, request := range []string{
		`DELETE /sandbox/virtual_numbers/9`,
		`PATCH /sandbox/virtual_numbers/8 {"project_id": 3, "recording": false, "name": null, "operator_ids": [22]}`,
		`PATCH /sandbox/virtual_numbers/7 {"project_id": null, "stats": {"missed_calls": 90}}`,
		`PATCH /sandbox/operators/12 {"project_id": 3, "name": "Alice Dietz"}`,
	} {
		a.control(request, 204, "")
	}
	if requests := a.Requests(); len(requests) > 0 {
		t.Errorf("the request log has %v", requests)
	}
	a.do("GET", "/virtual_numbers/9", "", 502)
	a.do("GET", "/virtual_numbers/9", "", 404)

	scoped := a.withKey("r", 3)
	scoped.do("GET", "/virtual_numbers/7", "", 404)
	number := scoped.object("GET", "/virtual_numbers/8", "", 200)
	wantJSON(t, "the changed number", []any{number["recording"], number["name"], number["active"]}, `[false, null, true]`)
	wantJSON(t, "its former routing", a.RoutingHistory(8), `[[12, 22], [22]]`)
	wantJSON(t, "the statistics", a.object("GET", "/virtual_numbers/7", "", 200)["stats"],
		`{"total_calls": 142, "answered_calls": 118, "missed_calls": 90, "average_duration_seconds": 184}`)
	if operator, _ := a.Operator(12); operator.ProjectID != 3 || operator.Name != "Alice Dietz" || !operator.Active {
		t.Errorf("got the operator %+v", operator)
	}
}

func TestControl_refusesWhatIsImpossible(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	before, _ := a.VirtualNumber(7)
	for request, want := range map[string]struct {
		status int
		body   string
	}{
		`PATCH /sandbox/virtual_numbers/7 {"project_id": 4, "name": "X"}`: {422, `{"error":"There is no project 4"}`},
		`PATCH /sandbox/virtual_numbers/7 {"operator_ids": [12, 99]}`:     {422, `{"error":"There is no operator 99"}`},
		`PATCH /sandbox/virtual_numbers/7 {"id": 70}`:                     {422, `{"error":"Unknown field id"}`},
		`PATCH /sandbox/virtual_numbers/7 7`:                              {400, `{"error":"Malformed JSON"}`},
		`PATCH /sandbox/virtual_numbers/404 {}`:                           {404, notFoundBody},
		`DELETE /sandbox/virtual_numbers/404`:                             {404, notFoundBody},
		`DELETE /sandbox/virtual_numbers/seven`:                           {404, notFoundBody},
		`PATCH /sandbox/operators/404 {}`:                                 {404, notFoundBody},
		`PATCH /sandbox/operators/12 {"phone_number": "5"}`:               {422, `{"error":"Phone number is invalid"}`},
		`DELETE /sandbox/operators/12`:                                    {405, "Method Not Allowed\n"},
		`GET /sandbox/projects/3`:                                         {404, "404 page not found\n"},
		`PATCH /sandbox/virtual_numbers/7 {"phone_number": "+15557654321"}`: {
			422, `{"error":"Phone number +15557654321 is used twice"}`,
		},
	} {
		a.control(request, want.status, want.body)
	}
	if after, _ := a.VirtualNumber(7); !reflect.DeepEqual(before, after) {
		t.Errorf("the number changed from %+v to %+v", before, after)
	}
}
