package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	support = "identitycall_project.support"
	// inEnglish is the least that a project needs.
	inEnglish = "name = \"Support\"\nlanguage = \"en\"\n"
)

// supportConfig is a configuration of identitycall_project.support.
func (s *service) supportConfig(arguments string) string {
	return s.config(projectBlock(arguments))
}

func projectBlock(arguments string) string {
	return "resource \"identitycall_project\" \"support\" {\n" + inEnglish + arguments + "\n}\n"
}

// newServiceWithProject has one project, with recordings and a number.
func newServiceWithProject(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	s.AddProject(sandbox.Project{
		ID: 3, Name: "Support", Language: "en", Description: pointer("All lines"), RetentionDays: pointer[int64](90),
		QualityBaselineEnabled: true, QualityBaselinePct: pointer(87.5), RecordingsCount: 17,
	})
	s.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: "+15551234567", ProjectID: 3})
	return s
}

// Each optional argument is left out, set, changed and taken away again, and set from the beginning.
func TestAccProject_arguments(t *testing.T) {
	for name, test := range map[string]struct {
		first, second string
		// leftOut is what state holds of an argument that was never set; cleared tells that taking it away sends null, else
		// it sends nothing and leaves the setting as it is.
		leftOut string
		cleared bool
	}{
		"description":                  {`"Calls"`, `"All calls"`, "", true},
		"industry":                     {`"Retail"`, `"Health"`, "", true},
		"transcription_hints":          {`"IdentityCall, SIP"`, `"PSTN"`, "", true},
		"goal_language":                {`"de"`, `"fr"`, "en", false},
		"summary_language":             {`"de"`, `"fr"`, "en", false},
		"long_pause_threshold_seconds": {`5`, `8`, "", true},
		"retention_days":               {`90`, `30`, "", true},
		"quality_baseline_enabled":     {`true`, `false`, "false", false},
		"quality_baseline_pct":         {`87.5`, `0`, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			with := func(value string) string { return s.supportConfig(name + " = " + value) }
			holds := func(value string) resource.TestCheckFunc {
				if value == "" {
					return resource.TestCheckNoResourceAttr(support, name)
				}
				return resource.TestCheckResourceAttr(support, name, strings.Trim(value, `"`))
			}
			step := func(config, value string, action plancheck.ResourceActionType, sent ...string) resource.TestStep {
				return resource.TestStep{Config: config, ConfigPlanChecks: planned(support, action),
					Check: resource.ComposeAggregateTestCheckFunc(s.sent(sent...), holds(value))}
			}
			patch := func(value string) string { return fmt.Sprintf(`PATCH /projects/1001 {%q:%s}`, name, value) }
			without := s.supportConfig("")
			takenAway := step(without, test.second, plancheck.ResourceActionNoop)
			if test.cleared {
				takenAway = step(without, "", plancheck.ResourceActionUpdate, patch("null"))
			}
			run(t,
				step(without, test.leftOut, plancheck.ResourceActionCreate, `POST /projects {"name":"Support","language":"en"}`),
				step(without, test.leftOut, plancheck.ResourceActionNoop),
				step(with(test.first), test.first, plancheck.ResourceActionUpdate, patch(test.first)),
				step(with(test.second), test.second, plancheck.ResourceActionUpdate, patch(test.second)),
				takenAway,
				resource.TestStep{Config: without, Destroy: true, Check: s.sent("DELETE /projects/1001")},
				step(with(test.first), test.first, plancheck.ResourceActionCreate, fmt.Sprintf(`POST /projects {"name":"Support","language":"en",%q:%s}`, name, test.first)),
			)
		})
	}
}

