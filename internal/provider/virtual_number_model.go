package provider

import (
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// virtualNumberModel is what the API says of a number and state may hold: nothing that moves with each call, and nothing
// of callers. The resource, the data source and the list resource share it.
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

// virtualNumberResourceModel is virtualNumberModel with what only Terraform knows.
type virtualNumberResourceModel struct {
	virtualNumberModel
	Purchase       types.Object   `tfsdk:"purchase"`
	DeletionPolicy types.String   `tfsdk:"deletion_policy"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`
}

// newVirtualNumberModel is the one way from the API to state.
func newVirtualNumberModel(number identitycall.VirtualNumber) virtualNumberModel {
	return virtualNumberModel{
		ID:                    newID(number.ID),
		PhoneNumber:           newPhoneNumber(number.PhoneNumber),
		Name:                  textOrNull(number.Name),
		Active:                types.BoolValue(number.Active),
		Recording:             types.BoolValue(number.Recording),
		RoutingStrategy:       types.StringValue(number.RoutingStrategy),
		CountryCode:           types.StringValue(number.CountryCode),
		AIReceptionistEnabled: types.BoolValue(number.AIReceptionistEnabled),
	}
}

// textOrNull is a text that an object may be without. A blank one counts as none: no configuration can say otherwise.
func textOrNull(text *string) types.String {
	if text == nil || strings.TrimSpace(*text) == "" {
		return types.StringNull()
	}
	return types.StringValue(*text)
}

// newID writes an id as state has it.
func newID(id int64) types.String { return types.StringValue(strconv.FormatInt(id, 10)) }

// updateRequest is the PATCH that leads from state to the plan: exactly the arguments that differ.
func (m virtualNumberModel) updateRequest(state virtualNumberModel) identitycall.VirtualNumberUpdate {
	return identitycall.VirtualNumberUpdate{
		Name:            changedString(m.Name, state.Name),
		Active:          changedBool(m.Active, state.Active),
		Recording:       changedBool(m.Recording, state.Recording),
		RoutingStrategy: changedString(m.RoutingStrategy, state.RoutingStrategy),
	}
}

// fillUnknown takes from the API what the plan left open.
func (m *virtualNumberModel) fillUnknown(answered virtualNumberModel) {
	fillUnknown(&m.ID, answered.ID)
	fillUnknown(&m.PhoneNumber, answered.PhoneNumber)
	fillUnknown(&m.Name, answered.Name)
	fillUnknown(&m.Active, answered.Active)
	fillUnknown(&m.Recording, answered.Recording)
	fillUnknown(&m.RoutingStrategy, answered.RoutingStrategy)
	fillUnknown(&m.CountryCode, answered.CountryCode)
	fillUnknown(&m.AIReceptionistEnabled, answered.AIReceptionistEnabled)
}

// label names a number in messages: by its id, and by its digits where they are known.
func (m virtualNumberModel) label() string {
	switch {
	case m.PhoneNumber.isKnown() && !m.ID.IsNull() && !m.ID.IsUnknown():
		return m.PhoneNumber.ValueString() + " (id " + m.ID.ValueString() + ")"
	case m.PhoneNumber.isKnown():
		return m.PhoneNumber.ValueString()
	default:
		return "with id " + m.ID.ValueString()
	}
}
