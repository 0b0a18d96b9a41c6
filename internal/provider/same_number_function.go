package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var _ function.Function = sameNumberFunction{}

func newSameNumberFunction() function.Function { return sameNumberFunction{} }

type sameNumberFunction struct{}

func (sameNumberFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "same_number"
}

func (sameNumberFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Reports whether two phone numbers are the same",
		MarkdownDescription: "Reports whether two phone numbers are the same, whatever their format. If only one has a " +
			"plus sign, the other is read as it is dialed in the region of the first, or from abroad, with 00 or 011 in " +
			"front. A text that cannot be a phone number is an error.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "a", MarkdownDescription: "A phone number, in any format."},
			function.StringParameter{Name: "b", MarkdownDescription: "The other phone number, in any format."},
		},
		Return: function.BoolReturn{},
	}
}

func (sameNumberFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var a, b string
	if resp.Error = req.Arguments.Get(ctx, &a, &b); resp.Error != nil {
		return
	}
	for position, number := range []string{a, b} {
		if err := phonenumber.Check(number); err != nil {
			resp.Error = function.NewArgumentFuncError(int64(position), functionError(fmt.Errorf("the phone number %w", err)))
			return
		}
	}
	resp.Error = resp.Result.Set(ctx, phonenumber.Same(a, b))
}
