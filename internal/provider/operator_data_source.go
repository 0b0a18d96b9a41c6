package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

var (
	_ datasource.DataSourceWithConfigure        = (*operatorDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*operatorDataSource)(nil)
)

type operatorDataSource struct{ session *session }

func newOperatorDataSource() datasource.DataSource { return &operatorDataSource{} }

// operatorDataSourceModel is operatorModel with what only data sources show.
type operatorDataSourceModel struct {
	operatorModel
	VirtualNumbersCount types.Int64 `tfsdk:"virtual_numbers_count"`
}

func (d *operatorDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_operator"
}

func (d *operatorDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One operator, by `id`, by `phone_number` or by `email`. None found, and several found, are errors that say so.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "The operator's id. Set exactly one of `id`, `phone_number` and `email`.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{idValidator},
			},
			"phone_number": schema.StringAttribute{
				CustomType:          phoneNumberType{},
				MarkdownDescription: "The operator's phone number, in any spelling. A local one is read in the region of each number that it is compared with.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{phoneValidator},
			},
			"email": schema.StringAttribute{
				MarkdownDescription: "The operator's e-mail address, in any case. Null where the operator has none.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{notBlankValidator},
			},
			"name":                  schema.StringAttribute{Computed: true, MarkdownDescription: "The operator's name."},
			"active":                schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the operator takes calls."},
			"initials":              schema.StringAttribute{Computed: true, MarkdownDescription: "The two letters that stand for the operator in the dashboard."},
			"virtual_numbers_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many virtual numbers the operator is attached to."},
		},
	}
}

func (d *operatorDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("phone_number"), path.MatchRoot("email")),
	}
}

func (d *operatorDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *operatorDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config operatorDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	client := d.session.clientFor(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()

	operator, ok := d.find(ctx, client, config.operatorModel, &resp.Diagnostics)
	if !ok {
		return
	}
	state := newOperatorDataSourceModel(operator)
	if config.PhoneNumber.isKnown() {
		state.PhoneNumber = config.PhoneNumber
	}
	if known(config.Email) {
		state.Email = config.Email
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// find returns the one operator that the configuration names.
func (d *operatorDataSource) find(ctx context.Context, client *identitycall.Client, config operatorModel, diags *diag.Diagnostics) (identitycall.Operator, bool) {
	if known(config.ID) {
		id, err := parseID(config.ID.ValueString())
		if err != nil {
			diags.AddAttributeError(path.Root("id"), "Invalid id", sentence(err))
			return identitycall.Operator{}, false
		}
		operator, err := client.Operators.GetCached(ctx, id)
		if err != nil {
			d.session.addAPIError(diags, fmt.Sprintf("Cannot read operator %d", id), err)
		}
		return operator, err == nil
	}
	attribute, wanted := "email", config.Email.ValueString()
	matches := func(o identitycall.Operator) bool { return o.Email != nil && strings.EqualFold(*o.Email, wanted) }
	if config.PhoneNumber.isKnown() {
		attribute, wanted = "phone_number", config.PhoneNumber.ValueString()
		matches = func(o identitycall.Operator) bool { return phonenumber.Same(o.PhoneNumber, wanted) }
	}
	operators, err := client.Operators.ListCached(ctx)
	if err != nil {
		d.session.addAPIError(diags, "Cannot list the operators", err)
		return identitycall.Operator{}, false
	}
	var found []identitycall.Operator
	var ids []string
	for _, operator := range operators {
		if matches(operator) {
			found = append(found, operator)
			ids = append(ids, newID(operator.ID).ValueString())
		}
	}
	if len(found) != 1 {
		addNotOne(diags, attribute, "operator", wanted, ids)
		return identitycall.Operator{}, false
	}
	return found[0], true
}

// addNotOne reports that a look-up found none, or several where one was asked for, and which.
func addNotOne(diags *diag.Diagnostics, attribute, object, wanted string, ids []string) {
	if len(ids) == 0 {
		diags.AddAttributeError(path.Root(attribute), fmt.Sprintf("No %s has the %s %s", object, attribute, wanted),
			"None of those that the API key sees does. Check the spelling, and whether the key's scope reaches it: a key of another project does not.")
		return
	}
	diags.AddAttributeError(path.Root(attribute), fmt.Sprintf("Several %ss have the %s %s", object, attribute, wanted),
		fmt.Sprintf("They have the ids %s. Say with id which one is meant.", strings.Join(ids, ", ")))
}

func newOperatorDataSourceModel(operator identitycall.Operator) operatorDataSourceModel {
	return operatorDataSourceModel{
		operatorModel:       newOperatorModel(operator),
		VirtualNumbersCount: types.Int64PointerValue(operator.VirtualNumbersCount),
	}
}
