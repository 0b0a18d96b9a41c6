package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// A project with something in it is refused by the plan already, and goes with force_destroy once that is applied.
func TestAccProject_notEmpty(t *testing.T) {
	for name, test := range map[string]struct {
		fill   func(*service)
		counts string
	}{
		"recordings": {func(s *service) { s.EditProject(1001, func(p *sandbox.Project) { p.RecordingsCount = 17 }) }, "17 recordings and 0 virtual numbers"},
		"a number": {func(s *service) {
			s.AddVirtualNumber(sandbox.VirtualNumber{PhoneNumber: "+15551234567", ProjectID: 1001})
		}, "0 recordings and 1 virtual numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			refused := says("It still has " + test.counts + ", which would be deleted with it for ever. If this is what you want, set force_destroy = true, apply that")
			var plannedToo bool
			run(t,
				resource.TestStep{Config: s.supportConfig("")},
				resource.TestStep{
					PreConfig:   func() { s.ForgetRequests(); test.fill(s) },
					Config:      s.supportConfig(""),
					Destroy:     true,
					ExpectError: refused,
					// It does not come so far: the plan fails.
					ConfigPlanChecks: afterPlanning(func() { plannedToo = true }),
				},
				// Out of the configuration is a destruction too, and the configuration cannot force it: only state counts.
				resource.TestStep{Config: s.config(""), PlanOnly: true, ExpectError: refused},
				resource.TestStep{Config: s.supportConfig("force_destroy = true"), Check: s.sent()},
				resource.TestStep{Config: s.config(""), Check: s.sent("DELETE /projects/1001")},
			)
			if plannedToo {
				t.Error("the plan did not refuse")
			}
		})
	}
}

// The counts are looked at again right before the DELETE.
func TestAccProject_filledMeanwhile(t *testing.T) {
	for name, arguments := range map[string]string{"destroy": "", "force_destroy that is not applied": "force_destroy = true"} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			run(t,
				resource.TestStep{Config: s.supportConfig("")},
				resource.TestStep{
					PreConfig:        s.ForgetRequests,
					Config:           s.supportConfig(arguments),
					Destroy:          true,
					ConfigPlanChecks: afterPlanning(func() { s.EditProject(1001, func(p *sandbox.Project) { p.RecordingsCount = 1 }) }),
					ExpectError:      says("It still has 1 recordings and 0 virtual numbers"),
				},
				resource.TestStep{ // it is still there, in the account and in state
					Config:           s.supportConfig(""),
					ConfigPlanChecks: planned(support, plancheck.ResourceActionNoop),
					Check:            s.sent(),
				},
				resource.TestStep{
					PreConfig: func() { s.EditProject(1001, func(p *sandbox.Project) { p.RecordingsCount = 0 }) },
					Config:    s.supportConfig(""), Destroy: true,
				},
			)
			s.mustSend(t, "DELETE /projects/1001")
		})
	}
}

// Deleting what is gone already, between plan and apply, is a success.
func TestAccProject_goneMeanwhile(t *testing.T) {
	s := newService(t)
	config := s.supportConfig("")
	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{PreConfig: s.ForgetRequests, Config: config, Destroy: true, ConfigPlanChecks: afterPlanning(func() { s.RemoveProject(1001) })},
	)
	s.mustSend(t)
}

// The API's own words reach the user, with what to do.
func TestAccProject_keys(t *testing.T) {
	s := newServiceWithProject(t)
	s.AddKey(sandbox.Key{Secret: "idc_scoped", Read: true, Write: true, Delete: true, ProjectID: 3})
	s.AddKey(sandbox.Key{Secret: "idc_undeleting", Read: true, Write: true})
	with := func(key, body string) string {
		return strings.Replace(s.config(body), sandbox.DefaultKey, key, 1)
	}
	run(t,
		resource.TestStep{Config: with("idc_scoped", projectBlock("")), ExpectError: says("POST /projects answered 403 Forbidden: Project-scoped API keys cannot create or destroy projects")},
		resource.TestStep{Config: with("idc_undeleting", projectBlock("industry = \"Retail\""))},
		resource.TestStep{
			Config: with("idc_undeleting", projectBlock("industry = \"Retail\"")), Destroy: true,
			ExpectError: says("DELETE /projects/1001 answered 403 Forbidden: Delete permission required"),
		},
		resource.TestStep{Config: with(sandbox.DefaultKey, projectBlock("industry = \"Retail\"")), Destroy: true},
	)
}

// What a plan warns of, on the screen: only there does it show.
func TestAccProject_warnings(t *testing.T) {
	t.Parallel()
	s := newService(t)
	w := newWorkspace(t, s)
	const shorter = "Warning: Recordings of project Support (id 1001) that are older than %d days will be deleted for ever"
	for _, step := range []struct {
		arguments, warning string
	}{
		{"retention_days = 90", ""}, // a new project has no recordings
		{"retention_days = 120", ""},
		{"retention_days = 30", fmt.Sprintf(shorter, 30)},
		{"retention_days = 30\nindustry = \"Retail\"", ""},
		{"", ""},
		{"retention_days = 400", fmt.Sprintf(shorter, 400)},
	} {
		w.configure(projectBlock(step.arguments))
		shown := w.must("plan", "-input=false", "-out=tfplan")
		if step.warning == "" && strings.Contains(shown, "Warning: Recordings") || !strings.Contains(shown, step.warning) {
			t.Errorf("%q: wanted the warning %q:\n%s", step.arguments, step.warning, shown)
		}
		w.must("apply", "-input=false", "tfplan")
	}

	agents := "Warning: Project Support (id 1001) will be deleted with its voice agents"
	if shown := w.must("plan", "-destroy", "-input=false"); !strings.Contains(shown, agents) {
		t.Errorf("the plan of the destruction does not say %q:\n%s", agents, shown)
	}
	s.RemoveProject(1001)
	gone := "Warning: Project Support (id 1001) is gone"
	if shown := w.must("apply", "-refresh-only", "-auto-approve", "-input=false"); !strings.Contains(shown, gone) || !strings.Contains(shown, "GET /projects/1001 answered 404 Not Found: Resource not found") {
		t.Errorf("the refresh does not say %q:\n%s", gone, shown)
	}
	if shown := w.must("state", "list"); shown != "" {
		t.Errorf("in state is %s", shown)
	}
}
