package identitycall

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVirtualNumber_detailForm(t *testing.T) {
	fakeTime(func(t *testing.T) {
		client := newService(t, reply(http.StatusOK, number7)).client(t)
		got, err := client.VirtualNumbers.Get(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		name := "US Sales Line"
		want := VirtualNumber{
			ID: 7, PhoneNumber: "+15551234567", Name: &name, CountryCode: "US", Active: true, Recording: true,
			RoutingStrategy: "priority",
			Stats: &VirtualNumberStats{
				TotalCalls: pointer[int64](142), AnsweredCalls: pointer[int64](118), MissedCalls: pointer[int64](24),
				AverageDurationSeconds: pointer(184.0),
			},
			Operators: []AttachedOperator{
				{ID: 12, Name: pointer("Alice Carter"), PhoneNumber: pointer("+15555550112"), Initials: pointer("AC"), Priority: 0},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("number differs (-want +got):\n%s", diff)
		}
	})(t)
}

func TestVirtualNumber_shortForm(t *testing.T) {
	fakeTime(func(t *testing.T) {
		client := newService(t, reply(http.StatusOK, `{"data": [{"id": 7, "phone_number": "+15551234567", "name": null,
		"country_code": "US", "active": true, "ai_receptionist_enabled": true,
		"operators": [{"id": 12, "name": "Alice Carter", "initials": "AC"}], "operators_count": 5}]}`)).client(t)
		got, err := client.VirtualNumbers.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []VirtualNumberSummary{{
			ID: 7, PhoneNumber: "+15551234567", CountryCode: "US", Active: true, AIReceptionistEnabled: true,
			Operators: []OperatorSummary{{ID: 12, Name: pointer("Alice Carter"), Initials: pointer("AC")}}, OperatorsCount: 5,
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("list differs (-want +got):\n%s", diff)
		}
	})(t)
}

// A field that is missing or of another type must never become a zero value: state would hold "" or false.
func TestDecode_unusableResponses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, fault string }{
		"no body":                {"", "the response has no body"},
		"white space":            {" \n", "the response has no body"},
		"a page":                 {proxyPage, `it is a page that is not the API's: "404 Not Found nginx & friends"`},
		"one letter":             {"x", `it is a page that is not the API's: "x"`},
		"malformed JSON":         {`{"data" "}`, `it is a page that is not the API's: "{\"data\" \"}"`},
		"two JSON texts":         {number7 + number7, "it is a page that is not the API's"},
		"a list":                 {`[]`, `the response is not a JSON object with "data"`},
		"a string":               {`"data"`, `the response is not a JSON object with "data"`},
		"null":                   {`null`, `the response has no "data"`},
		"an object without data": {`{"id": 7}`, `the response has no "data"`},
		"data in capitals":       {`{"Data": {"id": 7}}`, `the response has no "data"`},
		"data is null":           {`{"data": null}`, `the response's "data" is null`},
		"data is a list":         {`{"data": []}`, "it is not a JSON object"},
		"data is a string":       {`{"data": "7"}`, "it is not a JSON object"},
		"only an id": {
			`{"data": {"id": 7}}`,
			`the field "phone_number" is missing, the field "name" is missing, the field "country_code" is missing, ` +
				`the field "active" is missing, the field "recording" is missing, the field "routing_strategy" is missing, ` +
				`the field "ai_receptionist_enabled" is missing`,
		},
		"the id is missing":    {change(number7, `"id": 7, `, ``), `the field "id" is missing`},
		"the id is null":       {change(number7, `"id": 7`, `"id": null`), `the field "id" is null`},
		"the id is a string":   {change(number7, `"id": 7`, `"id": "7"`), `the field "id" is not an integer`},
		"the id is a fraction": {change(number7, `"id": 7`, `"id": 7.5`), `the field "id" is not an integer`},
		"the id is beyond 64 bits": {
			change(number7, `"id": 7`, `"id": 9223372036854775808`), `the field "id" is not an integer`,
		},
		"the id is 0":               {change(number7, `"id": 7`, `"id": 0`), `the field "id" is not a positive integer`},
		"the id is negative":        {change(number7, `"id": 7`, `"id": -7`), `the field "id" is not a positive integer`},
		"another id":                {change(number7, `"id": 7`, `"id": 8`), "it is about the ID 8"},
		"the phone number is null":  {change(number7, `"+15551234567"`, `null`), `the field "phone_number" is null`},
		"the phone number is empty": {change(number7, `"+15551234567"`, `""`), `the field "phone_number" is empty`},
		"the phone number is 1": {
			change(number7, `"+15551234567"`, `15551234567`), `the field "phone_number" is not a string`,
		},
		"the name is a number": {change(number7, `"US Sales Line"`, `5`), `the field "name" is not a string`},
		"active is null":       {change(number7, `"active": true`, `"active": null`), `the field "active" is null`},
		"active is a string": {
			change(number7, `"active": true`, `"active": "true"`), `the field "active" is not a boolean`,
		},
		"recording is missing":  {change(number7, `"recording": true,`, ``), `the field "recording" is missing`},
		"the strategy is empty": {change(number7, `"priority",`, `"",`), `the field "routing_strategy" is empty`},
		"two faults": {
			change(change(number7, `"active": true`, `"active": 1`), `"recording": true`, `"recording": null`),
			`the field "active" is not a boolean, the field "recording" is null`,
		},
		"operators is an object": {
			change(number7, `"operators": [`, `"operators": {"a": [`, `"priority": 0}]`, `"priority": 0}]}`),
			`the field "operators" is not a list`,
		},
		"an operator is null": {
			change(number7, `"operators": [`, `"operators": [null, `), `the field "operators" has a bad entry: it is null`,
		},
		"an operator without an id": {
			change(number7, `{"id": 12, `, `{`), `the field "operators" has a bad entry: the field "id" is missing`,
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			service := newService(t, reply(http.StatusOK, test.body))
			client := service.client(t)
			for method, err := range map[string]error{
				"Get":    second(client.VirtualNumbers.Get(t.Context(), 7)),
				"Update": second(client.VirtualNumbers.Update(t.Context(), 7, VirtualNumberUpdate{Active: Value(true)})),
			} {
				var responseErr *ResponseError
				if !errors.As(err, &responseErr) || !strings.Contains(responseErr.Reason, test.fault) {
					t.Errorf("%s: got %v, want a ResponseError with %q", method, err, test.fault)
				}
				if IsNotFound(err) {
					t.Errorf("%s: an unusable response counts as not found", method)
				}
			}
			if seen := service.lines(); len(seen) != 2 {
				t.Errorf("an unusable response was read again: %q", seen)
			}
		}))
	}
}

