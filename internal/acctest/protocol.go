package acctest

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Provider is the provider under test. Tests in process call it through the plugin protocol, as Terraform does, without
// a CLI: a Run is one process, and an Account has the commands of Terraform.
type Provider struct {
	newServer func(Dial) tfprotov6.ProviderServer
	// schemas is cached: to read it takes longer than most operations.
	schemas func() (*tfprotov6.GetProviderSchemaResponse, error)
}

// NewProvider returns the provider of a constructor, which must use dial for the API if it is not nil.
func NewProvider(newServer func(dial Dial) tfprotov6.ProviderServer) *Provider {
	return &Provider{newServer: newServer, schemas: sync.OnceValues(func() (*tfprotov6.GetProviderSchemaResponse, error) {
		return newServer(nil).GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	})}
}

// Run is one process of the provider, as a plan or an apply starts it.
type Run struct {
	T       testing.TB
	Server  tfprotov6.ProviderServer
	Schemas *tfprotov6.GetProviderSchemaResponse
}

// Start starts a provider that is not configured, which is enough to validate.
func (p *Provider) Start(t testing.TB) *Run { return p.start(t, nil) }

func (p *Provider) start(t testing.TB, dial Dial) *Run {
	t.Helper()
	schemas, err := p.schemas()
	if err != nil {
		t.Fatal(err)
	}
	return &Run{T: t, Server: p.newServer(dial), Schemas: schemas}
}

// Configure configures the provider, which must succeed without a warning.
func (r *Run) Configure(config Arguments) {
	r.T.Helper()
	response, err := r.Server.ConfigureProvider(r.T.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.16.2", Config: r.Dynamic(r.Schemas.Provider, r.Build(r.Schemas.Provider, config)),
	})
	r.must(err)
	if len(response.Diagnostics) > 0 {
		r.T.Fatalf("the provider is not configured: %q", Diagnostics(response.Diagnostics).Errors())
	}
}

func (r *Run) must(err error) {
	r.T.Helper()
	if err != nil {
		r.T.Fatal(err)
	}
}

// checked fails the test if a diagnostic has a text that must never be shown.
func (r *Run) checked(diags Diagnostics) Diagnostics {
	r.T.Helper()
	for _, d := range diags {
		for _, forbidden := range []string{sandbox.DefaultKey, "panic"} {
			if text := d.Summary + ": " + d.Detail; strings.Contains(text, forbidden) {
				r.T.Errorf("a diagnostic that must never be shown: %s", text)
			}
		}
	}
	return diags
}

// resource returns the full name and the schema of a resource. The prefix identitycall_ of a kind may be omitted.
func (r *Run) resource(kind string) (string, *tfprotov6.Schema) {
	r.T.Helper()
	return r.schema("resource", kind, r.Schemas.ResourceSchemas)
}

func (r *Run) schema(what, kind string, schemas map[string]*tfprotov6.Schema) (string, *tfprotov6.Schema) {
	r.T.Helper()
	name := "identitycall_" + strings.TrimPrefix(kind, "identitycall_")
	schema, ok := schemas[name]
	if !ok {
		r.T.Fatalf("there is no %s %s", what, name)
	}
	return name, schema
}

// Validate returns what Terraform shows before it configures the provider.
func (r *Run) Validate(kind string, config Arguments) Diagnostics {
	r.T.Helper()
	_, schema := r.resource(kind)
	return r.validate(kind, r.Build(schema, config))
}

func (r *Run) validate(kind string, config tftypes.Value) Diagnostics {
	r.T.Helper()
	name, schema := r.resource(kind)
	response, err := r.Server.ValidateResourceConfig(r.T.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: name, Config: r.Dynamic(schema, config),
	})
	r.must(err)
	return r.checked(response.Diagnostics)
}

// Refresh refreshes an object. The result is nil if it was removed from state.
func (r *Run) Refresh(kind string, current *Object) (*Object, Diagnostics) {
	r.T.Helper()
	name, schema := r.resource(kind)
	response, err := r.Server.ReadResource(r.T.Context(), &tfprotov6.ReadResourceRequest{
		TypeName:        name,
		CurrentState:    r.Dynamic(schema, current.Value),
		Private:         current.Private,
		CurrentIdentity: current.Identity,
	})
	r.must(err)
	return r.object(schema, response.NewState, response.Private, response.NewIdentity), r.checked(response.Diagnostics)
}

// Import imports an object by its import ID, and refreshes it. The result is nil if that fails.
func (r *Run) Import(kind, id string) (*Object, Diagnostics) {
	r.T.Helper()
	name, schema := r.resource(kind)
	response, err := r.Server.ImportResourceState(r.T.Context(),
		&tfprotov6.ImportResourceStateRequest{TypeName: name, ID: id})
	r.must(err)
	diags := r.checked(response.Diagnostics)
	if len(response.ImportedResources) == 0 || len(diags.Errors()) > 0 {
		return nil, diags
	}
	imported := response.ImportedResources[0]
	return r.Refresh(kind, r.object(schema, imported.State, imported.Private, imported.Identity))
}

