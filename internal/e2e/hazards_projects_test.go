package e2e_test

import (
	"strconv"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func project(label, arguments string) string {
	return resource("identitycall_project", label, "name = \"Sales\"\n  language = \"en\"\n  "+arguments)
}

// A project that is in state at two addresses is not deleted when one of the blocks is removed.
func TestAccHazards_projectImportedTwice(t *testing.T) {
	h := newHazard(t)
	h.changes(project("a", ""))
	id := strconv.FormatInt(h.Service.Projects()[0].ID, 10)
	h.Configure(project("a", "") + project("b", ""))
	h.Must("import", "-input=false", "identitycall_project.b", id)
	h.fails("Project Sales (ID "+id+") is managed by two resources", project("a", "")+project("b", ""))
	h.wrote()
	for _, kept := range []string{"a", "b"} {
		h.fails("Project Sales (ID "+id+") is given up by one resource and kept by another", project(kept, ""))
		h.wrote()
	}
	h.Must("state", "rm", "identitycall_project.b")
	h.changes(project("a", ""))
	h.wrote()

	// The way out that the error names for the whole configuration.
	h.Configure(project("a", "") + project("b", ""))
	h.Must("import", "-input=false", "identitycall_project.b", id)
	h.Must("destroy", "-auto-approve", "-input=false", "-refresh=false")
	if projects := h.Service.Projects(); len(projects) != 0 {
		t.Errorf("the account has %d projects", len(projects))
	}
}

// A saved plan does not know that somebody else has raised the retention since: a higher one deletes recordings too.
func TestAccHazards_retentionRaisedSinceThePlan(t *testing.T) {
	h := newHazard(t)
	h.changes(project("a", "retention_days = 30"))
	h.Configure(project("a", "retention_days = 60"))
	h.Must("plan", "-input=false", "-out=tfplan")
	h.Service.EditProject(h.Service.Projects()[0].ID, func(p *sandbox.Project) { p.RetentionDays = nil })
	h.fails("but now they are kept permanently", project("a", "retention_days = 60"), "tfplan")
	h.wrote()
	h.changes(project("a", "")) // state follows the dashboard
	h.wrote()
}
