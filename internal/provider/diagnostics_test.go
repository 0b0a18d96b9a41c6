package provider

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// The path of a 422 is the longest argument that the message names.
func TestArgumentPath(t *testing.T) {
	arguments := []string{"name", "phone_number", "language", "goal_language", "number_type", "operator_id"}
	for message, want := range map[string]string{
		"Name is too long":                      "name",
		"phone_number is required":              "phone_number",
		"Phone number can't be blank":           "phone_number",
		"Goal language is not supported":        "goal_language",
		"Language is not supported":             "language",
		"The renamed object is wrong":           "",
		"Requirement group is required":         "",
		"Number type of the phone number is no": "phone_number",
		"":                                      "",
	} {
		got := argumentPath(message, arguments, path.Empty())
		if got.String() != want {
			t.Errorf("%q points at %q, want %q", message, got, want)
		}
	}
}

// The next step of an error that the other tests do not meet. Advice about the key needs the API's own words.
func TestAddAPIError_nextSteps(t *testing.T) {
	purchase := identitycall.Request{Method: "POST", Path: "/virtual_numbers/purchase"}
	patch := identitycall.Request{Method: "PATCH", Path: "/virtual_numbers/7"}
	limited := &identitycall.APIError{Request: patch, StatusCode: 429, RateLimited: true}
	page := func(status int) error {
		return &identitycall.APIError{Request: patch, StatusCode: status, Excerpt: "Log in"}
	}
	waitFor := func(request identitycall.Request, cause error) error {
		return &identitycall.WaitError{Request: request, Cause: cause, Reason: "the wait for another purchase"}
	}
	refused := func(status int) error {
		return &identitycall.TransportError{Request: patch, Attempts: 1, Unsent: true,
			Err: &identitycall.ProxyError{Host: "proxy:3128", StatusCode: status}}
	}
	stopped := func(cause error) error { return &identitycall.StoppedError{Request: patch, Sent: true, Cause: cause} }
	for name, test := range map[string]struct {
		err     error
		summary string // of an error that stops the run
		step    string
	}{
		"a proxy that requires a password": {stopped(refused(407)), "The proxy proxy:3128 requires a password",
			"Put the user name and the password into the address of the proxy"},
		"a proxy that refuses": {stopped(refused(403)), "The proxy proxy:3128 refuses the connection to the API",
			"Ask whoever runs the proxy"},
		"a proxy that fails": {refused(502), "", "This request changed nothing. Check the network"},
		"an untrusted certificate": {stopped(&identitycall.TransportError{Request: patch, Unsent: true,
			Err: &tls.CertificateVerificationError{}}), "The certificate of the API is not trusted",
			"on Linux, save it in a PEM file and name the file in the environment variable SSL_CERT_FILE; on macOS"},
		"a firewall's 401":   {page(401), "", "not a response of"},
		"a firewall's 403":   {page(403), "", "not a response of"},
		"a 403 without body": {&identitycall.APIError{Request: patch, StatusCode: 403, Empty: true}, "", "not a response of"},
		"a firewall's JSON": {&identitycall.APIError{Request: patch, StatusCode: 403, Messages: []string{"Blocked"}},
			"", "The API refuses the request. Correct what its message names"},
		"another purchase": {waitFor(purchase, context.Canceled), "", "Nothing was purchased. Finished changes are in " +
			"state. Run the command again to continue."},
		"a purchase without time": {waitFor(purchase, context.DeadlineExceeded), "", "Nothing was purchased. Run the " +
			"command again later, or raise the resource's timeouts."},
		"a rate limit": {&identitycall.WaitError{Request: patch, Err: limited}, "",
			"This request changed nothing.\n\n1. Run"},
		"a pause too long": {&identitycall.WaitError{Request: patch, Wait: 1}, "", "2. If several runs share"},
		"a pause after a lost response": {&identitycall.WaitError{Request: patch, Wait: 1,
			Err: &identitycall.TransportError{Request: patch, Attempts: 1, Err: errors.New("reset")}},
			"", "The request may or may not have taken effect. The next plan shows it."},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			s := newTestSession()
			s.keySource = "the argument api_key"
			s.addAPIError(&diags, "Cannot update", test.err)
			summary := "Cannot update"
			if test.summary != "" {
				summary = test.summary
			}
			if len(diags) != 1 || diags[0].Summary() != summary || !strings.Contains(diags[0].Detail(), test.step) ||
				strings.Contains(diags[0].Detail(), "key from") {
				t.Errorf("got %v, want %q with %q", diags, summary, test.step)
			}
		})
	}
}