// Change is one planned change.
type Change struct {
	Object
	Kind      string
	Prior     *Object
	Config    tftypes.Value
	Action    string // no-op, create, update, replace or delete; none after an error
	Warnings  []string
	Errors    []string
	arguments Arguments
}

// Plan validates a configuration and plans a change; a nil config destroys. For a replacement, the result is the
// planned create, with the warnings of the first plan call.
func (r *Run) Plan(kind string, prior *Object, config Arguments) *Change {
	r.T.Helper()
	_, schema := r.resource(kind)
	c := &Change{Kind: kind, Prior: prior, Config: tftypes.NewValue(schema.ValueType(), nil), arguments: config}
	if config == nil && prior == nil {
		c.Action = "no-op"
		return c
	}
	if config != nil {
		c.Config = r.Build(schema, config)
		diags := r.validate(kind, c.Config)
		if c.Warnings, c.Errors = diags.Warnings(), diags.Errors(); len(c.Errors) > 0 {
			c.Action = "none"
			return c
		}
	}
	response := r.planChange(kind, prior, c.Config)
	diags := r.checked(response.Diagnostics)
	c.Warnings, c.Errors = append(c.Warnings, diags.Warnings()...), diags.Errors()
	c.planned(r, schema, response)
	switch {
	case len(c.Errors) > 0:
		c.Action = "none"
	case config == nil:
		c.Action = "delete"
	case prior == nil:
		c.Action = "create"
	case c.Value.Equal(prior.Value):
		c.Action = "no-op"
	case len(response.RequiresReplace) > 0:
		c.Action = "replace"
		created := r.planChange(kind, nil, c.Config)
		c.Errors = r.checked(created.Diagnostics).Errors()
		c.planned(r, schema, created)
	default:
		c.Action = "update"
	}
	return c
}

func (c *Change) planned(r *Run, schema *tfprotov6.Schema, response *tfprotov6.PlanResourceChangeResponse) {
	c.Object = Object{
		Value:    r.value(schema, response.PlannedState),
		Private:  response.PlannedPrivate,
		Identity: response.PlannedIdentity,
	}
}

func (r *Run) planChange(kind string, prior *Object, config tftypes.Value) *tfprotov6.PlanResourceChangeResponse {
	r.T.Helper()
	name, schema := r.resource(kind)
	before := tftypes.NewValue(schema.ValueType(), nil)
	request := &tfprotov6.PlanResourceChangeRequest{TypeName: name, Config: r.Dynamic(schema, config)}
	if prior != nil {
		before, request.PriorPrivate, request.PriorIdentity = prior.Value, prior.Private, prior.Identity
	}
	request.PriorState = r.Dynamic(schema, before)
	request.ProposedNewState = r.Dynamic(schema, r.proposed(schema, before, config))
	response, err := r.Server.PlanResourceChange(r.T.Context(), request)
	r.must(err)
	return response
}

// proposed combines configuration and prior state as Terraform does: computed values that are not configured are kept.
func (r *Run) proposed(schema *tfprotov6.Schema, prior, config tftypes.Value) tftypes.Value {
	r.T.Helper()
	if config.IsNull() {
		return config
	}
	configured, before := map[string]tftypes.Value{}, map[string]tftypes.Value{}
	r.must(config.As(&configured))
	if !prior.IsNull() {
		r.must(prior.As(&before))
	}
	configured = maps.Clone(configured) // As returns the value's own map
	for _, attribute := range schema.Block.Attributes {
		if value, ok := before[attribute.Name]; ok && attribute.Computed && configured[attribute.Name].IsNull() {
			configured[attribute.Name] = value
		}
	}
	return tftypes.NewValue(config.Type(), configured)
}

// ApplyPlanned applies a change that this run has planned. It returns the object in state after that. For a
// replacement, it applies the create.
func (r *Run) ApplyPlanned(c *Change) (*Object, Diagnostics) {
	r.T.Helper()
	if c.Action == "no-op" {
		return c.Prior, nil
	}
	prior := c.Prior
	if c.Action == "replace" {
		prior = nil
	}
	after, diags := r.applyChange(c.Kind, prior, &c.Object, c.Config)
	switch failed := len(diags.Errors()) > 0; {
	case failed && prior == nil && after != nil:
		r.T.Errorf("a failed create saves the state %s, which taints the object", after.Value)
	case !failed && after != nil:
		mustAgree(r.T, "inconsistent result after apply", c.Value, after.Value)
		if !after.Value.IsFullyKnown() {
			r.T.Errorf("invalid result object after apply: a value is unknown: %s", after.Value)
		}
		if after.Identity == nil {
			r.T.Error("missing resource identity after apply")
		}
	}
	return after, diags
}

