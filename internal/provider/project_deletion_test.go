package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The plan of a destroy refuses a project that is not empty. With force_destroy, once that is applied, it is deleted.
func TestProject_notEmpty(t *testing.T) {
	for counts, fill := range map[string]func(*account){
		"17 recordings and 0 virtual numbers": func(a *account) {
			a.EditProject(1001, func(p *sandbox.Project) { p.RecordingsCount = 17 })
		},
		"0 recordings and 1 virtual numbers": func(a *account) {
			a.AddVirtualNumber(sandbox.VirtualNumber{PhoneNumber: "+15551234567", ProjectID: 1001})
		},
	} {
		t.Run(counts, func(t *testing.T) {
			a := newAccount(t)
			state := a.MustApply("project", nil, arguments{"name": "Support", "language": "en"})
			fill(a)
			a.ClearRequests()
			mustMatch(t, a.Plan("project", state, nil).Errors, "error: Project Support (ID 1001) is not empty: It has "+counts+
				". Deleting the project permanently deletes them. To delete all of it, set force_destroy = true and apply")
			state = a.MustApply("project", state, arguments{"name": "Support", "language": "en", "force_destroy": true})
			a.MustSend(t)
			a.mustDelete(t, state)
		})
	}
}

// An error contains the API's message and the next step.
func TestProject_keys(t *testing.T) {
	a := newAccount(t)
	a.AddKey(sandbox.Key{Secret: "idc_scoped", Read: true, Write: true, Delete: true, ProjectID: 3})
	a.AddKey(sandbox.Key{Secret: "idc_undeleting", Read: true, Write: true})
	config := arguments{"name": "Support", "language": "en"}
	a.Block = arguments{"api_key": "idc_scoped"}
	mustMatch(t, a.Apply("project", nil, config).Failed, "error: Cannot create project Support: …Project-scoped API keys "+
		"cannot create or destroy projects.…is project-scoped. Use an account-wide key.")
	a.Block = arguments{"api_key": "idc_undeleting"}
	state := a.MustApply("project", nil, config)
	mustMatch(t, a.Apply("project", state, nil).Failed, "error: Cannot delete project Support (ID 1001): …lacks this "+
		"permission")
}

// The plan warns about a change that deletes recordings.
func TestProject_retentionWarnings(t *testing.T) {
	const deletes = "warning at retention_days: A retention of %d days permanently deletes older recordings of project " +
		"Support (ID 1001): Before this change, recordings are kept %s. Deleted recordings cannot be restored."
	for name, test := range map[string]struct {
		before, after any
		warning       string
	}{
		"lowered": {90, 30, fmt.Sprintf(deletes, 30, "for 90 days")},
		"set":     {nil, 400, fmt.Sprintf(deletes, 400, "permanently")},
		"unknown": {90, unknown, "warning at retention_days: A new retention of project Support (ID 1001) may permanently " +
			"delete recordings: Before this change, recordings are kept for 90 days."},
		"unknown, null before": {nil, unknown, "may permanently delete recordings"},
		"raised":               {30, 90, ""},
		"removed":              {30, nil, ""},
		"unchanged":            {30, 30, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			config := func(days any) arguments {
				return arguments{"name": "Support", "language": "en", "retention_days": days}
			}
			o := a.Apply("project", nil, config(test.before)) // a new project has no recordings
			mustMatch(t, append(append(o.Warnings, o.Applied...), o.Failed...))
			p := a.Plan("project", o.After, config(test.after))
			mustMatch(t, p.Errors)
			if test.warning == "" {
				mustMatch(t, p.Warnings)
			} else {
				mustMatch(t, p.Warnings, test.warning)
			}
		})
	}
}

// The plan did not warn about a retention that was raised since, so the project is read right before the PATCH, even if
// the run has read it, and nothing is sent.
func TestProject_retentionRaisedMeanwhile(t *testing.T) {
	const refused = "error at retention_days: The recordings of project Support (ID 1001) are kept longer than the plan " +
		"shows: This change may permanently delete recordings, and the plan did not warn about it. The plan started from " +
		"recordings that are kept %s, but now they are kept %s. Nothing was sent for this project. Run a new plan"
	for name, test := range map[string]struct {
		before, planned any
		now             *int64
		refused         string
	}{
		"permanently":             {30, 60, nil, fmt.Sprintf(refused, "for 30 days", "permanently")},
		"longer":                  {30, 60, pointer[int64](90), fmt.Sprintf(refused, "for 30 days", "for 90 days")},
		"longer, lowered":         {30, 20, pointer[int64](31), fmt.Sprintf(refused, "for 30 days", "for 31 days")},
		"zero, which is no limit": {30, 60, pointer[int64](0), fmt.Sprintf(refused, "for 30 days", "permanently")},
		"as planned":              {30, 60, pointer[int64](30), ""},
		"shorter":                 {30, 60, pointer[int64](20), ""},
		"shorter than null":       {nil, 60, pointer[int64](90), ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			config := func(days any) arguments {
				return arguments{"name": "Support", "language": "en", "retention_days": days}
			}
			state := a.MustApply("project", nil, config(test.before))
			r := a.Start()
			state, _ = r.Refresh("project", state)
			p := r.Plan("project", state, config(test.planned))
			a.EditProject(1001, func(p *sandbox.Project) { p.RetentionDays = test.now })
			a.ClearRequests()
			after, diags := r.ApplyPlanned(p)
			if test.refused != "" {
				mustMatch(t, diags.Errors(), test.refused)
				after.Must(t, map[string]string{"retention_days": "30"})
				a.MustSend(t)
				return
			}
			mustMatch(t, diags.Errors())
			if reads := a.Reads(); !slices.Equal(reads, []string{"/projects/1001"}) {
				t.Errorf("read %q", reads)
			}
			a.MustSend(t, `PATCH /projects/1001 {"retention_days":60}`)
		})
	}
}

