package e2e_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const examplesDirectory = "../../examples"

// exampleFiles are the examples, relative to examplesDirectory. Files that are not configuration, such as import.sh,
// and files for "terraform query" are omitted, and so are the modules, which tools/modules.sh tests.
func exampleFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(examplesDirectory, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == "modules" {
			return filepath.SkipDir
		}
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".tf" {
			return err
		}
		below, err := filepath.Rel(examplesDirectory, file)
		files = append(files, filepath.ToSlash(below))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestAccExamples applies each example of the documentation to an account with the objects in it, expects no changes
// after that, and destroys.
func TestAccExamples(t *testing.T) {
	acctest.Once(t)
	for _, file := range exampleFiles(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			switch {
			case strings.HasSuffix(file, "import-by-identity.tf"):
				acctest.Require(t, "1.12", "1.12")
			case strings.HasPrefix(file, "functions/"):
				acctest.Require(t, "1.8", "1.7")
			}
			s := acctest.StartService(t)
			s.Populate()
			w := acctest.NewWorkspace(t, s)
			w.Environment = append(w.Environment, "TF_VAR_sales_api_key="+sandbox.DefaultKey) // of the example with two keys
			// Without prevent_destroy, which examples of purchases have, so that the test can destroy.
			config := strings.ReplaceAll(mustRead(t, filepath.Join(examplesDirectory, file)), "prevent_destroy = true",
				"prevent_destroy = false")
			if strings.HasPrefix(file, "provider/") {
				w.Write("main.tf", config) // only these have required_providers
			} else {
				w.Configure(config)
			}
			w.MustApply()
			if !strings.HasPrefix(file, "functions/") && len(s.Requests()) == 0 {
				t.Error("no request arrived")
			}
			if !strings.HasPrefix(file, "resources/") {
				return // there is nothing to compare or destroy
			}
			w.MustHaveNoDiff()
			allowDestroy(s)
			w.Must("destroy", "-auto-approve", "-input=false")
			mustHaveCreatedOnce(t, s)
		})
	}
}

// Only the examples of the provider have required_providers.
func TestExamples_requireTheProviderOnce(t *testing.T) {
	for _, file := range exampleFiles(t) {
		config := mustRead(t, filepath.Join(examplesDirectory, file))
		if strings.Contains(config, "required_providers") != strings.HasPrefix(file, "provider/") {
			t.Errorf("%s: required_providers belongs into the examples of the provider, and only there", file)
		}
	}
}

// An example of a purchase has prevent_destroy and expected_phone_number.
func TestExamples_protectPurchases(t *testing.T) {
	for _, file := range exampleFiles(t) {
		config := mustRead(t, filepath.Join(examplesDirectory, file))
		if purchases := strings.Count(config, `resource "`+typePurchase+`"`); purchases > 0 {
			if protected := strings.Count(config, "prevent_destroy = true"); protected < purchases {
				t.Errorf("%s: %d of %d purchases have prevent_destroy", file, protected, purchases)
			}
			if !strings.Contains(config, "expected_phone_number") {
				t.Errorf("%s has no expected_phone_number", file)
			}
		}
	}
}

// allowDestroy removes recordings and numbers, which prevent the destroy of a project, and deactivates the numbers: the
// only operator of an active number is not deleted.
func allowDestroy(s *acctest.Service) {
	for _, id := range s.VirtualNumberIDs() {
		s.EditVirtualNumber(id, func(n *sandbox.VirtualNumber) { n.ProjectID, n.Active = 0, false })
	}
	for _, project := range s.Projects() {
		s.EditProject(project.ID, func(p *sandbox.Project) { p.RecordingsCount = 0 })
	}
}
