package provider

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// numberClaim is the key under which a session records that a resource manages a number.
func numberClaim(id int64) string { return "virtual number " + strconv.FormatInt(id, 10) }

// adopt applies the configured settings to the number with one PATCH, or reads the number if there are none.
func (r *virtualNumberResource) adopt(
	ctx context.Context, client *identitycall.Client, id int64, config, plan virtualNumberResourceModel,
	arguments []string, diags *diag.Diagnostics,
) (number identitycall.VirtualNumber, ok bool) {
	at := config.identifiedAt()
	update := plan.updateRequest(virtualNumberModel{})
	// If both id and phone_number are configured, they are compared before anything is written.
	if known(config.ID) && known(config.PhoneNumber) || update == (identitycall.VirtualNumberUpdate{}) {
		err := r.session.checkKey(ctx)
		if err == nil {
			number, err = client.VirtualNumbers.Get(ctx, id)
		}
		if err != nil {
			r.session.addAPIErrorAt(diags, at, adoptSummary(plan.virtualNumberModel, err), err)
			return number, false
		}
		if known(plan.PhoneNumber) && !checkSameNumber(plan.virtualNumberModel, number, diags) {
			return number, false
		}
	}
	if update != (identitycall.VirtualNumberUpdate{}) {
		var err error
		if number, err = client.VirtualNumbers.Update(ctx, id, update); err != nil {
			r.session.addAPIErrorAt(diags, at, adoptSummary(plan.virtualNumberModel, err), err, arguments...)
			return number, false
		}
	}
	return number, true
}

func adoptSummary(number virtualNumberModel, err error) string {
	if identitycall.IsNotFound(err) {
		return fmt.Sprintf("Virtual number %s not found", number.label())
	}
	return fmt.Sprintf("Cannot adopt virtual number %s", number.label())
}

func checkSameNumber(named virtualNumberModel, number identitycall.VirtualNumber, diags *diag.Diagnostics) bool {
	if phonenumber.Same(named.PhoneNumber.ValueString(), number.PhoneNumber) {
		return true
	}
	diags.AddAttributeError(path.Root("phone_number"), "id and phone_number identify two different numbers",
		fmt.Sprintf("The virtual number with ID %d is %s, not %s. Nothing was changed. Correct one of the two, or omit one.",
			number.ID, number.PhoneNumber, named.PhoneNumber.ValueString()))
	return false
}

func addInactive(diags *diag.Diagnostics, phone string) {
	summary := fmt.Sprintf("Virtual number %s is inactive and receives no calls", phone)
	diags.AddAttributeWarning(path.Root("active"), summary,
		"It is adopted as it is, since active is not configured. Set active = true to receive calls, or active = false to "+
			"keep it silent.")
}
