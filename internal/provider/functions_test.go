package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
)

func TestFunctions_results(t *testing.T) {
	text := func(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	boolean := func(value bool) tftypes.Value { return tftypes.NewValue(tftypes.Bool, value) }
	parsed := func(e164 string, country, calling, national any, international, kind string, valid bool) tftypes.Value {
		optional := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
		values := map[string]tftypes.Value{
			"e164": text(e164), "country_code": optional(country), "calling_code": optional(calling),
			"national": optional(national), "international": text(international), "type": text(kind), "valid": boolean(valid),
		}
		attributes := map[string]tftypes.Type{}
		for name, value := range values {
			attributes[name] = value.Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: attributes}, values)
	}
	for _, test := range []struct {
		function  string
		arguments []string
		result    tftypes.Value
	}{
		{"e164", []string{"(415) 555-0134", "us"}, text("+14155550134")},
		{"e164", []string{"+1 (555) 123-4567", ""}, text("+15551234567")},
		{"same_number", []string{"+1 415 555 0134", "(415) 555-0134"}, boolean(true)},
		{"same_number", []string{"+1 415 555 0134", "+14155550135"}, boolean(false)},
		{"same_number", []string{"491701234567", "+49 170 1234567"}, boolean(true)},
		{"mask_number", []string{"+1 555 123 4567"}, text("+1•••••4567")},
		{"parse_number", []string{"(415) 555-0134", "us"}, parsed("+14155550134", "US", "1", "(415) 555-0134",
			"+1 415-555-0134", "fixed_line_or_mobile", true)},
		{"parse_number", []string{"+1 555 123 4567", ""}, parsed("+15551234567", nil, "1", "(555) 123-4567",
			"+1 555-123-4567", "unknown", false)},
		{"parse_number", []string{"+999 123 4567", ""}, parsed("+9991234567", nil, nil, nil,
			"+9991234567", "unknown", false)},
	} {
		t.Run(test.function+" "+strings.Join(test.arguments, ", "), func(t *testing.T) {
			result, problem := callFunction(t, test.function, test.result.Type(), test.arguments...)
			if problem != nil || !result.Equal(test.result) {
				t.Errorf("got %s and the error %v, want %s", result, problem, test.result)
			}
		})
	}
}

// An error points at the invalid argument.
func TestFunctions_errors(t *testing.T) {
	for _, test := range []struct {
		function  string
		arguments []string
		argument  int64
		problem   string
	}{
		{"e164", []string{"(415) 555-0134", ""}, 0, "plus sign"},
		{"e164", []string{"(415) 555-0134", "Texas"}, 1, "ISO 3166-1 alpha-2 code"},
		{"e164", []string{"nobody", "US"}, 0, "must consist of digits"},
		{"same_number", []string{"+1 415 555 0134", "12"}, 1, "The phone number must have 7 to 15 digits; it has 2"},
		{"same_number", []string{"12", "+1 415 555 0134"}, 0, "The phone number must have 7 to 15 digits; it has 2"},
		{"mask_number", []string{"4567"}, 0, "it has 4"},
		{"parse_number", []string{"4567", "US"}, 0, "The phone number must have 7 to 15 digits; it has 4"},
		{"parse_number", []string{"+1 555 123 4567", "ZZ"}, 1, "ISO 3166-1 alpha-2 code"},
	} {
		t.Run(test.function+" "+strings.Join(test.arguments, ", "), func(t *testing.T) {
			_, problem := callFunction(t, test.function, tftypes.DynamicPseudoType, test.arguments...)
			switch {
			case problem == nil || problem.FunctionArgument == nil:
				t.Fatalf("got the error %v, want one at an argument", problem)
			case *problem.FunctionArgument != test.argument || !strings.Contains(problem.Text, test.problem):
				t.Errorf("got %q at argument %d, want %q at %d",
					problem.Text, *problem.FunctionArgument, test.problem, test.argument)
			case strings.HasSuffix(problem.Text, "."): // Terraform adds a full stop
				t.Errorf("%q ends with a full stop", problem.Text)
			}
		})
	}
}

func callFunction(
	t *testing.T, name string, kind tftypes.Type, given ...string,
) (tftypes.Value, *tfprotov6.FunctionError) {
	t.Helper()
	request := &tfprotov6.CallFunctionRequest{Name: name}
	for _, argument := range given {
		value, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, argument))
		if err != nil {
			t.Fatal(err)
		}
		request.Arguments = append(request.Arguments, &value)
	}
	response, err := underTest.Start(t).Server.CallFunction(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if response.Error != nil {
		return tftypes.Value{}, response.Error
	}
	result, err := response.Result.Unmarshal(kind)
	if err != nil {
		t.Fatal(err)
	}
	return result, nil
}

func TestAccFunctions_inConfiguration_function(t *testing.T) {
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: providerFactories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps: []resource.TestStep{
			{
				Config: "output \"x\" {\n  value = provider::identitycall::e164(\"(415) 555-0134\", \"us\")\n}\n",
				Check:  resource.TestCheckOutput("x", "+14155550134"),
			},
			{
				Config:      "output \"x\" {\n  value = provider::identitycall::e164(\"nobody\", \"us\")\n}\n",
				ExpectError: acctest.Match("must consist of digits"),
			},
			{ // in the validation of a variable, where no provider is configured
				Config: `
					variable "number" {
						default = "+1 555"
						validation {
							condition     = can(provider::identitycall::e164(var.number, ""))
							error_message = "Not a phone number."
						}
					}`,
				ExpectError: acctest.Match("Not a phone number."),
			},
		},
	})
}
