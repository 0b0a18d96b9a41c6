package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestAccProjectDataSources_lookUp(t *testing.T) {
	acctest.Once(t)
	s := startProject(t)
	s.AddProject(sandbox.Project{ID: 4, Name: "Sales", Language: "de"})
	one, all := "data.identitycall_project.x", "data.identitycall_projects.x"
	project := func(arguments string) string {
		return s.Config("data \"identitycall_project\" \"x\" {\n" + arguments + "\n}\n")
	}
	projects := func(arguments string) string {
		return s.Config("data \"identitycall_projects\" \"x\" {\n" + arguments + "\n}\n")
	}
	full := resource.ComposeAggregateTestCheckFunc(
		resource.TestCheckResourceAttr(one, "id", "3"),
		resource.TestCheckResourceAttr(one, "name", "Support"),
		resource.TestCheckResourceAttr(one, "language", "en"),
		resource.TestCheckResourceAttr(one, "goal_language", "en"),
		resource.TestCheckResourceAttr(one, "summary_language", "en"),
		resource.TestCheckResourceAttr(one, "description", "All lines"),
		resource.TestCheckNoResourceAttr(one, "industry"),
		resource.TestCheckNoResourceAttr(one, "long_pause_threshold_seconds"),
		resource.TestCheckResourceAttr(one, "retention_days", "90"),
		resource.TestCheckResourceAttr(one, "quality_baseline_enabled", "true"),
		resource.TestCheckResourceAttr(one, "quality_baseline_pct", "87.5"),
		resource.TestCheckResourceAttr(one, "recordings_count", "17"),
		resource.TestCheckResourceAttr(one, "virtual_numbers_count", "1"),
		resource.TestCheckResourceAttrSet(one, "created_at"),
		resource.TestCheckResourceAttrSet(one, "updated_at"),
	)
	run(
		t,
		resource.TestStep{Config: project(`id = "3"`), Check: full},
		resource.TestStep{Config: project(`name = "Support"`), Check: full},
		resource.TestStep{Config: project(`id = "4711"`), ExpectError: acctest.Match("404 Not Found: Resource not found")},
		resource.TestStep{Config: project(`name = "support"`), ExpectError: acctest.Match("No project has the name support")},
		resource.TestStep{
			Config:      project(``),
			ExpectError: acctest.Match("Exactly one of these attributes must be configured"),
		},
		resource.TestStep{
			Config:      project("id = \"3\"\nname = \"Support\""),
			ExpectError: acctest.Match("Exactly one of these attributes must be configured"),
		},
		resource.TestStep{Config: projects(``), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(all, "projects.#", "2"),
			resource.TestCheckResourceAttr(all, "projects.0.name", "Sales"),
			resource.TestCheckResourceAttr(all, "projects.0.language", "de"),
			resource.TestCheckResourceAttr(all, "projects.1.id", "3"),
			resource.TestCheckResourceAttrSet(all, "projects.1.updated_at"),
		)},
		resource.TestStep{Config: projects(`name_regex = "^Sup"`), Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(all, "projects.#", "1"), resource.TestCheckResourceAttr(all, "projects.0.id", "3"))},
		resource.TestStep{
			Config: projects(`name_regex = "^X"`),
			Check:  resource.TestCheckResourceAttr(all, "projects.#", "0"),
		},
		resource.TestStep{Config: projects(`name_regex = "("`), ExpectError: acctest.Match("must be a regular expression")},
		resource.TestStep{
			PreConfig:   func() { s.AddProject(sandbox.Project{ID: 5, Name: "Support", Language: "fr"}) },
			Config:      project(`name = "Support"`),
			ExpectError: acctest.Match("They have the IDs 3, 5."),
		},
	)
	s.MustSend(t)
}
