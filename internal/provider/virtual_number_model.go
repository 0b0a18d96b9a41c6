package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// virtualNumberModel has the attributes that the resource, the data source and the list resource of numbers share:
// nothing that changes with each call, and nothing about callers.
type virtualNumberModel struct {
	ID                    types.String     `tfsdk:"id"`
	PhoneNumber           phoneNumberValue `tfsdk:"phone_number"`
	Name                  types.String     `tfsdk:"name"`
	Active                types.Bool       `tfsdk:"active"`
	Recording             types.Bool       `tfsdk:"recording"`
	RoutingStrategy       types.String     `tfsdk:"routing_strategy"`
	CountryCode           types.String     `tfsdk:"country_code"`
	AIReceptionistEnabled types.Bool       `tfsdk:"ai_receptionist_enabled"`
}

// virtualNumberResourceModel adds the arguments that the API does not have.
type virtualNumberResourceModel struct {
	virtualNumberModel
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// newVirtualNumberModel converts a response of the API to state.
func newVirtualNumberModel(number identitycall.VirtualNumber) virtualNumberModel {
	return virtualNumberModel{
		ID:                    newID(number.ID),
		PhoneNumber:           newPhoneNumber(number.PhoneNumber),
		Name:                  newTextOrNull(number.Name),
		Active:                types.BoolValue(number.Active),
		Recording:             types.BoolValue(number.Recording),
		RoutingStrategy:       types.StringValue(number.RoutingStrategy),
		CountryCode:           types.StringValue(number.CountryCode),
		AIReceptionistEnabled: types.BoolValue(number.AIReceptionistEnabled),
	}
}

// updateRequest is the PATCH from state to plan: exactly the arguments that differ.
func (m virtualNumberModel) updateRequest(state virtualNumberModel) identitycall.VirtualNumberUpdate {
	return identitycall.VirtualNumberUpdate{
		Name:            changedString(m.Name, state.Name),
		Active:          changedBool(m.Active, state.Active),
		Recording:       changedBool(m.Recording, state.Recording),
		RoutingStrategy: changedString(m.RoutingStrategy, state.RoutingStrategy),
	}
}

// warnContradictions warns about each setting that update has sent and that the response returns with another value.
func (m virtualNumberModel) warnContradictions(
	diags *diag.Diagnostics, update identitycall.VirtualNumberUpdate, returned virtualNumberModel,
) {
	object := "virtual number " + returned.label()
	warnContradiction(diags, object, "name", update.Name, m.Name, returned.Name, sameText(m.Name, returned.Name))
	warnContradiction(diags, object, "active", update.Active, m.Active, returned.Active, false)
	warnContradiction(diags, object, "recording", update.Recording, m.Recording, returned.Recording, false)
	warnContradiction(diags, object, "routing_strategy", update.RoutingStrategy, m.RoutingStrategy,
		returned.RoutingStrategy, false)
}

// hasSettings reports whether a setting is configured, also with a value that is not known yet.
func (m virtualNumberModel) hasSettings() bool {
	return !m.Name.IsNull() || !m.Active.IsNull() || !m.Recording.IsNull() || !m.RoutingStrategy.IsNull()
}

// fillUnknown fills the unknown values of the plan from the API's response.
func (m *virtualNumberModel) fillUnknown(returned virtualNumberModel) {
	fillUnknown(&m.ID, returned.ID)
	fillUnknown(&m.PhoneNumber, returned.PhoneNumber)
	fillUnknown(&m.Name, returned.Name)
	fillUnknown(&m.Active, returned.Active)
	fillUnknown(&m.Recording, returned.Recording)
	fillUnknown(&m.RoutingStrategy, returned.RoutingStrategy)
	fillUnknown(&m.CountryCode, returned.CountryCode)
	fillUnknown(&m.AIReceptionistEnabled, returned.AIReceptionistEnabled)
}

// label names a number in messages.
func (m virtualNumberModel) label() string { return objectLabel(m.PhoneNumber.StringValue, m.ID) }

// differsFrom reports whether the plan is for another number than state. A value that is unknown counts as another
// number.
func (m virtualNumberModel) differsFrom(state virtualNumberModel) bool {
	return !m.ID.Equal(state.ID) || !known(m.PhoneNumber) ||
		!phonenumber.Same(m.PhoneNumber.ValueString(), state.PhoneNumber.ValueString())
}

// identifiedAt returns the argument that identifies the number.
func (m virtualNumberModel) identifiedAt() path.Path {
	if m.ID.IsNull() {
		return path.Root("phone_number")
	}
	return path.Root("id")
}
