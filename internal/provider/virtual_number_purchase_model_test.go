package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A value that was unknown in the plan may be invalid. The error points at the argument, and nothing is sent.
func TestVirtualNumberPurchaseModel_purchaseRequestOfInvalidArguments(t *testing.T) {
	t.Parallel()
	plan := virtualNumberPurchaseModel{
		PhoneNumber: newPhoneNumber("555 000"), RequirementGroupID: types.StringValue("forty-four"),
	}
	var diags diag.Diagnostics
	request := plan.purchaseRequest(&diags)
	if _, sent := request.RequirementGroupID.Get(); sent || request.PhoneNumber != "" {
		t.Errorf("the request is %+v", request)
	}
	for i, want := range []struct{ at, summary string }{
		{"phone_number", "Invalid phone number"}, {"requirement_group_id", "Invalid ID"},
	} {
		if len(diags) != 2 {
			t.Fatalf("got %v", diags)
		}
		pointed, ok := diags[i].(diag.DiagnosticWithPath)
		if !ok || !pointed.Path().Equal(path.Root(want.at)) || pointed.Summary() != want.summary || pointed.Detail() == "" {
			t.Errorf("got %v, want %q at %s", diags[i], want.summary, want.at)
		}
	}
}

// A purchase sends the number in E.164, and exactly the arguments that are configured.
func TestVirtualNumberPurchaseModel_purchaseRequest(t *testing.T) {
	full := virtualNumberPurchaseModel{
		PhoneNumber: newPhoneNumber("+1 (555) 000-1111"), CountryCode: types.StringValue("US"),
		NumberType: types.StringValue("local"), RequirementGroupID: types.StringValue("44"),
		UpfrontCost: types.StringValue("1.00"), MonthlyCost: types.StringValue("2.50"),
	}
	for name, test := range map[string]struct {
		plan virtualNumberPurchaseModel
		want string
	}{
		"number only": {virtualNumberPurchaseModel{PhoneNumber: newPhoneNumber("+1 (555) 000-1111"),
			CountryCode: types.StringNull(), RequirementGroupID: types.StringNull()},
			`{"phone_number":"+15550001111"}`},
		"unknown": {virtualNumberPurchaseModel{PhoneNumber: newPhoneNumber("+15550001111"),
			MonthlyCost: types.StringUnknown(), RequirementGroupID: types.StringUnknown()},
			`{"phone_number":"+15550001111"}`},
		"everything": {full, `{"phone_number":"+15550001111","country_code":"US","number_type":"local",` +
			`"requirement_group_id":44,"upfront_cost":"1.00","monthly_cost":"2.50"}`},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			mustMarshal(t, test.plan.purchaseRequest(&diags), test.want)
			if diags.HasError() {
				t.Error(diags)
			}
		})
	}
}
