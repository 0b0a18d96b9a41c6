package provider

import (
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// The filters are shared by the plural data sources and the list resources. A filter that is omitted matches
// everything. An entry that lacks the field of a filter matches too, so that its error is shown.

type virtualNumberFilter struct {
	Active      types.Bool   `tfsdk:"active"`
	CountryCode types.String `tfsdk:"country_code"`
	NameRegex   types.String `tfsdk:"name_regex"`
}

func (f virtualNumberFilter) matches(number identitycall.VirtualNumberSummary) bool {
	country := strings.EqualFold(f.CountryCode.ValueString(), number.CountryCode)
	return (f.Active.IsNull() || number.Lacks("active") || f.Active.ValueBool() == number.Active) &&
		(f.CountryCode.IsNull() || number.Lacks("country_code") || country) &&
		(number.Lacks("name") || matchesName(f.NameRegex, number.Name))
}

type operatorFilter struct {
	Active    types.Bool   `tfsdk:"active"`
	NameRegex types.String `tfsdk:"name_regex"`
}

func (f operatorFilter) matches(operator identitycall.Operator) bool {
	return (f.Active.IsNull() || operator.Lacks("active") || f.Active.ValueBool() == operator.Active) &&
		(operator.Lacks("name") || matchesName(f.NameRegex, &operator.Name))
}

type projectFilter struct {
	NameRegex types.String `tfsdk:"name_regex"`
}

func (f projectFilter) matches(project identitycall.ProjectSummary) bool {
	return project.Lacks("name") || matchesName(f.NameRegex, &project.Name)
}

// matchesName reports whether a name matches a filter, in the form in which state has it. An object without a name has
// an empty one.
func matchesName(filter types.String, name *string) bool {
	if filter.IsNull() {
		return true
	}
	text := ""
	if name != nil {
		text = *name
	}
	expression, err := regexp.Compile(filter.ValueString()) // regexValidator has checked it
	return err == nil && expression.MatchString(identitycall.NormalizeText(text))
}

// filtered returns the objects that a filter matches.
func filtered[T any](objects []T, matches func(T) bool) []T {
	var matching []T
	for _, object := range objects {
		if matches(object) {
			matching = append(matching, object)
		}
	}
	return matching
}

// virtualNumberFilterAttributes are the filters of the list resources for virtual numbers.
func virtualNumberFilterAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"active":       schema.BoolAttribute{MarkdownDescription: activeNumbersFilter, Optional: true},
		"country_code": filterAttribute(countryFilter, countryValidator),
		"name_regex":   filterAttribute(nameFilter, regexValidator),
	}
}

func filterAttribute(description string, check validator.String) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Optional: true, Validators: []validator.String{check}}
}

// Descriptions of the filters.
const (
	activeNumbersFilter   = "Only return numbers with this active state."
	activeOperatorsFilter = "Only return operators with this active state."
	countryFilter         = "Only return numbers of this country, an ISO 3166-1 alpha-2 code such as `US`, in any case."
	nameFilter            = "Only return objects whose name matches this regular expression (RE2 syntax, unanchored). " +
		"An object without a name has an empty one."
)
