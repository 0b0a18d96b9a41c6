package sandbox_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// load serves an account file, and uses its first key.
func load(t *testing.T, file string) (*api, error) {
	t.Helper()
	s := sandbox.New()
	keys, err := s.Load([]byte(file))
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	a := &api{Sandbox: s, server: server, t: t, key: sandbox.DefaultKey}
	if len(keys) > 0 {
		a.key = keys[0].Secret
	}
	return a, err
}

func TestPopulate_isTheExampleOfTheGuide(t *testing.T) {
	t.Parallel()
	var contents []string
	for _, file := range []string{"account.json", "../../examples/guides/sandbox/account.json"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, string(content))
	}
	if diff := cmp.Diff(contents[0], contents[1]); diff != "" {
		t.Errorf("the example differs from the account of Populate:\n%s", diff)
	}
}

func TestLoad_defaultsAreThoseOfNewObjects(t *testing.T) {
	t.Parallel()
	a, err := load(t, `{
		"projects": [{"id": 3, "name": "Sales", "language": "en"}],
		"operators": [{"id": 12, "name": "Alice Carter", "phone_number": "(555) 555-0112", "project_id": 3}],
		"virtual_numbers": [
			{"id": 7, "phone_number": "+15551234567"},
			{"id": 8, "phone_number": "+442079460958", "name": "UK", "country_code": "GB", "active": false, "recording": false,
				"routing_strategy": "simultaneous", "ai_receptionist_enabled": true, "project_id": 3, "operator_ids": [12],
				"stats": {"missed_calls": 40}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	wantJSON(t, "a number with defaults", a.object("GET", "/virtual_numbers/7", "", 200), `{
		"id": 7, "phone_number": "+15551234567", "name": null, "country_code": "US", "active": true, "recording": true,
		"routing_strategy": "priority", "ai_receptionist_enabled": false, "operators": [],
		"stats": {"total_calls": 142, "answered_calls": 118, "missed_calls": 24, "average_duration_seconds": 184},
		"available_operators": [{"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "initials": "AC"}],
		"recent_calls": []}`)
	wantJSON(t, "a complete number", a.object("GET", "/virtual_numbers/8", "", 200), `{
		"id": 8, "phone_number": "+442079460958", "name": "UK", "country_code": "GB", "active": false, "recording": false,
		"routing_strategy": "simultaneous", "ai_receptionist_enabled": true, "available_operators": [],
		"stats": {"total_calls": 142, "answered_calls": 118, "missed_calls": 40, "average_duration_seconds": 184},
		"operators": [{"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "initials": "AC", "priority": 0}],
		"recent_calls": []}`)
	if operator := a.Operators()[0]; !operator.Active || operator.Email != nil || operator.ProjectID != 3 {
		t.Errorf("got the operator %+v", operator)
	}
}

func TestLoad_rejectsFiles(t *testing.T) {
	t.Parallel()
	const notLists = "an account is a JSON object, and each of its fields is a list"
	for file, want := range map[string]string{
		`{"keys": [` + "\n}":  `line 2: invalid character '}' looking for beginning of value`,
		``:                    `line 1: unexpected end of JSON input`,
		`[]`:                  `line 1: ` + notLists,
		"{\n" + `"keys": {}}`: `line 2: ` + notLists,
		`{"numbers": []}`:     `there is no list "numbers" in an account`,
		`{"virtual_numbers": [{"id": 7, "phone_number": "+15551234567"}],
			"inventory": [5, {"phone_number": "+15551234567"}]}`: "inventory[0]: This is not an object\n" +
			"inventory[1]: Phone number +15551234567 is used twice",
	} {
		if _, err := load(t, file); err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", file, err, want)
		}
	}
}

func TestLoad_rejectsObjects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ list, object, want string }{ // for object, beside an operator 12 and a project 3
		{"projects", `"id": 4, "name": "", "language": "en"`, "Name can't be blank"},
		{"projects", `"id": 3, "name": "A", "language": "en"`, "ID 3 is used twice"},
		{
			"projects", `"id": 4, "name": "A", "language": "en", "virtual_numbers_count": 1`,
			"Unknown field virtual_numbers_count",
		},
		{"operators", `"name": "A", "phone_number": "+15555550122"`, "ID must be a number above 0"},
		{
			"operators", `"id": "22", "name": "A", "phone_number": "+15555550122"`,
			"Id is invalid. ID must be a number above 0",
		},
		{
			"operators", `"id": 22, "name": "A", "phone_number": "5", "actve": true`,
			"Phone number is invalid. Unknown field actve",
		},
		{
			"operators", `"id": 22, "name": "A", "phone_number": "+15555550122", "project_id": 4`,
			"There is no project 4",
		},
		{
			"virtual_numbers", `"id": 7, "phone_number": "15551234567", "country_code": "US"`,
			"Phone number must be in E.164, such as +15551234567",
		},
		{
			"virtual_numbers", `"id": 7, "phone_number": "+442079460958"`,
			"Country code can't be blank, since the phone number does not start with +1",
		},
		{
			"virtual_numbers", `"id": 7, "phone_number": "+15551234567", "active": null, "routing_strategy": "loud"`,
			"Active can't be blank. Routing strategy is not included in the list",
		},
		{
			"virtual_numbers", `"id": 7, "phone_number": "+15551234567", "operator_ids": [12, 12, 9]`,
			"Operator 12 is in the list twice. There is no operator 9",
		},
		{"virtual_numbers", `"id": 7, "phone_number": "+15551234567", "project_id": 4`, "There is no project 4"},
		{
			"virtual_numbers", `"id": 7, "phone_number": "+15551234567", "stats": {"calls": 4}`,
			"Unknown field stats.calls",
		},
		{
			"inventory", `"phone_number": "+15550001111", "number_type": "satellite"`,
			"Number type is not included in the list",
		},
		{"keys", `"key": "secret"`, "Key must be idc_ and letters, digits, _ or -"},
		{"keys", `"key": "idc_a", "permissions": ["admin"]`, "There is no permission admin"},
		{"keys", `"key": "idc_a"}, {"key": "idc_a"`, "Key is used twice"},
		{"keys", `"key": "idc_a", "project_id": 4`, "There is no project 4"},
		{"keys", `"key": "idc_a", "project_id": 3, "scope": 1`, "Unknown field scope"},
	} {
		lists := map[string]string{
			"projects":  `{"id": 3, "name": "Sales", "language": "en"}, `,
			"operators": `{"id": 12, "name": "Alice Carter", "phone_number": "+15555550112"}, `,
		}
		lists[test.list] += `{` + test.object + `}`
		var file []string
		for name, objects := range lists {
			file = append(file, `"`+name+`": [`+strings.TrimSuffix(objects, ", ")+`]`)
		}
		_, err := load(t, `{`+strings.Join(file, ", ")+`}`)
		if _, message, _ := strings.Cut(fmt.Sprint(err), "]: "); err == nil || message != test.want ||
			!strings.HasPrefix(err.Error(), test.list+"[") {
			t.Errorf("%s {%s}\ngot  %v\nwant %s", test.list, test.object, err, test.want)
		}
	}
}

func TestLoad_keys(t *testing.T) {
	t.Parallel()
	a, err := load(t, `{
		"projects": [{"id": 3, "name": "Sales", "language": "en"}],
		"virtual_numbers": [
			{"id": 7, "phone_number": "+15551234567", "project_id": 3}, {"id": 8, "phone_number": "+15557654321"}],
		"keys": [
			{"key": "idc_all"}, {"key": "idc_readonly", "permissions": ["read"]},
			{"key": "idc_project", "permissions": ["read", "write"], "project_id": 3}]}`)
	if err != nil || a.key != "idc_all" {
		t.Fatalf("got %v and the first key %s", err, a.key)
	}
	for key, want := range map[string][]int{ // to the requests below, in their order
		"idc_all":          {200, 200, 200, 204},
		"idc_readonly":     {200, 200, 403, 403},
		"idc_project":      {200, 404, 200, 403},
		"idc_unknown":      {401, 401, 401, 401},
		sandbox.DefaultKey: {401, 401, 401, 401}, // the keys of the file replace it
	} {
		a.AddProject(sandbox.Project{ID: 4, Name: "Other", Language: "en"})
		a.key = key
		a.do("GET", "/virtual_numbers/7", "", want[0])
		a.do("GET", "/virtual_numbers/8", "", want[1])
		a.do("PATCH", "/virtual_numbers/7", `{"recording": false}`, want[2])
		a.do("DELETE", "/projects/4", "", want[3])
	}

	if a, _ = load(t, `{}`); a.key != sandbox.DefaultKey {
		t.Errorf("got the key %s", a.key)
	}
	a.do("GET", "/virtual_numbers", "", 200)
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	for count, wantOperators := range map[int]int{0: 0, 1: 2, 40: 6, 1500: 152} {
		s := sandbox.New()
		s.Generate(count)
		unanswered, used := 0, map[string]bool{}
		for _, id := range s.VirtualNumberIDs() {
			number, _ := s.VirtualNumber(id)
			if used[number.PhoneNumber] {
				t.Errorf("%s is generated twice", number.PhoneNumber)
			}
			used[number.PhoneNumber] = true
			if number.Active && len(number.Operators) == 0 {
				unanswered++
			}
		}
		names := map[string]bool{}
		for _, operator := range s.Operators() {
			names[operator.Name] = true
		}
		if len(used) != count || len(names) != wantOperators || unanswered != (count+12)/20 {
			t.Errorf("%d: got %d numbers, %d of them unanswered, and %d names of operators",
				count, len(used), unanswered, len(names))
		}
	}
}
