package provider

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The helpers in this file call the provider through the plugin protocol, as Terraform does, without a CLI. An account
// starts a new provider for each plan and each apply, plans again inside apply, and checks what Terraform checks: that
// state has the planned values after an apply.

// arguments are the known and unknown arguments of a block; an omitted one is null.
type arguments map[string]any

// unknown is a value that is not known while planning.
const unknown = tftypes.UnknownValue

// account is a service with the configuration of the provider for it.
type account struct {
	*acctest.Service
	t *testing.T
	// provider has further arguments of the provider block.
	provider arguments
	// between is called once, after the next plan and before its apply.
	between func()
}

func newAccount(t *testing.T) *account {
	t.Helper()
	return &account{Service: acctest.StartService(t), t: t}
}

// object is a resource in state.
type object struct {
	value    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// show formats an attribute: null, unknown, or its value.
func (o *object) show(attribute string) string {
	if o == nil || o.value.IsNull() {
		return "no object"
	}
	values := map[string]tftypes.Value{}
	if err := o.value.As(&values); err != nil {
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

// must fails the test unless the object has these values, by attribute, as show formats them.
func (o *object) must(t *testing.T, wanted map[string]string) {
	t.Helper()
	for attribute, value := range wanted {
		if got := o.show(attribute); got != value {
			t.Errorf("%s is %s, want %s", attribute, got, value)
		}
	}
}

// diagnostics are the diagnostics of one request.
type diagnostics []*tfprotov6.Diagnostic

// lines formats each diagnostic as `error at operator_ids[1]: summary: detail`.
func (d diagnostics) lines(severity tfprotov6.DiagnosticSeverity) []string {
	var lines []string
	for _, entry := range d {
		if entry.Severity != severity {
			continue
		}
		kind := "warning"
		if severity == tfprotov6.DiagnosticSeverityError {
			kind = "error"
		}
		at := ""
		for _, step := range stepsOf(entry.Attribute) {
			switch step := step.(type) {
			case tftypes.AttributeName:
				at += "." + string(step)
			case tftypes.ElementKeyInt:
				at += fmt.Sprintf("[%d]", int64(step))
			}
		}
		if at != "" {
			kind += " at " + strings.TrimPrefix(at, ".")
		}
		lines = append(lines, kind+": "+entry.Summary+": "+entry.Detail)
	}
	return lines
}

func stepsOf(path *tftypes.AttributePath) []tftypes.AttributePathStep {
	if path == nil {
		return nil
	}
	return path.Steps()
}

func (d diagnostics) errors() []string   { return d.lines(tfprotov6.DiagnosticSeverityError) }
func (d diagnostics) warnings() []string { return d.lines(tfprotov6.DiagnosticSeverityWarning) }

// mustMatch fails the test unless each line contains the wanted texts of its place, which are separated by "…".
func mustMatch(t *testing.T, lines []string, wanted ...string) {
	t.Helper()
	matches := len(lines) == len(wanted)
	for i := 0; matches && i < len(lines); i++ {
		rest := lines[i]
		for _, part := range strings.Split(wanted[i], "…") {
			var found bool
			_, rest, found = strings.Cut(rest, part)
			matches = matches && found
		}
	}
	if !matches {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(lines, "\n  "), strings.Join(wanted, "\n  "))
	}
}

// providerRun is one process of the provider, as a plan or an apply starts it.
type providerRun struct {
	t       *testing.T
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

// start starts a provider that is not configured, which is enough to validate.
func start(t *testing.T) *providerRun {
	t.Helper()
	r := &providerRun{t: t, server: providerserver.NewProtocol6(New("test")())()}
	var err error
	if r.schemas, err = r.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	return r
}

// run starts and configures a provider.
func (a *account) run() *providerRun {
	a.t.Helper()
	r := start(a.t)
	given := arguments{"api_key": sandbox.DefaultKey, "base_url": a.URL}
	for name, value := range a.provider {
		given[name] = value
	}
	response, err := r.server.ConfigureProvider(a.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.16.2", Config: r.dynamic(r.schemas.Provider, build(a.t, r.schemas.Provider, given)),
	})
	if err != nil || len(response.Diagnostics) > 0 {
		a.t.Fatalf("the provider is not configured: %v, %v", err, diagnostics(response.Diagnostics).errors())
	}
	return r
}

// build returns a block of a schema with the given arguments.
func build(t *testing.T, schema *tfprotov6.Schema, given arguments) tftypes.Value {
	t.Helper()
	kind, ok := schema.ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("the schema is not an object")
	}
	for name := range given {
		if _, ok := kind.AttributeTypes[name]; !ok {
			t.Fatalf("there is no argument %s", name)
		}
	}
	values := map[string]tftypes.Value{}
	for name, attribute := range kind.AttributeTypes {
		values[name] = convert(t, attribute, given[name])
	}
	return tftypes.NewValue(kind, values)
}

func convert(t *testing.T, kind tftypes.Type, value any) tftypes.Value {
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
	case arguments:
		nested, ok := kind.(tftypes.Object)
		if !ok {
			t.Fatalf("%s is not an object", kind)
		}
		values := map[string]tftypes.Value{}
		for name, attribute := range nested.AttributeTypes {
			values[name] = convert(t, attribute, value[name])
		}
		return tftypes.NewValue(kind, values)
	}
	return tftypes.NewValue(kind, value)
}