func TestAccProject_refusedEarly(t *testing.T) {
	s := newService(t)
	var steps []resource.TestStep
	for argument, problem := range map[string]string{
		`description = " "`:                "must not be blank",
		`retention_days = 0`:               "value must be at least 1",
		`retention_days = 1.5`:             "retention_days",
		`long_pause_threshold_seconds = 0`: "value must be at least 1",
		`quality_baseline_pct = 100.1`:     "value must be between 0",
		`quality_baseline_pct = -1`:        "value must be between 0",
	} {
		steps = append(steps, resource.TestStep{Config: s.supportConfig(argument), ExpectError: says(problem)})
	}
	run(t, steps...)
	if s.count() != 0 {
		t.Errorf("refusing cost requests: %v", s.Requests())
	}
}

// What a project is called and spoken in changes in place. The languages that follow may follow: they are open while language changes.
func TestAccProject_language(t *testing.T) {
	s := newService(t)
	run(t,
		resource.TestStep{Config: s.supportConfig("")},
		resource.TestStep{
			PreConfig: s.ForgetRequests,
			Config:    s.config("resource \"identitycall_project\" \"support\" {\n  name = \"Help\"\n  language = \"de\"\n}\n"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(support, plancheck.ResourceActionUpdate),
				plancheck.ExpectUnknownValue(support, tfjsonpath.New("goal_language")),
				plancheck.ExpectUnknownValue(support, tfjsonpath.New("summary_language")),
				plancheck.ExpectUnknownValue(support, tfjsonpath.New("updated_at")),
				plancheck.ExpectKnownValue(support, tfjsonpath.New("id"), knownvalue.StringExact("1001")),
			}},
			Check: s.sent(`PATCH /projects/1001 {"name":"Help","language":"de"}`),
		},
	)
}

// What only Terraform knows changes without a request, and leaves the times known.
func TestAccProject_times(t *testing.T) {
	s := newService(t)
	now := time.Date(2026, 4, 14, 16, 22, 5, 0, time.UTC)
	s.SetClock(func() time.Time { return now })
	unmoved := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(support, plancheck.ResourceActionUpdate), nothingUnknown(support),
	}}
	run(t,
		resource.TestStep{Config: s.supportConfig(""), Check: resource.TestCheckResourceAttr(support, "updated_at", "2026-04-14T16:22:05Z")},
		resource.TestStep{PreConfig: s.ForgetRequests, Config: s.supportConfig("force_destroy = true"), ConfigPlanChecks: unmoved, Check: s.sent()},
		resource.TestStep{Config: s.supportConfig("timeouts = { delete = \"5m\" }\nforce_destroy = true"), ConfigPlanChecks: unmoved, Check: s.sent()},
		resource.TestStep{
			PreConfig: func() { s.SetClock(func() time.Time { return now.Add(time.Hour) }) },
			Config:    s.supportConfig("industry = \"Retail\""),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(support, tfjsonpath.New("updated_at")),
				plancheck.ExpectKnownValue(support, tfjsonpath.New("created_at"), knownvalue.StringExact("2026-04-14T16:22:05Z")),
			}},
			Check: resource.TestCheckResourceAttr(support, "updated_at", "2026-04-14T17:22:05Z"),
		},
		resource.TestStep{ // somebody touches the project in the dashboard: its time moves by itself, and nothing is planned
			PreConfig: func() {
				s.SetClock(func() time.Time { return now.Add(2 * time.Hour) })
				s.EditProject(1001, func(p *sandbox.Project) { p.QualityBaselineEnabled = true })
			},
			Config:           s.supportConfig("industry = \"Retail\""),
			ConfigPlanChecks: planned(support, plancheck.ResourceActionNoop),
			Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttr(support, "updated_at", "2026-04-14T18:22:05Z"),
				resource.TestCheckResourceAttr(support, "quality_baseline_enabled", "true"),
			),
		},
	)
}

