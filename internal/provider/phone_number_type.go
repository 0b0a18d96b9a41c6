package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var (
	_ basetypes.StringTypable                    = phoneNumberType{}
	_ basetypes.StringValuableWithSemanticEquals = phoneNumberValue{}
	_ planmodifier.String                        = keepSpelling{}
)

// phoneNumberType is a string that is compared as a phone number, so that the configuration's spelling stays in state
// when the API answers with another one.
type phoneNumberType struct{ basetypes.StringType }

// phoneNumberValue is a value of phoneNumberType.
type phoneNumberValue struct{ basetypes.StringValue }

func newPhoneNumber(number string) phoneNumberValue {
	return phoneNumberValue{basetypes.NewStringValue(number)}
}

func (t phoneNumberType) Equal(other attr.Type) bool {
	_, ok := other.(phoneNumberType)
	return ok
}

func (t phoneNumberType) String() string { return "phoneNumberType" }

func (t phoneNumberType) ValueType(context.Context) attr.Value { return phoneNumberValue{} }

func (t phoneNumberType) ValueFromString(_ context.Context, value basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return phoneNumberValue{value}, nil
}

func (t phoneNumberType) ValueFromTerraform(ctx context.Context, raw tftypes.Value) (attr.Value, error) {
	value, err := t.StringType.ValueFromTerraform(ctx, raw)
	if err != nil {
		return nil, err
	}
	text, ok := value.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("unexpected value of type %T", value)
	}
	return phoneNumberValue{text}, nil
}

func (v phoneNumberValue) Type(context.Context) attr.Type { return phoneNumberType{} }

func (v phoneNumberValue) Equal(other attr.Value) bool {
	o, ok := other.(phoneNumberValue)
	return ok && v.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals reports whether both mean one number. The framework asks it after Create, Read and Update.
func (v phoneNumberValue) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(phoneNumberValue)
	return ok && phonenumber.Same(v.ValueString(), o.ValueString()), nil
}

// isKnown tells a number from null and unknown.
func (v phoneNumberValue) isKnown() bool { return !v.IsNull() && !v.IsUnknown() }

// keepSpelling plans the state's spelling where the configuration's means the same number. Semantic equality does not
// run while planning, so without it a respelled number would plan an update or a replacement.
type keepSpelling struct{}

func (keepSpelling) Description(context.Context) string {
	return "A number that is only written in another way is not a change."
}

func (k keepSpelling) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepSpelling) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.StateValue.IsNull() || req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	answered, diags := answeredPhoneNumber(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	state, config := req.StateValue.ValueString(), req.ConfigValue.ValueString()
	if phonenumber.Same(state, config) || (answered != "" && phonenumber.Same(answered, state) && phonenumber.Same(answered, config)) {
		resp.PlanValue = req.StateValue
	}
}

// answeredKey is where private data holds the number as the API answered it: two local spellings are compared through it.
const answeredKey = "phone_number"

// rememberAnswer keeps the number as the API answered it.
func rememberAnswer(ctx context.Context, private privateState, number string) diag.Diagnostics {
	content, err := json.Marshal(number)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot remember the API's answer", err.Error())}
	}
	return private.SetKey(ctx, answeredKey, content)
}

func answeredPhoneNumber(ctx context.Context, private privateData) (string, diag.Diagnostics) {
	var number string
	content, diags := private.GetKey(ctx, answeredKey)
	if len(content) > 0 {
		if err := json.Unmarshal(content, &number); err != nil {
			diags.AddError("Cannot read what the API answered", err.Error())
		}
	}
	return number, diags
}
