package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ datasource.DataSourceWithConfigure        = (*virtualNumberDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*virtualNumberDataSource)(nil)
)

func newVirtualNumberDataSource() datasource.DataSource { return &virtualNumberDataSource{} }

type virtualNumberDataSource struct{ dataSourceBase }

type virtualNumberDataSourceModel struct {
	virtualNumberModel
	Stats     *virtualNumberStatsModel `tfsdk:"stats"`
	Operators []attachedOperatorModel  `tfsdk:"operators"`
}

type virtualNumberStatsModel struct {
	TotalCalls             types.Int64   `tfsdk:"total_calls"`
	AnsweredCalls          types.Int64   `tfsdk:"answered_calls"`
	MissedCalls            types.Int64   `tfsdk:"missed_calls"`
	AverageDurationSeconds types.Float64 `tfsdk:"average_duration_seconds"`
}

type attachedOperatorModel struct {
	ID          types.String     `tfsdk:"id"`
	Name        types.String     `tfsdk:"name"`
	PhoneNumber phoneNumberValue `tfsdk:"phone_number"`
	Initials    types.String     `tfsdk:"initials"`
	Priority    types.Int64      `tfsdk:"priority"`
}

func (d *virtualNumberDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_virtual_number"
}

func (d *virtualNumberDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Looks up one virtual number by `id` or `phone_number`, with its settings, operators and call " +
			"statistics. Calls and transcripts are never read.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The number's ID. Exactly one of `id` and `phone_number` is required.",
				Optional:            true,
				Computed:            true,
			},
			"phone_number": schema.StringAttribute{
				CustomType: phoneNumberType{},
				MarkdownDescription: "The phone number with its plus sign, in any format. Exactly one of `id` and `phone_number` " +
					"is required.",
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{virtualNumberValidator},
			},
			"name":      computedString("The number's name in the dashboard. Null if it has none."),
			"active":    computedBool("Whether the number receives calls."),
			"recording": computedBool("Whether calls are recorded."),
			"routing_strategy": computedString("How a call is routed to operators: `priority`, `round_robin` or " +
				"`simultaneous`."),
			"country_code":            computedString("The number's country, as an ISO 3166-1 alpha-2 code."),
			"ai_receptionist_enabled": computedBool("Whether an AI receptionist takes the calls."),
			"stats": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "Call statistics of the number.",
				Attributes: map[string]schema.Attribute{
					"total_calls":              computedInt64("All calls."),
					"answered_calls":           computedInt64("The calls that were answered."),
					"missed_calls":             computedInt64("The calls that nobody answered."),
					"average_duration_seconds": computedFloat64("The average duration of a call, in seconds."),
				},
			},
			"operators": computedList("The attached operators, in the order of their priority.", map[string]schema.Attribute{
				"id":           computedString("The operator's ID."),
				"name":         computedString("The operator's name."),
				"phone_number": computedPhoneNumber("The operator's phone number, in E.164."),
				"initials":     computedString("The operator's initials."),
				"priority":     computedInt64("The operator's place in the list, counted from 0."),
			}),
		},
	}
}

func (d *virtualNumberDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		exactlyOneOf{"id", "phone_number"},
	}
}

func (d *virtualNumberDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config virtualNumberDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	ctx, end, ok := d.session.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}

	summary := "Cannot read virtual number " + config.label()
	id, ok := d.session.virtualNumberID(ctx, config.virtualNumberModel, checkDigits, &resp.Diagnostics)
	if !ok {
		return
	}
	number, err := d.session.client.VirtualNumbers.GetCached(ctx, id)
	if err != nil {
		d.session.addAPIErrorAt(&resp.Diagnostics, path.Root("id"), summary, err)
		return
	}
	if number.Stats == nil || number.Operators == nil {
		resp.Diagnostics.AddError(summary, fmt.Sprintf("The response to GET /virtual_numbers/%d lacks \"stats\" or "+
			"\"operators\". Check base_url, or report this to the provider's developers.", id))
		return
	}
	state := newVirtualNumberDataSourceModel(number)
	if known(config.PhoneNumber) {
		state.PhoneNumber = config.PhoneNumber
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func newVirtualNumberDataSourceModel(number identitycall.VirtualNumber) virtualNumberDataSourceModel {
	model := virtualNumberDataSourceModel{
		virtualNumberModel: newVirtualNumberModel(number),
		Stats: &virtualNumberStatsModel{
			TotalCalls:             types.Int64PointerValue(number.Stats.TotalCalls),
			AnsweredCalls:          types.Int64PointerValue(number.Stats.AnsweredCalls),
			MissedCalls:            types.Int64PointerValue(number.Stats.MissedCalls),
			AverageDurationSeconds: types.Float64PointerValue(number.Stats.AverageDurationSeconds),
		},
		Operators: []attachedOperatorModel{},
	}
	for _, operator := range number.Operators {
		model.Operators = append(model.Operators, attachedOperatorModel{
			ID:          newID(operator.ID),
			Name:        types.StringPointerValue(operator.Name),
			PhoneNumber: phoneNumberValue{types.StringPointerValue(operator.PhoneNumber)},
			Initials:    types.StringPointerValue(operator.Initials),
			Priority:    types.Int64Value(operator.Priority),
		})
	}
	return model
}

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
