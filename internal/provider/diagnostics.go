package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// addAPIError turns an API error into diagnostics: what failed, what was asked and answered, and the next step. A 422 points
// at the argument that its message names, one diagnostic for each message.
func (s *session) addAPIError(diags *diag.Diagnostics, summary string, err error, arguments ...string) {
	var apiErr *identitycall.APIError
	if errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusUnprocessableEntity && len(apiErr.Messages) > 0 {
		for _, message := range apiErr.Messages {
			detail := fmt.Sprintf("%s answered 422 Unprocessable Entity: %s\n\n%s", apiErr.Request, message, refusalStep(apiErr.Request))
			if argument := argumentIn(message, arguments); argument != "" {
				diags.AddAttributeError(argumentPath(argument), summary, detail)
			} else {
				diags.AddError(summary, detail)
			}
		}
		return
	}
	detail := err.Error() + "."
	if step := s.nextStep(err); step != "" {
		detail += "\n\n" + step
	}
	diags.AddError(summary, detail)
}

// nextStep says what the reader of an error can do about it.
func (s *session) nextStep(err error) string {
	var (
		apiErr       *identitycall.APIError
		transportErr *identitycall.TransportError
		answerErr    *identitycall.ResponseError
		waitErr      *identitycall.WaitError
	)
	switch {
	case errors.As(err, &waitErr):
		return "Run it again later, raise the resource's timeouts, or lower the number of requests: with fewer runs at the same time, or with " +
			"requests_per_minute in the provider block."
	case errors.As(err, &transportErr):
		return transportStep(transportErr)
	case errors.As(err, &answerErr):
		return "State is left as it was. Check base_url, and whether something on the way, such as a proxy or a login page, answers in the service's place. " +
			"If nothing does, report this to the provider's developers."
	case !errors.As(err, &apiErr):
		return ""
	}
	switch code := apiErr.StatusCode; {
	case code == http.StatusUnauthorized:
		return fmt.Sprintf("The service does not accept the API key, which comes from %s. Check that it is whole, not expired, and of this account. "+
			"If it is not, make a new one in the IdentityCall dashboard.", s.keySource)
	case code == http.StatusForbidden && strings.Contains(strings.Join(apiErr.Messages, " "), "Project-scoped"):
		return fmt.Sprintf("The API key, which comes from %s, is bound to one project. Use an account-wide key for this.", s.keySource)
	case code == http.StatusForbidden:
		return fmt.Sprintf("The API key, which comes from %s, lacks a permission: this needs %q. Give it to the key in the dashboard, or use another key.",
			s.keySource, permissionFor(apiErr.Request))
	case identitycall.IsNotFound(err) && strings.ContainsAny(apiErr.Path, "0123456789"):
		return fmt.Sprintf("It does not exist, or the API key's scope does not reach it: a key of another project gives the same answer. Check the id, and of which "+
			"project the key is that comes from %s.", s.keySource)
	case code == http.StatusNotFound && len(apiErr.Messages) > 0: // of a path that always exists
		return "The service does not know this call: base_url is wrong. It ends in /api/v1/public, as in " + identitycall.DefaultBaseURL + ". State is left as it was."
	case code == http.StatusNotFound, code >= 300 && code <= 399:
		return "This is not an answer of the API: check base_url, and proxies on the way. State is left as it was."
	case code == http.StatusTooManyRequests:
		return "The rate limit is used up. Run it again in a minute, or set requests_per_minute in the provider block."
	case code >= 500:
		return "The service, or a gateway in front of it, is in trouble. Run it again later; state is left as it was."
	}
	return ""
}

// refusalStep is nextStep for a 422.
func refusalStep(request identitycall.Request) string {
	if strings.HasSuffix(request.Path, "/purchase") {
		return "Nothing was rented. The data source identitycall_available_virtual_numbers lists what can be. If another run has just rented this number, apply again: " +
			"that adopts it."
	}
	return "The service refuses this value. Nothing was changed. Correct it, and apply again."
}

// transportStep is nextStep for an exchange that brought no whole answer. Whether anything may have been done comes first.
func transportStep(err *identitycall.TransportError) string {
	done := "What was asked may or may not have been done; the next plan shows it."
	if err.Unsent || err.Method == http.MethodGet {
		done = "Nothing was changed."
	}
	switch {
	case errors.Is(err, context.Canceled):
		return done + " What was finished before is in state: run it again to go on."
	case errors.Is(err, context.DeadlineExceeded):
		return done + " Run it again to go on, and raise the resource's timeouts if it needs longer."
	case identitycall.IsUntrusted(err):
		return done + " If your company's network has a certificate authority of its own, put its certificate into a PEM file and name that in the environment " +
			"variable SSL_CERT_FILE. If not, do not go on: whoever answers at base_url is not the service."
	}
	return done + " Check the network between here and the service (base_url, proxy, firewall) and run it again."
}

// permissionFor names what a key has to be allowed for a request.
func permissionFor(request identitycall.Request) string {
	switch {
	case request.Method == http.MethodGet:
		return "read"
	case request.Method == http.MethodDelete && strings.HasPrefix(request.Path, "/projects/"):
		return "delete"
	}
	return "write"
}

// argumentPath is the path of an argument, which is written with a dot where it lies in another one.
func argumentPath(argument string) path.Path {
	outer, inner, nested := strings.Cut(argument, ".")
	if nested {
		return path.Root(outer).AtName(inner)
	}
	return path.Root(argument)
}

// argumentIn finds the argument that a message of the API names, as routing_strategy or as "Routing strategy". Of several
// the longest name wins, since one may be part of another.
func argumentIn(message string, arguments []string) string {
	text := " " + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, strings.ToLower(message)) + " "
	found := ""
	for _, argument := range arguments {
		name := argument[strings.LastIndex(argument, ".")+1:]
		words := " " + strings.ReplaceAll(name, "_", " ") + " "
		if strings.Contains(text, words) && len(argument) > len(found) {
			found = argument
		}
	}
	return found
}

// addGone warns that an object is taken out of state, on the API's own word.
func addGone(diags *diag.Diagnostics, object string, err error) {
	diags.AddWarning(object+" is gone",
		err.Error()+". It is taken out of state, and the next plan starts from that: somebody removed it elsewhere, or the API key's scope no longer "+
			"reaches it. A key of another project gives the same answer: if you have changed the key, put the old one back before you apply.")
}

// addLostAnswer reports a creating POST of which nobody knows whether it took effect, and what to do about it.
func addLostAnswer(diags *diag.Diagnostics, summary string, lost *identitycall.LostResponseError, step string) {
	diags.AddError(summary, lost.Error()+".\n\nIt was not sent again, so that nothing is made twice, but it may still take effect. "+step)
}

// lookFirst is the step for what has no natural key: another apply would make a second one.
func lookFirst(object string) string {
	return "Look in the dashboard for " + object + " before you apply again. If it is there, take it over with: terraform import ADDRESS ID\nIf it is not, apply again."
}

// addTwin warns that what was just created equals something that existed before.
func addTwin(diags *diag.Diagnostics, object string, created, twin int64) {
	diags.AddWarning(fmt.Sprintf("%s existed before, with id %d", object, twin),
		fmt.Sprintf("It equals the one that was just created (id %d) in every setting that is written. If the old one is the one you meant, take the new one out with "+
			"terraform destroy -target=ADDRESS and the old one over with: terraform import ADDRESS %d", created, twin))
}
