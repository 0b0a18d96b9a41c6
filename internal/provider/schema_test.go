package provider

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Every schema keeps the framework's rules, which otherwise only a user's run would tell us about.
func TestSchemas_areValid(t *testing.T) {
	ctx := t.Context()
	p := New("test")()
	var schema provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &schema)
	mustBeValid(t, "provider", schema.Schema.ValidateImplementation(ctx))

	for _, newResource := range p.Resources(ctx) {
		r := newResource()
		var name resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "identitycall"}, &name)
		var schema resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &schema)
		mustBeValid(t, name.TypeName, schema.Schema.ValidateImplementation(ctx))

		identified, ok := r.(resource.ResourceWithIdentity)
		if !ok {
			t.Errorf("%s has no identity", name.TypeName)
			continue
		}
		var identity resource.IdentitySchemaResponse
		identified.IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &identity)
		mustBeValid(t, name.TypeName+", identity", identity.IdentitySchema.ValidateImplementation(ctx))
	}
	for _, newDataSource := range p.DataSources(ctx) {
		d := newDataSource()
		var name datasource.MetadataResponse
		d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "identitycall"}, &name)
		var schema datasource.SchemaResponse
		d.Schema(ctx, datasource.SchemaRequest{}, &schema)
		mustBeValid(t, "data source "+name.TypeName, schema.Schema.ValidateImplementation(ctx))
	}
	withFunctions, _ := p.(provider.ProviderWithFunctions)
	for _, newFunction := range withFunctions.Functions(ctx) {
		f := newFunction()
		var name function.MetadataResponse
		f.Metadata(ctx, function.MetadataRequest{}, &name)
		var definition function.DefinitionResponse
		f.Definition(ctx, function.DefinitionRequest{}, &definition)
		var response function.DefinitionValidateResponse
		definition.Definition.ValidateImplementation(ctx, function.DefinitionValidateRequest{FuncName: name.Name}, &response)
		mustBeValid(t, "function "+name.Name, response.Diagnostics)
	}
	withLists, ok := p.(provider.ProviderWithListResources)
	if !ok {
		return
	}
	for _, newList := range withLists.ListResources(ctx) {
		l := newList()
		var name resource.MetadataResponse
		l.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "identitycall"}, &name)
		var schema list.ListResourceSchemaResponse
		l.ListResourceConfigSchema(ctx, list.ListResourceSchemaRequest{}, &schema)
		mustBeValid(t, "list resource "+name.TypeName, schema.Schema.ValidateImplementation(ctx))
	}
}

func mustBeValid(t *testing.T, what string, diags diag.Diagnostics) {
	t.Helper()
	for _, d := range diags {
		t.Errorf("%s: %s: %s", what, d.Summary(), d.Detail())
	}
}

// Every description is there and is made of whole sentences, as the documentation shows them. They are read where Terraform
// reads them: from the answers of the provider's server, nested attributes and all.
func TestSchemas_areDescribed(t *testing.T) {
	server := providerserver.NewProtocol6(New("test")())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	mustDescribe(t, "provider", schemas.Provider)
	for kind, all := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data source": schemas.DataSourceSchemas, "list resource": schemas.ListResourceSchemas,
	} {
		for name, schema := range all {
			mustDescribe(t, kind+" "+name, schema)
		}
	}
	for name, f := range schemas.Functions {
		where := "function " + name
		mustBeSentences(t, where, f.Description)
		if f.Summary == "" || strings.HasSuffix(f.Summary, ".") {
			t.Errorf("the summary of %s is %q, wanted a title without a full stop", where, f.Summary)
		}
		for _, parameter := range f.Parameters {
			mustBeSentences(t, where+", "+parameter.Name, parameter.Description)
		}
	}
	identities := identitySchemas(t.Context(), t, server)
	for name := range schemas.ResourceSchemas {
		identity, ok := identities[name]
		if !ok {
			t.Errorf("%s has no identity", name)
			continue
		}
		for _, attribute := range identity.IdentityAttributes {
			mustBeSentences(t, fmt.Sprintf("identity of %s, %s", name, attribute.Name), attribute.Description)
		}
	}
}

func identitySchemas(ctx context.Context, t *testing.T, server tfprotov6.ProviderServer) map[string]*tfprotov6.ResourceIdentitySchema {
	t.Helper()
	response, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return response.IdentitySchemas
}

func mustDescribe(t *testing.T, where string, schema *tfprotov6.Schema) {
	t.Helper()
	mustBeMarkdown(t, where, schema.Block.Description, schema.Block.DescriptionKind)
	if len(schema.Block.BlockTypes) > 0 {
		t.Errorf("%s has blocks, where nested attributes are meant", where)
	}
	mustDescribeAttributes(t, where, schema.Block.Attributes)
}

func mustDescribeAttributes(t *testing.T, where string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, attribute := range attributes {
		name := where + ", " + attribute.Name
		mustBeMarkdown(t, name, attribute.Description, attribute.DescriptionKind)
		if attribute.NestedType != nil {
			mustDescribeAttributes(t, name, attribute.NestedType.Attributes)
		}
	}
}

func mustBeMarkdown(t *testing.T, where, description string, kind tfprotov6.StringKind) {
	t.Helper()
	if description != "" && kind != tfprotov6.StringKindMarkdown {
		t.Errorf("the description of %s is no Markdown", where)
	}
	mustBeSentences(t, where, description)
}

func mustBeSentences(t *testing.T, where, description string) {
	t.Helper()
	if description == "" || !strings.HasSuffix(description, ".") {
		t.Errorf("the description of %s is %q, wanted whole sentences", where, description)
	}
}
