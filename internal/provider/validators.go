package provider

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var _ validator.String = textValidator{}

// textValidator checks a string with a function. The error of the function continues the words "The value of name",
// unless it starts with the quoted value.
type textValidator struct {
	summary     string
	description string
	check       func(string) error
}

var (
	baseURLValidator = textValidator{
		"Invalid base URL", "must be an https URL, or http on a loopback host", identitycall.CheckBaseURL,
	}
	costValidator = textValidator{
		"Invalid cost", "must be a decimal number such as 1.00", checkCost,
	}
	countryValidator = textValidator{
		"Invalid country code", "must be an ISO 3166-1 alpha-2 code such as US", checkCountry,
	}
	durationValidator = textValidator{
		"Invalid duration", "must be a duration above zero, such as 30s or 5m", checkDuration,
	}
	idValidator = textValidator{
		"Invalid ID", "must be a whole number above zero", checkID,
	}
	notBlankValidator = textValidator{
		"Blank value", "must not be blank", checkNotBlank,
	}
	numberTypeValidator    = choiceValidator("number type", numberTypes...)
	operatorPhoneValidator = textValidator{
		"Invalid phone number", "must have 7 to 15 digits", phonenumber.Check,
	}
	regexValidator = textValidator{
		"Invalid regular expression", "must be a regular expression in RE2 syntax", checkRegex,
	}
	strategyValidator      = choiceValidator("routing strategy", "priority", "round_robin", "simultaneous")
	virtualNumberValidator = textValidator{
		"Invalid phone number", "must have a plus sign and 7 to 15 digits", phonenumber.CheckInternational,
	}

	numberTypes = []string{"mobile", "local", "toll-free", "national"}

	countryPattern = regexp.MustCompile(`^[A-Za-z]{2}$`)
	costPattern    = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
)

// choiceValidator accepts one of a few values. Its error lists them.
func choiceValidator(noun string, choices ...string) textValidator {
	quoted := "`" + strings.Join(choices[:len(choices)-1], "`, `") + "` or `" + choices[len(choices)-1] + "`"
	return textValidator{
		summary:     "Invalid " + strings.ReplaceAll(noun, " ", "_"),
		description: "must be " + quoted,
		check: func(text string) error {
			if slices.Contains(choices, text) {
				return nil
			}
			return fmt.Errorf("%q is not a %s. Use %s", shorten(text), noun, quoted)
		},
	}
}

func (v textValidator) Description(context.Context) string         { return "value " + v.description }
func (v textValidator) MarkdownDescription(context.Context) string { return "value " + v.description }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !known(req.ConfigValue) {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		text := err.Error()
		if !strings.HasPrefix(text, `"`) {
			text = fmt.Sprintf("The value of %s %s", req.Path, text)
		}
		resp.Diagnostics.AddAttributeError(req.Path, v.summary, text+".")
	}
}

// apiKeyValidator checks the argument api_key.
type apiKeyValidator struct{}

func (apiKeyValidator) Description(context.Context) string {
	return "value must be an API key"
}

func (v apiKeyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (apiKeyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	key := req.ConfigValue.ValueString()
	if key == "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Empty API key",
			"The value of api_key is empty. Omit the argument, or set it to null, to use the environment variable "+
				apiKeyVariable+".")
		return
	}
	addMalformedKey(&resp.Diagnostics, key, apiKeyArgument)
}

// addMalformedKey reports a text that cannot be a key. The error points at no argument: Terraform would print the
// line of the configuration, and the key with it.
func addMalformedKey(diags *diag.Diagnostics, key, source string) {
	err := identitycall.CheckAPIKey(key)
	if err == nil {
		return
	}
	step := fmt.Sprintf(". Correct %s, or set the argument api_key.", source)
	if source == apiKeyArgument {
		step = ". Correct it"
		if strings.HasSuffix(key, "\n") {
			step = ", as the value of file() or a heredoc does. Put trimspace() around it"
		}
		step += fmt.Sprintf(", or omit the argument to use the environment variable %s.", apiKeyVariable)
	}
	diags.AddError("Malformed API key", fmt.Sprintf("The key from %s %s%s", source, err, step))
}

func checkID(text string) error {
	_, err := parseID(text)
	return err
}

func checkCost(text string) error {
	if !costPattern.MatchString(text) {
		return fmt.Errorf("must be a decimal number such as \"1.00\"; got %q", shorten(text))
	}
	return nil
}

func checkDuration(text string) error {
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		return fmt.Errorf("must be a duration above zero with its unit, such as \"30s\" or \"1h30m\"; got %q", shorten(text))
	}
	return nil
}

func checkNotBlank(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("must not be blank. Omit the argument instead")
	}
	return nil
}

func checkRegex(text string) error {
	if _, err := regexp.Compile(text); err != nil {
		return fmt.Errorf("must be a regular expression in RE2 syntax: %w", err)
	}
	return nil
}

func checkCountry(text string) error {
	if !countryPattern.MatchString(text) {
		return fmt.Errorf("must be the two letters of an ISO 3166-1 alpha-2 code such as \"US\"; got %q", shorten(text))
	}
	return nil
}

// exactlyOneOf are the arguments of a data source of which exactly one is set.
type exactlyOneOf []string

func (v exactlyOneOf) Description(context.Context) string {
	return "exactly one of " + enumerate(v) + " must be set"
}

func (v exactlyOneOf) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v exactlyOneOf) ValidateDataSource(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var set []string
	for _, argument := range v {
		var value attr.Value
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(argument), &value)...)
		if value != nil && !value.IsNull() {
			set = append(set, argument)
		}
	}
	switch detail := fmt.Sprintf("Set one of %s.", enumerate(v)); {
	case len(set) == 0:
		resp.Diagnostics.AddError("Nothing to look up", detail)
	case len(set) > 1:
		resp.Diagnostics.AddAttributeError(path.Root(set[1]), fmt.Sprintf("%s are set", enumerate(set)), detail)
	}
}
