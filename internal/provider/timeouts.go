package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// timeoutsAttribute returns the argument timeouts, which every resource has.
func timeoutsAttribute(ctx context.Context) schema.Attribute {
	attribute, ok := timeouts.AttributesAll(ctx).(schema.SingleNestedAttribute)
	if !ok {
		panic("terraform-plugin-framework-timeouts changed the kind of its attribute")
	}
	attribute.MarkdownDescription = "Timeouts of the operations on this object, including all waits and retries, as " +
		"durations such as `30s` or `1h30m`. They are never sent. Lookups while planning use `read`."
	for name, nested := range attribute.Attributes {
		operation, ok := nested.(schema.StringAttribute)
		if !ok {
			panic("terraform-plugin-framework-timeouts changed the kind of its operations")
		}
		operation.MarkdownDescription = fmt.Sprintf("Timeout of the operation `%s`. Default: `20m`.", name)
		operation.Validators = []validator.String{durationValidator}
		attribute.Attributes[name] = operation
	}
	return attribute
}

// noTimeouts returns a null value for the argument timeouts.
func noTimeouts() timeouts.Value {
	operations := map[string]attr.Type{}
	for _, operation := range []string{"create", "read", "update", "delete"} {
		operations[operation] = types.StringType
	}
	return timeouts.Value{Object: types.ObjectNull(operations)}
}
