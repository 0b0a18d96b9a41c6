package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestEmptyMoments_containsNumberAndDetachedOperators(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST", "/virtual_numbers/9/add_operator", `{"operator_id": 12}`, http.StatusOK) // the first operator
	a.do("DELETE", "/virtual_numbers/8/remove_operator?operator_id=12", "", http.StatusOK)
	if moments := a.EmptyMoments(); moments != nil {
		t.Errorf("no number lost its last operator, got %v", moments)
	}
	a.do("DELETE", "/virtual_numbers/7/remove_operator?operator_id=12", "", http.StatusOK)
	a.do("POST", "/virtual_numbers/7/add_operator", `{"operator_id": 12}`, http.StatusOK)
	a.do("DELETE", "/operators/22", "", http.StatusOK)
	want := []sandbox.EmptyMoment{{NumberID: 7, Detached: []int64{12}}, {NumberID: 8, Detached: []int64{22}}}
	if diff := cmp.Diff(want, a.EmptyMoments()); diff != "" {
		t.Errorf("moments differ (-want +got):\n%s", diff)
	}
	a.ClearRouting()
	if moments := a.EmptyMoments(); moments != nil {
		t.Errorf("got %v after ClearRouting, want none", moments)
	}
	if diff := cmp.Diff([][]int64{{12}}, a.RoutingHistory(7)); diff != "" {
		t.Errorf("the history does not start with the current operators (-want +got):\n%s", diff)
	}
}

func TestRequests_listsUnchangedFieldsOfPatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, body, want string }{
		{"/virtual_numbers/7", `{"name": "US Sales Line", "active": true, "recording": false}`, "[active name]"},
		{"/virtual_numbers/7", `{"active": false}`, "[]"},
		{"/operators/22", `{"email": null, "name": "Eva Frank-Jones"}`, "[email]"},
		{"/projects/3", `{"retention_days": 90, "description": "x"}`, "[retention_days]"},
	} {
		a := newAPI(t)
		a.do("PATCH", c.path, c.body, http.StatusOK)
		if got := fmt.Sprint(a.Requests()[0].Unchanged); got != c.want {
			t.Errorf("PATCH %s %s: unchanged fields %s, want %s", c.path, c.body, got, c.want)
		}
	}
}

func TestDelay_addsLatencyToEveryRequest(t *testing.T) {
	t.Parallel()
	const delay = 60 * time.Millisecond
	a := newAPI(t)
	a.Delay(delay)
	for _, path := range []string{"/virtual_numbers", "/operators"} {
		start := time.Now()
		a.do("GET", path, "", http.StatusOK)
		if took := time.Since(start); took < delay {
			t.Errorf("GET %s took %s, want at least %s", path, took, delay)
		}
	}
}
