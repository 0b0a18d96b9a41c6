package acctest

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Arguments are the known and unknown arguments of a block; an omitted one is null. A list is a []any, a nested object
// is Arguments.
type Arguments map[string]any

// Unknown is a value that is not known while planning.
const Unknown = tftypes.UnknownValue

// Object is a resource or a data source in state.
type Object struct {
	Value    tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
}

// object returns nil for a state without an object.
func (r *Run) object(
	schema *tfprotov6.Schema, state *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData,
) *Object {
	r.T.Helper()
	value := r.value(schema, state)
	if value.IsNull() {
		return nil
	}
	return &Object{Value: value, Private: private, Identity: identity}
}

// Show formats an attribute: null, unknown, or its value.
func (o *Object) Show(attribute string) string {
	if o == nil || o.Value.IsNull() {
		return "no object"
	}
	values := map[string]tftypes.Value{}
	if err := o.Value.As(&values); err != nil {
		return err.Error()
	}
	value, ok := values[attribute]
	if !ok {
		return "no such attribute"
	}
	return show(value)
}

func show(value tftypes.Value) string {
	var text string
	var boolean bool
	var number big.Float
	var list []tftypes.Value
	switch {
	case !value.IsKnown():
		return "unknown"
	case value.IsNull():
		return "null"
	case value.As(&text) == nil:
		return text
	case value.As(&boolean) == nil:
		return fmt.Sprint(boolean)
	case value.As(&number) == nil:
		return number.Text('g', 10)
	case value.As(&list) == nil:
		var texts []string
		for _, element := range list {
			texts = append(texts, show(element))
		}
		return "[" + strings.Join(texts, " ") + "]"
	}
	return value.String()
}

// Elements returns the objects in a list.
func (o *Object) Elements(attribute string) (elements []*Object) {
	values, list := map[string]tftypes.Value{}, []tftypes.Value{}
	if o == nil || o.Value.As(&values) != nil || values[attribute].As(&list) != nil {
		return nil
	}
	for _, element := range list {
		elements = append(elements, &Object{Value: element})
	}
	return elements
}

// Must fails the test unless the object has these values, by attribute, as Show formats them.
func (o *Object) Must(t testing.TB, wanted map[string]string) {
	t.Helper()
	for attribute, value := range wanted {
		if got := o.Show(attribute); got != value {
			t.Errorf("%s is %s, want %s", attribute, got, value)
		}
	}
}

// Build returns a block of a schema with the given arguments.
func (r *Run) Build(schema *tfprotov6.Schema, given Arguments) tftypes.Value {
	r.T.Helper()
	return convert(r.T, schema.ValueType(), given)
}

func convert(t testing.TB, kind tftypes.Type, value any) tftypes.Value {
	t.Helper()
	switch value := value.(type) {
	case []any:
		list, ok := kind.(tftypes.List)
		if !ok {
			t.Fatalf("%s is not a list", kind)
		}
		elements := []tftypes.Value{}
		for _, element := range value {
			elements = append(elements, convert(t, list.ElementType, element))
		}
		return tftypes.NewValue(kind, elements)
	case Arguments:
		object, ok := kind.(tftypes.Object)
		if !ok {
			t.Fatalf("%s is not an object", kind)
		}
		values := map[string]tftypes.Value{}
		for name, attribute := range object.AttributeTypes {
			values[name] = convert(t, attribute, value[name])
		}
		for name := range value {
			if _, ok := values[name]; !ok {
				t.Fatalf("there is no argument %s", name)
			}
		}
		return tftypes.NewValue(kind, values)
	}
	return tftypes.NewValue(kind, value)
}

// Dynamic encodes a block of a schema.
func (r *Run) Dynamic(schema *tfprotov6.Schema, value tftypes.Value) *tfprotov6.DynamicValue {
	r.T.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(schema.ValueType(), value)
	r.must(err)
	return &dynamic
}

// value is the opposite of Dynamic.
func (r *Run) value(schema *tfprotov6.Schema, dynamic *tfprotov6.DynamicValue) tftypes.Value {
	r.T.Helper()
	if dynamic == nil {
		return tftypes.NewValue(schema.ValueType(), nil)
	}
	value, err := dynamic.Unmarshal(schema.ValueType())
	r.must(err)
	return value
}

// Diagnostics are the diagnostics of one request.
type Diagnostics []*tfprotov6.Diagnostic

// Errors formats each error as `error at operator_ids[1]: summary: detail`.
func (d Diagnostics) Errors() []string { return d.lines(tfprotov6.DiagnosticSeverityError, "error") }

// Warnings formats each warning as `warning at operator_ids[1]: summary: detail`.
func (d Diagnostics) Warnings() []string {
	return d.lines(tfprotov6.DiagnosticSeverityWarning, "warning")
}

func (d Diagnostics) lines(severity tfprotov6.DiagnosticSeverity, kind string) []string {
	var lines []string
	for _, entry := range d {
		if entry.Severity != severity {
			continue
		}
		at := ""
		if entry.Attribute != nil {
			for _, step := range entry.Attribute.Steps() {
				switch step := step.(type) {
				case tftypes.AttributeName:
					at += "." + string(step)
				case tftypes.ElementKeyInt:
					at += fmt.Sprintf("[%d]", int64(step))
				}
			}
		}
		line := kind
		if at != "" {
			line += " at " + strings.TrimPrefix(at, ".")
		}
		lines = append(lines, line+": "+entry.Summary+": "+entry.Detail)
	}
	return lines
}
