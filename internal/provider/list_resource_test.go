package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// runQuery runs the steps with "terraform query", on a CLI that has it.
func runQuery(t *testing.T, s *acctest.Service, steps ...resource.TestStep) {
	t.Helper()
	acctest.Require(t, "1.14", "")
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		// A query takes its provider from the configuration beside it.
		Steps: append([]resource.TestStep{{Config: s.Config("")}}, steps...),
	})
	s.MustSend(t)
}

// query is a step with one list block, named x, with these lines in it.
func query(object, lines string, checks ...querycheck.QueryResultCheck) resource.TestStep {
	return resource.TestStep{
		Query:             true,
		Config:            fmt.Sprintf("list \"identitycall_%s\" \"x\" {\n  provider = identitycall\n%s\n}\n", object, lines),
		QueryResultChecks: checks,
	}
}

// failedQuery is a query step that fails with an error.
func failedQuery(object, lines, message string) resource.TestStep {
	step := query(object, lines)
	step.ExpectError = acctest.Match(message)
	return step
}

func filter(lines string) string { return "config {\n" + lines + "\n}" }

// finds checks that a list of an object has exactly these results: as many, with these IDs.
func finds(object, identity string, ids ...string) []querycheck.QueryResultCheck {
	checks := []querycheck.QueryResultCheck{querycheck.ExpectLength("identitycall_"+object+".x", len(ids))}
	for _, id := range ids {
		checks = append(checks, querycheck.ExpectIdentity("identitycall_"+object+".x", identified(identity, id)))
	}
	return checks
}

func identified(identity, id string) map[string]knownvalue.Check {
	return map[string]knownvalue.Check{identity: knownvalue.StringExact(id)}
}

// shown checks the display name of a result.
func shown(object, identity, id, name string) querycheck.QueryResultCheck {
	return querycheck.ExpectResourceDisplayName("identitycall_"+object+".x",
		queryfilter.ByResourceIdentity(identified(identity, id)), knownvalue.StringExact(name))
}

// holds checks the whole resource of a result, which include_resource adds.
func holds(object, identity, id string, values map[string]knownvalue.Check) querycheck.QueryResultCheck {
	var checks []querycheck.KnownValueCheck
	for attribute, value := range values {
		checks = append(checks, querycheck.KnownValueCheck{Path: tfjsonpath.New(attribute), KnownValue: value})
	}
	return querycheck.ExpectResourceKnownValues(
		"identitycall_"+object+".x",
		queryfilter.ByResourceIdentity(identified(identity, id)),
		checks,
	)
}

func TestAccVirtualNumberList_query(t *testing.T) {
	const object = "virtual_number"
	s := acctest.StartService(t)
	s.Populate()
	s.AddVirtualNumber(
		sandbox.VirtualNumber{
			ID:                    10,
			PhoneNumber:           "+15559998888",
			Name:                  pointer(""),
			RoutingStrategy:       "simultaneous",
			AIReceptionistEnabled: true,
		},
	)
	all := append(finds(object, "id", "7", "8", "9", "10"),
		shown(object, "id", "7", "US Sales Line (+15551234567)"),
		shown(object, "id", "10", "+15559998888"),
	)
	runQuery(t, s,
		query(object, "", all...),
		query(object, filter(`active = true`), finds(object, "id", "7", "8")...),
		query(object, filter(`active = false`), finds(object, "id", "9", "10")...),
		query(object, filter(`country_code = "gb"`), finds(object, "id", "9")...),
		query(object, filter(`name_regex = "Line$"`), finds(object, "id", "7", "8", "9")...),
		query(object, filter(`name_regex = "^$"`), finds(object, "id", "10")...),
		query(object, filter("active = true\ncountry_code = \"GB\""), finds(object, "id")...),
		query(object, "include_resource = true",
			holds(object, "id", "7", map[string]knownvalue.Check{
				"id":                      knownvalue.StringExact("7"),
				"phone_number":            knownvalue.StringExact("+15551234567"),
				"name":                    knownvalue.StringExact("US Sales Line"),
				"active":                  knownvalue.Bool(true),
				"recording":               knownvalue.Bool(true),
				"routing_strategy":        knownvalue.StringExact("priority"),
				"country_code":            knownvalue.StringExact("US"),
				"ai_receptionist_enabled": knownvalue.Bool(false),
				"timeouts":                knownvalue.Null(),
			}),
			holds(object, "id", "10", map[string]knownvalue.Check{
				"name":                    knownvalue.Null(),
				"routing_strategy":        knownvalue.StringExact("simultaneous"),
				"ai_receptionist_enabled": knownvalue.Bool(true),
			}),
		),
		failedQuery(object, filter(`country_code = "USA"`), "must be the two letters of an ISO 3166-1 alpha-2 code"),
		failedQuery(object, filter(`name_regex = "("`), "must be a regular expression"),
		failedQuery(object, filter(`colour = "red"`), `An argument named "colour" is not expected here`),
	)
}

