// Package provider is everything that Terraform sees: schemas, and the way between configuration, plan and state on one
// side and API calls on the other.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ provider.ProviderWithFunctions     = (*identityCallProvider)(nil)
	_ provider.ProviderWithListResources = (*identityCallProvider)(nil)
)

type identityCallProvider struct{ version string }

type providerModel struct {
	APIKey            types.String `tfsdk:"api_key"`
	BaseURL           types.String `tfsdk:"base_url"`
	MaxRetries        types.Int64  `tfsdk:"max_retries"`
	RequestTimeout    types.String `tfsdk:"request_timeout"`
	RequestsPerMinute types.Int64  `tfsdk:"requests_per_minute"`
}

// New returns what makes the provider, of the version that its User-Agent names.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &identityCallProvider{version: version} }
}

func (p *identityCallProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "identitycall"
	resp.Version = p.version
}

func (p *identityCallProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the phone lines of an [IdentityCall](https://identitycall.ai) account: the numbers that it rents and who answers them.",
		Attributes: map[string]schema.Attribute{
			"api_key": schema.StringAttribute{
				MarkdownDescription: "The API key: `idc_` and letters, digits, `_` and `-`. Left out, it comes from the environment variable `IDENTITYCALL_API_KEY`, which keeps it out of the configuration.",
				Optional:            true,
				Sensitive:           true,
				Validators:          []validator.String{apiKeyValidator{}},
			},
			"base_url": schema.StringAttribute{
				MarkdownDescription: "The address of the API. It must begin with `https://`; only a loopback host such as `127.0.0.1` may use `http://`, since a key never travels in the clear. Left out, it comes from the environment variable `IDENTITYCALL_BASE_URL`, and without that it is `https://api.identitycall.ai/api/v1/public`.",
				Optional:            true,
				Validators:          []validator.String{baseURLValidator},
			},
			"max_retries": schema.Int64Attribute{
				MarkdownDescription: "How often a request that may be sent again is, after a broken connection or one of the answers 500, 502, 503 and 504. Waits that the rate limit (429) asks for are not counted. Default: `4`.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(0, 100)},
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "How long one HTTP exchange may take, as a Go duration such as `45s` or `2m`. Default: `30s`.",
				Optional:            true,
				Validators:          []validator.String{durationValidator},
			},
			"requests_per_minute": schema.Int64Attribute{
				MarkdownDescription: "A ceiling of your own on the requests that one run sends, evenly spaced, for an account that several runs share. Left out, the provider goes as fast as the service lets it and pauses when the service asks for it.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1, 60_000)},
			},
		},
	}
}

func (p *identityCallProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newOperatorResource,
		newProjectResource,
		newVirtualNumberOperatorResource,
		newVirtualNumberOperatorsResource,
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
		newVirtualNumberOperatorsListResource,
	}
}

func (p *identityCallProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newE164Function,
		newMaskNumberFunction,
		newSameNumberFunction,
	}
}
