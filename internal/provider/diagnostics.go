package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// addAPIError reports an error of the client: what failed, the request, the API's message, the next step. A 422 becomes
// one diagnostic for each message, at the argument that the message names.
func (s *session) addAPIError(diags *diag.Diagnostics, summary string, err error, arguments ...string) {
	s.addAPIErrorAt(diags, path.Empty(), summary, err, arguments...)
}

// addAPIErrorAt is addAPIError for a request that depends on one argument. A 404 points at it, and so does a 422 whose
// message names no argument.
func (s *session) addAPIErrorAt(diags *diag.Diagnostics, at path.Path, summary string, err error, arguments ...string) {
	if s.addStopped(diags, err, func(reference string) { diags.AddError(summary, reference) }) {
		return
	}
	var apiErr *identitycall.APIError
	if errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusUnprocessableEntity && len(apiErr.Messages) > 0 {
		for _, message := range apiErr.Messages {
			single := *apiErr
			single.Messages = []string{message}
			addErrorAt(diags, argumentPath(message, arguments, at), summary,
				single.Error()+".\n\n"+refusalStep(apiErr.Request))
		}
		return
	}
	if !identitycall.IsNotFound(err) {
		at = path.Empty()
	}
	detail := sentence(err)
	if step := s.nextStep(err); step != "" {
		detail += "\n\n" + step
	}
	addErrorAt(diags, at, summary, detail)
}

// addRefreshError reports the error of a Read, which keeps state. If the run has stopped, it is a warning, which
// Terraform folds with those of all other objects.
func (s *session) addRefreshError(diags *diag.Diagnostics, object, summary string, err error) {
	if !s.addStopped(diags, err, func(reference string) {
		diags.AddWarning("Not refreshed, because an error stopped this run",
			upperFirst(object)+" keeps its state. "+reference)
	}) {
		s.addAPIError(diags, summary, err)
	}
}

// addStopped reports an error of a run that has stopped, and returns false for any other error. One cause is one error:
// the first caller reports it in full. For all others, refer gets a sentence that names that error. A lookup that only
// serves a warning passes nil, and stays silent: a plan with an error applies nothing.
func (s *session) addStopped(diags *diag.Diagnostics, err error, refer func(reference string)) bool {
	var stopped *identitycall.StoppedError
	if !errors.As(err, &stopped) {
		return false
	}
	summary := s.stopSummary(stopped.Cause)
	if s.stopReported.CompareAndSwap(false, true) {
		diags.AddError(summary, "This run sends no further request, since each one would fail in the same way. State is "+
			"kept, with what the run has changed before.\n\n"+sentence(stopped.Cause)+"\n\n"+s.nextStep(stopped.Cause))
		return true
	}
	if refer != nil {
		failed := "was not sent"
		if stopped.Sent {
			failed = "failed too"
		}
		refer(fmt.Sprintf("%s %s: see the error %q.", stopped.Request, failed, summary))
	}
	return true
}

// stopSummary is the summary of the error that stops a run.
func (s *session) stopSummary(cause error) string {
	var proxyErr *identitycall.ProxyError
	var apiErr *identitycall.APIError
	switch {
	case errors.As(cause, &proxyErr) && proxyErr.StatusCode == http.StatusProxyAuthRequired:
		return "The proxy " + proxyErr.Host + " requires a password"
	case errors.As(cause, &proxyErr):
		return "The proxy " + proxyErr.Host + " refuses the connection to the API"
	case identitycall.IsUntrusted(cause):
		return "The certificate of the API is not trusted"
	case errors.As(cause, &apiErr) && apiErr.StatusCode == http.StatusProxyAuthRequired:
		return "A proxy requires a password"
	case errors.As(cause, &apiErr) && apiErr.StatusCode == http.StatusNotFound:
		return "base_url is not the address of the API"
	}
	return "The API rejects the key from " + s.keySource
}

// addErrorAt adds an error at an argument, or at no argument if the path is empty.
func addErrorAt(diags *diag.Diagnostics, at path.Path, summary, detail string) {
	if at.Equal(path.Empty()) {
		diags.AddError(summary, detail)
		return
	}
	diags.AddAttributeError(at, summary, detail)
}

// addLookupFailed warns about a failed lookup that only serves a warning or an early error. consequence is a sentence
// that says what the lookup would have told.
func (s *session) addLookupFailed(
	diags *diag.Diagnostics, at path.Path, summary string, err error, consequence string,
) {
	if s.addStopped(diags, err, nil) {
		return
	}
	diags.Append(diag.WithPath(at, diag.NewWarningDiagnostic(summary, sentence(err)+" "+consequence)))
}

