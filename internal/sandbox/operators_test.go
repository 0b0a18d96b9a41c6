package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOperators_responseForms(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	wantJSON(t, "the list", a.do("GET", "/operators", "", 200).body, `{"data": [
		{"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "email": "alice@example.com", "active": true,
			"initials": "AC", "virtual_numbers_count": 2},
		{"id": 22, "name": "Eva Frank", "phone_number": "+15555550122", "email": null, "active": true,
			"initials": "EF", "virtual_numbers_count": 1}]}`)
	wantJSON(t, "the detail form", a.do("GET", "/operators/22", "", 200).body, `{"data":
		{"id": 22, "name": "Eva Frank", "phone_number": "+15555550122", "email": null, "active": true, "initials": "EF",
		"virtual_numbers": [{"id": 8, "phone_number": "+15557654321", "name": "US Support Line", "active": true}]}}`)
}

func TestOperators_areNormalised(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, phone, initials string }{
		"E.164":            {`{"name": "Greta Hall", "phone_number": "+15555550199"}`, "+15555550199", "GH"},
		"punctuated":       {`{"name": "Greta", "phone_number": "+44 20 7946-0958"}`, "+442079460958", "GR"},
		"local":            {`{"name": "greta m. hall", "phone_number": "(555) 555-0199"}`, "+15555550199", "GH"},
		"local with the 1": {`{"name": "É Ü", "phone_number": "1-555-555-0199"}`, "+15555550199", "ÉÜ"},
		"without its plus": {`{"name": "Greta Hall", "phone_number": "49 170 1234567"}`, "+491701234567", "GH"},
		"of 9 digits":      {`{"name": "Greta Hall", "phone_number": "298123456"}`, "+298123456", "GH"},
		"one letter":       {`{"name": "g", "phone_number": "5555550199"}`, "+15555550199", "G"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			operator := newAPI(t).object("POST", "/operators", test.body, 201)
			if operator["phone_number"] != test.phone || operator["initials"] != test.initials {
				t.Errorf("saved as %v, %v", operator["phone_number"], operator["initials"])
			}
		})
	}
}

func TestOperators_setDefaultsAndRejectInvalidFields(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	operator := a.object("POST", "/operators", `{"name": "Greta Hall", "phone_number": "+15555550199"}`, 201)
	delete(operator, "id")
	wantJSON(t, "the defaults", operator,
		`{"name": "Greta Hall", "phone_number": "+15555550199", "email": null, "active": true,
		"initials": "GH", "virtual_numbers": []}`)
	for _, test := range []struct{ body, want string }{
		{`{}`, `{"errors":["Name can't be blank","Phone number can't be blank"]}`},
		{`{"name": "A"}`, `{"error":"Phone number can't be blank"}`},
		{`{"phone_number": "+15555550199"}`, `{"error":"Name can't be blank"}`},
		{`{"name": "A", "phone_number": "5"}`, `{"error":"Phone number is invalid"}`},
		{`{"name": "A", "phone_number": "555-0199"}`, `{"error":"Phone number is invalid"}`},
		{`{"name": "A", "phone_number": "0170 1234567"}`, `{"error":"Phone number is invalid"}`},
		{`{"name": "A", "phone_number": "+0170 1234567"}`, `{"error":"Phone number is invalid"}`},
		{`{"name": "A", "phone_number": "1+5555550199"}`, `{"error":"Phone number is invalid"}`},
		{`{"name": "A", "phone_number": "+1555555019912345"}`, `{"error":"Phone number is invalid"}`},
		{`{"name": "A", "phone_number": "+15555550199 x2"}`, `{"error":"Phone number is invalid"}`},
		{`{"name": "A", "phone_number": null}`, `{"error":"Phone number can't be blank"}`},
		{`{"name": "A", "phone_number": "+15555550199", "email": "nobody"}`, `{"error":"Email is invalid"}`},
		{`{"name": "A", "phone_number": "+15555550199", "active": null}`, `{"error":"Active can't be blank"}`},
		{
			`{"name": "A", "phone_number": "+15555550199", "initials": "XX", "id": 5}`,
			`{"errors":["Unknown field id","Unknown field initials"]}`,
		},
	} {
		a.wantError("POST", "/operators", test.body, 422, test.want)
	}
	if got := len(a.Operators()); got != 3 {
		t.Errorf("there are %d operators", got)
	}
}

func TestOperators_patchChangesOnlySentFields(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`: `{"name": "Alice Carter", "phone_number": "+15555550112",
			"email": "alice@example.com", "active": true, "initials": "AC"}`,
		`{"name": "Alice Young"}`: `{"name": "Alice Young", "phone_number": "+15555550112",
			"email": "alice@example.com", "active": true, "initials": "AY"}`,
		`{"phone_number": "555-555-0100"}`: `{"name": "Alice Carter", "phone_number": "+15555550100",
			"email": "alice@example.com", "active": true, "initials": "AC"}`,
		`{"email": null}`: `{"name": "Alice Carter", "phone_number": "+15555550112",
			"email": null, "active": true, "initials": "AC"}`,
		`{"email": "a@b.example"}`: `{"name": "Alice Carter", "phone_number": "+15555550112",
			"email": "a@b.example", "active": true, "initials": "AC"}`,
		`{"active": false}`: `{"name": "Alice Carter", "phone_number": "+15555550112",
			"email": "alice@example.com", "active": false, "initials": "AC"}`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			for what, operator := range map[string]map[string]any{
				"the response to the PATCH": a.object("PATCH", "/operators/12", body, 200),
				"a later GET":               a.object("GET", "/operators/12", "", 200),
			} {
				delete(operator, "id")
				delete(operator, "virtual_numbers")
				wantJSON(t, what, operator, want)
			}
		})
	}
	t.Run("invalid", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		before := a.do("GET", "/operators/12", "", 200).text
		a.wantError("PATCH", "/operators/12", `{"name": " ", "active": false}`, 422, `{"error":"Name can't be blank"}`)
		a.wantError("PATCH", "/operators/12", `{"name": null}`, 422, `{"error":"Name can't be blank"}`)
		a.wantError("PATCH", "/operators/12", `{"phone_number": "x", "active": false}`, 422,
			`{"error":"Phone number is invalid"}`)
		if after := a.do("GET", "/operators/12", "", 200).text; after != before {
			t.Errorf("changed from\n%s to\n%s", before, after)
		}
	})
}

func TestOperators_deleteRemovesAttachments(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if got := a.do("DELETE", "/operators/12", "", 200).text; got != `{"success":true}` {
		t.Errorf("got %s", got)
	}
	a.wantError("GET", "/operators/12", "", 404, notFoundBody)
	a.wantError("DELETE", "/operators/12", "", 404, notFoundBody)
	wantJSON(t, "the operator counts of the numbers", column(a.list("/virtual_numbers"), "operators_count"), `[0, 1, 0]`)
	if diff := cmp.Diff([][]int64{{12, 22}, {22}}, a.RoutingHistory(8)); diff != "" {
		t.Errorf("the routing history differs (-want +got):\n%s", diff)
	}
}