// Destroy applies the destroy of an object.
func (r *Run) Destroy(kind string, prior *Object) (*Object, Diagnostics) {
	r.T.Helper()
	_, schema := r.resource(kind)
	null := tftypes.NewValue(schema.ValueType(), nil)
	return r.applyChange(kind, prior, &Object{Value: null}, null)
}

func (r *Run) applyChange(kind string, prior, planned *Object, config tftypes.Value) (*Object, Diagnostics) {
	r.T.Helper()
	name, schema := r.resource(kind)
	before := tftypes.NewValue(schema.ValueType(), nil)
	if prior != nil {
		before = prior.Value
	}
	response, err := r.Server.ApplyResourceChange(r.T.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, PriorState: r.Dynamic(schema, before), PlannedState: r.Dynamic(schema, planned.Value),
		Config: r.Dynamic(schema, config), PlannedPrivate: planned.Private, PlannedIdentity: planned.Identity,
	})
	r.must(err)
	return r.object(schema, response.NewState, response.Private, response.NewIdentity), r.checked(response.Diagnostics)
}

// mustAgree fails the test if a known planned value changes. Terraform then fails with "inconsistent result after
// apply" or "inconsistent final plan".
func mustAgree(t testing.TB, problem string, planned, after tftypes.Value) {
	t.Helper()
	if !planned.IsKnown() || planned.Equal(after) {
		return
	}
	plannedValues, values := elements(planned), elements(after)
	if planned.IsFullyKnown() || len(plannedValues) != len(values) {
		t.Errorf("%s: planned %s, got %s", problem, planned, after)
		return
	}
	for name, value := range plannedValues {
		mustAgree(t, problem+", "+name, value, values[name])
	}
}

// elements are the attributes of an object or the elements of a list.
func elements(value tftypes.Value) map[string]tftypes.Value {
	elements, list := map[string]tftypes.Value{}, []tftypes.Value{}
	if value.As(&elements) == nil {
		return elements
	}
	_ = value.As(&list)
	for i, element := range list {
		elements[strconv.Itoa(i)] = element
	}
	return elements
}

// Data validates and reads a data source. The result is nil after an error.
func (r *Run) Data(kind string, config Arguments) (*Object, Diagnostics) {
	r.T.Helper()
	name, schema := r.schema("data source", kind, r.Schemas.DataSourceSchemas)
	block := r.Dynamic(schema, r.Build(schema, config))
	validated, err := r.Server.ValidateDataResourceConfig(r.T.Context(),
		&tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: block})
	r.must(err)
	if diags := r.checked(validated.Diagnostics); len(diags.Errors()) > 0 {
		return nil, diags
	}
	response, err := r.Server.ReadDataSource(r.T.Context(),
		&tfprotov6.ReadDataSourceRequest{TypeName: name, Config: block})
	r.must(err)
	diags := r.checked(response.Diagnostics)
	if len(diags.Errors()) > 0 {
		return nil, diags
	}
	return r.object(schema, response.State, nil, nil), diags
}

// Found is one result of a query. Its value is null unless the resource was asked for.
type Found struct {
	Object
	DisplayName string
}

// Query lists objects up to a limit, as terraform query does. There are no results after an error.
func (r *Run) Query(
	kind string, config Arguments, limit int64, includeResource bool,
) (found []Found, diags Diagnostics) {
	r.T.Helper()
	_, resource := r.resource(kind)
	name, schema := r.schema("list resource", kind, r.Schemas.ListResourceSchemas)
	block := r.Dynamic(schema, r.Build(schema, config))
	server := r.Server.(tfprotov6.ListResourceServer)
	validated, err := server.ValidateListResourceConfig(r.T.Context(),
		&tfprotov6.ValidateListResourceConfigRequest{TypeName: name, Config: block})
	r.must(err)
	if diags = r.checked(validated.Diagnostics); len(diags.Errors()) > 0 {
		return nil, diags
	}
	stream, err := server.ListResource(r.T.Context(), &tfprotov6.ListResourceRequest{
		TypeName: name, IncludeResource: includeResource, Limit: limit, Config: block,
	})
	r.must(err)
	for result := range stream.Results {
		diags = append(diags, r.checked(result.Diagnostics)...)
		if len(diags.Errors()) > 0 {
			return nil, diags
		}
		if result.Identity == nil {
			continue
		}
		object := Object{Value: r.value(resource, result.Resource), Identity: result.Identity}
		if object.Value.IsNull() == includeResource {
			r.T.Errorf("the resource of %s is %s", result.DisplayName, object.Value)
		}
		found = append(found, Found{Object: object, DisplayName: result.DisplayName})
	}
	return found, diags
}
