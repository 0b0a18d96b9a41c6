package e2e_test

import (
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// fiftyObjects are resources of three kinds.
const fiftyObjects = `
resource "identitycall_operator" "team" {
  count        = 30
  name         = "Operator ${count.index}"
  phone_number = "+141555501${count.index + 10}"
}

resource "identitycall_virtual_number" "line" {
  for_each = toset(["7", "8", "9"])
  id       = each.key
}

resource "identitycall_project" "sales" {
  count    = 17
  name     = "Sales ${count.index}"
  language = "en"
}
`

// A rejected key costs one error and a few requests, whatever is in state. The CLI folds the warnings.
func TestAccOneCause(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := acctest.StartService(t)
	s.Populate()
	w := acctest.NewWorkspace(t, s)
	w.Configure(fiftyObjects)
	w.MustApply()
	before := w.Must("state", "pull")
	variable(apiKeyVariable, "idc_wrong")(w)
	for _, command := range [][]string{
		{"plan", "-input=false", "-no-color"}, {"apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"},
	} {
		s.ClearRequests()
		output, err := w.Command(command...).CombinedOutput()
		text, lines := string(output), 0
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "│") {
				lines++
			}
		}
		if err == nil || strings.Count(text, "Error: ") != 1 ||
			!strings.Contains(text, "Error: The API rejects the key from the environment variable "+apiKeyVariable) ||
			!strings.Contains(text, "(and 48 more similar warnings elsewhere)") || lines > 35 {
			t.Errorf("%v printed %d lines and ended with %v:\n%s", command, lines, err, text)
		}
		if requests := s.Requests(); len(requests) > 12 {
			t.Errorf("%v sent %d requests", command, len(requests))
		}
		if after := w.Must("state", "pull"); after != before {
			t.Errorf("%v changed the state", command)
		}
	}
}
