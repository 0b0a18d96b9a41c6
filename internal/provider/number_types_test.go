package provider

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

// parseNumber parses a number as Terraform does, beyond the range of a float64.
func parseNumber(t *testing.T, text string) *big.Float {
	t.Helper()
	parsed, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// Every number argument of the provider, of resources and of data sources has an error of our own at the argument, not
// the framework's "This is always an error in the provider".
func TestNumberArguments_outOfRange(t *testing.T) {
	r := underTest.Start(t)
	found := 0
	check := func(name string, schema *tfprotov6.Schema, validate func(*tfprotov6.DynamicValue) []*tfprotov6.Diagnostic) {
		for _, attribute := range schema.Block.Attributes {
			if attribute.Type == nil || !attribute.Type.Is(tftypes.Number) || !attribute.Optional && !attribute.Required {
				continue
			}
			found++
			for _, text := range []string{"-0.5", "100.5", "1e20", "-1e20", "1e400", "-1e400", "1e-400"} {
				config := r.Build(schema, arguments{attribute.Name: parseNumber(t, text)})
				at := "error at " + attribute.Name + ": "
				reported := false
				for _, line := range acctest.Diagnostics(validate(r.Dynamic(schema, config))).Errors() {
					reported = reported || strings.HasPrefix(line, at)
					if strings.HasPrefix(line, at) && !strings.Contains(line, attribute.Name+" ") ||
						strings.Contains(line, "always an error in the provider") {
						t.Errorf("%s: %s = %s: %s", name, attribute.Name, text, line)
					}
				}
				if !reported {
					t.Errorf("%s: %s = %s is valid", name, attribute.Name, text)
				}
			}
		}
	}
	check("provider", r.Schemas.Provider, func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
		request := &tfprotov6.ValidateProviderConfigRequest{Config: config}
		response, err := r.Server.ValidateProviderConfig(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		return response.Diagnostics
	})
	for name, schema := range r.Schemas.ResourceSchemas {
		check(name, schema, func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
			response, err := r.Server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: name, Config: config,
			})
			if err != nil {
				t.Fatal(err)
			}
			return response.Diagnostics
		})
	}
	for name, schema := range r.Schemas.DataSourceSchemas {
		check(name, schema, func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
			response, err := r.Server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
				TypeName: name, Config: config,
			})
			if err != nil {
				t.Fatal(err)
			}
			return response.Diagnostics
		})
	}
	if found < 6 {
		t.Errorf("found %d number arguments", found)
	}
}

func TestNumberArguments_texts(t *testing.T) {
	r := underTest.Start(t)
	for _, test := range []struct {
		argument, value, want string
	}{
		{"retention_days", "365.25", "must be a whole number of up to 18 digits; got 365.25."},
		{"long_pause_threshold_seconds", "1e20", "must be a whole number of up to 18 digits; got 1e+20."},
		{"quality_baseline_pct", "1e400", "must be a number between -1e308 and 1e308; got 1e+400."},
	} {
		diags := r.Validate("project", arguments{
			"name": "Sales", "language": "en", test.argument: parseNumber(t, test.value),
		})
		mustMatch(t, diags.Errors(),
			"error at "+test.argument+": Invalid number: The value of "+test.argument+" "+test.want)
	}
}
