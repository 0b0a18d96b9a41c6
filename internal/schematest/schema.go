// Package schematest reads the schema of the provider, and classifies its changes as compatible or breaking. Only tests
// use it.
package schematest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Schema is everything of a provider that a configuration or a state depends on. Descriptions are not part of it.
type Schema struct {
	Provider      Object              `json:"provider"`
	Resources     map[string]Object   `json:"resources"`
	DataSources   map[string]Object   `json:"data_sources"`
	ListResources map[string]Object   `json:"list_resources"`
	Functions     map[string]Function `json:"functions"`
}

// Object is a block with attributes.
type Object struct {
	Version    int64                `json:"version"`
	Attributes map[string]Attribute `json:"attributes"`
	Blocks     map[string]Attribute `json:"blocks,omitempty"`
	// Identity and its version belong to a resource.
	Identity        map[string]IdentityAttribute `json:"identity,omitempty"`
	IdentityVersion int64                        `json:"identity_version,omitempty"`
	// Validators describe the checks of several attributes at once.
	Validators []string `json:"validators,omitempty"`
}

// Attribute is one argument or attribute.
type Attribute struct {
	Type       string `json:"type,omitempty"`
	Required   bool   `json:"required,omitempty"`
	Optional   bool   `json:"optional,omitempty"`
	Computed   bool   `json:"computed,omitempty"`
	Sensitive  bool   `json:"sensitive,omitempty"`
	WriteOnly  bool   `json:"write_only,omitempty"`
	Deprecated bool   `json:"deprecated,omitempty"`
	// Replaces is set if the schema shows that a change replaces the resource.
	Replaces bool `json:"replaces,omitempty"`
	// Validators are the descriptions of the attribute's validators.
	Validators []string `json:"validators,omitempty"`
	// Nesting and Attributes describe an attribute that has attributes of its own.
	Nesting    string               `json:"nesting,omitempty"`
	Attributes map[string]Attribute `json:"attributes,omitempty"`
}

// IdentityAttribute is one attribute of a resource's identity.
type IdentityAttribute struct {
	Type     string `json:"type"`
	Required bool   `json:"required_for_import,omitempty"`
	Optional bool   `json:"optional_for_import,omitempty"`
}

// Function is a provider-defined function.
type Function struct {
	Parameters []Parameter `json:"parameters"`
	Variadic   *Parameter  `json:"variadic,omitempty"`
	Return     string      `json:"return"`
}

// Parameter is one parameter of a function. Its name is not part of the interface.
type Parameter struct {
	Type         string `json:"type"`
	AllowNull    bool   `json:"allow_null,omitempty"`
	AllowUnknown bool   `json:"allow_unknown,omitempty"`
}

// Read returns the schema of a provider: what it serves through the protocol, with what only the framework knows about
// validators and replacements.
func Read(ctx context.Context, p provider.Provider) (Schema, error) {
	server := providerserver.NewProtocol6(p)()
	served, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return Schema{}, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return Schema{}, err
	}
	for _, diagnostic := range slices.Concat(served.Diagnostics, identities.Diagnostics) {
		err = errors.Join(err, fmt.Errorf("%s: %s", diagnostic.Summary, diagnostic.Detail))
	}
	schema := Schema{
		Provider:      newObject(served.Provider),
		Resources:     objects(served.ResourceSchemas),
		DataSources:   objects(served.DataSourceSchemas),
		ListResources: objects(served.ListResourceSchemas),
		Functions:     map[string]Function{},
	}
	for name, identity := range identities.IdentitySchemas {
		object := schema.Resources[name]
		object.Identity, object.IdentityVersion = map[string]IdentityAttribute{}, identity.Version
		for _, attribute := range identity.IdentityAttributes {
			object.Identity[attribute.Name] = IdentityAttribute{
				typeName(attribute.Type), attribute.RequiredForImport, attribute.OptionalForImport,
			}
		}
		schema.Resources[name] = object
	}
	for name, function := range served.Functions {
		schema.Functions[name] = newFunction(function)
	}
	schema.annotate(ctx, p)
	return schema, err
}

func objects(schemas map[string]*tfprotov6.Schema) map[string]Object {
	read := map[string]Object{}
	for name, schema := range schemas {
		read[name] = newObject(schema)
	}
	return read
}

func newObject(schema *tfprotov6.Schema) Object {
	object := Object{Version: schema.Version, Attributes: newAttributes(schema.Block.Attributes)}
	for _, block := range schema.Block.BlockTypes {
		if object.Blocks == nil {
			object.Blocks = map[string]Attribute{}
		}
		object.Blocks[block.TypeName] = Attribute{
			Nesting: strings.ToLower(block.Nesting.String()), Optional: block.MinItems == 0, Required: block.MinItems > 0,
			Attributes: newAttributes(block.Block.Attributes),
		}
	}
	return object
}