func TestAccVirtualNumberOperatorsList_query(t *testing.T) {
	const object, identity = "virtual_number_operators", "virtual_number_id"
	s := acctest.StartService(t)
	s.Populate()
	runQuery(t, s,
		query(object, "", append(finds(object, identity, "7", "8"), // 9 has no operators
			shown(object, identity, "8", "Operators of US Support Line (+15557654321)"))...),
		query(object, filter(`name_regex = "Support"`), finds(object, identity, "8")...),
		query(object, filter(`active = false`), finds(object, identity)...),
		query(object, "include_resource = true", holds(object, identity, "8", map[string]knownvalue.Check{
			"virtual_number_id": knownvalue.StringExact("8"),
			"operator_ids": knownvalue.ListExact([]knownvalue.Check{
				knownvalue.StringExact("12"), knownvalue.StringExact("22"),
			}),
			"timeouts": knownvalue.Null(),
		})),
		failedQuery(object, filter(`country_code = ""`), "must be the two letters of an ISO 3166-1 alpha-2 code"),
	)
}

func TestAccOperatorList_query(t *testing.T) {
	const object = "operator"
	s := acctest.StartService(t)
	s.Populate()
	s.AddOperator(sandbox.Operator{ID: 30, Name: "Zoë \"Zed\" ${Quinn}", PhoneNumber: "+15555550130", Email: pointer("")})
	runQuery(t, s,
		query(object, "", append(finds(object, "id", "12", "22", "30"),
			shown(object, "id", "12", "Alice Carter (+15555550112)"),
			shown(object, "id", "30", "Zoë \"Zed\" ${Quinn} (+15555550130)"))...),
		query(object, filter(`active = false`), finds(object, "id", "30")...),
		query(object, filter(`name_regex = "^(Alice|Eva) "`), finds(object, "id", "12", "22")...),
		query(object, "include_resource = true",
			holds(object, "id", "12", map[string]knownvalue.Check{
				"id":           knownvalue.StringExact("12"),
				"name":         knownvalue.StringExact("Alice Carter"),
				"phone_number": knownvalue.StringExact("+15555550112"),
				"email":        knownvalue.StringExact("alice@example.com"),
				"active":       knownvalue.Bool(true),
				"initials":     knownvalue.StringExact("AC"),
				"timeouts":     knownvalue.Null(),
			}),
			holds(object, "id", "30", map[string]knownvalue.Check{"email": knownvalue.Null(), "active": knownvalue.Bool(false)}),
		),
		failedQuery(object, filter(`name_regex = "["`), "must be a regular expression"),
		failedQuery(object, filter(`active = "perhaps"`), "a bool is required"),
	)
}

