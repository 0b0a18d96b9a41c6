package main

import "fmt"

// projectSteps are the life of a project.
func projectSteps() []step {
	return []step{
		{
			title: "Create a project",
			explanation: `
The service fills in what the configuration leaves out; the next plan is empty.`,
			configuration: projectKeeping(180),
			commands: []command{
				{action: plan, exit: changes, says: []string{"Plan: 1 to add, 0 to change, 0 to destroy."}},
				{
					action: apply,
					sends:  []string{`POST /projects {"name":"Support","language":"en","retention_days":180}`},
					says:   []string{"Apply complete! Resources: 1 added, 0 changed, 0 destroyed."},
				},
				{action: plan, says: []string{"No changes."}},
			},
		},
		{
			title: "Keep recordings for a shorter time",
			explanation: `
Lowering the retention deletes older recordings, and nothing brings them back: the plan says so.`,
			configuration: projectKeeping(30),
			commands: []command{
				{
					action: plan, exit: changes,
					says: []string{
						"Warning: Recordings of project Support", "that are older than 30 days will be deleted for ever",
						"Plan: 0 to add, 1 to change, 0 to destroy.",
					},
				},
				{
					action: apply,
					sends:  []string{`PATCH /projects/* {"retention_days":30}`},
					says:   []string{"Apply complete! Resources: 0 added, 1 changed, 0 destroyed."},
				},
			},
		},
		{
			title: "Destroy the project",
			explanation: `
It has no recordings and no numbers, which is looked at before anything is deleted: a project that has
some is refused. Voice agents are not counted by the API, so a warning tells that they would go too.`,
			commands: []command{{
				action: destroy,
				sends:  []string{`DELETE /projects/*`},
				says:   []string{"will be deleted with its voice agents", "Destroy complete! Resources: 1 destroyed."},
			}},
		},
	}
}

func projectKeeping(days int) string {
	return fmt.Sprintf(`resource "identitycall_project" "support" {
  name           = "Support"
  language       = "en"
  retention_days = %d
}
`, days)
}
