package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// readToAdopt reads a number that is adopted. If id and phone_number are configured, both must identify it. Inside
// apply, the plan and Create share the request, which is sent moments before the PATCH.
func (r *virtualNumberResource) readToAdopt(
	ctx context.Context, id int64, config virtualNumberModel, diags *diag.Diagnostics,
) (virtualNumberModel, bool) {
	number, err := r.session.client.VirtualNumbers.GetCached(ctx, id)
	if err != nil {
		r.session.addAPIErrorAt(diags, config.identifiedAt(), adoptSummary(config, err), err)
		return virtualNumberModel{}, false
	}
	if known(config.PhoneNumber) && !phonenumber.Same(config.PhoneNumber.ValueString(), number.PhoneNumber) {
		diags.AddAttributeError(path.Root("phone_number"), "id and phone_number identify two different numbers",
			fmt.Sprintf("The virtual number with ID %d is %s, not %s. Nothing was changed. Correct one of the two, or omit one.",
				number.ID, number.PhoneNumber, config.PhoneNumber.ValueString()))
		return virtualNumberModel{}, false
	}
	current := newVirtualNumberModel(number)
	keepFormat(&current.Name, config.Name, sameText)
	return current, true
}

// adopt applies the configured settings that differ from those of the number, with one PATCH, or sends nothing.
func (r *virtualNumberResource) adopt(
	ctx context.Context, id int64, plan virtualNumberModel, arguments []string,
	diags *diag.Diagnostics,
) (virtualNumberModel, bool) {
	current, ok := r.readToAdopt(ctx, id, plan, diags)
	update := plan.updateRequest(current)
	if !ok || update == (identitycall.VirtualNumberUpdate{}) {
		return current, ok
	}
	number, err := r.session.client.VirtualNumbers.Update(ctx, id, update)
	if err != nil {
		r.session.addAPIErrorAt(diags, plan.identifiedAt(), adoptSummary(plan, err), err, arguments...)
		return virtualNumberModel{}, false
	}
	adopted := newVirtualNumberModel(number)
	plan.warnContradictions(diags, update, adopted)
	return adopted, true
}

func adoptSummary(number virtualNumberModel, err error) string {
	if identitycall.IsNotFound(err) {
		return fmt.Sprintf("Virtual number %s not found", number.label())
	}
	return fmt.Sprintf("Cannot adopt virtual number %s", number.label())
}

func addInactive(diags *diag.Diagnostics, phone string) {
	summary := fmt.Sprintf("Virtual number %s is inactive and receives no calls", phone)
	diags.AddAttributeWarning(path.Root("active"), summary,
		"It is adopted as it is, since active is not configured. Set active = true to receive calls, or active = false to "+
			"keep it inactive.")
}

// warnAdoption warns about the settings of a number that an adoption changes. The plan shows them like those of a new
// object.
func warnAdoption(diags *diag.Diagnostics, config, current virtualNumberModel) {
	var changed, details []string
	compare := func(argument string, wanted, is attr.Value, consequence string) {
		if known(wanted) && !wanted.Equal(is) {
			changed = append(changed, argument)
			details = append(details, fmt.Sprintf("- %s: %s -> %s%s", argument, quoted(is), quoted(wanted), consequence))
		}
	}
	becomesInactive, becomesRecorded := "", ""
	if !config.Active.ValueBool() {
		becomesInactive = " (the number stops receiving calls)"
	}
	if config.Recording.ValueBool() {
		becomesRecorded = " (calls are recorded)"
	}
	compare("active", config.Active, current.Active, becomesInactive)
	compare("name", config.Name, current.Name, "")
	compare("recording", config.Recording, current.Recording, becomesRecorded)
	compare("routing_strategy", config.RoutingStrategy, current.RoutingStrategy, "")
	if len(changed) == 0 {
		return
	}
	label := objectLabel(current.PhoneNumber.StringValue, current.ID)
	diags.AddWarning(fmt.Sprintf("Adopting %s changes %s", label, enumerate(changed)),
		fmt.Sprintf("The number is on the account already. Creating this resource changes:\n%s\n\nTo keep a setting, "+
			"omit its "+
			"argument, or set it to the old value. If another resource of this configuration manages %s, remove one of "+
			"the two: "+
			"the next plan refuses both.", strings.Join(details, "\n"), label))
}
