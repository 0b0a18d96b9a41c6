package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var (
	_ planmodifier.String  = keepPhoneNumberFormat{}
	_ planmodifier.String  = keepText{}
	_ planmodifier.String  = knownWhile("")
	_ planmodifier.String  = notBlankIfChanged{}
	_ planmodifier.Float64 = keepFloat64{}
)

// description implements the descriptions of a plan modifier.
type description string

func (d description) Description(context.Context) string         { return string(d) }
func (d description) MarkdownDescription(context.Context) string { return string(d) }

// keepPhoneNumberFormat plans the format in state if the configuration has the same number in another format. Semantic
// equality does not run while planning, so without it a new format would plan an update or a replacement.
type keepPhoneNumberFormat struct{ description }

func (keepPhoneNumberFormat) PlanModifyString(
	ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if req.StateValue.IsNull() || !known(req.ConfigValue) {
		return
	}
	returned, diags := loadPrivate[string](ctx, req.Private, phoneNumberKey)
	resp.Diagnostics.Append(diags...)
	current := req.StateValue.ValueString()
	if returned != "" && phonenumber.Same(returned, current) {
		current = returned // unlike a local format in state, it is one number
	}
	if phonenumber.Same(current, req.ConfigValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}

// keepText plans the text in state if the configuration differs from it only in what a service may normalize, such as
// the last line break of a heredoc and the case of an e-mail address.
type keepText struct{ same func(a, b types.String) bool }

func (keepText) Description(context.Context) string {
	return "Keeps the text in state if the configured one differs only in what the API may normalize."
}

func (k keepText) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (k keepText) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if k.same(req.StateValue, req.ConfigValue) {
		resp.PlanValue = req.StateValue
	}
}

// keepFloat64 plans the number in state if the configured number is equal as a float64.
type keepFloat64 struct{ description }

func (keepFloat64) PlanModifyFloat64(
	_ context.Context, req planmodifier.Float64Request, resp *planmodifier.Float64Response,
) {
	if sameFloat64(req.StateValue, req.ConfigValue) {
		resp.PlanValue = req.StateValue
	}
}

// knownWhile plans the value in state for a computed string if the named argument, on which it depends, does not
// change.
type knownWhile string

func (k knownWhile) Description(context.Context) string {
	return "Known while " + string(k) + " does not change."
}

func (k knownWhile) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (k knownWhile) PlanModifyString(
	ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if req.State.Raw.IsNull() || !req.PlanValue.IsUnknown() {
		return
	}
	var planned, prior types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(string(k)), &planned)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(string(k)), &prior)...)
	if planned.Equal(prior) || sameText(planned, prior) {
		resp.PlanValue = req.StateValue
	}
}

// notBlankIfChanged rejects a blank value, unless state has the same one: an object of the API may have a blank value,
// which generated configuration then contains.
type notBlankIfChanged struct{ description }

func (notBlankIfChanged) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	isBlank := known(req.PlanValue) && strings.TrimSpace(req.PlanValue.ValueString()) == ""
	if isBlank && !req.PlanValue.Equal(req.StateValue) {
		resp.Diagnostics.AddAttributeError(req.Path, "Blank "+req.Path.String(), fmt.Sprintf("The value of %s must not be "+
			"blank.", req.Path))
	}
}
