package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// What a plan did not know yet may turn out to be invalid: the error points at the argument, before anything is sent.
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
