package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

type virtualNumberPurchaseModel struct {
	ID                 types.String     `tfsdk:"id"`
	PhoneNumber        phoneNumberValue `tfsdk:"phone_number"`
	CountryCode        types.String     `tfsdk:"country_code"`
	NumberType         types.String     `tfsdk:"number_type"`
	RequirementGroupID types.String     `tfsdk:"requirement_group_id"`
	UpfrontCost        types.String     `tfsdk:"upfront_cost"`
	MonthlyCost        types.String     `tfsdk:"monthly_cost"`
	Timeouts           timeouts.Value   `tfsdk:"timeouts"`
}

// purchaseRequest is the POST that purchases the planned number: exactly the arguments that are configured.
func (m virtualNumberPurchaseModel) purchaseRequest(diags *diag.Diagnostics) identitycall.VirtualNumberPurchase {
	number, err := phonenumber.E164(m.PhoneNumber.ValueString(), "")
	if err != nil {
		diags.AddAttributeError(path.Root("phone_number"), "Invalid phone number", sentence(err))
	}
	request := identitycall.VirtualNumberPurchase{
		PhoneNumber: number,
		CountryCode: changedString(m.CountryCode, types.StringNull()),
		NumberType:  changedString(m.NumberType, types.StringNull()),
		UpfrontCost: changedString(m.UpfrontCost, types.StringNull()),
		MonthlyCost: changedString(m.MonthlyCost, types.StringNull()),
	}
	if known(m.RequirementGroupID) {
		if group, ok := configuredID(m.RequirementGroupID, path.Root("requirement_group_id"), diags); ok {
			request.RequirementGroupID = identitycall.Value(group)
		}
	}
	return request
}

func (m virtualNumberPurchaseModel) label() string {
	return objectLabel(m.PhoneNumber.StringValue, m.ID)
}

// managedObject is the purchase in the ledger, nil if its phone number is not known.
func (m virtualNumberPurchaseModel) managedObject() managedObject {
	number, err := phonenumber.E164(m.PhoneNumber.ValueString(), "")
	if err != nil {
		return nil
	}
	return purchaseObject(number)
}