func newAttributes(served []*tfprotov6.SchemaAttribute) map[string]Attribute {
	attributes := map[string]Attribute{}
	for _, a := range served {
		attribute := Attribute{
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive, WriteOnly: a.WriteOnly,
			Deprecated: a.Deprecated,
		}
		if a.NestedType != nil {
			attribute.Nesting = strings.ToLower(a.NestedType.Nesting.String())
			attribute.Attributes = newAttributes(a.NestedType.Attributes)
		} else {
			attribute.Type = typeName(a.Type)
		}
		attributes[a.Name] = attribute
	}
	return attributes
}

func newFunction(served *tfprotov6.Function) Function {
	function := Function{Return: typeName(served.Return.Type), Parameters: []Parameter{}}
	for _, parameter := range served.Parameters {
		function.Parameters = append(function.Parameters, newParameter(parameter))
	}
	if served.VariadicParameter != nil {
		variadic := newParameter(served.VariadicParameter)
		function.Variadic = &variadic
	}
	return function
}

func newParameter(served *tfprotov6.FunctionParameter) Parameter {
	return Parameter{typeName(served.Type), served.AllowNullValue, served.AllowUnknownValues}
}

// typeName writes a type as a configuration would.
func typeName(t tftypes.Type) string {
	switch t := t.(type) {
	case tftypes.List:
		return "list(" + typeName(t.ElementType) + ")"
	case tftypes.Set:
		return "set(" + typeName(t.ElementType) + ")"
	case tftypes.Map:
		return "map(" + typeName(t.ElementType) + ")"
	case tftypes.Object:
		var fields []string
		for name, field := range t.AttributeTypes {
			fields = append(fields, name+" = "+typeName(field))
		}
		slices.Sort(fields)
		return "object({" + strings.Join(fields, ", ") + "})"
	case nil:
		return ""
	}
	for name, primitive := range map[string]tftypes.Type{
		"string": tftypes.String, "number": tftypes.Number, "bool": tftypes.Bool, "dynamic": tftypes.DynamicPseudoType,
	} {
		if t.Is(primitive) {
			return name
		}
	}
	return t.String()
}

// annotate adds validators and replacements.
func (s Schema) annotate(ctx context.Context, p provider.Provider) {
	var own provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &own)
	annotateAll(ctx, s.Provider.Attributes, own.Schema.Attributes)
	var name provider.MetadataResponse
	p.Metadata(ctx, provider.MetadataRequest{}, &name)

	for _, newResource := range p.Resources(ctx) {
		r := newResource()
		var metadata resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: name.TypeName}, &metadata)
		var schema resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &schema)
		object := s.Resources[metadata.TypeName]
		annotateAll(ctx, object.Attributes, schema.Schema.Attributes)
		if validated, ok := r.(resource.ResourceWithConfigValidators); ok {
			object.Validators = descriptions(ctx, validated.ConfigValidators(ctx))
			s.Resources[metadata.TypeName] = object
		}
	}
	for _, newDataSource := range p.DataSources(ctx) {
		d := newDataSource()
		var metadata datasource.MetadataResponse
		d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: name.TypeName}, &metadata)
		var schema datasource.SchemaResponse
		d.Schema(ctx, datasource.SchemaRequest{}, &schema)
		object := s.DataSources[metadata.TypeName]
		annotateAll(ctx, object.Attributes, schema.Schema.Attributes)
		if validated, ok := d.(datasource.DataSourceWithConfigValidators); ok {
			object.Validators = descriptions(ctx, validated.ConfigValidators(ctx))
			s.DataSources[metadata.TypeName] = object
		}
	}
	if lists, ok := p.(provider.ProviderWithListResources); ok {
		for _, newList := range lists.ListResources(ctx) {
			l := newList()
			var metadata resource.MetadataResponse
			l.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: name.TypeName}, &metadata)
			var schema list.ListResourceSchemaResponse
			l.ListResourceConfigSchema(ctx, list.ListResourceSchemaRequest{}, &schema)
			annotateAll(ctx, s.ListResources[metadata.TypeName].Attributes, schema.Schema.Attributes)
		}
	}
}

func annotateAll[A any](ctx context.Context, attributes map[string]Attribute, framework map[string]A) {
	for name, attribute := range framework {
		annotated := attributes[name]
		annotated.Validators, annotated.Replaces = behaviour(ctx, attribute)
		attributes[name] = annotated
	}
}
