package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// The demo checks itself. It fails if a text or a request of the provider is not what a step expects.
func TestAccDemo(t *testing.T) {
	acctest.Once(t)
	if os.Getenv("TF_ACC") == "" {
		t.Skip("needs a CLI: TF_ACC is not set")
	}
	var screen strings.Builder
	if err := run(t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), t.TempDir(), &screen); err != nil {
		t.Errorf("%v\n%s", err, &screen)
	}
}

// A line without its sign would be a check that is lost.
func TestParse_everyLineOfACommandIsACheck(t *testing.T) {
	for _, s := range parse(script) {
		for _, a := range s.actions {
			if text := strings.TrimSpace(a.body); a.kind == command && text != "" {
				t.Errorf("%s: a line of %s has no sign: %s", s.title, a.head, text)
			}
		}
	}
}

func TestShow_marksWhatToLookAt(t *testing.T) {
	var screen strings.Builder
	p := &player{out: &screen}
	missing := p.show(essential(`
Warning: Provider development overrides are in effect

 - identitycall/identitycall in /tmp/plugins

published
releases.
identitycall_virtual_number.sales: Refreshing state... [id=7]

OpenTofu used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  ~ update in-place

OpenTofu will perform the following actions:

  # identitycall_virtual_number.sales will be updated in-place
      ~ active    = false -> true


Saved the plan to: tfplan
`), "~ active = false -> true", "recording")
	if got, want := screen.String(), "   │   # identitycall_virtual_number.sales will be updated in-place\n"+
		"   ►       ~ active    = false -> true\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !slices.Equal(missing, []string{"recording"}) {
		t.Errorf("missing %q", missing)
	}
}
