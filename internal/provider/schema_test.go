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
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Every schema follows the rules of the framework, which are otherwise checked only when a user runs the provider.
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

// Everything has a description in full sentences, since the documentation shows them. The test reads the schemas as
// Terraform does: from the responses of the provider's server, with nested attributes.
func TestSchemas_areDescribed(t *testing.T) {
	server := providerserver.NewProtocol6(New("test")())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	mustDescribe(t, "provider", schemas.Provider)
	for kind, all := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data source": schemas.DataSourceSchemas,
		"list resource": schemas.ListResourceSchemas,
	} {
		for name, schema := range all {
			mustDescribe(t, kind+" "+name, schema)
		}
	}
	for name, f := range schemas.Functions {
		where := "function " + name
		mustBeSentences(t, where, f.Description)
		if f.Summary == "" || strings.HasSuffix(f.Summary, ".") {
			t.Errorf("the summary of %s is %q, want a title without a full stop", where, f.Summary)
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

func identitySchemas(
	ctx context.Context, t *testing.T, server tfprotov6.ProviderServer,
) map[string]*tfprotov6.ResourceIdentitySchema {
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
		t.Errorf("%s has blocks, use nested attributes", where)
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
		t.Errorf("the description of %s is not Markdown", where)
	}
	mustBeSentences(t, where, description)
}

func mustBeSentences(t *testing.T, where, description string) {
	t.Helper()
	if !strings.HasSuffix(strings.TrimRight(description, "*"), ".") { // the last one may be in bold
		t.Errorf("the description of %s is %q, want full sentences", where, description)
	}
}

// No resource forces a replacement but the virtual number, and the attachments change their identity in place.
func TestSchemas_replacement(t *testing.T) {
	ctx := t.Context()
	for _, newResource := range New("test")().Resources(ctx) {
		r := newResource()
		var metadata resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "identitycall"}, &metadata)
		isAttachment := strings.HasPrefix(metadata.TypeName, "identitycall_virtual_number_operator")
		if metadata.ResourceBehavior.MutableIdentity != isAttachment {
			t.Errorf("%s: MutableIdentity is %t", metadata.TypeName, metadata.ResourceBehavior.MutableIdentity)
		}
		var response resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &response)
		for name, attribute := range response.Schema.Attributes {
			text, ok := attribute.(schema.StringAttribute)
			if !ok {
				continue
			}
			for _, modifier := range text.PlanModifiers {
				replaces := strings.Contains(modifier.Description(ctx), "destroy and recreate")
				if replaces && metadata.TypeName != "identitycall_virtual_number" {
					t.Errorf("%s: %s forces a replacement", metadata.TypeName, name)
				}
			}
		}
	}
}

// Every resource has timeouts for the four operations.
func TestSchemas_timeouts(t *testing.T) {
	for name, resourceSchema := range underTest.Start(t).Schemas.ResourceSchemas {
		kind, _ := resourceSchema.ValueType().(tftypes.Object)
		timeouts, ok := kind.AttributeTypes["timeouts"].(tftypes.Object)
		if !ok || len(timeouts.AttributeTypes) != 4 {
			t.Errorf("%s has the timeouts %v", name, kind.AttributeTypes["timeouts"])
		}
	}
}
