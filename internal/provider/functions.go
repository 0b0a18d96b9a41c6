package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var _ function.Function = phoneNumberFunction{}

// phoneNumberFunction is a provider function. run returns its result, or an error at an argument.
type phoneNumberFunction struct {
	name       string
	definition function.Definition
	run        func(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError)
}

func (f phoneNumberFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

func (f phoneNumberFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = f.definition
}

func (f phoneNumberFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	result, problem := f.run(ctx, req.Arguments)
	if problem == nil {
		problem = resp.Result.Set(ctx, result)
	}
	resp.Error = problem
}

func newE164Function() function.Function {
	return phoneNumberFunction{
		name: "e164",
		definition: function.Definition{
			Summary: "Converts a phone number to E.164",
			MarkdownDescription: "Converts a phone number to E.164, such as `+14155550134`. A number with a plus sign has its " +
				"country code; any other number is read as it is dialed in the region. A text that cannot be a phone number is " +
				"an error. Whether a numbering plan has assigned the number is not checked.",
			Parameters: numberAndRegion(),
			Return:     function.StringReturn{},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError) {
			return inRegion(ctx, arguments, phonenumber.E164)
		},
	}
}

func newMaskNumberFunction() function.Function {
	return phoneNumberFunction{
		name: "mask_number",
		definition: function.Definition{
			Summary: "Hides the middle of a phone number",
			MarkdownDescription: "Hides all digits of a phone number except the country code and the last four, as in " +
				"`+1•••••4567`. Use it in outputs and messages that many people can read.",
			Parameters: []function.Parameter{numberParameter("number", "The phone number, in any format.")},
			Return:     function.StringReturn{},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError) {
			var number string
			if problem := arguments.Get(ctx, &number); problem != nil {
				return nil, problem
			}
			masked, err := phonenumber.Mask(number)
			return masked, argumentError(0, err)
		},
	}
}

// parsedNumber is the result of parse_number. What the metadata does not contain is null.
type parsedNumber struct {
	E164          string  `tfsdk:"e164"`
	CountryCode   *string `tfsdk:"country_code"`
	CallingCode   *string `tfsdk:"calling_code"`
	National      *string `tfsdk:"national"`
	International string  `tfsdk:"international"`
	Type          string  `tfsdk:"type"`
	Valid         bool    `tfsdk:"valid"`
}

func newParseNumberFunction() function.Function {
	return phoneNumberFunction{
		name: "parse_number",
		definition: function.Definition{
			Summary: "Returns what the numbering plan contains about a phone number",
			MarkdownDescription: "Returns an object with what the numbering plan contains about a phone number:\n\n" +
				"- `e164` (String) The number in E.164, such as `+14155550134`.\n" +
				"- `country_code` (String) The number's country, an ISO 3166-1 alpha-2 code such as `US`. Null if the number " +
				"belongs to no country, or if several countries share its `calling_code` and none has it in its plan.\n" +
				"- `calling_code` (String) The country code in E.164, such as `1`. Null if it is unknown.\n" +
				"- `national` (String) The number as it is written in its country, such as `(415) 555-0134`. Null if " +
				"`calling_code` is null.\n" +
				"- `international` (String) The number as it is written in other countries, such as `+1 415-555-0134`.\n" +
				"- `type` (String) `" + strings.Join(phonenumber.Types(), "`, `") + "`. `unknown` if the number is in no range " +
				"of the plan. In some countries, nothing tells mobile from fixed lines: `fixed_line_or_mobile`.\n" +
				"- `valid` (Boolean) Whether the number is in a range of the plan. It does not show whether somebody has the " +
				"number.\n\n" +
				"A number with a plus sign has its country code; any other number is read as it is dialed in the region. A text " +
				"that cannot be a phone number is an error.\n\n" +
				"~> The results follow the metadata of the numbering plans (Google's libphonenumber) in this version of the " +
				"provider. Numbering plans change, so another version can return other results for the same number. Use " +
				"them in outputs, conditions and messages, not as the map key of a `for_each`. The plans do not contain " +
				"fictional numbers, such as `+15551234567`.",
			Parameters: numberAndRegion(),
			Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
				"e164": types.StringType, "country_code": types.StringType, "calling_code": types.StringType,
				"national": types.StringType, "international": types.StringType, "type": types.StringType,
				"valid": types.BoolType,
			}},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError) {
			details, problem := inRegion(ctx, arguments, phonenumber.Parse)
			return parsedNumber{
				E164: details.E164, CountryCode: stringOrNull(details.Region), CallingCode: stringOrNull(details.CountryCode),
				National: stringOrNull(details.National), International: details.International,
				Type: details.Type, Valid: details.Valid,
			}, problem
		},
	}
}

func newSameNumberFunction() function.Function {
	return phoneNumberFunction{
		name: "same_number",
		definition: function.Definition{
			Summary: "Reports whether two phone numbers are the same",
			MarkdownDescription: "Reports whether two phone numbers are the same, whatever their format. Equal digits are the " +
				"same number, with or without a plus sign. If the digits differ and only one number has a plus sign, the other " +
				"one is read as it is dialed in the region of the first, or from abroad, with 00 or 011 in front. A text that " +
				"cannot be a phone number is an error.",
			Parameters: []function.Parameter{
				numberParameter("a", "A phone number, in any format."),
				numberParameter("b", "The other phone number, in any format."),
			},
			Return: function.BoolReturn{},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError) {
			var a, b string
			if problem := arguments.Get(ctx, &a, &b); problem != nil {
				return nil, problem
			}
			for position, number := range []string{a, b} {
				if err := phonenumber.Check(number); err != nil {
					return nil, argumentError(position, fmt.Errorf("the phone number %w", err))
				}
			}
			return phonenumber.Same(a, b), nil
		},
	}
}

func numberParameter(name, description string) function.Parameter {
	return function.StringParameter{Name: name, MarkdownDescription: description}
}

// numberAndRegion are the parameters of a function that runs inRegion.
func numberAndRegion() []function.Parameter {
	return []function.Parameter{
		numberParameter("number", "The phone number, in any format."),
		function.StringParameter{
			Name: "region",
			MarkdownDescription: "The region in which a number without a plus sign is dialed, an ISO 3166-1 alpha-2 code " +
				"such as `US`. It may be empty if the number has a plus sign.",
		},
	}
}

// inRegion calls convert with the arguments of numberAndRegion.
func inRegion[T any](
	ctx context.Context, arguments function.ArgumentsData, convert func(number, region string) (T, error),
) (result T, problem *function.FuncError) {
	var number, region string
	if problem := arguments.Get(ctx, &number, &region); problem != nil {
		return result, problem
	}
	if region != "" {
		if err := phonenumber.CheckRegion(region); err != nil {
			return result, argumentError(1, err)
		}
	}
	result, err := convert(number, region)
	return result, argumentError(0, err)
}

// argumentError returns an error at an argument, nil for nil. It has no full stop, since Terraform adds one.
func argumentError(position int, err error) *function.FuncError {
	if err == nil {
		return nil
	}
	return function.NewArgumentFuncError(int64(position), strings.TrimSuffix(sentence(err), "."))
}

func stringOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
