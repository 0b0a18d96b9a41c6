package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// A field is omitted if plan and state are equal or the plan is unknown, null if a plan without a value clears it, or
// else the planned value.
func TestOperatorModel_updateRequest(t *testing.T) {
	state := operatorModel{
		ID: types.StringValue("12"), Name: types.StringValue("Alice Carter"), PhoneNumber: newPhoneNumber("+15555550112"),
		Email: types.StringValue("alice@example.com"), Active: types.BoolValue(true), Initials: types.StringValue("AC"),
	}
	for name, test := range map[string]struct {
		change func(plan, state *operatorModel)
		want   string
	}{
		"nothing": {func(_, _ *operatorModel) {}, `{}`},
		"name": {func(plan, _ *operatorModel) {
			plan.Name = types.StringValue("Alice Moss")
		}, `{"name":"Alice Moss"}`},
		"phone number": {func(plan, _ *operatorModel) {
			plan.PhoneNumber = newPhoneNumber("(555) 555-0113")
		}, `{"phone_number":"(555) 555-0113"}`},
		"email": {func(plan, _ *operatorModel) {
			plan.Email = types.StringValue("a@example.com")
		}, `{"email":"a@example.com"}`},
		"email cleared": {func(plan, _ *operatorModel) { plan.Email = types.StringNull() }, `{"email":null}`},
		"email set": {func(_, state *operatorModel) {
			state.Email = types.StringNull()
		}, `{"email":"alice@example.com"}`},
		"no email, as before": {func(plan, state *operatorModel) {
			plan.Email, state.Email = types.StringNull(), types.StringNull()
		}, `{}`},
		"inactive": {func(plan, _ *operatorModel) { plan.Active = types.BoolValue(false) }, `{"active":false}`},
		"computed attributes": {func(plan, _ *operatorModel) {
			plan.Initials, plan.ID = types.StringUnknown(), types.StringUnknown()
		}, `{}`},
		"unknown": {func(plan, _ *operatorModel) {
			plan.Name, plan.Email, plan.Active = types.StringUnknown(), types.StringUnknown(), types.BoolUnknown()
		}, `{}`},
		"all": {func(plan, _ *operatorModel) {
			*plan = operatorModel{Name: types.StringValue("B"), PhoneNumber: newPhoneNumber("+15555550113"),
				Email: types.StringNull(), Active: types.BoolValue(false)}
		}, `{"name":"B","phone_number":"+15555550113","email":null,"active":false}`},
	} {
		t.Run(name, func(t *testing.T) {
			before := state
			plan := state
			test.change(&plan, &before)
			mustMarshal(t, plan.updateRequest(before), test.want)
		})
	}
}

func TestOperatorModel_createRequest(t *testing.T) {
	for want, plan := range map[string]operatorModel{
		`{"name":"A","phone_number":"(555) 555-0112"}`: {Email: types.StringNull(),
			Active: types.BoolUnknown()},
		`{"name":"A","phone_number":"(555) 555-0112","email":"a@example.com","active":false}`: {
			Email: types.StringValue("a@example.com"), Active: types.BoolValue(false)},
	} {
		plan.Name, plan.PhoneNumber = types.StringValue("A"), newPhoneNumber("(555) 555-0112")
		mustMarshal(t, plan.createRequest(), want)
	}
}

// isCreated recognizes the object of a lost POST: it has null where null is planned, and the API's default where the
// plan is unknown.
func TestOperatorModel_isCreated(t *testing.T) {
	operator := identitycall.Operator{
		ID: 12, Name: "Alice Carter", PhoneNumber: "+14155550134", Email: pointer("alice@example.com"), Active: true,
	}
	for name, test := range map[string]struct {
		change    func(*operatorModel, *identitycall.Operator)
		isCreated bool
	}{
		"equal, in a local format": {func(*operatorModel, *identitycall.Operator) {}, true},
		"active configured": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Active = types.BoolValue(true)
		}, true},
		"inactive configured": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Active = types.BoolValue(false)
		}, false},
		"inactive, not configured": {func(_ *operatorModel, o *identitycall.Operator) { o.Active = false }, false},
		"another name": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Name = types.StringValue("Alice")
		}, false},
		"name with outer blanks": {func(_ *operatorModel, o *identitycall.Operator) {
			o.Name = " Alice Carter "
		}, true},
		"name in NFD": {func(m *operatorModel, o *identitycall.Operator) {
			m.Name, o.Name = types.StringValue("Renée"), "Rene\u0301e"
		}, true},
		"address in NFD": {func(m *operatorModel, o *identitycall.Operator) {
			m.Email, o.Email = types.StringValue("Renée@example.com"), pointer("rene\u0301e@example.com")
		}, true},
		"number without its plus": {func(m *operatorModel, o *identitycall.Operator) {
			m.PhoneNumber, o.PhoneNumber = newPhoneNumber("491701234567"), "+491701234567"
		}, true},
		"another number": {func(m *operatorModel, _ *identitycall.Operator) {
			m.PhoneNumber = newPhoneNumber("(415) 555-0135")
		}, false},
		"another address": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Email = types.StringValue("a@example.com")
		}, false},
		"address in another case": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Email = types.StringValue("Alice@Example.com")
		}, true},
		"address not configured": {func(m *operatorModel, _ *identitycall.Operator) {
			m.Email = types.StringNull()
		}, false},
		"without an address": {func(m *operatorModel, o *identitycall.Operator) {
			m.Email, o.Email = types.StringNull(), nil
		}, true},
	} {
		plan, found := operatorModel{
			Name: types.StringValue("Alice Carter"), PhoneNumber: newPhoneNumber("(415) 555-0134"),
			Email: types.StringValue("alice@example.com"), Active: types.BoolUnknown(),
		}, operator
		test.change(&plan, &found)
		if got := plan.isCreated(found); got != test.isCreated {
			t.Errorf("%s: isCreated is %t", name, got)
		}
	}
}
