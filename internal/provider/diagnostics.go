package provider

import (
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
			detail := fmt.Sprintf("%s answered 422 Unprocessable Entity: %s\n\nThe service refuses this value. Nothing was changed.", apiErr.Request, message)
			if argument := argumentIn(message, arguments); argument != "" {
				diags.AddAttributeError(path.Root(argument), summary, detail)
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
		answerErr    *identitycall.AnswerError
		waitErr      *identitycall.WaitError
	)
	switch {
	case errors.As(err, &waitErr):
		return "Run it again later, raise the resource's timeouts, or lower the number of requests: with fewer runs at the same time, or with " +
			"requests_per_minute in the provider block."
	case errors.As(err, &transportErr):
		return "Check the network between here and the service (base_url, proxy, firewall) and run it again. What was asked may or may not " +
			"have been done; the next plan shows it."
	case errors.As(err, &answerErr):
		return "State is left as it was. Something between here and the service may have changed the answer; if it happens again, report it " +
			"to the provider's developers."
	case !errors.As(err, &apiErr):
		return ""
	}
	switch code := apiErr.StatusCode; {
	case code == http.StatusUnauthorized:
		return fmt.Sprintf("The service does not accept the API key, which comes from %s. Check that it is whole, not expired, and of this account.", s.keySource)
	case code == http.StatusForbidden:
		return fmt.Sprintf("The API key, which comes from %s, lacks a permission: reading needs \"read\", every change \"write\", deleting a project "+
			"\"delete\". Give it to the key in the dashboard, or use another key.", s.keySource)
	case identitycall.IsNotFound(err):
		return "It does not exist, or the API key's scope does not reach it: a key of another project gives the same answer."
	case code == http.StatusNotFound, code >= 300 && code <= 399:
		return "This is not an answer of the API: check base_url, and proxies on the way. State is left as it was."
	case code == http.StatusTooManyRequests:
		return "The rate limit is used up. Run it again in a minute, or set requests_per_minute in the provider block."
	case code >= 500:
		return "The service, or a gateway in front of it, is in trouble. Run it again later; state is left as it was."
	}
	return ""
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
		words := " " + strings.ReplaceAll(argument, "_", " ") + " "
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

// addLostAnswer reports a creating POST of which nobody knows whether it took effect: what to look for, and how to take it over.
func addLostAnswer(diags *diag.Diagnostics, summary string, lost *identitycall.LostAnswerError, lookFor, importCommand string) {
	diags.AddError(summary, lost.Error()+".\n\nIt was not sent again, so that nothing is made twice, but it may still take effect. Look in the dashboard for "+
		lookFor+" before you apply again. If it is there, take it over with: "+importCommand+"\nIf it is not, apply again.")
}

// addTwin warns that what was just created equals something that existed before.
func addTwin(diags *diag.Diagnostics, object string, created, twin int64) {
	diags.AddWarning(fmt.Sprintf("%s existed before, with id %d", object, twin),
		fmt.Sprintf("It equals the one that was just created (id %d) in every setting that is written. If the old one is the one you meant, take the new one out with "+
			"terraform destroy -target=ADDRESS and the old one over with: terraform import ADDRESS %d", created, twin))
}
