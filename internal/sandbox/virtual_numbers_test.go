package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestVirtualNumbers_detailForm(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) {
		n.RecentCalls = []sandbox.RecentCall{{
			ID: 9981, PhoneNumber: "+15558884444", CallerName: "John Smith", CallStatus: "answered", CallDuration: 213,
			Direction: "inbound", CreatedAt: time.Date(2026, 4, 14, 16, 22, 5, 0, time.UTC),
		}}
	})
	wantJSON(t, "the number", a.do("GET", "/virtual_numbers/7", "", 200).body, `{"data": {
		"id": 7, "phone_number": "+15551234567", "name": "US Sales Line", "country_code": "US",
		"active": true, "recording": true, "routing_strategy": "priority", "ai_receptionist_enabled": false,
		"stats": {"total_calls": 142, "answered_calls": 118, "missed_calls": 24, "average_duration_seconds": 184},
		"operators": [{"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "initials": "AC", "priority": 0}],
		"available_operators": [{"id": 22, "name": "Eva Frank", "phone_number": "+15555550122", "initials": "EF"}],
		"recent_calls": [{"id": 9981, "phone_number": "+15558884444", "caller_name": "John Smith", "call_status": "answered",
			"call_duration": 213, "direction": "inbound", "ai_handled": false, "transcript_summary": null,
			"created_at": "2026-04-14T16:22:05Z"}]}}`)
}

func TestVirtualNumbers_shortFormLacksRecordingAndRouting(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, id := range []int64{31, 32} {
		a.AddOperator(sandbox.Operator{ID: id, Name: "Op", PhoneNumber: "+15555550131"})
	}
	a.EditVirtualNumber(8, func(n *sandbox.VirtualNumber) { n.Operators, n.Name = []int64{32, 31, 22, 12}, nil })
	wantJSON(t, "the entry", a.list("/virtual_numbers")[1], `{
		"id": 8, "phone_number": "+15557654321", "name": null, "country_code": "US", "active": true,
		"ai_receptionist_enabled": false,
		"operators": [{"id": 32, "name": "Op", "initials": "OP"}, {"id": 31, "name": "Op", "initials": "OP"},
			{"id": 22, "name": "Eva Frank", "initials": "EF"}],
		"operators_count": 4}`)
}

