package provider

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ datasource.DataSourceWithConfigure = (*virtualNumbersDataSource)(nil)

type virtualNumbersDataSource struct{ session *session }

func newVirtualNumbersDataSource() datasource.DataSource { return &virtualNumbersDataSource{} }

type virtualNumbersModel struct {
	virtualNumberFilter
	VirtualNumbers []virtualNumberSummaryModel `tfsdk:"virtual_numbers"`
}

// virtualNumberFilter is what the data source and the list resource choose numbers by. What is left out chooses all.
type virtualNumberFilter struct {
	Active      types.Bool   `tfsdk:"active"`
	CountryCode types.String `tfsdk:"country_code"`
	NameRegex   types.String `tfsdk:"name_regex"`
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

// matches reports whether a number is one of those that the filter chooses.
func (f virtualNumberFilter) matches(number identitycall.VirtualNumberSummary) bool {
	return (f.Active.IsNull() || f.Active.ValueBool() == number.Active) &&
		(f.CountryCode.IsNull() || strings.EqualFold(f.CountryCode.ValueString(), number.CountryCode)) &&
		matchesName(f.NameRegex, number.Name)
}

// matchesName reports whether a name matches a filter's regular expression. No name is matched like an empty one.
func matchesName(filter types.String, name *string) bool {
	if filter.IsNull() {
		return true
	}
	text := ""
	if name != nil {
		text = *name
	}
	expression, err := regexp.Compile(filter.ValueString()) // regexValidator has passed it
	return err == nil && expression.MatchString(text)
}

func (d *virtualNumbersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_virtual_numbers"
}

func (d *virtualNumbersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All virtual numbers that the API key sees, in the short form of the API's list: without `recording` and `routing_strategy`, which the data source `identitycall_virtual_number` has.",
		Attributes: map[string]schema.Attribute{
			"active": schema.BoolAttribute{
				MarkdownDescription: "Chooses the numbers that do, or do not, receive calls.",
				Optional:            true,
			},
			"country_code": schema.StringAttribute{
				MarkdownDescription: "Chooses the numbers of one country, an ISO 3166-1 alpha-2 code in any case.",
				Optional:            true,
				Validators:          []validator.String{countryValidator},
			},
			"name_regex": schema.StringAttribute{
				MarkdownDescription: "Chooses the numbers whose name matches this regular expression (RE2) in any part. A number without a name has an empty one.",
				Optional:            true,
				Validators:          []validator.String{regexValidator},
			},
			"virtual_numbers": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The chosen numbers, in the API's order.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                      schema.StringAttribute{Computed: true, MarkdownDescription: "The number's id."},
					"phone_number":            schema.StringAttribute{Computed: true, CustomType: phoneNumberType{}, MarkdownDescription: "The phone number, in E.164."},
					"name":                    schema.StringAttribute{Computed: true, MarkdownDescription: "The name that the dashboard shows. Null where the number has none."},
					"country_code":            schema.StringAttribute{Computed: true, MarkdownDescription: "The number's country, as an ISO 3166-1 alpha-2 code."},
					"active":                  schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the number receives calls."},
					"ai_receptionist_enabled": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether an AI receptionist takes the calls."},
					"operators": schema.ListNestedAttribute{
						Computed:            true,
						MarkdownDescription: "The first three operators at most, in the order of their priority.",
						NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
							"id":       schema.StringAttribute{Computed: true, MarkdownDescription: "The operator's id."},
							"name":     schema.StringAttribute{Computed: true, MarkdownDescription: "The operator's name."},
							"initials": schema.StringAttribute{Computed: true, MarkdownDescription: "The operator's initials."},
						}},
					},
					"operators_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many operators are attached."},
				}},
			},
		},
	}
}

func (d *virtualNumbersDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *virtualNumbersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model virtualNumbersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	client := d.session.clientFor(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()

	numbers, err := client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(&resp.Diagnostics, "Cannot list the account's virtual numbers", err)
		return
	}
	model.VirtualNumbers = []virtualNumberSummaryModel{}
	for _, number := range numbers {
		if model.matches(number) {
			model.VirtualNumbers = append(model.VirtualNumbers, newVirtualNumberSummaryModel(number))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func newVirtualNumberSummaryModel(number identitycall.VirtualNumberSummary) virtualNumberSummaryModel {
	model := virtualNumberSummaryModel{
		ID:                    newID(number.ID),
		PhoneNumber:           newPhoneNumber(number.PhoneNumber),
		Name:                  textOrNull(number.Name),
		CountryCode:           types.StringValue(number.CountryCode),
		Active:                types.BoolValue(number.Active),
		AIReceptionistEnabled: types.BoolValue(number.AIReceptionistEnabled),
		Operators:             []operatorSummaryModel{},
		OperatorsCount:        types.Int64Value(number.OperatorsCount),
	}
	for _, operator := range number.Operators {
		model.Operators = append(model.Operators, operatorSummaryModel{
			ID: newID(operator.ID), Name: types.StringPointerValue(operator.Name), Initials: types.StringPointerValue(operator.Initials),
		})
	}
	return model
}
