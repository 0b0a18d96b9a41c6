package provider

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// providerBlock is the provider block as Terraform passes it.
func providerBlock(t *testing.T, given arguments) (tfsdk.Config, tftypes.Type) {
	t.Helper()
	var response provider.SchemaResponse
	New("test")().Schema(t.Context(), provider.SchemaRequest{}, &response)
	object, ok := response.Schema.Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the schema of the provider is not an object")
	}
	values := map[string]tftypes.Value{}
	for name, kind := range object.AttributeTypes {
		values[name] = tftypes.NewValue(kind, given[name])
	}
	return tfsdk.Config{Schema: response.Schema, Raw: tftypes.NewValue(object, values)}, object
}

// configure configures the provider with a block that is valid.
func configure(t *testing.T, given arguments) (*session, diag.Diagnostics) {
	t.Helper()
	config, _ := providerBlock(t, given)
	var response provider.ConfigureResponse
	New("1.2.3")().Configure(t.Context(), provider.ConfigureRequest{TerraformVersion: "1.16.2", Config: config}, &response)
	s, _ := response.ResourceData.(*session)
	return s, response.Diagnostics
}

// validate returns the diagnostics of the validation.
func validate(t *testing.T, given arguments) []*tfprotov6.Diagnostic {
	t.Helper()
	config, object := providerBlock(t, given)
	value, err := tfprotov6.NewDynamicValue(object, config.Raw)
	if err != nil {
		t.Fatal(err)
	}
	response, err := providerserver.NewProtocol6(New("test")())().
		ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &value})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

// withoutEnvironment unsets the variables that the machine may have set.
func withoutEnvironment(t *testing.T) {
	t.Helper()
	t.Setenv(apiKeyVariable, "")
	t.Setenv(baseURLVariable, "")
	t.Setenv("TF_APPEND_USER_AGENT", "")
}

// The client's tests have all forms of keys and URLs.
func TestProvider_validate(t *testing.T) {
	withoutEnvironment(t)
	t.Setenv(apiKeyVariable, sandbox.DefaultKey) // no replacement for an invalid argument
	tests := map[string]struct {
		argument string
		value    any
		problem  string // empty: valid
	}{
		"key":                    {"api_key", "idc_" + strings.Repeat("aZ09_-", 20), ""},
		"unknown key":            {"api_key", unknown, ""},
		"empty key":              {"api_key", "", "The value of api_key is empty"},
		"key of another service": {"api_key", "sk_secret", `must be "idc_"`},
		"key with a line break": {"api_key", "idc_secret\n", "The key from the argument api_key ends in a line break, as " +
			"the value of file() or a heredoc does. Put trimspace() around it, or omit the argument"},
		"https":             {"base_url", "https://api.example.com/v1", ""},
		"unknown URL":       {"base_url", unknown, ""},
		"http on 127.0.0.1": {"base_url", "http://127.0.0.1:8080/api", ""},
		"empty URL":         {"base_url", "", "must begin with https://"},
		"http":              {"base_url", "http://api.example.com", "the API key would not be encrypted"},
		"user in the URL": {
			"base_url",
			"https://me:secret@api.example.com",
			"must not hold a user name or password",
		},
		"no retries":                {"max_retries", 0, ""},
		"negative retries":          {"max_retries", -1, "value must be between 0 and 100"},
		"retries without an end":    {"max_retries", 101, "value must be between 0 and 100"},
		"timeout":                   {"request_timeout", "1m30s", ""},
		"timeout without a unit":    {"request_timeout", "30", "must be a duration above zero with its unit"},
		"timeout of zero":           {"request_timeout", "0s", "must be a duration above zero"},
		"negative timeout":          {"request_timeout", "-5s", "must be a duration above zero"},
		"empty timeout":             {"request_timeout", "", "must be a duration above zero"},
		"phone number":              {"expected_phone_number", "+1 (555) 123-4567", ""},
		"unknown phone number":      {"expected_phone_number", unknown, ""},
		"empty phone number":        {"expected_phone_number", "", "expected_phone_number"},
		"phone number without plus": {"expected_phone_number", "5551234567", "must begin with a plus sign"},
		"phone number too short":    {"expected_phone_number", "+1 555", "it has 4"},
		"requests":                  {"requests_per_minute", 1, ""},
		"no requests":               {"requests_per_minute", 0, "value must be between 1 and 60000"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			errors := validate(t, arguments{test.argument: test.value})
			if test.problem == "" {
				if len(errors) > 0 {
					t.Errorf("got the error %s", errors[0].Detail)
				}
				return
			}
			if len(errors) != 1 {
				t.Fatalf("%d errors, want one: %v", len(errors), errors)
			}
			text := errors[0].Summary + ": " + errors[0].Detail
			if !strings.Contains(text, test.problem) {
				t.Errorf("got %q, want %q", text, test.problem)
			}
			if !strings.Contains(text, test.argument) {
				t.Errorf("%q does not name %s", text, test.argument)
			}
			if strings.Contains(text, "secret") {
				t.Errorf("%q quotes what may be a secret", text)
			}
			if test.argument == "api_key" && !strings.Contains(text, apiKeyVariable) {
				t.Errorf("%q does not name %s", text, apiKeyVariable)
			}
		})
	}
}

