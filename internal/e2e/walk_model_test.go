package e2e_test

import (
	"fmt"
	"slices"
	"strings"
)

// The resource types of the walk.
const (
	typeNumber     = "identitycall_virtual_number"
	typePurchase   = "identitycall_virtual_number_purchase"
	typeOperator   = "identitycall_operator"
	typeList       = "identitycall_virtual_number_operators"
	typeAttachment = "identitycall_virtual_number_operator"
	typeProject    = "identitycall_project"
)

// ref refers to a resource of the configuration by its label, or to an object of the account by its ID.
type ref struct {
	Label string
	ID    int64
	// Relay passes the value through a terraform_data that is replaced when Relay changes: the value is unknown then.
	Relay int
}

// keptPrefix begins the labels of projects with destroy = false. keepsOnDestroy is true if the CLI has this setting.
// forgets is true if it holds for a block that is deleted and for a replacement too, as with OpenTofu.
const keptPrefix = "kept_"

var keepsOnDestroy, forgets bool

// The resources. Pointers are optional arguments. No value behind a pointer ever changes, so that a copy is shallow.
type (
	walkPurchase struct {
		Label  string
		Target int64
		Format int
	}
	walkNumber struct {
		Label string
		// By is how the number is adopted: "id", "phone_number", "both" or "purchase".
		By                string
		Target            int64
		Format, Relay     int
		CreateFirst       bool
		Name, Strategy    *string
		Active, Recording *bool
	}
	walkOperator struct {
		Label  string
		Name   string
		Number int // of the phone number
		Format int
		Email  *string
		Active *bool
		Force  bool
	}
	walkList struct {
		Label     string
		Number    ref
		Operators []ref
	}
	walkAttachment struct {
		Label            string
		Number, Operator ref
	}
	walkProject struct {
		Label, Name, Language string
		Description           *string
		RetentionDays         *int64
	}
)

// configuration is all resources, in a fixed order, so that the same seed gives the same walk.
type configuration struct {
	Purchases   []walkPurchase
	Numbers     []walkNumber
	Operators   []walkOperator
	Lists       []walkList
	Attachments []walkAttachment
	Projects    []walkProject
	// Moved are addresses before and after a rename.
	Moved [][2]string
}

func (c configuration) clone() configuration {
	c.Purchases, c.Numbers, c.Operators = slices.Clone(c.Purchases), slices.Clone(c.Numbers), slices.Clone(c.Operators)
	c.Lists, c.Attachments, c.Projects = slices.Clone(c.Lists), slices.Clone(c.Attachments), slices.Clone(c.Projects)
	for i := range c.Lists {
		c.Lists[i].Operators = slices.Clone(c.Lists[i].Operators)
	}
	c.Moved = nil
	return c
}

// addresses are all resources but the relays.
func (c configuration) addresses() []string {
	var all []string
	for _, r := range c.Purchases {
		all = append(all, typePurchase+"."+r.Label)
	}
	for _, r := range c.Numbers {
		all = append(all, typeNumber+"."+r.Label)
	}
	for _, r := range c.Operators {
		all = append(all, typeOperator+"."+r.Label)
	}
	for _, r := range c.Lists {
		all = append(all, typeList+"."+r.Label)
	}
	for _, r := range c.Attachments {
		all = append(all, typeAttachment+"."+r.Label)
	}
	for _, r := range c.Projects {
		all = append(all, typeProject+"."+r.Label)
	}
	return all
}

// number returns the ID of a number reference.
func (c configuration) number(r ref) int64 {
	if r.Label == "" {
		return r.ID
	}
	i := slices.IndexFunc(c.Numbers, func(n walkNumber) bool { return n.Label == r.Label })
	return c.Numbers[i].Target
}

// valid reports whether no number is managed twice.
func (c configuration) valid(onAccount func(int64) bool) bool {
	seen := map[string]bool{}
	isNew := func(parts ...any) bool {
		key := fmt.Sprint(parts...)
		isNew := !seen[key]
		seen[key] = true
		return isNew
	}
	for _, p := range c.Purchases {
		isNew("bought", p.Target)
		if !isNew("purchase", p.Target) {
			return false
		}
	}
	for _, n := range c.Numbers {
		bought := seen[fmt.Sprint("bought", n.Target)]
		if !isNew("number", n.Target) || (n.By == "purchase") && !bought || (n.By != "purchase") && !onAccount(n.Target) {
			return false
		}
	}
	for _, o := range c.Operators {
		if !isNew("phone", o.Number) {
			return false
		}
	}
	for _, l := range c.Lists {
		if !isNew("list", c.number(l.Number)) || l.Number.Label == "" && !onAccount(l.Number.ID) {
			return false
		}
		for _, o := range l.Operators {
			if !isNew(l.Label, "names", o.Label, o.ID) {
				return false
			}
		}
	}
	for _, a := range c.Attachments {
		n := c.number(a.Number)
		if seen[fmt.Sprint("list", n)] || a.Number.Label == "" && !onAccount(n) {
			return false
		}
		if !isNew("pair", n, "/", a.Operator.Label, "/", a.Operator.ID) {
			return false
		}
	}
	return true
}

