package provider

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var _ validator.String = textValidator{}

// textValidator checks a string with a function whose error goes on after the words "The value".
type textValidator struct {
	summary     string
	description string
	check       func(string) error
}

var (
	baseURLValidator  = textValidator{"Invalid base URL", "must be an https URL, or http on a loopback host", identitycall.CheckBaseURL}
	durationValidator = textValidator{"Invalid duration", "must be a duration above zero, such as 30s or 5m", checkDuration}
	idValidator       = textValidator{"Invalid id", "must be a whole number above zero", checkID}
	notBlankValidator = textValidator{"Blank value", "must not be blank", checkNotBlank}
	regexValidator    = textValidator{"Invalid regular expression", "must be a regular expression of Go's RE2 syntax", checkRegex}
	phoneValidator    = textValidator{"Invalid phone number", "must have 7 to 15 digits", phonenumber.Check}
	ownPhoneValidator = textValidator{"Invalid phone number", "must have a plus sign and 7 to 15 digits", phonenumber.CheckInternational}
	countryValidator  = textValidator{"Invalid country code", "must be an ISO 3166-1 alpha-2 code such as US", checkCountry}
	countryForm       = regexp.MustCompile(`^[A-Za-z]{2}$`)
)

func (v textValidator) Description(context.Context) string         { return "value " + v.description }
func (v textValidator) MarkdownDescription(context.Context) string { return "value " + v.description }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, v.summary, fmt.Sprintf("The value of %s %s.", req.Path, err))
	}
}

// apiKeyValidator checks the argument api_key.
type apiKeyValidator struct{}

func (apiKeyValidator) Description(context.Context) string {
	return "value must have the form of an API key"
}

func (v apiKeyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (apiKeyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	key := req.ConfigValue.ValueString()
	if key == "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Empty API key",
			"The value of api_key is empty. Leave the argument out, or set it to null, to take the key from the environment variable "+apiKeyVariable+".")
		return
	}
	addMalformedKey(&resp.Diagnostics, key, "the argument api_key")
}

// addMalformedKey reports a key that cannot be one. The error points at no argument: Terraform would show the line of the
// configuration that has it, and so the key.
func addMalformedKey(diags *diag.Diagnostics, key, source string) {
	if err := identitycall.CheckAPIKey(key); err != nil {
		diags.AddError("Malformed API key",
			fmt.Sprintf("The key from %s %s. Check the argument api_key and the environment variable %s for quotes, spaces or a cut-off end.",
				source, err, apiKeyVariable))
	}
}

// parseID reads an object's id: a positive integer in its plainest form.
func parseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != text {
		return 0, fmt.Errorf("must be an id, which is a whole number above zero such as 7; got %q", shorten(text))
	}
	return id, nil
}

func checkID(text string) error {
	_, err := parseID(text)
	return err
}

func checkDuration(text string) error {
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		return fmt.Errorf("must be a duration above zero with its unit, such as \"30s\", \"5m\" or \"1h30m\"; got %q", shorten(text))
	}
	return nil
}

func checkNotBlank(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("must not be blank; leave the argument out instead")
	}
	return nil
}

func checkRegex(text string) error {
	if _, err := regexp.Compile(text); err != nil {
		return fmt.Errorf("must be a regular expression of Go's RE2 syntax: %w", err)
	}
	return nil
}

func checkCountry(text string) error {
	if !countryForm.MatchString(text) {
		return fmt.Errorf("must be the two letters of an ISO 3166-1 alpha-2 code such as \"US\"; got %q", shorten(text))
	}
	return nil
}

// shorten keeps a quoted value from flooding an error.
func shorten(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// sentence makes an error's text the sentence of a diagnostic.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