// Arguments take precedence over environment variables, null falls back to them, and an empty variable counts as unset.
func TestProvider_configure(t *testing.T) {
	s := acctest.StartService(t)
	const unknownKey = "idc_unknown_to_the_service"
	good, bad := sandbox.DefaultKey, "http://127.0.0.1:1/closed"
	tests := map[string]struct {
		given    arguments
		key, url string // of the environment
		problem  string // empty: a request succeeds
	}{
		"all arguments":             {arguments{"api_key": good, "base_url": s.URL}, "", "", ""},
		"all in the environment":    {nil, good, s.URL, ""},
		"key as argument":           {arguments{"api_key": good}, "", s.URL, ""},
		"URL as argument":           {arguments{"base_url": s.URL}, good, "", ""},
		"arguments take precedence": {arguments{"api_key": good, "base_url": s.URL}, unknownKey, bad, ""},
		"also with an unknown key": {
			arguments{"api_key": unknownKey, "base_url": s.URL},
			good,
			bad,
			"the key from the argument api_key",
		},
		"key of the environment": {
			arguments{"base_url": s.URL},
			unknownKey,
			"",
			"the key from the environment variable IDENTITYCALL_API_KEY",
		},
		"URL of the environment": {arguments{"api_key": good}, "", bad, "connection refused"},
		"no key": {
			arguments{"base_url": s.URL},
			"",
			"",
			"Missing API key: Set the environment variable IDENTITYCALL_API_KEY, or the argument api_key",
		},
		"malformed key": {
			arguments{"base_url": s.URL},
			"secret",
			"",
			"Malformed API key: The key from the environment variable IDENTITYCALL_API_KEY must be \"idc_\" followed by " +
				"letters, digits, \"_\" and \"-\". Correct the environment variable IDENTITYCALL_API_KEY, or set the " +
				"argument api_key.",
		},
		"key with a line break": {arguments{"base_url": s.URL}, good + "\n", "", "The key from the environment variable " +
			"IDENTITYCALL_API_KEY ends in a line break. Correct the environment variable IDENTITYCALL_API_KEY"},
		"clear text": {
			arguments{"api_key": good},
			"",
			"http://api.example.com",
			"Invalid base URL: The address of the API from the environment variable IDENTITYCALL_BASE_URL must begin with " +
				"https://",
		},
		"user in the environment": {
			arguments{"api_key": good},
			"",
			"https://secret@api.example.com",
			"must not hold a user name",
		},
		"a slash at the end of the base URL": {arguments{"api_key": good, "base_url": s.URL + "/"}, "", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			withoutEnvironment(t)
			t.Setenv(apiKeyVariable, test.key)
			t.Setenv(baseURLVariable, test.url)
			given := arguments{"max_retries": 0}
			for name, value := range test.given {
				given[name] = value
			}
			configured, diags := configure(t, given)
			if !diags.HasError() {
				if _, err := configured.client.VirtualNumbers.List(t.Context()); err != nil {
					configured.addAPIError(&diags, "Cannot list", err)
				}
			}
			var text string
			for _, problem := range diags.Errors() {
				text += problem.Summary() + ": " + problem.Detail()
			}
			switch {
			case test.problem == "" && text != "":
				t.Errorf("got %q, want a response of the service", text)
			case !strings.Contains(text, test.problem):
				t.Errorf("got %q, want %q", text, test.problem)
			case diags.ErrorsCount() > 1:
				t.Errorf("%d errors, want one: %v", diags.ErrorsCount(), diags)
			case strings.Contains(text, "secret") || strings.Contains(text, good) || strings.Contains(text, unknownKey):
				t.Errorf("%q quotes a key", text)
			}
		})
	}
}

