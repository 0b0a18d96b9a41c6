package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ datasource.DataSourceWithConfigure = (*virtualNumbersDataSource)(nil)

func newVirtualNumbersDataSource() datasource.DataSource { return &virtualNumbersDataSource{} }

type virtualNumbersDataSource struct{ dataSourceBase }

type virtualNumbersModel struct {
	virtualNumberFilter
	VirtualNumbers []virtualNumberSummaryModel `tfsdk:"virtual_numbers"`
}

type virtualNumberSummaryModel struct {
	ID                    types.String           `tfsdk:"id"`
	PhoneNumber           phoneNumberValue       `tfsdk:"phone_number"`
	Name                  types.String           `tfsdk:"name"`
	CountryCode           types.String           `tfsdk:"country_code"`
	Active                types.Bool             `tfsdk:"active"`
	AIReceptionistEnabled types.Bool             `tfsdk:"ai_receptionist_enabled"`
	Operators             []operatorSummaryModel `tfsdk:"operators"`
	OperatorsCount        types.Int64            `tfsdk:"operators_count"`
}

type operatorSummaryModel struct {
	ID       types.String `tfsdk:"id"`
	Name     types.String `tfsdk:"name"`
	Initials types.String `tfsdk:"initials"`
}

func (d *virtualNumbersDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_numbers"
}

func (d *virtualNumbersDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the virtual numbers that the key can see, in the API's short form. It lacks " +
			"`recording` and `routing_strategy`, which the data source `identitycall_virtual_number` returns.",
		Attributes: map[string]schema.Attribute{
			"active":       schema.BoolAttribute{MarkdownDescription: activeNumbersFilter, Optional: true},
			"country_code": optionalString(countryFilter, countryValidator),
			"name_regex":   optionalString(nameFilter, regexValidator),
			"virtual_numbers": computedList("The numbers, in the API's order.", map[string]schema.Attribute{
				"id":                      computedString("The number's ID."),
				"phone_number":            computedPhoneNumber("The phone number, in E.164."),
				"name":                    computedString("The number's name in the dashboard. Null if it has none."),
				"country_code":            computedString("The number's country, as an ISO 3166-1 alpha-2 code."),
				"active":                  computedBool("Whether the number receives calls."),
				"ai_receptionist_enabled": computedBool("Whether an AI receptionist takes the calls."),
				"operators": computedList("The first three operators at most, by priority.", map[string]schema.Attribute{
					"id":       computedString("The operator's ID."),
					"name":     computedString("The operator's name."),
					"initials": computedString("The operator's initials."),
				}),
				"operators_count": computedInt64("How many operators are attached."),
			}),
		},
	}
}

func (d *virtualNumbersDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var model virtualNumbersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	ctx, end, ok := d.session.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}

	numbers, err := d.session.client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(&resp.Diagnostics, "Cannot list the account's virtual numbers", err)
		return
	}
	model.VirtualNumbers = []virtualNumberSummaryModel{}
	for _, number := range filtered(numbers, model.matches) {
		if number.Err != nil {
			d.session.addAPIError(&resp.Diagnostics, "Cannot list the account's virtual numbers", number.Err)
		}
		model.VirtualNumbers = append(model.VirtualNumbers, newVirtualNumberSummaryModel(number))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func newVirtualNumberSummaryModel(number identitycall.VirtualNumberSummary) virtualNumberSummaryModel {
	model := virtualNumberSummaryModel{
		ID:                    newID(number.ID),
		PhoneNumber:           newPhoneNumber(number.PhoneNumber),
		Name:                  newTextOrNull(number.Name),
		CountryCode:           types.StringValue(number.CountryCode),
		Active:                types.BoolValue(number.Active),
		AIReceptionistEnabled: types.BoolValue(number.AIReceptionistEnabled),
		Operators:             []operatorSummaryModel{},
		OperatorsCount:        types.Int64Value(number.OperatorsCount),
	}
	for _, operator := range number.Operators {
		model.Operators = append(model.Operators, operatorSummaryModel{
			ID: newID(operator.ID), Name: types.StringPointerValue(operator.Name),
			Initials: types.StringPointerValue(operator.Initials),
		})
	}
	return model
}
