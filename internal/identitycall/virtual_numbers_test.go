package identitycall

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every field in the body changes: an extra field would overwrite a setting of the dashboard.
func TestVirtualNumbersUpdate_sendsExactlyWhatIsSet(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		update VirtualNumberUpdate
		want   string
	}{
		"nothing":      {VirtualNumberUpdate{}, `{}`},
		"the name":     {VirtualNumberUpdate{Name: Value("Sales")}, `{"name":"Sales"}`},
		"no name":      {VirtualNumberUpdate{Name: Null[string]()}, `{"name":null}`},
		"inactive":     {VirtualNumberUpdate{Active: Value(false)}, `{"active":false}`},
		"not recorded": {VirtualNumberUpdate{Recording: Value(false)}, `{"recording":false}`},
		"the strategy": {
			VirtualNumberUpdate{RoutingStrategy: Value("round_robin")}, `{"routing_strategy":"round_robin"}`,
		},
		"an empty name": {VirtualNumberUpdate{Name: Value("")}, `{"name":""}`},
		"everything set": {
			VirtualNumberUpdate{Value("A"), Value(true), Value(true), Value("priority")},
			`{"name":"A","active":true,"recording":true,"routing_strategy":"priority"}`,
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, reply(http.StatusOK, number7))
			if _, err := service.client(t).VirtualNumbers.Update(t.Context(), 7, test.update); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"PATCH /virtual_numbers/7 " + test.want}, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}

func TestVirtualNumbers_oneGETServesAllReaders(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, reply(http.StatusOK, number7))
		numbers := service.client(t).VirtualNumbers
		for range 3 {
			if got, err := numbers.GetCached(t.Context(), 7); err != nil || got.PhoneNumber != "+15551234567" {
				t.Fatalf("read %+v, %v", got, err)
			}
		}
		if seen := service.lines(); len(seen) != 1 {
			t.Errorf("sent %q", seen)
		}
		// Get never uses the cache.
		if _, err := numbers.Get(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		if seen := service.lines(); len(seen) != 2 {
			t.Errorf("sent %q", seen)
		}
	})(t)
}

// A PATCH whose response is an error may have taken effect.
func TestVirtualNumbers_areReadAgainAfterAFailedWrite(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t,
			reply(http.StatusOK, listOf(short(7))), reply(http.StatusOK, number7),
			reply(http.StatusBadRequest, `{"error": "no"}`),
			reply(http.StatusOK, change(number7, `"active": true`, `"active": false`)), reply(http.StatusOK, listOf()))
		numbers := service.client(t).VirtualNumbers
		if _, err := numbers.ListCached(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := numbers.GetCached(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		if _, err := numbers.Update(t.Context(), 7, VirtualNumberUpdate{Active: Value(false)}); err == nil {
			t.Fatal("no error")
		}
		if got, err := numbers.GetCached(t.Context(), 7); err != nil || got.Active {
			t.Errorf("GetCached returns %+v, %v", got, err)
		}
		if got, err := numbers.ListCached(t.Context()); err != nil || len(got) != 0 {
			t.Errorf("ListCached returns %+v, %v", got, err)
		}
	})(t)
}

func TestVirtualNumbers_failedReadIsNotCached(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, reply(http.StatusNotFound, proxyPage), reply(http.StatusOK, number7))
		numbers := service.client(t).VirtualNumbers
		if _, err := numbers.GetCached(t.Context(), 7); err == nil || IsNotFound(err) {
			t.Errorf("got %v, want a proxy's 404", err)
		}
		if _, err := numbers.GetCached(t.Context(), 7); err != nil {
			t.Error(err)
		}
	})(t)
}

// The order of the response does not matter: operators are called in the order of their priority.
func TestVirtualNumber_sortsOperatorsByPriority(t *testing.T) {
	fakeTime(func(t *testing.T) {
		body := change(number7, `"operators": [{"id": 12`,
			`"operators": [{"id": 3, "priority": 2}, {"id": 2, "priority": 1}, {"id": 12`)
		got, err := newService(t, reply(http.StatusOK, body)).client(t).VirtualNumbers.Get(t.Context(), 7)
		if err != nil || len(got.Operators) != 3 {
			t.Fatalf("got %+v, %v", got, err)
		}
		for i, id := range []int64{12, 2, 3} {
			if got.Operators[i].ID != id {
				t.Errorf("operator %d is %d, want %d", i, got.Operators[i].ID, id)
			}
		}
	})(t)
}

// Attaching or detaching twice has the same effect as once, so both are retried, unlike a POST that creates.
func TestVirtualNumbers_retriesAttachAndDetach(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"attach", "detach"} {
		for fault, step := range transientFaults {
			t.Run(name+" after "+fault, fakeTime(func(t *testing.T) {
				write := writes[name]
				service := newService(t, step, reply(http.StatusOK, write.body))
				if err := write.run(t.Context(), service.client(t)); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff([]string{write.sent, write.sent}, service.lines()); diff != "" {
					t.Errorf("requests differ (-want +got):\n%s", diff)
				}
			}))
		}
	}
}
