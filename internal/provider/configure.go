package provider

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

const (
	apiKeyVariable  = "IDENTITYCALL_API_KEY"
	baseURLVariable = "IDENTITYCALL_BASE_URL"

	defaultMaxRetries     = 4
	defaultRequestTimeout = 30 * time.Second
	// defaultTimeout bounds one operation on one object, all waits included.
	defaultTimeout = 20 * time.Minute
)

// session is what one configuration of the provider gives to all that it serves.
type session struct {
	// client is nil while an argument of the provider is unknown.
	client *identitycall.Client
	// unknown names the arguments that are.
	unknown []string
	// version is the provider's.
	version string
	// keySource says where the key comes from, for the error about a key that the service refuses.
	keySource string

	mu    sync.Mutex
	taken map[string]bool
}

// take notes that this run has made an object that exists by itself, such as a number or an attachment, that of a resource.
// It reports whether this is the first time.
func (s *session) take(object string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.taken[object]
	s.taken[object] = true
	return first
}

// took reports whether this run has taken the object: a destroy that follows is the second half of a replacement that
// created first, and whose Delete gets no mark.
func (s *session) took(object string) bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken[object]
}

// sessionFrom takes the session out of what Configure gave. It is nil before the provider is configured, as in validate.
func sessionFrom(providerData any, diags *diag.Diagnostics) *session {
	if providerData == nil {
		return nil
	}
	s, ok := providerData.(*session)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Got %T. This is a fault of the provider; please report it.", providerData))
	}
	return s
}

// clientFor returns the client, or an error that says which arguments it still lacks. It is for what cannot go on
// without: a read or an apply.
func (s *session) clientFor(diags *diag.Diagnostics) *identitycall.Client {
	if s == nil {
		diags.AddError("The provider is not configured", "This is a fault of the provider; please report it.")
		return nil
	}
	if s.client == nil {
		diags.AddError("The provider's configuration is not known yet",
			fmt.Sprintf("The value of %s in the provider block comes from something that does not exist yet, so the service cannot be "+
				"asked. Create that first (for example with -target), or give the provider a value that is known while planning.",
				strings.Join(s.unknown, " and ")))
		return nil
	}
	return s.client
}

// clientWhilePlanning returns the client, or nil where planning has to do without.
func (s *session) clientWhilePlanning() *identitycall.Client {
	if s == nil {
		return nil
	}
	return s.client
}

func (p *identityCallProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := &session{version: p.version, taken: map[string]bool{}, unknown: model.unknown()}
	if len(s.unknown) == 0 {
		config := model.clientConfig(s, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
		config.UserAgent = userAgent(req.TerraformVersion, p.version)
		config.OnExchange, config.OnWait = logExchange, logWait
		client, err := identitycall.New(config)
		if err != nil {
			resp.Diagnostics.AddError("Invalid provider configuration", sentence(err))
			return
		}
		s.client = client
	}
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = s, s, s
}

// unknown names the arguments whose value is not known yet. For such a one nothing else may stand in.
func (m providerModel) unknown() []string {
	var names []string
	for _, argument := range []struct {
		name    string
		unknown bool
	}{
		{"api_key", m.APIKey.IsUnknown()},
		{"base_url", m.BaseURL.IsUnknown()},
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

// clientConfig puts configuration, environment and defaults together.
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
				"Keys are made in the IdentityCall dashboard.")
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
		config.RequestTimeout, _ = time.ParseDuration(m.RequestTimeout.ValueString()) // durationValidator has passed it
	}
	config.RequestsPerMinute = int(m.RequestsPerMinute.ValueInt64())
	return config
}

// configured returns an argument's value, else the environment's, and where it came from.
func configured(value types.String, argument, variable string) (string, string) {
	if !value.IsNull() {
		return value.ValueString(), "the argument " + argument
	}
	return os.Getenv(variable), "the environment variable " + variable
}

// userAgent names Terraform and the provider, and appends what the user asks for with TF_APPEND_USER_AGENT.
func userAgent(terraformVersion, providerVersion string) string {
	if terraformVersion == "" {
		terraformVersion = "unknown"
	}
	agent := fmt.Sprintf("Terraform/%s (+https://www.terraform.io) terraform-provider-identitycall/%s", terraformVersion, providerVersion)
	appended := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) { // a header with a line break in it would keep every request from leaving
			return ' '
		}
		return r
	}, os.Getenv("TF_APPEND_USER_AGENT")))
	return strings.TrimSpace(agent + " " + appended)
}

// logExchange writes one exchange to the log: nothing of its content, which may be personal.
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

// logWait tells of a wait at INFO, so that a run does not look hung.
func logWait(ctx context.Context, w identitycall.Wait) {
	tflog.Info(ctx, "Waiting before the next IdentityCall API request", map[string]any{
		"method": w.Method, "path": w.Path, "wait_ms": w.Duration.Milliseconds(), "reason": w.Reason,
	})
}

// known tells a value from null and unknown.
func known(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }
