package acctest_test

import (
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const operator = `resource "identitycall_operator" "a" {
  name         = "Alice Carter"
  phone_number = "+15555550112"
}
`

func TestAccWorkspace_appliesPlansAndCompares(t *testing.T) {
	t.Parallel()
	s := acctest.StartService(t)
	w := acctest.NewWorkspace(t, s)
	w.Configure(operator)
	if screen, code := w.Plan("-out=tfplan"); code != 2 || !acctest.Match("1 to add").MatchString(screen) {
		t.Fatalf("the plan ended with %d:\n%s", code, screen)
	}
	w.Must("apply", "-input=false", "tfplan")
	s.MustSend(t, `POST /operators {"name":"Alice Carter","phone_number":"+15555550112"}`)
	w.MustHaveNoDiff()
	if s.Count("GET", "/operators*") == 0 || s.Count("POST", "") != 0 {
		t.Errorf("the request log was not cleared, or not counted: %v", s.Requests())
	}
	w.Configure(`resource "identitycall_operator" "a" {}`)
	if screen, code := w.Apply(); code != 1 {
		t.Errorf("an invalid configuration ended with %d:\n%s", code, screen)
	}
	if err := s.CheckSent("DELETE /operators/1"); err == nil {
		t.Error("a request that was not sent passes as sent")
	}
}

// The demo and the bench have no *testing.T.
func TestAccCLI_needsNoTest(t *testing.T) {
	t.Parallel()
	w := acctest.NewWorkspace(t, acctest.StartService(t)) // for the skip, and the provider
	version, err := w.Version(t.Context())
	if err != nil || acctest.IsOpenTofu(t) == (version[:10] == "Terraform ") {
		t.Fatalf("version is %q, error %v", version, err)
	}
	service := acctest.NewService()
	defer service.Close()
	service.AddOperator(sandbox.Operator{ID: 12, Name: "Alice Carter", PhoneNumber: "+15555550112", Active: true})
	cli, err := acctest.NewCLI(w.Path, t.TempDir(), t.TempDir(), service)
	if err != nil {
		t.Fatal(err)
	}
	if err := cli.Configure(operator); err != nil {
		t.Fatal(err)
	}
	result, err := cli.Run(t.Context(), "plan", "-input=false")
	if err != nil || result.ExitCode() != 1 { // its directory of plugins is empty
		t.Fatalf("exit code %d, error %v:\n%s", result.ExitCode(), err, result.Output)
	}
}