// If the retention cannot be read, it is not changed. A PATCH without retention_days needs no read.
func TestProject_retentionCannotBeRead(t *testing.T) {
	a := newAccount(t)
	state := a.MustApply("project", nil, arguments{"name": "Support", "language": "en", "retention_days": 30})
	a.ClearRequests()
	a.Inject(sandbox.Fault{Path: "/projects/1001", Method: "GET", Times: -1, Reply: sandbox.HTML(404)})
	o := a.Apply("project", state, arguments{"name": "Support", "language": "en", "retention_days": 60})
	mustMatch(t, o.Failed,
		"error: Cannot read project Support (ID 1001) before its retention changes: GET /projects/1001 …404")
	a.MustSend(t)
	a.MustApply("project", state, arguments{"name": "Help", "language": "en", "retention_days": 30})
	a.MustSend(t, `PATCH /projects/1001 {"name":"Help"}`)
}

// The plan of every destroy warns about voice agents, which the API does not count.
func TestProject_destroyWarnsOfVoiceAgents(t *testing.T) {
	const agents = "warning: Deleting project Support (ID 1001) permanently deletes its voice agents: The API does not " +
		"count voice agents"
	a := newAccount(t)
	for _, force := range []bool{false, true} {
		state := a.MustApply("project", nil, arguments{"name": "Support", "language": "en", "force_destroy": force})
		mustMatch(t, a.Plan("project", state, nil).Warnings, strings.Replace(agents, "1001", state.Show("id"), 1))
		a.mustDelete(t, state)
	}
	state := a.MustApply("project", nil, arguments{"name": "Support", "language": "en"})
	a.Block = arguments{"api_key": unknown}
	p := a.Plan("project", state, nil)
	mustMatch(t, p.Errors)
	mustMatch(t, p.Warnings, "permanently deletes its voice agents")
}

// mustDelete deletes a project.
func (a *account) mustDelete(t *testing.T, state *object) {
	t.Helper()
	a.ClearRequests()
	o := a.Apply("project", state, nil)
	mustMatch(t, o.Failed)
	a.MustSend(t, "DELETE /projects/"+state.Show("id"))
}

// If the count before a destroy fails, the project is not deleted.
func TestProject_countFails(t *testing.T) {
	a := newAccount(t)
	state := a.MustApply("project", nil, arguments{"name": "Support", "language": "en"})
	a.Block = arguments{"max_retries": 0}
	a.Inject(sandbox.Fault{Path: "/projects/1001", Reply: sandbox.HTML(404)})
	mustMatch(t, a.Plan("project", state, nil).Errors,
		"error: Cannot count the recordings and numbers of project Support (ID 1001): GET /projects/1001 …404")
	a.MustSend(t, `POST /projects {"name":"Support","language":"en"}`)
}

// A project with recordings since the plan is not deleted. If it was deleted since, the destroy succeeds.
func TestProject_changesBeforeDestroy(t *testing.T) {
	a := newAccount(t)
	state := a.MustApply("project", nil, arguments{"name": "Support", "language": "en"})
	a.ClearRequests()
	r := a.Start()
	p := r.Plan("project", state, nil)
	mustMatch(t, p.Errors)
	a.EditProject(1001, func(p *sandbox.Project) { p.RecordingsCount = 2 })
	after, diags := r.ApplyPlanned(p)
	mustMatch(t, diags.Errors(),
		"error: Project Support (ID 1001) is not empty: It has 2 recordings and 0 virtual numbers")
	if after == nil {
		t.Error("the project is not in state")
	}
	a.RemoveProject(1001)
	after, diags = r.ApplyPlanned(p)
	mustMatch(t, diags.Errors())
	if after != nil {
		t.Error("the project is in state")
	}
	a.MustSend(t)
}