func TestVirtualNumbers_patchChangesOnlySentFields(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`: `{"name": "US Sales Line", "active": true, "recording": true,
			"routing_strategy": "priority"}`,
		`{"name": "Hotline"}`: `{"name": "Hotline", "active": true, "recording": true,
			"routing_strategy": "priority"}`,
		`{"name": null}`: `{"name": null, "active": true, "recording": true,
			"routing_strategy": "priority"}`,
		`{"active": false}`: `{"name": "US Sales Line", "active": false, "recording": true,
			"routing_strategy": "priority"}`,
		`{"recording": false}`: `{"name": "US Sales Line", "active": true, "recording": false,
			"routing_strategy": "priority"}`,
		`{"routing_strategy": "round_robin"}`: `{"name": "US Sales Line", "active": true, "recording": true,
			"routing_strategy": "round_robin"}`,
		`{"routing_strategy": "simultaneous", "active": false}`: `{"name": "US Sales Line", "active": false,
			"recording": true, "routing_strategy": "simultaneous"}`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			for what, number := range map[string]map[string]any{
				"the response to the PATCH": a.object("PATCH", "/virtual_numbers/7", body, 200),
				"a later GET":               a.object("GET", "/virtual_numbers/7", "", 200),
			} {
				settings := map[string]any{}
				for _, name := range []string{"name", "active", "recording", "routing_strategy"} {
					settings[name] = number[name]
				}
				wantJSON(t, what, settings, want)
			}
		})
	}
}

func TestVirtualNumbers_invalidPatchChangesNothing(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	before := a.do("GET", "/virtual_numbers/7", "", 200).text
	for body, want := range map[string]string{
		`{"routing_strategy": "loudest", "active": false}`: `{"error":"Routing strategy is not included in the list"}`,
		`{"active": null, "name": "X"}`:                    `{"error":"Active can't be blank"}`,
		`{"active": "yes", "recording": 1}`:                `{"errors":["Active is invalid","Recording is invalid"]}`,
		`{"phone_number": "+15550000000"}`:                 `{"error":"Unknown field phone_number"}`,
		`{"id": 8, "country_code": "GB"}`:                  `{"errors":["Unknown field country_code","Unknown field id"]}`,
	} {
		a.wantError("PATCH", "/virtual_numbers/7", body, 422, want)
	}
	if after := a.do("GET", "/virtual_numbers/7", "", 200).text; after != before {
		t.Errorf("changed from\n%s to\n%s", before, after)
	}
}

func TestInventory_filters(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for query, want := range map[string]string{
		"": `["+15550003333"]`, "?number_type=mobile": `["+15550003333"]`,
		"?number_type=local":            `["+15550001111", "+15550002222"]`,
		"?country=us&number_type=local": `["+15550001111", "+15550002222"]`,
		"?country=de":                   `["+4915550004444"]`, "?country=FR": `[]`, "?number_type=toll-free": `[]`,
	} {
		wantJSON(t, "the inventory of "+query, column(a.list("/virtual_numbers/available"+query), "phone_number"), want)
	}
	a.wantError("GET", "/virtual_numbers/available?number_type=satellite", "", 422,
		`{"error":"Number type is not included in the list"}`)
	wantJSON(t, "an entry", a.list("/virtual_numbers/available?number_type=local")[0], `{
		"phone_number": "+15550001111", "country_code": "US", "number_type": "local",
		"upfront_cost": "1.00", "monthly_cost": "2.50", "features": ["voice", "sms"],
		"region_information": {"region_type": "state", "region_name": "New York"}}`)
	a.AddInventory(sandbox.InventoryEntry{PhoneNumber: "+15550008888"}) // listed for the defaults only
	for query, listed := range map[string]int{"": 2, "?number_type=local": 2, "?country=DE": 1} {
		if got := len(a.list("/virtual_numbers/available" + query)); got != listed {
			t.Errorf("the inventory of %q lists %d numbers, want %d", query, got, listed)
		}
	}
	wantJSON(t, "an entry without some fields", a.list("/virtual_numbers/available?country=DE")[0],
		`{"phone_number": "+4915550004444", "country_code": "DE", "number_type": "mobile", "monthly_cost": "5.00"}`)
}

func TestPurchase_createsNumber(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	purchased := a.object("POST", "/virtual_numbers/purchase", `{"phone_number": "+15550001111", "country_code": "us",
		"number_type": "local", "name": "New", "upfront_cost": "1.00", "monthly_cost": "2.50"}`, 201)
	id := int64(purchased["id"].(float64))
	delete(purchased, "id")
	wantJSON(t, "the response", purchased,
		`{"phone_number": "+15550001111", "name": "New", "country_code": "US", "active": true,
		"ai_receptionist_enabled": false, "operators": [], "operators_count": 0}`)
	if number, ok := a.VirtualNumber(id); !ok || !number.Active || !number.Recording || number.ProjectID != 0 ||
		number.RoutingStrategy != "priority" {
		t.Errorf("got %+v", number)
	}
	wantJSON(t, "the inventory afterwards", column(a.list("/virtual_numbers/available?number_type=local"), "phone_number"),
		`["+15550002222"]`)
	a.wantError("POST", "/virtual_numbers/purchase", `{"phone_number": "+15550001111"}`, 422,
		`{"error":"Phone number is not available"}`)
	wantJSON(t, "an omitted name", a.object("POST", "/virtual_numbers/purchase", `{"phone_number": "+15550002222"}`,
		201)["name"], `null`)
	if got := a.VirtualNumbers(); got != 5 {
		t.Errorf("the account has %d numbers", got)
	}
}

// A test can set the ID that a number gets.
func TestPurchase_usesIDOfInventory(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.AddInventory(sandbox.InventoryEntry{PhoneNumber: "+15550007777", CountryCode: "US", NumberID: 77})
	purchased := a.object("POST", "/virtual_numbers/purchase", `{"phone_number": "+15550007777"}`, 201)
	if purchased["id"] != 77. {
		t.Errorf("got %v", purchased)
	}
}

func TestPurchase_errorsPurchaseNothing(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, test := range []struct{ body, want string }{
		{`{}`, `{"error":"phone_number is required"}`},
		{`{"country_code": "US"}`, `{"error":"phone_number is required"}`},
		{`{"phone_number": ""}`, `{"error":"phone_number is required"}`},
		{`{"phone_number": "+15559999999"}`, `{"error":"Phone number is not available"}`},
		{`{"phone_number": "+15550001111", "number_type": "big"}`, `{"error":"Number type is not included in the list"}`},
		{`{"phone_number": "+15550001111", "monthly_cost": 2.5}`, `{"error":"Monthly cost is invalid"}`},
		{`{"phone_number": "+15550001111", "recording": false}`, `{"error":"Unknown field recording"}`},
		{`{"phone_number": "+4915550004444"}`, `{"error":"Requirement group is required for this country"}`},
		{`{"phone_number": "+4915550004444", "requirement_group_id": "5"}`, `{"error":"Requirement group id is invalid"}`},
	} {
		a.wantError("POST", "/virtual_numbers/purchase", test.body, 422, test.want)
	}
	if got := a.VirtualNumbers(); got != 3 {
		t.Errorf("the account has %d numbers", got)
	}
	number := a.object("POST", "/virtual_numbers/purchase",
		`{"phone_number": "+4915550004444", "requirement_group_id": 5}`, 201)
	wantJSON(t, "the country, from the inventory", number["country_code"], `"DE"`)
}

func TestAttach_appendsOperator(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path := "/virtual_numbers/7/add_operator"
	attached := func(number map[string]any) []any {
		var ids []any
		for position, entry := range number["operators"].([]any) {
			operator := entry.(map[string]any)
			if operator["priority"] != float64(position) {
				t.Errorf("the operator at position %d has priority %v", position, operator["priority"])
			}
			ids = append(ids, operator["id"])
		}
		return ids
	}
	wantJSON(t, "at the end", attached(a.object("POST", path, `{"operator_id": 22}`, 200)), `[12, 22]`)
	wantJSON(t, "already attached: keeps its position", attached(a.object("POST", path, `{"operator_id": 12}`, 200)),
		`[12, 22]`)
	wantJSON(t, "operator_id takes precedence", attached(a.object("POST", path,
		`{"operator_id": 22, "phone_number": "+15555550198", "name": "X"}`, 200)), `[12, 22]`)
	if got := len(a.Operators()); got != 2 {
		t.Errorf("there are %d operators", got)
	}

	number := a.object("POST", path, `{"phone_number": "(555) 555-0199", "name": "Greta Hall"}`, 200)
	last := number["operators"].([]any)[2].(map[string]any)
	id := int64(last["id"].(float64))
	delete(last, "id")
	wantJSON(t, "a new operator", last,
		`{"name": "Greta Hall", "phone_number": "+15555550199", "initials": "GH", "priority": 2}`)
	if operator, ok := a.Operator(id); !ok || !operator.Active {
		t.Errorf("the new operator is %+v", operator)
	}
	a.wantError("POST", path, `{}`, 422, `{"errors":["Name can't be blank","Phone number can't be blank"]}`)
	a.wantError("POST", path, `{"operator_id": "22"}`, 422, `{"error":"Operator id is invalid"}`)

	remove := "/virtual_numbers/7/remove_operator?operator_id="
	wantJSON(t, "detached from the front", attached(a.object("DELETE", remove+"12", "", 200))[:1], `[22]`)
	a.wantError("DELETE", remove+"12", "", 404, notFoundBody)
	a.wantError("DELETE", remove+"404", "", 404, notFoundBody)
	a.wantError("DELETE", strings.TrimSuffix(remove, "?operator_id="), "", 422, `{"error":"operator_id is required"}`)
	a.do("GET", "/operators/12", "", 200) // the operator is not deleted
	wantJSON(t, "back at the end", attached(a.object("POST", path, `{"operator_id": 12}`, 200))[2:], `[12]`)
	if diff := cmp.Diff([][]int64{{12}, {12, 22}, {12, 22, id}, {22, id}, {22, id, 12}}, a.RoutingHistory(7)); diff != "" {
		t.Errorf("the routing history differs (-want +got):\n%s", diff)
	}
}
