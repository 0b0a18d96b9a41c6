package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var (
	_ datasource.DataSourceWithConfigure        = (*operatorDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*operatorDataSource)(nil)
)

func newOperatorDataSource() datasource.DataSource { return &operatorDataSource{} }

type operatorDataSource struct{ dataSourceBase }

type operatorDataSourceModel struct {
	operatorModel
	VirtualNumbersCount types.Int64                  `tfsdk:"virtual_numbers_count"`
	VirtualNumbers      []operatorVirtualNumberModel `tfsdk:"virtual_numbers"`
}

// operatorVirtualNumberModel is a number to which an operator is attached.
type operatorVirtualNumberModel struct {
	ID          types.String     `tfsdk:"id"`
	PhoneNumber phoneNumberValue `tfsdk:"phone_number"`
	Name        types.String     `tfsdk:"name"`
	Active      types.Bool       `tfsdk:"active"`
}

func (d *operatorDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_operator"
}

func (d *operatorDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Looks up one operator by `id`, `phone_number` or `email`. Fails unless exactly one operator " +
			"matches.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The operator's ID. Exactly one of `id`, `phone_number` and `email` is required.",
				Optional:            true,
				Computed:            true,
			},
			"phone_number": schema.StringAttribute{
				CustomType: phoneNumberType{},
				MarkdownDescription: "The operator's phone number, in any format. A local format is read in the region of the " +
					"operators' numbers, or as dialed from abroad, with 00 or 011 in front. Exactly one of `id`, " +
					"`phone_number` and `email` is required.",
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{operatorPhoneValidator},
			},
			"email": schema.StringAttribute{
				MarkdownDescription: "The operator's e-mail address. Case and outer white space do not count. Null if the " +
					"operator has none. Exactly one of `id`, `phone_number` and `email` is required.",
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{notBlankValidator},
			},
			"name":                  computedString("The operator's name."),
			"active":                computedBool("Whether the operator takes calls."),
			"initials":              computedString("The operator's initials in the dashboard."),
			"virtual_numbers_count": computedInt64("How many virtual numbers the operator is attached to."),
			"virtual_numbers": computedList("The virtual numbers that the operator is attached to.", map[string]schema.Attribute{
				"id":           computedString("The number's ID."),
				"phone_number": computedPhoneNumber("The phone number, in E.164."),
				"name":         computedString("The number's name. Null if it has none."),
				"active":       computedBool("Whether the number receives calls."),
			}),
		},
	}
}

func (d *operatorDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		exactlyOneOf{"id", "phone_number", "email"},
	}
}

func (d *operatorDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config operatorDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	ctx, end, ok := d.session.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}

	operator, ok := d.find(ctx, config.operatorModel, &resp.Diagnostics)
	if !ok {
		return
	}
	state := newOperatorDataSourceModel(operator)
	if known(config.PhoneNumber) {
		state.PhoneNumber = config.PhoneNumber
	}
	keepFormat(&state.Email, config.Email, sameEmail)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// find returns the operator that the configuration identifies.
func (d *operatorDataSource) find(
	ctx context.Context, config operatorModel, diags *diag.Diagnostics,
) (identitycall.Operator, bool) {
	id, ok := d.findID(ctx, config, diags)
	if !ok {
		return identitycall.Operator{}, false
	}
	operator, err := d.session.client.Operators.GetDetailCached(ctx, id) // only the detail form has the numbers
	if err != nil {
		d.session.addAPIErrorAt(diags, path.Root("id"), fmt.Sprintf("Cannot read operator %d", id), err)
		return operator, false
	}
	if operator.VirtualNumbers == nil {
		diags.AddError(fmt.Sprintf("Cannot read operator %d", id),
			fmt.Sprintf("The response to GET /operators/%d lacks \"virtual_numbers\". Check base_url, or report this to the "+
				"provider's developers.", id))
		return operator, false
	}
	return operator, true
}

