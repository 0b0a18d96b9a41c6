package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ datasource.DataSourceWithConfigure = (*availableVirtualNumbersDataSource)(nil)

func newAvailableVirtualNumbersDataSource() datasource.DataSource {
	return &availableVirtualNumbersDataSource{}
}

type availableVirtualNumbersDataSource struct{ dataSourceBase }

type availableVirtualNumbersModel struct {
	Country                 types.String                  `tfsdk:"country"`
	NumberType              types.String                  `tfsdk:"number_type"`
	MaxResults              types.Int64                   `tfsdk:"max_results"`
	AvailableVirtualNumbers []availableVirtualNumberModel `tfsdk:"available_virtual_numbers"`
}

type availableVirtualNumberModel struct {
	PhoneNumber phoneNumberValue       `tfsdk:"phone_number"`
	CountryCode types.String           `tfsdk:"country_code"`
	NumberType  types.String           `tfsdk:"number_type"`
	UpfrontCost types.String           `tfsdk:"upfront_cost"`
	MonthlyCost types.String           `tfsdk:"monthly_cost"`
	Features    []string               `tfsdk:"features"`
	Regions     []inventoryRegionModel `tfsdk:"region_information"`
}

type inventoryRegionModel struct {
	Type types.String `tfsdk:"region_type"`
	Name types.String `tfsdk:"region_name"`
}

func (d *availableVirtualNumbersDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_available_virtual_numbers"
}

func (d *availableVirtualNumbersDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the numbers that can be purchased now. The inventory changes: another customer may " +
			"purchase a number at any time, and a number that you purchase is no longer in it. Choose a number from the list, " +
			"and write the number itself into the configuration.",
		Attributes: map[string]schema.Attribute{
			"country": schema.StringAttribute{
				MarkdownDescription: "The country, an ISO 3166-1 alpha-2 code in any case. If omitted, the API uses `US`.",
				Optional:            true,
				Validators:          []validator.String{countryValidator},
			},
			"number_type": schema.StringAttribute{
				MarkdownDescription: "The number type: `mobile`, `local`, `toll-free` or `national`. If omitted, the API uses " +
					"`mobile`.",
				Optional:   true,
				Validators: []validator.String{numberTypeValidator},
			},
			"max_results": schema.Int64Attribute{
				CustomType: wholeNumberType{},
				MarkdownDescription: "Maximum number of results, from the beginning of the inventory. If omitted, all are " +
					"returned.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"available_virtual_numbers": computedList("The numbers in the carrier's order. A detail that the carrier does not "+
				"return is null.", map[string]schema.Attribute{
				"phone_number": computedPhoneNumber("The phone number, in E.164."),
				"country_code": computedString("The number's country, as an ISO 3166-1 alpha-2 code."),
				"number_type":  computedString("The number type."),
				"upfront_cost": computedString("The one-time cost, a decimal in the carrier's currency."),
				"monthly_cost": computedString("The monthly cost, a decimal in the carrier's currency."),
				"features": schema.ListAttribute{
					Computed: true, ElementType: types.StringType,
					MarkdownDescription: "The features of the number: `voice`, `sms`, `mms`.",
				},
				"region_information": computedList("The regions of the number.", map[string]schema.Attribute{
					"region_type": computedString("The type of the region."),
					"region_name": computedString("The region's name."),
				}),
			}),
		},
	}
}

func (d *availableVirtualNumbersDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var model availableVirtualNumbersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	ctx, end, ok := d.session.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}

	entries, err := d.session.client.VirtualNumbers.Available(
		ctx, strings.ToUpper(model.Country.ValueString()), model.NumberType.ValueString(), model.MaxResults.ValueInt64())
	if err != nil {
		d.session.addAPIError(
			&resp.Diagnostics, "Cannot list the numbers that can be purchased", err, "country", "number_type")
		return
	}
	model.AvailableVirtualNumbers = []availableVirtualNumberModel{}
	for _, entry := range entries {
		model.AvailableVirtualNumbers = append(model.AvailableVirtualNumbers, newAvailableVirtualNumberModel(entry))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func newAvailableVirtualNumberModel(entry identitycall.InventoryEntry) availableVirtualNumberModel {
	model := availableVirtualNumberModel{
		PhoneNumber: newPhoneNumber(entry.PhoneNumber),
		CountryCode: types.StringPointerValue(entry.CountryCode),
		NumberType:  types.StringPointerValue(entry.NumberType),
		UpfrontCost: types.StringPointerValue(entry.UpfrontCost),
		MonthlyCost: types.StringPointerValue(entry.MonthlyCost),
		Features:    entry.Features,
		Regions:     []inventoryRegionModel{},
	}
	for _, region := range entry.Regions {
		model.Regions = append(model.Regions, inventoryRegionModel{
			Type: types.StringPointerValue(region.Type), Name: types.StringPointerValue(region.Name),
		})
	}
	return model
}