// Whatever the service answers, what the plan said stands in state after an apply. The next refresh reads what is.
func TestAccProject_answersOtherwise(t *testing.T) {
	s := newService(t)
	other := sandbox.Status(http.StatusOK, `{"data": {
		"id": 1001, "name": "Other", "language": "fr", "industry": "Other", "created_at": "2001-01-01T00:00:00Z", "updated_at": "2001-01-01T00:00:00Z",
		"description": "Other", "goal_language": "fr", "summary_language": "fr", "long_pause_threshold_seconds": 1, "transcription_hints": "Other",
		"retention_days": 1, "quality_baseline_enabled": true, "quality_baseline_pct": 1, "recordings_count": 0, "virtual_numbers_count": 0}}`)
	s.Inject(sandbox.Fault{Method: http.MethodPost, AfterWork: true, Reply: other}, sandbox.Fault{Method: http.MethodPatch, AfterWork: true, Reply: other})
	config := func(description string) string {
		return s.supportConfig("description = \"" + description + "\"\ngoal_language = \"de\"\nquality_baseline_enabled = false")
	}
	run(t,
		resource.TestStep{Config: config("All lines"), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(support, "name", "Support"), resource.TestCheckResourceAttr(support, "quality_baseline_enabled", "false"))},
		resource.TestStep{Config: config("Some lines"), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(support, "description", "Some lines"), resource.TestCheckNoResourceAttr(support, "retention_days"))},
		resource.TestStep{Config: config("Some lines"), ConfigPlanChecks: planned(support, plancheck.ResourceActionNoop),
			Check: resource.TestCheckResourceAttr(support, "summary_language", "en")},
	)
}

func TestAccProject_drift(t *testing.T) {
	s := newService(t)
	config := s.supportConfig("retention_days = 90")
	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				s.ForgetRequests()
				s.EditProject(1001, func(p *sandbox.Project) { p.RetentionDays, p.TranscriptionHints = pointer[int64](30), pointer("SIP") })
			},
			Config:           config,
			ConfigPlanChecks: planned(support, plancheck.ResourceActionUpdate),
			Check:            s.sent(`PATCH /projects/1001 {"transcription_hints":null,"retention_days":90}`),
		},
	)
}

func TestAccProject_unprocessable(t *testing.T) {
	s := newService(t)
	s.Inject(sandbox.Fault{Method: http.MethodPost, Reply: sandbox.Status(422, `{"errors":["Language is not supported","Quality baseline pct must be between 0 and 100"]}`)})
	run(t, resource.TestStep{
		Config:      s.supportConfig("quality_baseline_pct = 99"),
		ExpectError: says(`quality_baseline_pct = 99 POST /projects answered 422 Unprocessable Entity: Quality baseline pct must be between 0 and 100`),
	})
}

func TestAccProject_import(t *testing.T) {
	s := newServiceWithProject(t)
	all := inEnglish + "description = \"All lines\"\nretention_days = 90\nquality_baseline_pct = 87.5\n"
	config := s.config("resource \"identitycall_project\" \"support\" {\n" + all + "force_destroy = false\n}\n")
	run(t,
		resource.TestStep{
			Config:           s.config("import {\n  to = identitycall_project.support\n  id = \"3\"\n}\nresource \"identitycall_project\" \"support\" {\n" + all + "}\n"),
			ConfigPlanChecks: planned(support, plancheck.ResourceActionNoop),
			Check:            s.sent(),
		},
		resource.TestStep{ResourceName: support, ImportState: true, ImportStateId: "3", ImportStateVerify: true},
		resource.TestStep{ResourceName: support, ImportState: true, ImportStateId: "Support", ExpectError: says("A project is imported by its id")},
		resource.TestStep{ResourceName: support, ImportState: true, ImportStateId: "4711", ExpectError: says("Cannot import non-existent remote object")},
		// The project would not let the test end.
		resource.TestStep{Config: config, PreConfig: func() { s.RemoveProject(3) }, PlanOnly: true, ExpectNonEmptyPlan: true},
	)
	s.mustSend(t)
}

func TestAccProject_import_identity(t *testing.T) {
	s := newService(t)
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{Config: s.supportConfig("")},
			{ResourceName: support, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}
