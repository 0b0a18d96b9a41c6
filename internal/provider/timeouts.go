package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// timeoutsAttribute is the argument `timeouts` that every resource has.
func timeoutsAttribute(ctx context.Context) schema.Attribute {
	attribute, ok := timeouts.AttributesAll(ctx).(schema.SingleNestedAttribute)
	if !ok {
		panic("terraform-plugin-framework-timeouts changed the kind of its attribute")
	}
	attribute.MarkdownDescription = "How long one operation on this object may take, all waits and repetitions included, each as a duration such as `30s` or `1h30m`. It is kept in state and never sent."
	for name, nested := range attribute.Attributes {
		operation, ok := nested.(schema.StringAttribute)
		if !ok {
			panic("terraform-plugin-framework-timeouts changed the kind of its operations")
		}
		operation.MarkdownDescription = fmt.Sprintf("The limit for the operation `%s`. Default: `20m`.", name)
		operation.Validators = []validator.String{durationValidator}
		attribute.Attributes[name] = operation
	}
	return attribute
}
