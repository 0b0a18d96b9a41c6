package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

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
