package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// The changed functions convert one attribute's plan and state to one field of a PATCH: omitted if the plan is unknown
// or equals the state, otherwise the planned value.

func changedString(plan, state types.String) identitycall.Nullable[string] {
	if !known(plan) || sameText(plan, state) {
		return identitycall.Nullable[string]{}
	}
	return identitycall.Value(plan.ValueString())
}

func changedBool(plan, state types.Bool) identitycall.Nullable[bool] {
	if plan.IsUnknown() || plan.IsNull() || plan.Equal(state) {
		return identitycall.Nullable[bool]{}
	}
	return identitycall.Value(plan.ValueBool())
}

// changedNullableString is changedString for a setting that a planned null clears.
func changedNullableString(plan, state types.String) identitycall.Nullable[string] {
	if plan.IsNull() && !state.IsNull() {
		return identitycall.Null[string]()
	}
	return changedString(plan, state)
}

// changedNullableInt64 is changedNullableString for a whole number.
func changedNullableInt64(plan, state types.Int64) identitycall.Nullable[int64] {
	switch {
	case plan.IsNull() && !state.IsNull():
		return identitycall.Null[int64]()
	case plan.IsUnknown() || plan.IsNull() || plan.Equal(state):
		return identitycall.Nullable[int64]{}
	}
	return identitycall.Value(plan.ValueInt64())
}

// changedNullableFloat64 is changedNullableString for a number.
func changedNullableFloat64(plan, state types.Float64) identitycall.Nullable[float64] {
	switch {
	case plan.IsNull() && !state.IsNull():
		return identitycall.Null[float64]()
	case plan.IsUnknown() || plan.IsNull() || sameFloat64(plan, state):
		return identitycall.Nullable[float64]{}
	}
	return identitycall.Value(plan.ValueFloat64())
}

// fillUnknown sets a planned value to the returned one if it is unknown. A known planned value is kept, whatever the
// API returned: the next refresh shows the drift.
func fillUnknown[T attr.Value](planned *T, returned T) {
	if (*planned).IsUnknown() {
		*planned = returned
	}
}

// warnContradiction warns if the response to a write returns another value than the one that was sent. isSame is true
// for another form of the same value. State holds what was planned, and the next refresh shows the difference.
func warnContradiction[T any](
	diags *diag.Diagnostics, object, argument string, sent identitycall.Nullable[T], planned, returned attr.Value,
	isSame bool,
) {
	if sent.IsZero() || isSame || planned.Equal(returned) {
		return
	}
	diags.AddAttributeWarning(path.Root(argument),
		fmt.Sprintf("The API did not set %s of %s", argument, object),
		fmt.Sprintf("The request has %s = %s, and the response has %s. Run a new plan: it shows the setting as it is. If it "+
			"still differs, check the object in the dashboard.", argument, quoted(planned), quoted(returned)))
}