func TestDecode_usableResponses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  string
		check func(VirtualNumber) bool
	}{
		"a null name": {
			change(number7, `"US Sales Line"`, `null`), func(v VirtualNumber) bool { return v.Name == nil },
		},
		"an empty name": {
			change(number7, `"US Sales Line"`, `""`), func(v VirtualNumber) bool { return v.Name != nil && *v.Name == "" },
		},
		"an unknown strategy": {
			change(number7, `"priority",`, `"loudest",`), func(v VirtualNumber) bool { return v.RoutingStrategy == "loudest" },
		},
		"unknown fields": {
			change(number7, `"id": 7,`, `"id": 7, "tags": [{"a": null}], "ID": "other", "": 1,`),
			func(v VirtualNumber) bool { return v.ID == 7 },
		},
		"a byte order mark": {"\ufeff" + number7, func(v VirtualNumber) bool { return v.ID == 7 }},
		"unknown fields beside": {
			change(number7, `{"data"`, `{"meta": 1, "links": [], "data"`), func(v VirtualNumber) bool { return v.ID == 7 },
		},
		"no statistics": {
			change(number7, `"stats"`, `"other"`), func(v VirtualNumber) bool { return v.Stats == nil },
		},
		"null statistics": {
			change(number7, `"stats": {`, `"stats": null, "other": {`), func(v VirtualNumber) bool { return v.Stats == nil },
		},
		"no list of operators": {
			change(number7, `"operators": [{"id": 12`, `"other": [{"id": 12`),
			func(v VirtualNumber) bool { return v.Operators == nil },
		},
		"null for operators": {
			change(number7, `"operators": [{"id": 12`, `"operators": null, "other": [{"id": 12`),
			func(v VirtualNumber) bool { return v.Operators == nil },
		},
		"no operator is attached": {
			change(number7, `"operators": [{"id": 12`, `"operators": [], "other": [{"id": 12`),
			func(v VirtualNumber) bool { return v.Operators != nil && len(v.Operators) == 0 },
		},
		"calls that are not read": {
			change(number7, `"recent_calls": [`, `"recent_calls": [null, 5, `), func(v VirtualNumber) bool { return v.ID == 7 },
		},
		"the largest id allowed": {
			change(number7, `{"id": 12`, `{"id": 9223372036854775807`),
			func(v VirtualNumber) bool { return v.Operators[0].ID == 9223372036854775807 },
		},
		"letters of all kinds": {
			change(number7, `"US Sales Line"`, `"Gr\u00fc\u00dfe \ud83d\ude00"`),
			func(v VirtualNumber) bool { return *v.Name == "Grüße 😀" },
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, reply(http.StatusOK, test.body)).client(t)
			got, err := client.VirtualNumbers.Get(t.Context(), 7)
			if err != nil || !test.check(got) {
				t.Errorf("read as %+v, %v", got, err)
			}
		}))
	}
}