func (r *providerRun) dynamic(schema *tfprotov6.Schema, value tftypes.Value) *tfprotov6.DynamicValue {
	r.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(schema.ValueType(), value)
	if err != nil {
		r.t.Fatal(err)
	}
	return &dynamic
}

func (r *providerRun) value(schema *tfprotov6.Schema, dynamic *tfprotov6.DynamicValue) tftypes.Value {
	r.t.Helper()
	if dynamic == nil {
		return tftypes.NewValue(schema.ValueType(), nil)
	}
	value, err := dynamic.Unmarshal(schema.ValueType())
	if err != nil {
		r.t.Fatal(err)
	}
	return value
}

// resource returns the full name and the schema of a resource such as virtual_number.
func (r *providerRun) resource(kind string) (string, *tfprotov6.Schema) {
	r.t.Helper()
	name := "identitycall_" + kind
	schema, ok := r.schemas.ResourceSchemas[name]
	if !ok {
		r.t.Fatalf("there is no resource %s", name)
	}
	return name, schema
}

// validate returns what Terraform shows before it configures the provider.
func (r *providerRun) validate(kind string, config arguments) diagnostics {
	r.t.Helper()
	name, schema := r.resource(kind)
	response, err := r.server.ValidateResourceConfig(r.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: name, Config: r.dynamic(schema, build(r.t, schema, config)),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return response.Diagnostics
}

// read refreshes an object. It is nil if it was removed from state.
func (r *providerRun) read(kind string, current *object) (*object, diagnostics) {
	r.t.Helper()
	name, schema := r.resource(kind)
	response, err := r.server.ReadResource(r.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName:        name,
		CurrentState:    r.dynamic(schema, current.value),
		Private:         current.private,
		CurrentIdentity: current.identity,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	value := r.value(schema, response.NewState)
	if value.IsNull() {
		return nil, response.Diagnostics
	}
	return &object{value: value, private: response.Private, identity: response.NewIdentity}, response.Diagnostics
}

// importObject imports an object by its import ID, and refreshes it.
func (r *providerRun) importObject(kind, id string) (*object, diagnostics) {
	r.t.Helper()
	name, schema := r.resource(kind)
	response, err := r.server.ImportResourceState(
		r.t.Context(),
		&tfprotov6.ImportResourceStateRequest{TypeName: name, ID: id},
	)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(response.ImportedResources) == 0 || len(diagnostics(response.Diagnostics).errors()) > 0 {
		return nil, response.Diagnostics
	}
	imported := response.ImportedResources[0]
	return r.read(
		kind,
		&object{value: r.value(schema, imported.State), private: imported.Private, identity: imported.Identity},
	)
}

// planned is one planned change.
type planned struct {
	object
	kind     string
	prior    *object
	config   tftypes.Value
	action   string // no-op, create, update, replace or delete
	warnings []string
	errors   []string
}

// plan plans a change; a nil config destroys. For a replacement, the result is the planned create, with the warnings of
// the first plan call.
func (r *providerRun) plan(kind string, prior *object, config arguments) *planned {
	r.t.Helper()
	_, schema := r.resource(kind)
	p := &planned{kind: kind, prior: prior, config: tftypes.NewValue(schema.ValueType(), nil)}
	if config != nil {
		p.config = build(r.t, schema, config)
	}
	response := r.planChange(kind, prior, p.config)
	diags := diagnostics(response.Diagnostics)
	p.warnings, p.errors = diags.warnings(), diags.errors()
	p.object = object{
		value:    r.value(schema, response.PlannedState),
		private:  response.PlannedPrivate,
		identity: response.PlannedIdentity,
	}
	switch {
	case len(p.errors) > 0:
		p.action = "none"
	case config == nil:
		p.action = "delete"
	case prior == nil:
		p.action = "create"
	case p.value.Equal(prior.value):
		p.action = "no-op"
	case len(response.RequiresReplace) > 0:
		p.action = "replace"
		created := r.planChange(kind, nil, p.config)
		p.errors = diagnostics(created.Diagnostics).errors()
		p.object = object{
			value:    r.value(schema, created.PlannedState),
			private:  created.PlannedPrivate,
			identity: created.PlannedIdentity,
		}
	default:
		p.action = "update"
	}
	return p
}

func (r *providerRun) planChange(
	kind string,
	prior *object,
	config tftypes.Value,
) *tfprotov6.PlanResourceChangeResponse {
	r.t.Helper()
	name, schema := r.resource(kind)
	before := tftypes.NewValue(schema.ValueType(), nil)
	request := &tfprotov6.PlanResourceChangeRequest{TypeName: name, Config: r.dynamic(schema, config)}
	if prior != nil {
		before, request.PriorPrivate, request.PriorIdentity = prior.value, prior.private, prior.identity
	}
	request.PriorState = r.dynamic(schema, before)
	request.ProposedNewState = r.dynamic(schema, r.proposed(schema, before, config))
	response, err := r.server.PlanResourceChange(r.t.Context(), request)
	if err != nil {
		r.t.Fatal(err)
	}
	return response
}

// proposed combines configuration and prior state as Terraform does.
func (r *providerRun) proposed(schema *tfprotov6.Schema, prior, config tftypes.Value) tftypes.Value {
	r.t.Helper()
	if config.IsNull() {
		return config
	}
	configured, before := map[string]tftypes.Value{}, map[string]tftypes.Value{}
	if err := config.As(&configured); err != nil {
		r.t.Fatal(err)
	}
	if !prior.IsNull() {
		if err := prior.As(&before); err != nil {
			r.t.Fatal(err)
		}
	}
	configured = maps.Clone(configured) // As returns the value's own map
	for _, attribute := range schema.Block.Attributes {
		if value, ok := before[attribute.Name]; ok && attribute.Computed && configured[attribute.Name].IsNull() {
			configured[attribute.Name] = value
		}
	}
	return tftypes.NewValue(config.Type(), configured)
}

// applyPlanned applies a change that this run has planned. It returns the object in state after that. For a
// replacement, it applies the create.
func (r *providerRun) applyPlanned(p *planned) (*object, diagnostics) {
	r.t.Helper()
	if p.action == "no-op" {
		return p.prior, nil
	}
	prior := p.prior
	if p.action == "replace" {
		prior = nil
	}
	after, diags := r.applyChange(p.kind, prior, &p.object, p.config)
	if after != nil && len(diags.errors()) == 0 {
		mustAgree(r.t, "after apply", p.value, after.value)
	}
	return after, diags
}

// destroy applies the destroy of an object that is replaced.
func (r *providerRun) destroy(kind string, prior *object) (*object, diagnostics) {
	r.t.Helper()
	_, schema := r.resource(kind)
	null := tftypes.NewValue(schema.ValueType(), nil)
	return r.applyChange(kind, prior, &object{value: null}, null)
}

func (r *providerRun) applyChange(kind string, prior, planned *object, config tftypes.Value) (*object, diagnostics) {
	r.t.Helper()
	name, schema := r.resource(kind)
	before := tftypes.NewValue(schema.ValueType(), nil)
	if prior != nil {
		before = prior.value
	}
	response, err := r.server.ApplyResourceChange(r.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, PriorState: r.dynamic(schema, before), PlannedState: r.dynamic(schema, planned.value),
		Config: r.dynamic(schema, config), PlannedPrivate: planned.private, PlannedIdentity: planned.identity,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	value := r.value(schema, response.NewState)
	if value.IsNull() {
		return nil, response.Diagnostics
	}
	return &object{value: value, private: response.Private, identity: response.NewIdentity}, response.Diagnostics
}

// mustAgree fails the test if a known planned value changes. Terraform then fails with "inconsistent result after
// apply" or "inconsistent final plan".
func mustAgree(t *testing.T, when string, planned, after tftypes.Value) {
	t.Helper()
	if !planned.IsFullyKnown() && planned.IsKnown() && !planned.IsNull() {
		plannedValues, values := map[string]tftypes.Value{}, map[string]tftypes.Value{}
		if planned.As(&plannedValues) == nil && after.As(&values) == nil {
			for name, value := range plannedValues {
				mustAgree(t, when+", "+name, value, values[name])
			}
		}
		return
	}
	if planned.IsFullyKnown() && !planned.Equal(after) {
		t.Errorf("inconsistent %s: planned %s, got %s", when, planned, after)
	}
}

// plan plans a change in a new run.
func (a *account) plan(kind string, prior *object, config arguments) *planned {
	a.t.Helper()
	return a.run().plan(kind, prior, config)
}

// outcome is the result of an apply.
type outcome struct {
	*planned
	// after is the object in state, nil if there is none.
	after *object
	// applied are the warnings of the apply, failed its errors.
	applied, failed []string
}

// apply plans, and applies in a second run, which plans again. later is the configuration of the second run, if values
// were unknown in the first one.
func (a *account) apply(kind string, prior *object, config arguments, later ...arguments) *outcome {
	a.t.Helper()
	o := &outcome{planned: a.plan(kind, prior, config), after: prior}
	if between := a.between; between != nil {
		a.between = nil
		between()
	}
	if len(o.errors) > 0 {
		return o
	}
	run := a.run()
	if len(later) > 0 {
		config = later[0]
	}
	var diags diagnostics
	if o.action == "replace" { // destroyed first: Terraform plans the create again, without the prior state
		if o.after, diags = run.destroy(kind, prior); o.after != nil {
			o.failed = diags.errors()
			return o
		}
		prior = nil
	}
	final := run.plan(kind, prior, config)
	if len(final.errors) > 0 {
		o.failed = final.errors
		return o
	}
	mustAgree(a.t, "final plan", o.value, final.value)
	var more diagnostics
	o.after, more = run.applyPlanned(final)
	diags = append(diags, more...)
	o.applied, o.failed = diags.warnings(), diags.errors()
	if o.after != nil && len(o.failed) > 0 && prior == nil && final.action == "create" {
		a.t.Errorf("a failed create saves the state %s, which taints the object", o.after.value)
	}
	return o
}

// mustApply fails the test unless an apply succeeds without a warning, and returns the object in state.
func (a *account) mustApply(kind string, prior *object, config arguments) *object {
	a.t.Helper()
	o := a.apply(kind, prior, config)
	if all := slices.Concat(o.errors, o.failed, o.warnings, o.applied); len(all) > 0 {
		a.t.Fatalf("apply printed\n  %s", strings.Join(all, "\n  "))
	}
	return o.after
}

// refresh refreshes an object in a new run.
func (a *account) refresh(kind string, current *object) (*object, diagnostics) {
	a.t.Helper()
	return a.run().read(kind, current)
}

// mustHaveNoDiff fails the test unless a refresh and a plan show no changes.
func (a *account) mustHaveNoDiff(kind string, current *object, config arguments) {
	a.t.Helper()
	refreshed, diags := a.refresh(kind, current)
	if refreshed == nil || len(diags) > 0 {
		a.t.Errorf("the refresh printed %v", append(diags.errors(), diags.warnings()...))
		return
	}
	if p := a.plan(kind, refreshed, config); p.action != "no-op" || len(p.warnings) > 0 {
		a.t.Errorf("the plan is to %s %s\n%v%v", p.action, p.value, p.errors, p.warnings)
	}
}

// importObject imports an object in a new run.
func (a *account) importObject(kind, id string) (*object, diagnostics) {
	a.t.Helper()
	return a.run().importObject(kind, id)
}

// reads returns the paths of the GET requests, in their order.
func (a *account) reads() []string {
	var paths []string
	for _, request := range a.Requests() {
		if request.Method == "GET" {
			paths = append(paths, request.Path)
		}
	}
	return paths
}

// data reads a data source in a new run.
func (a *account) data(kind string, config arguments) (*object, diagnostics) {
	a.t.Helper()
	return a.run().data(kind, config)
}

func (r *providerRun) data(kind string, config arguments) (*object, diagnostics) {
	r.t.Helper()
	schema, ok := r.schemas.DataSourceSchemas["identitycall_"+kind]
	if !ok {
		r.t.Fatalf("there is no data source %s", kind)
	}
	response, err := r.server.ReadDataSource(r.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "identitycall_" + kind, Config: r.dynamic(schema, build(r.t, schema, config)),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return &object{value: r.value(schema, response.State)}, response.Diagnostics
}

func mustRefresh(t *testing.T, a *account, kind string, current *object) *object {
	t.Helper()
	after, diags := a.refresh(kind, current)
	mustMatch(t, diags.errors())
	return after
}
