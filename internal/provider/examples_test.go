package provider

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const examplesDirectory = "../../examples"

// exampleKinds are the examples that can be applied as they are: which versions can, and the words that tell the gate so.
var exampleKinds = []struct {
	pattern string
	needs   string
	checks  []tfversion.TerraformVersionCheck
}{
	{"resources/*/resource.tf", "", nil},
	{"resources/*/import-by-string-id.tf", "", nil},
	{"resources/*/import-by-identity.tf", "_identity", []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)}},
	{"data-sources/*/data-source.tf", "", nil},
	{"functions/*/function.tf", "_function", []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)}},
}

// Each example that the documentation shows is applied to an account that holds the objects that examples name, plans nothing
// after that, and is destroyed.
func TestAccExamples(t *testing.T) {
	for _, kind := range exampleKinds {
		files, err := filepath.Glob(filepath.Join(examplesDirectory, kind.pattern))
		if err != nil || len(files) == 0 {
			t.Errorf("no example is a %s: %v", kind.pattern, err)
		}
		for _, file := range files {
			name := filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".tf") + kind.needs
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newService(t)
				s.Populate()
				config := s.config(mustRead(t, file))
				resource.Test(t, resource.TestCase{
					ProtoV6ProviderFactories: providerFactories(),
					TerraformVersionChecks:   kind.checks,
					Steps: []resource.TestStep{
						{Config: config},
						// The destruction at the end of every test stumbles over for_each: it shall find nothing.
						{PreConfig: func() { emptyProjects(s) }, Config: config, Destroy: true},
					},
				})
			})
		}
	}
}

// The provider's own example has the blocks that the others leave out, and takes its key from the environment.
func TestAccExamples_provider(t *testing.T) {
	s := newService(t)
	s.Populate()
	t.Setenv(apiKeyVariable, sandbox.DefaultKey)
	t.Setenv(baseURLVariable, s.url)
	t.Setenv("TF_ACC_PROVIDER_NAMESPACE", "identitycall") // it names the provider by its real source
	runAlone(t, resource.TestStep{Config: mustRead(t, filepath.Join(examplesDirectory, "provider/provider.tf"))})
	if s.count() == 0 {
		t.Error("the service was not asked")
	}
}

// An example that nothing above applies would go stale unseen. What is no configuration, such as import.sh, and what only
// "terraform query" reads have no place in the table.
func TestExamples_areAllTested(t *testing.T) {
	err := filepath.WalkDir(examplesDirectory, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".tf" {
			return err
		}
		below, err := filepath.Rel(examplesDirectory, file)
		// tools/modules.sh tests the modules.
		if err != nil || below == filepath.FromSlash("provider/provider.tf") || strings.HasPrefix(filepath.ToSlash(below), "modules/") {
			return err
		}
		for _, kind := range exampleKinds {
			if matched, err := filepath.Match(filepath.FromSlash(kind.pattern), below); matched || err != nil {
				return err
			}
		}
		t.Errorf("no test applies %s", below)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Only the provider's own example shows where the provider comes from.
func TestExamples_requireTheProviderOnce(t *testing.T) {
	for _, kind := range exampleKinds {
		files, err := filepath.Glob(filepath.Join(examplesDirectory, kind.pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.Contains(mustRead(t, file), "required_providers") {
				t.Errorf("%s has required_providers", file)
			}
		}
	}
}

func mustRead(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// emptyProjects takes out what keeps a project from being destroyed.
func emptyProjects(s *service) {
	for _, id := range s.VirtualNumberIDs() {
		s.EditVirtualNumber(id, func(n *sandbox.VirtualNumber) { n.ProjectID = 0 })
	}
	for _, project := range s.Projects() {
		s.EditProject(project.ID, func(p *sandbox.Project) { p.RecordingsCount = 0 })
	}
}
