package provider

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// service is a sandbox that a test's provider talks to over real HTTP.
type service struct {
	*sandbox.Sandbox
	url string
}

func newService(t *testing.T) *service {
	t.Helper()
	account := sandbox.New()
	server := httptest.NewServer(account)
	t.Cleanup(server.Close)
	return &service{Sandbox: account, url: server.URL + sandbox.Prefix}
}

// config puts a provider block for the service before a configuration.
func (s *service) config(body string) string { return s.configWith("", body) }

// configWith adds arguments to the provider block.
func (s *service) configWith(arguments, body string) string {
	return fmt.Sprintf("provider \"identitycall\" {\n  api_key  = %q\n  base_url = %q\n  %s\n}\n\n%s", sandbox.DefaultKey, s.url, arguments, body)
}

// run drives a real CLI through the steps, beside other tests.
func run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	t.Parallel()
	runAlone(t, steps...)
}

// runAlone is run for a test that sets the environment.
func runAlone(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		Steps:                    steps,
	})
}

func providerFactories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"identitycall": providerserver.NewProtocol6WithError(New("test")()),
	}
}

// sent checks what has arrived at the service since the last check: the wanted requests in their order, each written as
// `PATCH /virtual_numbers/7 {"active":true}`. Reading is left out unless with "GET" among the methods.
func (s *service) sent(wanted ...string) resource.TestCheckFunc {
	return func(*terraform.State) error { return s.checkSent(wanted...) }
}

func (s *service) checkSent(wanted ...string) error {
	var got []string
	for _, request := range s.Requests() {
		if request.Method != "GET" {
			got = append(got, request.String())
		}
	}
	s.ForgetRequests()
	if fmt.Sprint(got) != fmt.Sprint(wanted) {
		return fmt.Errorf("sent\n  %s\nwanted\n  %s", strings.Join(got, "\n  "), strings.Join(wanted, "\n  "))
	}
	return nil
}

// count returns how many requests have arrived, of any method.
func (s *service) count() int { return len(s.Requests()) }

// mustSend fails the test unless exactly these writes have arrived since the last check.
func (s *service) mustSend(t *testing.T, wanted ...string) {
	t.Helper()
	if err := s.checkSent(wanted...); err != nil {
		t.Error(err)
	}
}

// says matches a text that a CLI prints, whatever lines it breaks it into.
func says(text string) *regexp.Regexp {
	var parts []string
	for _, word := range strings.Fields(text) {
		parts = append(parts, regexp.QuoteMeta(word))
	}
	return regexp.MustCompile("(?s)" + strings.Join(parts, `[\s│╷╵|]+`))
}

// cliVersion is the first line of what the CLI under test says of itself.
var cliVersion = sync.OnceValue(func() string {
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if path == "" {
		path = "terraform"
	}
	output, _ := exec.Command(path, "version").Output()
	line, _, _ := strings.Cut(string(output), "\n")
	return line
})

func isOpenTofu() bool { return strings.HasPrefix(cliVersion(), "OpenTofu") }

func pointer[T any](value T) *T { return &value }