// nextStep returns what the user can do about an error.
func (s *session) nextStep(err error) string {
	var (
		apiErr       *identitycall.APIError
		transportErr *identitycall.TransportError
		responseErr  *identitycall.ResponseError
		waitErr      *identitycall.WaitError
	)
	switch {
	case isWrongKey(err):
		return "Nothing was changed, and state is kept. Use the key of the account that has this number. If this " +
			"configuration is only going to purchase the number, set expected_phone_number to a number that the account " +
			"already has."
	case errors.As(err, &waitErr):
		return waitStep(waitErr)
	case errors.As(err, &transportErr):
		return transportStep(transportErr)
	case errors.As(err, new(*identitycall.IncompleteListError)):
		return "State is kept. Something else changes the account while the list is read. Run the command again when it " +
			"has finished."
	case errors.As(err, new(*identitycall.StillListedError)):
		return "State is kept. If the object was deleted a moment ago, run the command again. If not, check base_url and " +
			"any proxy."
	case errors.As(err, new(*notAttachedError)):
		return "Check both IDs. To attach the operator to the number, apply the resource without importing it."
	case errors.As(err, &responseErr):
		return effect(responseErr.Request, true) + " State is kept.\n\n" + numbered([]string{
			"If this is the page of a proxy, a firewall or a login, open the network for this machine, or correct base_url.",
			"If it is the API's response, report it to the provider's developers.",
		})
	case !errors.As(err, &apiErr):
		return ""
	}
	switch code, words := apiErr.StatusCode, strings.ToLower(strings.Join(apiErr.Messages, " ")); {
	case code >= 500:
		return effect(apiErr.Request, true) + " The API, or a gateway in front of it, is failing. State is kept. Run the " +
			"command again later."
	case code == http.StatusTooManyRequests:
		return "The rate limit is exhausted. Run the command again in a minute, or set requests_per_minute in the provider " +
			"block."
	case code == http.StatusProxyAuthRequired:
		return proxyPasswordStep
	case identitycall.IsNotFound(err) && strings.ContainsAny(apiErr.Path, "0123456789"):
		return fmt.Sprintf("The ID is wrong, or the key from %s has no access to it (a project-scoped key sees only its "+
			"project). Check the ID, or use an account-wide key.", s.keySource)
	case words == "": // advice about the key needs the API's own words
		return "This is not a response of the API, but of a proxy, a firewall or a login page. Check base_url and the " +
			"proxy, and whether this machine may reach the API. State is kept."
	case code == http.StatusUnauthorized:
		return "Check that the key is complete, has not expired and belongs to this account, or create a new key in the " +
			"IdentityCall dashboard."
	case code == http.StatusForbidden && strings.Contains(words, "project-scoped"):
		return fmt.Sprintf("The key from %s is project-scoped. Use an account-wide key.", s.keySource)
	case code == http.StatusForbidden && strings.Contains(words, "permission"):
		return fmt.Sprintf("The key from %s lacks this permission. Add it in the dashboard, or use another key.", s.keySource)
	case code == http.StatusNotFound: // for a path that always exists
		return "The API does not know this path. Check base_url: it ends in /api/v1/public, as in " +
			identitycall.DefaultBaseURL + "."
	}
	return "The API refuses the request. Correct what its message names, and apply again."
}

// refusalStep is nextStep for a 422.
func refusalStep(request identitycall.Request) string {
	if strings.HasSuffix(request.Path, "/purchase") {
		return "Nothing was purchased. Correct the arguments, or choose another number: the data source " +
			"identitycall_available_virtual_numbers lists the numbers that can be purchased."
	}
	if request.Method == http.MethodDelete {
		return "Nothing was deleted. Do what the API's message says, and apply again."
	}
	return "The API refuses this value. Correct it, and apply again."
}

const (
	proxyPasswordStep = "Put the user name and the password into the address of the proxy, in the environment variable " +
		"HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded."
	proxyRefusalStep = "Ask whoever runs the proxy to allow connections to the host of base_url. If this machine can " +
		"reach that host without the proxy, add the host to the environment variable NO_PROXY."
	untrustedStep = "If your company's network uses its own certificate authority, add its certificate to those that " +
		"this machine trusts: on Linux, save it in a PEM file and name the file in the environment variable " +
		"SSL_CERT_FILE; on macOS, add it to the System keychain; on Windows, to the Trusted Root Certification " +
		"Authorities. If not, stop: the server at base_url is not the API."
)

// transportStep is nextStep for a request without a complete response.
func transportStep(err *identitycall.TransportError) string {
	done := effect(err.Request, !err.Unsent)
	var proxyErr *identitycall.ProxyError
	switch {
	case errors.Is(err, context.Canceled):
		return done + " Finished changes are in state. Run the command again to continue."
	case errors.Is(err, context.DeadlineExceeded):
		return done + " Run the command again to continue, and raise the resource's timeouts if it needs longer."
	case identitycall.IsUntrusted(err):
		return untrustedStep
	case errors.As(err, &proxyErr) && proxyErr.StatusCode == http.StatusProxyAuthRequired:
		return proxyPasswordStep
	case errors.As(err, &proxyErr) && proxyErr.StatusCode < 500:
		return proxyRefusalStep
	}
	return done + " Check the network between this machine and the API (base_url, proxy, firewall), and run the command " +
		"again."
}

