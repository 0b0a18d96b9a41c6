package provider

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
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

var (
	_ basetypes.Int64Typable   = wholeNumberType{}
	_ basetypes.Float64Typable = decimalType{}
)

// wholeNumberType and decimalType are the types of all number arguments. With the framework's own types, 365.25 for a
// whole number or 1e400 for any number fails before a validator runs, with "This is always an error in the provider".
//
// Only the conversion from Terraform differs: it never fails, and Validate, which the framework calls next, has the
// error. Values are those of the framework, so that models, plan modifiers, semantic equality and state are too.
type wholeNumberType struct{ basetypes.Int64Type }

// Equal is true for the framework's type too: that is the type of the values.
func (t wholeNumberType) Equal(other attr.Type) bool { return other == t || other == t.Int64Type }

// ValueFromTerraform returns an unknown value for a number that Validate rejects.
func (t wholeNumberType) ValueFromTerraform(ctx context.Context, raw tftypes.Value) (attr.Value, error) {
	if value, err := t.Int64Type.ValueFromTerraform(ctx, raw); err == nil {
		return value, nil
	}
	return types.Int64Unknown(), nil
}

// Validate overrides the texts of Int64Type.
func (t wholeNumberType) Validate(ctx context.Context, raw tftypes.Value, at path.Path) diag.Diagnostics {
	_, err := t.Int64Type.ValueFromTerraform(ctx, raw)
	return numberError(raw, at, "a whole number of up to 18 digits", err)
}

// decimalType is a number that may have a fraction.
type decimalType struct{ basetypes.Float64Type }

// Equal is true for the framework's type too: that is the type of the values.
func (t decimalType) Equal(other attr.Type) bool { return other == t || other == t.Float64Type }

// ValueFromTerraform returns an unknown value for a number that Validate rejects.
func (t decimalType) ValueFromTerraform(ctx context.Context, raw tftypes.Value) (attr.Value, error) {
	if value, err := t.Float64Type.ValueFromTerraform(ctx, raw); err == nil {
		return value, nil
	}
	return types.Float64Unknown(), nil
}

// Validate overrides the texts of Float64Type.
func (t decimalType) Validate(ctx context.Context, raw tftypes.Value, at path.Path) diag.Diagnostics {
	_, err := t.Float64Type.ValueFromTerraform(ctx, raw)
	return numberError(raw, at, "a number between -1e308 and 1e308", err)
}

func numberError(raw tftypes.Value, at path.Path, want string, err error) diag.Diagnostics {
	var number big.Float
	if err == nil || raw.As(&number) != nil {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid number",
		fmt.Sprintf("The value of %s must be %s; got %s.", at, want, number.Text('g', 10)))}
}