// Nothing replaces an argument that is not known yet. Planning works without the client. The error of a read or an
// apply names the argument.
func TestProvider_configureUnknown(t *testing.T) {
	withoutEnvironment(t)
	elsewhere := acctest.StartService(t)
	t.Setenv(apiKeyVariable, sandbox.DefaultKey)
	t.Setenv(baseURLVariable, elsewhere.URL)
	for _, argument := range []string{
		"api_key", "base_url", "expected_phone_number", "max_retries", "request_timeout", "requests_per_minute",
	} {
		t.Run(argument, func(t *testing.T) {
			a := newAccount(t)
			a.Block = arguments{argument: unknown}
			p := a.Plan("operator", nil, arguments{"name": "Ann", "phone_number": "+15555550112"})
			mustMatch(t, append(p.Errors, p.Warnings...))
			problem := "error: The provider configuration is not known yet: The value of " + argument + " in the provider block"
			_, diags := a.Start().ApplyPlanned(p)
			mustMatch(t, diags.Errors(), problem)
			_, diags = a.Data("operators", nil)
			mustMatch(t, diags.Errors(), problem)
			if sent := len(a.Requests()) + len(elsewhere.Requests()); sent > 0 {
				t.Errorf("sent %d requests", sent)
			}
		})
	}
}

func TestProvider_userAgent(t *testing.T) {
	const plain = "Terraform/1.16.2 (+https://www.terraform.io) terraform-provider-identitycall/test"
	for appended, want := range map[string]string{
		"": plain, "pipeline/7 (nightly)": plain + " pipeline/7 (nightly)", "  ": plain, "a\r\nb\n": plain + " a  b",
	} {
		t.Setenv("TF_APPEND_USER_AGENT", appended)
		a := newAccount(t)
		_, diags := a.Data("operators", nil)
		mustMatch(t, diags.Errors())
		if got := a.Requests()[0].UserAgent; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestProvider_maxRetries(t *testing.T) {
	for retries, want := range map[int]int{0: 1, 1: 2} {
		acctest.WithFakeTime(t, func(t *testing.T) {
			a := newAccount(t)
			a.Block = arguments{"max_retries": retries}
			a.Inject(sandbox.Fault{Times: -1, Reply: sandbox.HTML(http.StatusServiceUnavailable)})
			_, diags := a.Data("virtual_numbers", nil)
			mustMatch(t, diags.Errors(), "503 Service Unavailable")
			if sent := len(a.Requests()); sent != want {
				t.Errorf("max_retries = %d sent %d requests, want %d", retries, sent, want)
			}
		})
	}
}

func TestProvider_requestTimeout(t *testing.T) {
	acctest.WithFakeTime(t, func(t *testing.T) {
		a := newAccount(t)
		a.Block = arguments{"max_retries": 0, "request_timeout": "150ms"}
		a.Inject(sandbox.Fault{Times: -1, Delay: time.Minute})
		started := time.Now()
		_, diags := a.Data("virtual_numbers", nil)
		mustMatch(t, diags.Errors(), "request_timeout of 150ms")
		if took := time.Since(started); took != 150*time.Millisecond {
			t.Errorf("it took %s", took)
		}
	})
}

func TestProvider_requestsPerMinute(t *testing.T) {
	acctest.WithFakeTime(t, func(t *testing.T) {
		a := newAccount(t)
		a.Block = arguments{"requests_per_minute": 300}
		r, started := a.Start(), time.Now()
		for _, kind := range []string{"virtual_numbers", "operators", "projects"} {
			_, diags := r.Data(kind, nil)
			mustMatch(t, diags.Errors())
		}
		if took := time.Since(started); took != 400*time.Millisecond {
			t.Errorf("three requests at 300 a minute took %s", took)
		}
	})
}
