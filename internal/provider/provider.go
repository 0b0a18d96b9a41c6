// Package provider implements the Terraform provider: its schemas, and the conversion of configuration, plan and state
// to API requests and back.
package provider

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/sync/semaphore"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

const (
	apiKeyArgument  = "the argument api_key"
	apiKeyVariable  = "IDENTITYCALL_API_KEY"
	baseURLVariable = "IDENTITYCALL_BASE_URL"

	// pulumiBridge is the version of Terraform that Pulumi's bridge names.
	pulumiBridge = "pulumi-terraform-bridge"

	defaultMaxRetries     = 4
	defaultRequestTimeout = 30 * time.Second
)

var (
	_ provider.ProviderWithFunctions     = (*identityCallProvider)(nil)
	_ provider.ProviderWithListResources = (*identityCallProvider)(nil)
)

// New returns a constructor of the provider. The version appears in the User-Agent.
func New(version string) func() provider.Provider { return NewWithDial(version, nil) }

// NewWithDial is New for tests without a network: dial opens the connections to the API.
func NewWithDial(version string, dial identitycall.Dial) func() provider.Provider {
	return func() provider.Provider { return &identityCallProvider{version: version, dial: dial} }
}

type identityCallProvider struct {
	version string
	dial    identitycall.Dial
}

type providerModel struct {
	APIKey              types.String `tfsdk:"api_key"`
	BaseURL             types.String `tfsdk:"base_url"`
	ExpectedPhoneNumber types.String `tfsdk:"expected_phone_number"`
	MaxRetries          types.Int64  `tfsdk:"max_retries"`
	RequestTimeout      types.String `tfsdk:"request_timeout"`
	RequestsPerMinute   types.Int64  `tfsdk:"requests_per_minute"`
}

func (p *identityCallProvider) Metadata(
	_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse,
) {
	resp.TypeName = "identitycall"
	resp.Version = p.version
}

func (p *identityCallProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the virtual numbers, operators and projects of an " +
			"[IdentityCall](https://identitycall.ai) account.",
		Attributes: map[string]schema.Attribute{
			"api_key": schema.StringAttribute{
				MarkdownDescription: "API key: `idc_` followed by letters, digits, `_` and `-`. Environment variable: " +
					"`IDENTITYCALL_API_KEY`.",
				Optional:   true,
				Sensitive:  true,
				Validators: []validator.String{apiKeyValidator{}},
			},
			"base_url": schema.StringAttribute{
				MarkdownDescription: "Address of the API. It must begin with `https://`, except for a loopback host such as " +
					"`127.0.0.1`. Environment variable: `IDENTITYCALL_BASE_URL`. Default: " +
					"`https://api.identitycall.ai/api/v1/public`.",
				Optional:   true,
				Validators: []validator.String{baseURLValidator},
			},
			"expected_phone_number": schema.StringAttribute{
				MarkdownDescription: "A phone number that the key must be able to see, with its plus sign: the guard against " +
					"[the wrong key](#the-wrong-key). It is checked once per run, with one list: before the first object is removed " +
					"from state, and before the first create, purchase, attach, update or delete.",
				Optional:   true,
				Validators: []validator.String{virtualNumberValidator},
			},
			"max_retries": schema.Int64Attribute{
				CustomType: wholeNumberType{},
				MarkdownDescription: "Maximum retries for requests that are safe to repeat, after a connection failure or a 5xx " +
					"response other than 501 and 505. Rate-limit waits (429) do not count. Default: `4`.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(0, 100)},
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "Timeout of one HTTP exchange, as a Go duration such as `45s` or `2m`. Default: `30s`. A " +
					"request that creates or purchases has two minutes, even if this is shorter.",
				Optional:   true,
				Validators: []validator.String{durationValidator},
			},
			"requests_per_minute": schema.Int64Attribute{
				CustomType: wholeNumberType{},
				MarkdownDescription: "Maximum requests per minute of this run, evenly spaced, for an account that several runs " +
					"share. Default: as fast as the API allows, with a pause when the API asks for it.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(1, 60_000)},
			},
		},
	}
}

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
		ledger: newLedger(), locks: map[int64]*semaphore.Weighted{}, isPulumi: req.TerraformVersion == pulumiBridge,
	}
	if len(s.unknown) == 0 {
		config := model.clientConfig(s, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
		config.UserAgent = userAgent(req.TerraformVersion, p.version)
		config.Dial = p.dial
		config.OnExchange, config.OnWait = logExchange, logWait
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

func (p *identityCallProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newOperatorResource,
		newProjectResource,
		newVirtualNumberOperatorResource,
		newVirtualNumberOperatorsResource,
		newVirtualNumberPurchaseResource,
		newVirtualNumberResource,
	}
}

func (p *identityCallProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newAvailableVirtualNumbersDataSource,
		newOperatorDataSource,
		newOperatorsDataSource,
		newProjectDataSource,
		newProjectsDataSource,
		newVirtualNumberDataSource,
		newVirtualNumbersDataSource,
	}
}

func (p *identityCallProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		newOperatorListResource,
		newProjectListResource,
		newVirtualNumberListResource,
		newVirtualNumberOperatorListResource,
		newVirtualNumberOperatorsListResource,
	}
}

func (p *identityCallProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newE164Function,
		newMaskNumberFunction,
		newParseNumberFunction,
		newSameNumberFunction,
	}
}