// waitStep is nextStep for an operation that ended before or during a wait, or that had no time for it.
func waitStep(err *identitycall.WaitError) string {
	var apiErr *identitycall.APIError
	var transportErr *identitycall.TransportError
	limited := errors.As(err.Err, &apiErr) && apiErr.StatusCode == http.StatusTooManyRequests
	unsent := err.Err == nil || limited || errors.As(err.Err, &transportErr) && transportErr.Unsent
	done := effect(err.Request, !unsent)
	switch {
	case errors.Is(err, context.Canceled):
		return done + " Finished changes are in state. Run the command again to continue."
	case limited || err.Err == nil && err.Wait > 0:
		return done + "\n\n" + numbered([]string{
			"Run the command again when the pause is over.",
			"If several runs share the account, run them one after the other, or set requests_per_minute in the provider " +
				"block of each.",
			"If one run needs longer than that, raise the timeouts of the resource.",
		})
	}
	return done + " Run the command again later, or raise the resource's timeouts."
}

// effect says whether a request may have changed something.
func effect(request identitycall.Request, arrived bool) string {
	switch {
	case arrived && request.Method != http.MethodGet:
		return "The request may or may not have taken effect. The next plan shows it."
	case strings.HasSuffix(request.Path, "/purchase"):
		return "Nothing was purchased."
	}
	return "This request changed nothing."
}

// argumentNames returns the arguments of a resource, which the message of a 422 may name.
func argumentNames(plan tfsdk.Plan) []string {
	var names []string
	for name, attribute := range plan.Schema.GetAttributes() {
		if attribute.IsRequired() || attribute.IsOptional() {
			names = append(names, name)
		}
	}
	return names
}

// argumentPath returns the argument that a message of the API names, as routing_strategy or as "Routing strategy", or
// fallback if it names none. If several match, the longest name wins, since one name may be part of another.
func argumentPath(message string, arguments []string, fallback path.Path) path.Path {
	text := " " + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, strings.ToLower(message)) + " "
	found := ""
	for _, argument := range arguments {
		words := " " + strings.ReplaceAll(argument, "_", " ") + " "
		if strings.Contains(text, words) && len(argument) > len(found) {
			found = argument
		}
	}
	if found == "" {
		return fallback
	}
	return path.Root(found)
}

// addLostResponse reports a creating POST whose outcome is unknown, and what to do about it.
func addLostResponse(diags *diag.Diagnostics, summary string, lost *identitycall.LostResponseError, steps []string) {
	diags.AddError(summary, "The request was not sent again, so that nothing is created twice, but it may still take "+
		"effect. "+sentence(lost)+"\n\n"+numbered(steps))
}

// lostCreateSteps are the next steps for objects without a natural key: another apply would create a second one.
func lostCreateSteps(kind, object string) []string {
	return []string{
		"Before you apply again, look in the dashboard for " + object + ".",
		fmt.Sprintf("If it exists, import it: terraform import identitycall_%s.NAME ID", kind),
		"If it does not, apply again.",
	}
}

// duplicate is an object of the account that may be the one that a plan creates.
type duplicate struct {
	id     int64
	label  string
	shared string // the setting that both have
}

// warnDuplicates warns that a plan creates an object that may exist already. kind is "operator" or "project". The text
// also fits a replacement, whose create is planned again inside apply, and an object that is created by now.
func warnDuplicates(diags *diag.Diagnostics, kind, label string, existing []duplicate) {
	if len(existing) == 0 {
		return
	}
	var labels, lines []string
	for _, object := range existing {
		labels = append(labels, object.label)
		lines = append(lines, fmt.Sprintf("%s, with the same %s: terraform import identitycall_%s.NAME %d", object.label,
			object.shared, kind, object.id))
	}
	diags.AddWarning(fmt.Sprintf("%s %s may exist already: %s", upperFirst(kind), label, enumerate(shortened(labels))),
		fmt.Sprintf("This resource creates another %s. No resource that was planned before this one manages:\n- %s\n\n"+
			"If one of them is the same %[1]s, import it with this command instead of creating another one. If the new one is "+
			"created by now, run terraform state rm identitycall_%[1]s.NAME first, and delete the new %[1]s in the dashboard. "+
			"If this apply replaces or renames it, or if you need both, do nothing.",
			kind, strings.Join(shortened(lines), "\n- ")))
}
