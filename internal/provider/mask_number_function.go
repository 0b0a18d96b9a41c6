package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var _ function.Function = maskNumberFunction{}

func newMaskNumberFunction() function.Function { return maskNumberFunction{} }

type maskNumberFunction struct{}

func (maskNumberFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "mask_number"
}

func (maskNumberFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Hides the middle of a phone number",
		MarkdownDescription: "Hides all digits of a phone number except the country code and the last four, as in " +
			"`+1•••••4567`. Use it in outputs and messages that many people can read.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "number", MarkdownDescription: "The phone number, in any format."},
		},
		Return: function.StringReturn{},
	}
}

func (maskNumberFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var number string
	if resp.Error = req.Arguments.Get(ctx, &number); resp.Error != nil {
		return
	}
	masked, err := phonenumber.Mask(number)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, functionError(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, masked)
}
