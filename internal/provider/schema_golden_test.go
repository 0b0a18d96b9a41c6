package provider

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var update = flag.Bool("update", false, "record the schema")

// The schema equals the recorded one, so that a reviewer reads every change of it. `make generate` records it.
func TestSchema_isTheRecordedOne(t *testing.T) {
	golden := filepath.Join("testdata", "schema.golden.json")
	current, err := json.MarshalIndent(readSchema(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	current = append(current, '\n')
	if *update {
		if err := os.WriteFile(golden, current, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	recorded, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(recorded), string(current)); diff != "" {
		t.Errorf("the schema differs from %s (-recorded +current):\n%s", golden, diff)
	}
}

// recordedSchema is everything of the provider that a configuration or a state depends on, without descriptions.
type recordedSchema struct {
	Provider      recordedObject              `json:"provider"`
	Resources     map[string]recordedObject   `json:"resources"`
	DataSources   map[string]recordedObject   `json:"data_sources"`
	ListResources map[string]recordedObject   `json:"list_resources"`
	Functions     map[string]recordedFunction `json:"functions"`
}

type recordedObject struct {
	Version    int64                        `json:"version"`
	Attributes map[string]recordedAttribute `json:"attributes"`
	// Identity and its version belong to a resource.
	Identity        map[string]recordedIdentity `json:"identity,omitempty"`
	IdentityVersion int64                       `json:"identity_version,omitempty"`
	// Validators describe the checks of several attributes at once.
	Validators []string `json:"validators,omitempty"`
}

type recordedAttribute struct {
	Type       string `json:"type,omitempty"`
	Required   bool   `json:"required,omitempty"`
	Optional   bool   `json:"optional,omitempty"`
	Computed   bool   `json:"computed,omitempty"`
	Sensitive  bool   `json:"sensitive,omitempty"`
	WriteOnly  bool   `json:"write_only,omitempty"`
	Deprecated bool   `json:"deprecated,omitempty"`
	// Replaces is set if the schema shows that a change replaces the resource.
	Replaces   bool     `json:"replaces,omitempty"`
	Validators []string `json:"validators,omitempty"`
	// Nesting and Attributes describe an attribute that has attributes of its own.
	Nesting    string                       `json:"nesting,omitempty"`
	Attributes map[string]recordedAttribute `json:"attributes,omitempty"`
}

type recordedIdentity struct {
	Type     string `json:"type"`
	Required bool   `json:"required_for_import,omitempty"`
	Optional bool   `json:"optional_for_import,omitempty"`
}

type recordedFunction struct {
	Parameters []recordedParameter `json:"parameters"`
	Return     string              `json:"return"`
}

type recordedParameter struct {
	Type         string `json:"type"`
	AllowNull    bool   `json:"allow_null,omitempty"`
	AllowUnknown bool   `json:"allow_unknown,omitempty"`
}

// readSchema reads what the provider serves through the protocol, and what only the framework knows.
func readSchema(t *testing.T) recordedSchema {
	t.Helper()
	p := New("test")()
	server := providerserver.NewProtocol6(p)()
	served, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	read := recordedSchema{
		Provider: newObject(served.Provider), Resources: newObjects(served.ResourceSchemas),
		DataSources: newObjects(served.DataSourceSchemas), ListResources: newObjects(served.ListResourceSchemas),
		Functions: map[string]recordedFunction{},
	}
	for name, identity := range identitySchemas(t.Context(), t, server) {
		object := read.Resources[name]
		object.Identity, object.IdentityVersion = map[string]recordedIdentity{}, identity.Version
		for _, a := range identity.IdentityAttributes {
			object.Identity[a.Name] = recordedIdentity{typeName(a.Type), a.RequiredForImport, a.OptionalForImport}
		}
		read.Resources[name] = object
	}
	for name, function := range served.Functions {
		recorded := recordedFunction{Return: typeName(function.Return.Type), Parameters: []recordedParameter{}}
		for _, p := range function.Parameters {
			recorded.Parameters = append(recorded.Parameters,
				recordedParameter{typeName(p.Type), p.AllowNullValue, p.AllowUnknownValues})
		}
		read.Functions[name] = recorded
	}
	read.annotate(t.Context(), p)
	return read
}

func newObjects(served map[string]*tfprotov6.Schema) map[string]recordedObject {
	objects := map[string]recordedObject{}
	for name, schema := range served {
		objects[name] = newObject(schema)
	}
	return objects
}

func newObject(served *tfprotov6.Schema) recordedObject {
	return recordedObject{Version: served.Version, Attributes: newAttributes(served.Block.Attributes)}
}

func newAttributes(served []*tfprotov6.SchemaAttribute) map[string]recordedAttribute {
	attributes := map[string]recordedAttribute{}
	for _, a := range served {
		attribute := recordedAttribute{
			Type: typeName(a.Type), Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive, WriteOnly: a.WriteOnly, Deprecated: a.Deprecated,
		}
		if a.NestedType != nil {
			attribute.Nesting = strings.ToLower(a.NestedType.Nesting.String())
			attribute.Attributes = newAttributes(a.NestedType.Attributes)
		}
		attributes[a.Name] = attribute
	}
	return attributes
}

// typeName writes a type as a configuration would.
func typeName(t tftypes.Type) string {
	switch t := t.(type) {
	case nil:
		return ""
	case tftypes.List:
		return "list(" + typeName(t.ElementType) + ")"
	case tftypes.Object:
		var fields []string
		for name, field := range t.AttributeTypes {
			fields = append(fields, name+" = "+typeName(field))
		}
		slices.Sort(fields)
		return "object({" + strings.Join(fields, ", ") + "})"
	}
	return strings.ToLower(strings.TrimPrefix(t.String(), "tftypes."))
}

// annotate adds validators and replacements, which are not part of the protocol.
func (s recordedSchema) annotate(ctx context.Context, p provider.Provider) {
	var own provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &own)
	annotateAll(ctx, s.Provider.Attributes, own.Schema.Attributes)
	for _, newResource := range p.Resources(ctx) {
		r := newResource()
		var metadata resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "identitycall"}, &metadata)
		var schema resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &schema)
		object := s.Resources[metadata.TypeName]
		annotateAll(ctx, object.Attributes, schema.Schema.Attributes)
		if validated, ok := r.(resource.ResourceWithConfigValidators); ok {
			object.Validators = descriptions(ctx, validated.ConfigValidators(ctx))
		}
		s.Resources[metadata.TypeName] = object
	}
	for _, newDataSource := range p.DataSources(ctx) {
		d := newDataSource()
		var metadata datasource.MetadataResponse
		d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "identitycall"}, &metadata)
		var schema datasource.SchemaResponse
		d.Schema(ctx, datasource.SchemaRequest{}, &schema)
		object := s.DataSources[metadata.TypeName]
		annotateAll(ctx, object.Attributes, schema.Schema.Attributes)
		if validated, ok := d.(datasource.DataSourceWithConfigValidators); ok {
			object.Validators = descriptions(ctx, validated.ConfigValidators(ctx))
		}
		s.DataSources[metadata.TypeName] = object
	}
	for _, newList := range p.(provider.ProviderWithListResources).ListResources(ctx) {
		l := newList()
		var metadata resource.MetadataResponse
		l.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "identitycall"}, &metadata)
		var schema list.ListResourceSchemaResponse
		l.ListResourceConfigSchema(ctx, list.ListResourceSchemaRequest{}, &schema)
		annotateAll(ctx, s.ListResources[metadata.TypeName].Attributes, schema.Schema.Attributes)
	}
}

func annotateAll[A any](ctx context.Context, attributes map[string]recordedAttribute, own map[string]A) {
	for name, attribute := range own {
		annotated := attributes[name]
		annotated.Validators = behaviour(ctx, attribute, "Validators")
		for _, text := range behaviour(ctx, attribute, "PlanModifiers") {
			annotated.Replaces = annotated.Replaces || strings.Contains(text, "destroy and recreate the resource")
		}
		attributes[name] = annotated
	}
}

type describer interface{ Description(context.Context) string }

func descriptions[D describer](ctx context.Context, all []D) []string {
	var texts []string
	for _, d := range all {
		texts = append(texts, d.Description(ctx))
	}
	return texts
}

// behaviour returns the descriptions of an attribute's validators or plan modifiers. Each type of attribute has a field
// of its own type for them.
func behaviour(ctx context.Context, attribute any, field string) []string {
	var all []describer
	if values := reflect.ValueOf(attribute).FieldByName(field); values.IsValid() {
		for i := range values.Len() {
			all = append(all, values.Index(i).Interface().(describer))
		}
	}
	return descriptions(ctx, all)
}
