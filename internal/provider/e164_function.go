package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var _ function.Function = e164Function{}

func newE164Function() function.Function { return e164Function{} }

type e164Function struct{}

func (e164Function) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "e164"
}

func (e164Function) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Converts a phone number to E.164",
		MarkdownDescription: "Converts a phone number to E.164, such as `+14155550134`. A number with a plus sign has its " +
			"country code; any other number is read as it is dialed in the region. A text that cannot be a phone number is an " +
			"error. Whether a numbering plan has assigned the number is not checked.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "number",
				MarkdownDescription: "The phone number, in any format.",
			},
			function.StringParameter{
				Name: "region",
				MarkdownDescription: "The region in which a number without a plus sign is dialed, an ISO 3166-1 alpha-2 code " +
					"such as `US`. It may be empty if the number has a plus sign.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (e164Function) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var number, region string
	if resp.Error = req.Arguments.Get(ctx, &number, &region); resp.Error != nil {
		return
	}
	if region != "" {
		if err := phonenumber.CheckRegion(region); err != nil {
			resp.Error = function.NewArgumentFuncError(1, functionError(err))
			return
		}
	}
	written, err := phonenumber.E164(number, region)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, functionError(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, written)
}
