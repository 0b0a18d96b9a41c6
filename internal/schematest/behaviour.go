package schematest

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

type describer interface{ Description(context.Context) string }

func descriptions[D describer](ctx context.Context, all []D) []string {
	var texts []string
	for _, d := range all {
		texts = append(texts, d.Description(ctx))
	}
	return texts
}

// behaviour returns what an attribute of the framework does beyond its type: the descriptions of its validators, and
// whether a plan modifier replaces the resource. The framework's own modifiers describe that with these texts.
func behaviour(ctx context.Context, attribute any) (validators []string, replaces bool) {
	var modifiers []string
	switch a := attribute.(type) {
	case interface{ StringValidators() []validator.String }:
		validators = descriptions(ctx, a.StringValidators())
	case interface{ BoolValidators() []validator.Bool }:
		validators = descriptions(ctx, a.BoolValidators())
	case interface{ Int64Validators() []validator.Int64 }:
		validators = descriptions(ctx, a.Int64Validators())
	case interface{ Float64Validators() []validator.Float64 }:
		validators = descriptions(ctx, a.Float64Validators())
	case interface{ NumberValidators() []validator.Number }:
		validators = descriptions(ctx, a.NumberValidators())
	case interface{ ListValidators() []validator.List }:
		validators = descriptions(ctx, a.ListValidators())
	case interface{ SetValidators() []validator.Set }:
		validators = descriptions(ctx, a.SetValidators())
	case interface{ MapValidators() []validator.Map }:
		validators = descriptions(ctx, a.MapValidators())
	case interface{ ObjectValidators() []validator.Object }:
		validators = descriptions(ctx, a.ObjectValidators())
	}
	switch a := attribute.(type) {
	case interface{ StringPlanModifiers() []planmodifier.String }:
		modifiers = descriptions(ctx, a.StringPlanModifiers())
	case interface{ BoolPlanModifiers() []planmodifier.Bool }:
		modifiers = descriptions(ctx, a.BoolPlanModifiers())
	case interface{ Int64PlanModifiers() []planmodifier.Int64 }:
		modifiers = descriptions(ctx, a.Int64PlanModifiers())
	case interface{ Float64PlanModifiers() []planmodifier.Float64 }:
		modifiers = descriptions(ctx, a.Float64PlanModifiers())
	case interface{ ListPlanModifiers() []planmodifier.List }:
		modifiers = descriptions(ctx, a.ListPlanModifiers())
	case interface{ ObjectPlanModifiers() []planmodifier.Object }:
		modifiers = descriptions(ctx, a.ObjectPlanModifiers())
	}
	for _, text := range modifiers {
		replaces = replaces || strings.Contains(text, "destroy and recreate the resource")
	}
	return validators, replaces
}
