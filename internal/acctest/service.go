package acctest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Service is a sandbox that is served over HTTP, on a loopback port or in memory.
type Service struct {
	*sandbox.Sandbox
	// URL is the base URL of the API.
	URL string
	// Dial opens a connection to a service in memory. It is nil for one on a loopback port.
	Dial   Dial
	server *httptest.Server
}

// Dial opens a connection, as net.Dialer.DialContext does.
type Dial = func(ctx context.Context, network, address string) (net.Conn, error)

// NewService serves an empty account on a loopback port. The caller closes it.
func NewService() *Service {
	account := sandbox.New()
	server := httptest.NewServer(account)
	return &Service{Sandbox: account, URL: server.URL + sandbox.Prefix, server: server}
}

// Close stops the server.
func (s *Service) Close() { s.server.Close() }

// Config puts a provider block for the service before a configuration. plugin-testing needs it; a CLI has the
// environment.
func (s *Service) Config(body string) string { return s.ConfigWith("", body) }

// ConfigWith is Config with further arguments in the provider block.
func (s *Service) ConfigWith(arguments, body string) string {
	return fmt.Sprintf("provider \"identitycall\" {\n  api_key  = %q\n  base_url = %q\n  %s\n}\n\n%s",
		sandbox.DefaultKey, s.URL, arguments, body)
}

// Count returns the number of requests with a method and a path, which is a path.Match pattern. An empty method or path
// matches all.
func (s *Service) Count(method, pattern string) int {
	count := 0
	for _, request := range s.Requests() {
		matched, _ := path.Match(pattern, request.Path)
		if (method == "" || method == request.Method) && (pattern == "" || matched) {
			count++
		}
	}
	return count
}

// Writes returns the requests that are not a GET, in the order of their arrival, as `PATCH /virtual_numbers/7
// {"active":true}`.
func (s *Service) Writes() []string {
	var writes []string
	for _, request := range s.Requests() {
		if request.Method != http.MethodGet {
			writes = append(writes, request.String())
		}
	}
	return writes
}

// Reads returns the paths of the GET requests, in the order of their arrival.
func (s *Service) Reads() []string {
	var paths []string
	for _, request := range s.Requests() {
		if request.Method == http.MethodGet {
			paths = append(paths, request.Path)
		}
	}
	return paths
}

// CheckSent compares the writes since the last check with the wanted ones, in their order, and clears the request log.
func (s *Service) CheckSent(wanted ...string) error {
	got := s.Writes()
	s.ClearRequests()
	if !slices.Equal(got, wanted) {
		return fmt.Errorf("sent\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(wanted, "\n  "))
	}
	return nil
}

// Sent is CheckSent as a check of plugin-testing.
func (s *Service) Sent(wanted ...string) func(*terraform.State) error {
	return func(*terraform.State) error { return s.CheckSent(wanted...) }
}