// formats have the same digits in different formats.
var formats = []func(area, rest int) string{
	func(area, rest int) string { return fmt.Sprintf("+1555%03d%04d", area, rest) },
	func(area, rest int) string { return fmt.Sprintf("+1 (555) %03d-%04d", area, rest) },
	func(area, rest int) string { return fmt.Sprintf("+1-555-%03d-%04d", area, rest) },
}

// numberPhone is the phone number of a virtual number.
func numberPhone(id int64, format int) string { return formats[format](100, int(id)) }

// operatorPhone is the phone number of an operator.
func operatorPhone(number, format int) string { return formats[format](200, number) }

// renderer writes a configuration as HCL.
type renderer struct {
	out strings.Builder
	c   configuration
}

func (c configuration) String() string {
	r := &renderer{c: c}
	r.numbers()
	for _, o := range c.Operators {
		r.resource(typeOperator, o.Label, "create_before_destroy = true", "name", quote(&o.Name),
			"phone_number", fmt.Sprintf("%q", operatorPhone(o.Number, o.Format)),
			"email", quote(o.Email), "active", text(o.Active), "force_destroy", fmt.Sprint(o.Force))
	}
	for _, l := range c.Lists {
		var operators []string
		for i, o := range l.Operators {
			operators = append(operators, r.operator(fmt.Sprintf("list_%s_%d", l.Label, i), o))
		}
		r.resource(typeList, l.Label, "", "virtual_number_id", r.number("list_"+l.Label, l.Number),
			"operator_ids", "["+strings.Join(operators, ", ")+"]")
	}
	for _, a := range c.Attachments {
		r.resource(typeAttachment, a.Label, "", "virtual_number_id", r.number("attachment_"+a.Label, a.Number),
			"operator_id", r.operator("attached_"+a.Label, a.Operator))
	}
	for _, p := range c.Projects {
		lifecycle := ""
		if keepsOnDestroy && strings.HasPrefix(p.Label, keptPrefix) {
			lifecycle = "destroy = false"
		}
		r.resource(typeProject, p.Label, lifecycle, "name", quote(&p.Name), "language", quote(&p.Language),
			"description", quote(p.Description), "retention_days", text(p.RetentionDays), "force_destroy", "true")
	}
	for _, m := range c.Moved {
		fmt.Fprintf(&r.out, "moved {\n  from = %s\n  to   = %s\n}\n", m[0], m[1])
	}
	return r.out.String()
}

func (r *renderer) numbers() {
	for _, p := range r.c.Purchases {
		r.resource(typePurchase, p.Label, "", "phone_number", fmt.Sprintf("%q", numberPhone(p.Target, p.Format)))
	}
	for _, n := range r.c.Numbers {
		argument, value, other := "id", fmt.Sprintf(`"%d"`, n.Target), ""
		phone := fmt.Sprintf("%q", numberPhone(n.Target, n.Format))
		switch n.By {
		case "phone_number":
			argument, value = "phone_number", phone
		case "both":
			other = phone
		case "purchase":
			i := slices.IndexFunc(r.c.Purchases, func(p walkPurchase) bool { return p.Target == n.Target })
			value = typePurchase + "." + r.c.Purchases[i].Label + ".id"
		}
		lifecycle := ""
		if n.CreateFirst {
			lifecycle = "create_before_destroy = true"
		}
		value = r.relay("number_"+n.Label, n.Relay, value)
		r.resource(typeNumber, n.Label, lifecycle, argument, value, "phone_number", other,
			"name", quote(n.Name), "active", text(n.Active), "recording", text(n.Recording),
			"routing_strategy", quote(n.Strategy))
	}
}

func (r *renderer) number(relay string, n ref) string {
	value := fmt.Sprintf(`"%d"`, n.ID)
	if n.Label != "" {
		value = typeNumber + "." + n.Label + ".id"
	}
	return r.relay(relay, n.Relay, value)
}

func (r *renderer) operator(relay string, o ref) string {
	value := fmt.Sprintf(`"%d"`, o.ID)
	if o.Label != "" {
		value = typeOperator + "." + o.Label + ".id"
	}
	return r.relay(relay, o.Relay, value)
}

// relay writes the terraform_data through which a value passes, and returns the expression of the value.
func (r *renderer) relay(label string, generation int, value string) string {
	if generation == 0 {
		return value
	}
	r.resource("terraform_data", label, "", "input", value, "triggers_replace", fmt.Sprint(generation))
	return "terraform_data." + label + ".output"
}

// resource writes a resource with its arguments, which are pairs of name and expression. An empty expression is
// omitted.
func (r *renderer) resource(kind, label, lifecycle string, arguments ...string) {
	fmt.Fprintf(&r.out, "resource %q %q {\n", kind, label)
	for i := 0; i < len(arguments); i += 2 {
		if arguments[i+1] != "" {
			fmt.Fprintf(&r.out, "  %s = %s\n", arguments[i], arguments[i+1])
		}
	}
	if lifecycle != "" {
		fmt.Fprintf(&r.out, "  lifecycle { %s }\n", lifecycle)
	}
	r.out.WriteString("}\n")
}

func quote(value *string) string {
	if value == nil {
		return ""
	}
	return fmt.Sprintf("%q", *value)
}

func text[T any](value *T) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(*value)
}
