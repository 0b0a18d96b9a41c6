package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// knownWhile plans a computed string as it is in state while the argument that it follows from does not change.
type knownWhile string

func (k knownWhile) Description(context.Context) string {
	return "Known as long as " + string(k) + " does not change."
}

func (k knownWhile) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (k knownWhile) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.State.Raw.IsNull() || !req.PlanValue.IsUnknown() {
		return
	}
	var planned, prior types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(string(k)), &planned)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(string(k)), &prior)...)
	if planned.Equal(prior) {
		resp.PlanValue = req.StateValue
	}
}
