package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

var _ datasource.DataSourceWithConfigure = (*operatorsDataSource)(nil)

type operatorsDataSource struct{ session *session }

func newOperatorsDataSource() datasource.DataSource { return &operatorsDataSource{} }

type operatorsModel struct {
	operatorFilter
	Operators []operatorDataSourceModel `tfsdk:"operators"`
}

// operatorFilter is what the data source and the list resource choose operators by. What is left out chooses all.
type operatorFilter struct {
	Active    types.Bool   `tfsdk:"active"`
	NameRegex types.String `tfsdk:"name_regex"`
}

// matches reports whether an operator is one of those that the filter chooses.
func (f operatorFilter) matches(operator identitycall.Operator) bool {
	return (f.Active.IsNull() || f.Active.ValueBool() == operator.Active) && matchesName(f.NameRegex, &operator.Name)
}

func (d *operatorsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_operators"
}

func (d *operatorsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All operators that the API key sees.",
		Attributes: map[string]schema.Attribute{
			"active": schema.BoolAttribute{
				MarkdownDescription: "Chooses the operators who do, or do not, take calls.",
				Optional:            true,
			},
			"name_regex": schema.StringAttribute{
				MarkdownDescription: "Chooses the operators whose name matches this regular expression (RE2) in any part.",
				Optional:            true,
				Validators:          []validator.String{regexValidator},
			},
			"operators": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The chosen operators, in the API's order: by name.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                    schema.StringAttribute{Computed: true, MarkdownDescription: "The operator's id."},
					"name":                  schema.StringAttribute{Computed: true, MarkdownDescription: "The operator's name."},
					"phone_number":          schema.StringAttribute{Computed: true, CustomType: phoneNumberType{}, MarkdownDescription: "The operator's phone number, in E.164."},
					"email":                 schema.StringAttribute{Computed: true, MarkdownDescription: "The operator's e-mail address. Null where the operator has none."},
					"active":                schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the operator takes calls."},
					"initials":              schema.StringAttribute{Computed: true, MarkdownDescription: "The two letters that stand for the operator in the dashboard."},
					"virtual_numbers_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many virtual numbers the operator is attached to."},
				}},
			},
		},
	}
}

func (d *operatorsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *operatorsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model operatorsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	client := d.session.clientFor(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()

	operators, err := client.Operators.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(&resp.Diagnostics, "Cannot list the operators", err)
		return
	}
	model.Operators = []operatorDataSourceModel{}
	for _, operator := range operators {
		if model.matches(operator) {
			model.Operators = append(model.Operators, newOperatorDataSourceModel(operator))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
