package provider

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"golang.org/x/sync/semaphore"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

const (
	apiKeyArgument  = "the argument api_key"
	apiKeyVariable  = "IDENTITYCALL_API_KEY"
	baseURLVariable = "IDENTITYCALL_BASE_URL"

	defaultMaxRetries     = 4
	defaultRequestTimeout = 30 * time.Second
)

func (p *identityCallProvider) Configure(
	ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse,
) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := &session{
		unknown: model.unknown(), expectedPhoneNumber: model.ExpectedPhoneNumber.ValueString(),
		ledger: newLedger(), locks: map[int64]*semaphore.Weighted{},
	}
	if len(s.unknown) == 0 {
		config := model.clientConfig(s, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
		config.UserAgent = userAgent(req.TerraformVersion, p.version)
		config.Dial = p.dial
		config.OnExchange, config.OnWait = logExchange, logWait
		config.BeforeWrite = s.checkKey
		config.IndexPhoneNumbers = indexPhoneNumbers
		client, err := identitycall.New(config)
		if err != nil {
			resp.Diagnostics.AddError("Invalid provider configuration", sentence(err))
			return
		}
		s.client = client
	}
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = s, s, s
}

func indexPhoneNumbers(numbers []string) func(string) []int {
	return phonenumber.NewIndex(numbers).Find
}

// unknown returns the names of the arguments that are not known yet. No default and no environment variable replaces
// them.
func (m providerModel) unknown() []string {
	var names []string
	for _, argument := range []struct {
		name    string
		unknown bool
	}{
		{"api_key", m.APIKey.IsUnknown()},
		{"base_url", m.BaseURL.IsUnknown()},
		{"expected_phone_number", m.ExpectedPhoneNumber.IsUnknown()},
		{"max_retries", m.MaxRetries.IsUnknown()},
		{"request_timeout", m.RequestTimeout.IsUnknown()},
		{"requests_per_minute", m.RequestsPerMinute.IsUnknown()},
	} {
		if argument.unknown {
			names = append(names, argument.name)
		}
	}
	return names
}

// clientConfig combines configuration, environment and defaults.
func (m providerModel) clientConfig(s *session, diags *diag.Diagnostics) identitycall.Config {
	config := identitycall.Config{
		BaseURL:        identitycall.DefaultBaseURL,
		MaxRetries:     defaultMaxRetries,
		RequestTimeout: defaultRequestTimeout,
	}
	config.APIKey, s.keySource = configured(m.APIKey, "api_key", apiKeyVariable)
	if config.APIKey == "" {
		diags.AddAttributeError(path.Root("api_key"), "Missing API key",
			"Set the environment variable "+apiKeyVariable+", or the argument api_key in the provider block. "+
				"Create keys in the IdentityCall dashboard.")
	} else {
		addMalformedKey(diags, config.APIKey, s.keySource)
	}
	if value, source := configured(m.BaseURL, "base_url", baseURLVariable); value != "" {
		config.BaseURL = value
		if err := identitycall.CheckBaseURL(value); err != nil {
			diags.AddAttributeError(path.Root("base_url"), "Invalid base URL",
				fmt.Sprintf("The address of the API from %s %s.", source, err))
		}
	}
	if !m.MaxRetries.IsNull() {
		config.MaxRetries = int(m.MaxRetries.ValueInt64())
	}
	if !m.RequestTimeout.IsNull() {
		config.RequestTimeout, _ = time.ParseDuration(m.RequestTimeout.ValueString()) // durationValidator has checked it
	}
	config.RequestsPerMinute = int(m.RequestsPerMinute.ValueInt64())
	return config
}

// configured returns the value of an argument, or of the environment variable if the argument is null, and its source.
func configured(value types.String, argument, variable string) (string, string) {
	if !value.IsNull() {
		return value.ValueString(), "the argument " + argument
	}
	return os.Getenv(variable), "the environment variable " + variable
}

// userAgent names Terraform and the provider, and appends the value of TF_APPEND_USER_AGENT.
func userAgent(terraformVersion, providerVersion string) string {
	if terraformVersion == "" {
		terraformVersion = "unknown"
	}
	agent := fmt.Sprintf(
		"Terraform/%s (+https://www.terraform.io) terraform-provider-identitycall/%s", terraformVersion, providerVersion)
	appended := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) { // a line break would make the header, and so every request, invalid
			return ' '
		}
		return r
	}, os.Getenv("TF_APPEND_USER_AGENT")))
	return strings.TrimSpace(agent + " " + appended)
}

// logExchange logs one attempt of a request, without its content, which may be personal.
func logExchange(ctx context.Context, e identitycall.Exchange) {
	fields := map[string]any{
		"method": e.Method, "path": e.Path, "attempt": e.Attempt, "duration_ms": e.Duration.Milliseconds(),
	}
	if e.Fault != "" {
		fields["fault"] = e.Fault
	}
	if e.Status != 0 {
		fields["status"] = e.Status
	}
	tflog.Debug(ctx, "IdentityCall API exchange", fields)
}

// logWait logs a wait at INFO, so that a run does not seem to hang.
func logWait(ctx context.Context, w identitycall.Wait) {
	tflog.Info(ctx, "Waiting before the next IdentityCall API request", map[string]any{
		"method": w.Method, "path": w.Path, "wait_ms": w.Duration.Milliseconds(), "reason": w.Reason,
	})
}
