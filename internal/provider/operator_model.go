package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// operatorModel has the attributes that the resource, the data sources and the list resource of operators share.
type operatorModel struct {
	ID          types.String     `tfsdk:"id"`
	Name        types.String     `tfsdk:"name"`
	PhoneNumber phoneNumberValue `tfsdk:"phone_number"`
	Email       types.String     `tfsdk:"email"`
	Active      types.Bool       `tfsdk:"active"`
	Initials    types.String     `tfsdk:"initials"`
}

// operatorResourceModel adds the arguments that the API does not have.
type operatorResourceModel struct {
	operatorModel
	ForceDestroy types.Bool     `tfsdk:"force_destroy"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// newOperatorModel converts a response of the API to state.
func newOperatorModel(operator identitycall.Operator) operatorModel {
	return operatorModel{
		ID:          newID(operator.ID),
		Name:        newText(operator.Name),
		PhoneNumber: newPhoneNumber(operator.PhoneNumber),
		Email:       newTextOrNull(operator.Email),
		Active:      types.BoolValue(operator.Active),
		Initials:    types.StringValue(operator.Initials),
	}
}

// createRequest is the POST that creates the planned operator: exactly the arguments that are configured.
func (m operatorModel) createRequest() identitycall.OperatorCreate {
	return identitycall.OperatorCreate{
		Name:        m.Name.ValueString(),
		PhoneNumber: m.PhoneNumber.ValueString(),
		Email:       changedString(m.Email, types.StringNull()),
		Active:      changedBool(m.Active, types.BoolNull()),
	}
}

// updateRequest is the PATCH from state to plan: exactly the arguments that differ.
func (m operatorModel) updateRequest(state operatorModel) identitycall.OperatorUpdate {
	return identitycall.OperatorUpdate{
		Name:        changedString(m.Name, state.Name),
		PhoneNumber: changedString(m.PhoneNumber.StringValue, state.PhoneNumber.StringValue),
		Email:       changedNullableString(m.Email, state.Email), // a planned null becomes JSON null
		Active:      changedBool(m.Active, state.Active),
	}
}

// isCreated reports whether an operator can be the result of creating the plan: it equals the plan in every setting,
// without an e-mail address if none is planned, and active unless it is planned otherwise.
func (m operatorModel) isCreated(operator identitycall.Operator) bool {
	created := newOperatorModel(operator)
	return phonenumber.Same(m.PhoneNumber.ValueString(), operator.PhoneNumber) &&
		sameText(m.Name, created.Name) &&
		(sameEmail(m.Email, created.Email) || m.Email.IsNull() && created.Email.IsNull()) &&
		(m.Active.Equal(created.Active) || !known(m.Active) && operator.Active)
}

// sharedSetting returns the setting of an operator that the plan has too, which may mean that both are one person: the
// phone number or the e-mail address. It is empty if both differ or are not known yet.
func (m operatorModel) sharedSetting(operator identitycall.Operator) string {
	switch {
	case known(m.PhoneNumber) && phonenumber.Same(m.PhoneNumber.ValueString(), operator.PhoneNumber):
		return "phone number"
	case sameEmail(m.Email, newTextOrNull(operator.Email)):
		return "e-mail address"
	}
	return ""
}

// warnContradictions warns about each setting that update has sent and that the response returns with another value.
func (m operatorModel) warnContradictions(
	diags *diag.Diagnostics, update identitycall.OperatorUpdate, returned operatorModel,
) {
	object := "operator " + returned.label()
	samePhone := phonenumber.Same(m.PhoneNumber.ValueString(), returned.PhoneNumber.ValueString())
	warnContradiction(diags, object, "name", update.Name, m.Name, returned.Name, sameText(m.Name, returned.Name))
	warnContradiction(diags, object, "phone_number", update.PhoneNumber, m.PhoneNumber, returned.PhoneNumber, samePhone)
	warnContradiction(diags, object, "email", update.Email, m.Email, returned.Email, sameEmail(m.Email, returned.Email))
	warnContradiction(diags, object, "active", update.Active, m.Active, returned.Active, false)
}

// keepFormats keeps the texts of the prior state that the API returns in another form.
func (m *operatorModel) keepFormats(prior operatorModel) {
	keepFormat(&m.Name, prior.Name, sameText)
	keepFormat(&m.Email, prior.Email, sameEmail)
}

// fillUnknown fills the unknown values of the plan from the API's response.
func (m *operatorModel) fillUnknown(returned operatorModel) {
	fillUnknown(&m.ID, returned.ID)
	fillUnknown(&m.Active, returned.Active)
	fillUnknown(&m.Initials, returned.Initials)
}

// label names an operator in messages.
func (m operatorModel) label() string { return objectLabel(m.Name, m.ID) }
