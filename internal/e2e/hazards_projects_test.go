package e2e_test

import (
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func project(arguments string) string {
	return resource(typeProject, "a", "name = \"Sales\"\n  language = \"en\"\n  "+arguments)
}

// A saved plan does not know that somebody else has raised the retention since: a higher one deletes recordings too.
func TestAccHazards_retentionRaisedSinceThePlan(t *testing.T) {
	h := newHazard(t)
	h.changes(project("retention_days = 30"))
	h.Configure(project("retention_days = 60"))
	h.Must("plan", "-input=false", "-out=tfplan")
	h.Service.EditProject(h.Service.Projects()[0].ID, func(p *sandbox.Project) { p.RetentionDays = nil })
	h.fails("but now they are kept permanently", project("retention_days = 60"), "tfplan")
	h.wrote()
	h.changes(project("")) // state follows the dashboard
	h.wrote()
}