func (d *operatorDataSource) findID(ctx context.Context, config operatorModel, diags *diag.Diagnostics) (int64, bool) {
	if known(config.ID) {
		return configuredID(config.ID, path.Root("id"), diags)
	}
	var found []identitycall.Operator
	var err error
	attribute, wanted := "email", identitycall.NormalizeText(config.Email.ValueString())
	if known(config.PhoneNumber) {
		attribute, wanted = "phone_number", config.PhoneNumber.ValueString()
		found, err = d.session.client.Operators.FindCached(ctx, wanted)
	} else {
		var listed []identitycall.Operator
		listed, err = d.session.client.Operators.ListCached(ctx)
		found = filtered(listed, func(o identitycall.Operator) bool {
			return sameEmail(types.StringPointerValue(o.Email), config.Email)
		})
		for _, operator := range listed {
			if len(found) == 0 && operator.Lacks("email") { // it may be the one
				err = operator.Err
			}
		}
	}
	if err != nil {
		d.session.addAPIError(diags, "Cannot list the operators", err)
		return 0, false
	}
	if len(found) != 1 {
		var ids []string
		for _, operator := range found {
			ids = append(ids, newID(operator.ID).ValueString())
		}
		addNotExactlyOne(diags, attribute, "operator", wanted, ids)
		return 0, false
	}
	return found[0].ID, true
}

func newOperatorDataSourceModel(operator identitycall.Operator) operatorDataSourceModel {
	model := operatorDataSourceModel{
		operatorModel:       newOperatorModel(operator),
		VirtualNumbersCount: types.Int64PointerValue(operator.VirtualNumbersCount),
		VirtualNumbers:      []operatorVirtualNumberModel{},
	}
	for _, number := range operator.VirtualNumbers {
		model.VirtualNumbers = append(model.VirtualNumbers, operatorVirtualNumberModel{
			ID: newID(number.ID), PhoneNumber: newPhoneNumber(number.PhoneNumber),
			Name: newTextOrNull(number.Name), Active: types.BoolValue(number.Active),
		})
	}
	return model
}

var _ datasource.DataSourceWithConfigure = (*operatorsDataSource)(nil)

func newOperatorsDataSource() datasource.DataSource { return &operatorsDataSource{} }

type operatorsDataSource struct{ dataSourceBase }

type operatorsModel struct {
	operatorFilter
	Operators []listedOperatorModel `tfsdk:"operators"`
}

// listedOperatorModel is an operator in the list.
type listedOperatorModel struct {
	operatorModel
	VirtualNumbersCount types.Int64 `tfsdk:"virtual_numbers_count"`
}

func (d *operatorsDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_operators"
}

func (d *operatorsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the operators that the key can see.",
		Attributes: map[string]schema.Attribute{
			"active":     schema.BoolAttribute{MarkdownDescription: activeOperatorsFilter, Optional: true},
			"name_regex": optionalString(nameFilter, regexValidator),
			"operators": computedList("The operators, ordered by name.", map[string]schema.Attribute{
				"id":                    computedString("The operator's ID."),
				"name":                  computedString("The operator's name."),
				"phone_number":          computedPhoneNumber("The operator's phone number, in E.164."),
				"email":                 computedString("The operator's e-mail address. Null if it has none."),
				"active":                computedBool("Whether the operator takes calls."),
				"initials":              computedString("The operator's initials in the dashboard."),
				"virtual_numbers_count": computedInt64("How many virtual numbers the operator is attached to."),
			}),
		},
	}
}

func (d *operatorsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model operatorsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	ctx, end, ok := d.session.start(ctx, nil, &resp.Diagnostics)
	defer end()
	if !ok {
		return
	}

	operators, err := d.session.client.Operators.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(&resp.Diagnostics, "Cannot list the operators", err)
		return
	}
	model.Operators = []listedOperatorModel{}
	for _, operator := range filtered(operators, model.matches) {
		if operator.Err != nil {
			d.session.addAPIError(&resp.Diagnostics, "Cannot list the operators", operator.Err)
		}
		model.Operators = append(model.Operators, listedOperatorModel{
			newOperatorModel(operator), types.Int64PointerValue(operator.VirtualNumbersCount),
		})
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
