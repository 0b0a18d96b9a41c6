package main

import (
	"errors"
	"fmt"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// projectSteps create, change and delete a project.
func projectSteps() []step {
	return []step{
		{
			title: "Create a project",
			explanation: `
The API fills in what is omitted, and the next plan has no changes.`,
			configuration: projectKeeping(180),
			commands: []command{
				planned("Plan: 1 to add, 0 to change, 0 to destroy."),
				applied("1 added, 0 changed, 0 destroyed",
					`POST /projects {"name":"Support","language":"en","retention_days":180}`),
				noChanges(),
			},
		},
		{
			title: "Shorten the retention",
			explanation: `
A shorter retention permanently deletes older recordings. The plan warns before you apply it.`,
			configuration: projectKeeping(30),
			commands: []command{
				planned("Warning: A retention of 30 days permanently deletes older recordings of project Support",
					"Plan: 0 to add, 1 to change, 0 to destroy."),
				applied("0 added, 1 changed, 0 destroyed", `PATCH /projects/* {"retention_days":30}`),
			},
		},
		{
			title: "Delete the project",
			explanation: `
Right before the DELETE, the provider checks that the project has no recordings and no virtual numbers:
without force_destroy it refuses a project that has any. The API does not count voice agents, so the
plan warns that they are deleted too.`,
			commands: []command{{
				action: destroy,
				sends:  []string{`DELETE /projects/*`},
				prints: []string{
					"Warning: Deleting project Support", "permanently deletes its voice agents",
					"Destroy complete! Resources: 1 destroyed.",
				},
			}},
			account: func(service *acctest.Service) error {
				for _, project := range service.Projects() {
					if project.Name == "Support" {
						return errors.New("the project still exists")
					}
				}
				return nil
			},
		},
	}
}

func projectKeeping(days int) string {
	return guarded + fmt.Sprintf(`resource "identitycall_project" "support" {
  name           = "Support"
  language       = "en"
  retention_days = %d
}
`, days)
}
