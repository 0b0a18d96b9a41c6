package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A field is omitted if plan and state are equal or the plan is unknown, or else the planned value.
func TestVirtualNumberModel_updateRequest(t *testing.T) {
	state := virtualNumberModel{
		ID: types.StringValue("7"), PhoneNumber: newPhoneNumber("+15551234567"), Name: types.StringValue("Sales"),
		Active: types.BoolValue(true), Recording: types.BoolValue(true), RoutingStrategy: types.StringValue("priority"),
		CountryCode: types.StringValue("US"), AIReceptionistEnabled: types.BoolValue(false),
	}
	for name, test := range map[string]struct {
		change func(plan, state *virtualNumberModel)
		want   string
	}{
		"nothing": {func(_, _ *virtualNumberModel) {}, `{}`},
		"name": {func(plan, _ *virtualNumberModel) {
			plan.Name = types.StringValue("Support")
		}, `{"name":"Support"}`},
		"name in another form": {func(plan, state *virtualNumberModel) {
			plan.Name, state.Name = types.StringValue("Renée\n"), types.StringValue("Renée")
		}, `{}`},
		"first name":   {func(_, state *virtualNumberModel) { state.Name = types.StringNull() }, `{"name":"Sales"}`},
		"name omitted": {func(plan, _ *virtualNumberModel) { plan.Name = types.StringNull() }, `{}`},
		"inactive":     {func(plan, _ *virtualNumberModel) { plan.Active = types.BoolValue(false) }, `{"active":false}`},
		"not recorded": {func(plan, _ *virtualNumberModel) {
			plan.Recording = types.BoolValue(false)
		}, `{"recording":false}`},
		"routing": {func(plan, _ *virtualNumberModel) {
			plan.RoutingStrategy = types.StringValue("simultaneous")
		}, `{"routing_strategy":"simultaneous"}`},
		"computed attributes": {func(plan, _ *virtualNumberModel) {
			plan.CountryCode, plan.AIReceptionistEnabled = types.StringUnknown(), types.BoolValue(true)
		}, `{}`},
		"another format": {func(plan, _ *virtualNumberModel) { plan.PhoneNumber = newPhoneNumber("+1 555 123 4567") }, `{}`},
		"unknown": {func(plan, _ *virtualNumberModel) {
			plan.Name, plan.Active, plan.Recording, plan.RoutingStrategy = types.StringUnknown(), types.BoolUnknown(),
				types.BoolUnknown(), types.StringUnknown()
		}, `{}`},
		"adopted: every configured argument, also if it does not differ": {func(_, state *virtualNumberModel) {
			*state = virtualNumberModel{}
		},
			`{"name":"Sales","active":true,"recording":true,"routing_strategy":"priority"}`},
	} {
		t.Run(name, func(t *testing.T) {
			before := state
			plan := state
			test.change(&plan, &before)
			mustMarshal(t, plan.updateRequest(before), test.want)
		})
	}
}

// Pulumi names what has no name "logical name-seven hexadecimal digits".
func TestRefuseInventedName(t *testing.T) {
	current := virtualNumberModel{ID: newID(7), PhoneNumber: newPhoneNumber("+15551234567")}
	current.Name = types.StringValue("Sales")
	for name, refused := range map[types.String]bool{
		types.StringValue("sales-e4f9a69"): true, types.StringValue("sales-e4f9a6"): false,
		types.StringValue("sales-e4f9a69 "): false, types.StringValue("Sales"): false, types.StringNull(): false,
		types.StringUnknown(): false,
	} {
		var diags diag.Diagnostics
		refuseInventedName(&diags, name, current)
		if diags.HasError() != refused {
			t.Errorf("%s: got %v", name, diags)
		}
	}
	current.Name = types.StringValue("sales-e4f9a69") // an earlier run has adopted it so
	var diags diag.Diagnostics
	if refuseInventedName(&diags, current.Name, current); diags.HasError() {
		t.Errorf("got %v", diags)
	}
}