func TestAccProjectList_query(t *testing.T) {
	const object = "project"
	s := acctest.StartService(t)
	s.Populate()
	s.AddProject(
		sandbox.Project{
			ID:                     4,
			Name:                   "Support",
			Language:               "de",
			Description:            pointer(""),
			QualityBaselineEnabled: true,
			QualityBaselinePct:     pointer(82.5),
		},
	)
	runQuery(t, s,
		query(object, "", append(finds(object, "id", "3", "4"), shown(object, "id", "4", "Support"))...),
		query(object, filter(`name_regex = "^Sup"`), finds(object, "id", "4")...),
		query(object, "include_resource = true", holds(object, "id", "4", map[string]knownvalue.Check{
			"id":                           knownvalue.StringExact("4"),
			"name":                         knownvalue.StringExact("Support"),
			"language":                     knownvalue.StringExact("de"),
			"description":                  knownvalue.Null(),
			"goal_language":                knownvalue.StringExact("de"),
			"summary_language":             knownvalue.StringExact("de"),
			"retention_days":               knownvalue.Null(),
			"long_pause_threshold_seconds": knownvalue.Null(),
			"quality_baseline_enabled":     knownvalue.Bool(true),
			"quality_baseline_pct":         knownvalue.Float64Exact(82.5),
			"force_destroy":                knownvalue.Bool(false),
			"timeouts":                     knownvalue.Null(),
		})),
		failedQuery(object, filter(`active = true`), `An argument named "active" is not expected here`),
	)
}

// Every list stops at the limit, and reads no more than it needs.
func TestAccList_limit_query(t *testing.T) {
	s := startManyObjects(t)
	var steps []resource.TestStep
	for _, object := range []string{"operator", "project", "virtual_number", "virtual_number_operators"} {
		steps = append(steps,
			query(object, "limit = 4", querycheck.ExpectLength("identitycall_"+object+".x", 4)),
			query(object, "limit = 4\ninclude_resource = true", querycheck.ExpectLength("identitycall_"+object+".x", 4)))
	}
	runQuery(t, s, steps...)
	for _, objects := range []string{"projects", "virtual_numbers"} {
		read := map[string]bool{}
		for _, request := range s.Requests() {
			if id, found := strings.CutPrefix(request.Path, "/"+objects+"/"); found {
				read[id] = true
			}
		}
		if len(read) > 8 { // the numbers are listed twice, and four with operators are others
			t.Errorf("for four results, %d %s were read by their IDs", len(read), objects)
		}
	}
}

// An error names the object.
func TestAccList_fault_query(t *testing.T) {
	s := startManyObjects(t)
	broken := sandbox.Fault{Method: "GET", Times: -1, Reply: sandbox.Status(403, `{"error":"Not yours"}`)}
	at := func(path string) func() {
		return func() {
			s.ClearFaults()
			broken.Path = path
			s.Inject(broken)
		}
	}
	withResource := "include_resource = true"
	step := func(path, object, lines, message string) resource.TestStep {
		step := failedQuery(object, lines, message)
		step.PreConfig = at(path)
		return step
	}
	runQuery(t, s,
		step("/virtual_numbers/103", "virtual_number", withResource,
			"Cannot read virtual number +15551230003 (ID 103)"),
		step("/virtual_numbers/103", "virtual_number_operators", withResource,
			"Cannot read the operators of virtual number +15551230003 (ID 103)"),
		step("/projects/303", "project", withResource, "(ID 303)"),
		step("/virtual_numbers", "virtual_number", "", "Cannot list the account's virtual numbers"),
		step("/operators", "operator", "", "Cannot list the operators"),
		step("/projects", "project", "", "Cannot list the projects"),
	)
}

// startManyObjects returns a service with ten objects of each kind: operators from the ID 201, projects from 301, and
// numbers from 101, of which every second one has operators.
func startManyObjects(t *testing.T) *acctest.Service {
	t.Helper()
	s := acctest.StartService(t)
	for i := int64(1); i <= 10; i++ {
		s.AddOperator(
			sandbox.Operator{
				ID:          200 + i,
				Name:        fmt.Sprintf("Operator %02d", i),
				PhoneNumber: fmt.Sprintf("+1555555%04d", i),
				Active:      true,
			},
		)
		s.AddProject(sandbox.Project{ID: 300 + i, Name: fmt.Sprintf("Project %02d", i), Language: "en"})
		number := sandbox.VirtualNumber{ID: 100 + i, PhoneNumber: fmt.Sprintf("+1555123%04d", i), Active: true}
		if i%2 == 1 {
			number.Operators = []int64{200 + i}
		}
		s.AddVirtualNumber(number)
	}
	return s
}
