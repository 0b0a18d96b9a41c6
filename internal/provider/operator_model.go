package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// operatorModel is what the API says of an operator. The resource, the data sources and the list resource share it.
type operatorModel struct {
	ID          types.String     `tfsdk:"id"`
	Name        types.String     `tfsdk:"name"`
	PhoneNumber phoneNumberValue `tfsdk:"phone_number"`
	Email       types.String     `tfsdk:"email"`
	Active      types.Bool       `tfsdk:"active"`
	Initials    types.String     `tfsdk:"initials"`
}

// operatorResourceModel is operatorModel with what only Terraform knows.
type operatorResourceModel struct {
	operatorModel
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// newOperatorModel is the one way from the API to state.
func newOperatorModel(operator identitycall.Operator) operatorModel {
	return operatorModel{
		ID:          newID(operator.ID),
		Name:        types.StringValue(operator.Name),
		PhoneNumber: newPhoneNumber(operator.PhoneNumber),
		Email:       textOrNull(operator.Email),
		Active:      types.BoolValue(operator.Active),
		Initials:    types.StringValue(operator.Initials),
	}
}

// createRequest is the POST that makes the planned operator: exactly the arguments that are written.
func (m operatorModel) createRequest() identitycall.OperatorCreate {
	return identitycall.OperatorCreate{
		Name:        m.Name.ValueString(),
		PhoneNumber: m.PhoneNumber.ValueString(),
		Email:       changedString(m.Email, types.StringNull()),
		Active:      changedBool(m.Active, types.BoolNull()),
	}
}

// updateRequest is the PATCH that leads from state to the plan: exactly the arguments that differ.
func (m operatorModel) updateRequest(state operatorModel) identitycall.OperatorUpdate {
	return identitycall.OperatorUpdate{
		Name:        changedString(m.Name, state.Name),
		PhoneNumber: changedString(m.PhoneNumber.StringValue, state.PhoneNumber.StringValue),
		Email:       changedNullableString(m.Email, state.Email),
		Active:      changedBool(m.Active, state.Active),
	}
}

// matches reports whether an operator equals the plan in every argument that is written.
func (m operatorModel) matches(operator identitycall.Operator) bool {
	other := newOperatorModel(operator)
	return phonenumber.Same(m.PhoneNumber.ValueString(), operator.PhoneNumber) &&
		sameWhereKnown(m.Name, other.Name) &&
		sameWhereKnown(m.Email, other.Email) &&
		sameWhereKnown(m.Active, other.Active)
}

// fillUnknown takes from the API what the plan left open.
func (m *operatorModel) fillUnknown(answered operatorModel) {
	fillUnknown(&m.ID, answered.ID)
	fillUnknown(&m.Active, answered.Active)
	fillUnknown(&m.Initials, answered.Initials)
}

// label names an operator in messages.
func (m operatorModel) label() string {
	if known(m.ID) {
		return m.Name.ValueString() + " (id " + m.ID.ValueString() + ")"
	}
	return m.Name.ValueString()
}
