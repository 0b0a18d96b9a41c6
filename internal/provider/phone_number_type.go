package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var (
	_ basetypes.StringTypable                    = phoneNumberType{}
	_ basetypes.StringValuableWithSemanticEquals = phoneNumberValue{}
)

// phoneNumberType is a string that is compared as a phone number, so that the configured format stays in state when
// the API returns another one.
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

func (t phoneNumberType) ValueFromString(
	_ context.Context, value basetypes.StringValue,
) (basetypes.StringValuable, diag.Diagnostics) {
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

// StringSemanticEquals reports whether both are the same number. The framework calls it after Create, Read and Update.
func (v phoneNumberValue) StringSemanticEquals(
	_ context.Context, other basetypes.StringValuable,
) (bool, diag.Diagnostics) {
	o, ok := other.(phoneNumberValue)
	return ok && phonenumber.Same(v.ValueString(), o.ValueString()), nil
}

// isKnown reports whether the number is neither null nor unknown.
func (v phoneNumberValue) isKnown() bool { return !v.IsNull() && !v.IsUnknown() }
