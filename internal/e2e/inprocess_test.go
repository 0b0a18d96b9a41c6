package e2e_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/provider"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// values are the arguments of a block, or the attributes of an object in state, by name. A list is a []any.
type values map[string]any

// inMemory has the in-memory listeners of the provider's HTTP client, by address. In a synctest bubble, only in-memory
// connections count as idle, so that the fake clock advances: no test waits for a timeout.
var inMemory sync.Map

func init() {
	transport := http.DefaultTransport.(*http.Transport) // the client of the provider clones it
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if listener, ok := inMemory.Load(address); ok {
			return listener.(*memoryListener).dial(ctx)
		}
		return dial(ctx, network, address)
	}
}

type memoryListener struct {
	address     memoryAddress
	connections chan net.Conn
	closed      chan struct{}
	close       func()
}

type memoryAddress string

func (memoryAddress) Network() string  { return "memory" }
func (a memoryAddress) String() string { return string(a) }

func (l *memoryListener) dial(ctx context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.connections <- there:
		return here, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Addr() net.Addr { return l.address }
func (l *memoryListener) Close() error   { l.close(); return nil }

var lastAddress atomic.Int64

// newMemoryService serves an empty account in the current synctest bubble.
func newMemoryService(t testing.TB) *acctest.Service {
	t.Helper()
	address := fmt.Sprintf("127.0.0.1:%d", 100_000+lastAddress.Add(1)) // not a valid port of a network
	listener := &memoryListener{
		address:     memoryAddress(address),
		connections: make(chan net.Conn),
		closed:      make(chan struct{}),
	}
	listener.close = sync.OnceFunc(func() { close(listener.closed) })
	inMemory.Store(address, listener)
	account := sandbox.New()
	server := &http.Server{Handler: account, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() {
		time.Sleep(5 * time.Minute) // fake time: every delayed response ends
		inMemory.Delete(address)
		_ = server.Close()
	})
	return &acctest.Service{Sandbox: account, URL: "http://" + address + sandbox.Prefix}
}

// inProcess applies one object through the plugin protocol, without a CLI, as terraform apply does. It has the same
// checks of the provider as Terraform.
type inProcess struct {
	t        testing.TB
	resource string
	// settings are the arguments of the provider block.
	settings values

	// state is the object in state; nil stands for none.
	state    values
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	tainted  bool

	// errors and warnings are the diagnostics of the last command.
	errors, warnings []string

	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
}

func newServer() tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(provider.New("test")())()
}

// providerSchema is cached: reading it takes longer than most operations.
var providerSchema = sync.OnceValues(func() (*tfprotov6.GetProviderSchemaResponse, error) {
	return newServer().GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
})

// start configures a new provider, as each walk of a command does.
func (p *inProcess) start() {
	p.t.Helper()
	p.server = newServer()
	var err error
	if p.schema, err = providerSchema(); err != nil {
		p.t.Fatal(err)
	}
	config := encode(p.t, p.schema.Provider.Block.ValueType(), p.settings)
	response, err := p.server.ConfigureProvider(p.t.Context(),
		&tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.16.2", Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	p.show(response.Diagnostics)
}

// show records diagnostics, and reports whether one is an error.
func (p *inProcess) show(diagnostics []*tfprotov6.Diagnostic) bool {
	failed := false
	for _, d := range diagnostics {
		text := d.Summary + ": " + d.Detail
		if strings.Contains(text, sandbox.DefaultKey) || strings.Contains(text, "panic") {
			p.t.Errorf("a diagnostic that must never be shown: %s", text)
		}
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			p.errors, failed = append(p.errors, text), true
		} else {
			p.warnings = append(p.warnings, text)
		}
	}
	return failed
}

// applyTogether applies the configurations of new objects at the same time, with one provider.
func applyTogether(configs []values, objects ...*inProcess) {
	first := objects[0]
	first.t.Helper()
	share := func() {
		first.start()
		for _, p := range objects {
			p.server, p.schema = first.server, first.schema
		}
	}
	share()
	var plans []*tfprotov6.PlanResourceChangeResponse
	for i, p := range objects {
		planned, ok := p.plan(configs[i])
		if !ok {
			first.t.Fatalf("the plan failed: %q", p.errors)
		}
		plans = append(plans, planned)
	}
	share()
	var applies sync.WaitGroup
	for i, p := range objects {
		applies.Go(func() { p.applyStarted(configs[i], plans[i]) })
	}
	applies.Wait()
}

func (p *inProcess) clearDiagnostics() { p.errors, p.warnings = nil, nil }

// refresh is terraform apply -refresh-only. It returns whether it succeeded.
func (p *inProcess) refresh() bool {
	p.t.Helper()
	p.start()
	return p.read()
}

// read refreshes the object in state.
func (p *inProcess) read() bool {
	p.t.Helper()
	if p.state == nil {
		return true
	}
	response, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: p.resource, CurrentState: p.encode(p.state), Private: p.private, CurrentIdentity: p.identity,
	})
	p.must(err)
	if p.show(response.Diagnostics) {
		return false
	}
	p.save(response.NewState, response.Private, response.NewIdentity)
	return true
}

// importState is an apply with an import block: it imports and reads, and then plans and applies a configuration.
func (p *inProcess) importState(id string, config values) bool {
	p.t.Helper()
	p.start()
	response, err := p.server.ImportResourceState(p.t.Context(),
		&tfprotov6.ImportResourceStateRequest{TypeName: p.resource, ID: id})
	p.must(err)
	if p.show(response.Diagnostics) {
		return false
	}
	imported := response.ImportedResources[0]
	before := *p
	p.save(imported.State, imported.Private, imported.Identity)
	if !p.read() || p.state == nil {
		p.state, p.private, p.identity = before.state, before.private, before.identity
		return false
	}
	planned, ok := p.plan(config)
	return ok && (planned == nil || p.applyPlan(config, planned))
}

// apply is terraform apply of a configuration; nil destroys the object.
func (p *inProcess) apply(config values) bool {
	p.t.Helper()
	before := *p
	p.start()
	if !p.read() {
		return false
	}
	planned, ok := p.plan(config)
	if !ok { // the refresh of the plan failed
		p.state, p.private, p.identity = before.state, before.private, before.identity
		return false
	}
	return planned == nil || p.applyPlan(config, planned)
}

// plan plans a configuration. Without changes, the planned state is nil.
func (p *inProcess) plan(config values) (*tfprotov6.PlanResourceChangeResponse, bool) {
	p.t.Helper()
	if config == nil && p.state == nil {
		return nil, true
	}
	prior := p.state
	if p.tainted {
		prior = nil
	}
	if config != nil {
		response, err := p.server.ValidateResourceConfig(p.t.Context(),
			&tfprotov6.ValidateResourceConfigRequest{TypeName: p.resource, Config: p.encode(config)})
		p.must(err)
		if p.show(response.Diagnostics) {
			return nil, false
		}
	}
	response, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: p.resource, PriorState: p.encode(prior), ProposedNewState: p.encode(p.proposed(config, prior)),
		Config: p.encode(config), PriorPrivate: p.private, PriorIdentity: p.identity,
	})
	p.must(err)
	if p.show(response.Diagnostics) {
		return nil, false
	}
	if len(response.RequiresReplace) > 0 {
		p.t.Fatalf("%s: a replacement is planned: %v", p.resource, response.RequiresReplace)
	}
	before, planned := p.value(p.encode(prior)), p.value(response.PlannedState)
	if before.Equal(planned) {
		return nil, true
	}
	return response, true
}

// proposed merges the configuration with the prior state, as Terraform does: computed values that are not configured
// are kept.
func (p *inProcess) proposed(config, prior values) values {
	if config == nil {
		return nil
	}
	merged := values{}
	for _, attribute := range p.schema.ResourceSchemas[p.resource].Block.Attributes {
		value, configured := config[attribute.Name]
		if !configured && attribute.Computed {
			value = prior[attribute.Name]
		}
		merged[attribute.Name] = value
	}
	return merged
}

// applyPlan applies a plan with a new provider.
func (p *inProcess) applyPlan(config values, planned *tfprotov6.PlanResourceChangeResponse) bool {
	p.t.Helper()
	p.start()
	return p.applyStarted(config, planned)
}

// applyStarted plans again, as Terraform does inside apply, and applies that plan.
func (p *inProcess) applyStarted(config values, first *tfprotov6.PlanResourceChangeResponse) bool {
	p.t.Helper()
	planned := first
	if config != nil {
		again, ok := p.plan(config)
		if !ok {
			return false
		}
		if again == nil {
			return true
		}
		if missing := p.inconsistent(first.PlannedState, again.PlannedState); missing != "" {
			p.t.Errorf("Provider produced inconsistent final plan: %s", missing)
		}
		planned = again
	}
	prior := p.state
	if p.tainted {
		prior = nil
	}
	response, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: p.resource, PriorState: p.encode(prior), PlannedState: planned.PlannedState, Config: p.encode(config),
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	p.must(err)
	failed := p.show(response.Diagnostics)
	if !failed && config != nil {
		if missing := p.inconsistent(planned.PlannedState, response.NewState); missing != "" {
			p.t.Errorf("Provider produced inconsistent result after apply: %s", missing)
		}
		if !p.value(response.NewState).IsFullyKnown() {
			p.t.Error("Provider returned invalid result object after apply: a value is unknown")
		}
		if response.NewIdentity == nil {
			p.t.Error("Missing Resource Identity")
		}
	}
	p.save(response.NewState, response.Private, response.NewIdentity)
	p.tainted = failed && prior == nil && p.state != nil
	return !failed
}

// inconsistent describes an attribute whose planned value was known and has changed. "" stands for none.
func (p *inProcess) inconsistent(planned, now *tfprotov6.DynamicValue) string {
	var before, after map[string]tftypes.Value
	p.must(p.value(planned).As(&before))
	p.must(p.value(now).As(&after))
	for name, value := range before {
		if value.IsFullyKnown() && !value.Equal(after[name]) {
			return fmt.Sprintf("%s was planned as %s and is %s", name, value, after[name])
		}
	}
	return ""
}

// save replaces the state.
func (p *inProcess) save(state *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData) {
	p.state, _ = decode(p.t, p.value(state)).(values)
	p.private, p.identity = private, identity
	if p.state == nil {
		p.private, p.identity = nil, nil
	}
}

// readData reads the data source p.resource.
func (p *inProcess) readData(config values) (values, bool) {
	p.t.Helper()
	p.start()
	kind := p.schema.DataSourceSchemas[p.resource].Block.ValueType()
	response, err := p.server.ReadDataSource(p.t.Context(),
		&tfprotov6.ReadDataSourceRequest{TypeName: p.resource, Config: encode(p.t, kind, config)})
	p.must(err)
	if p.show(response.Diagnostics) {
		return nil, false
	}
	value, err := response.State.Unmarshal(kind)
	p.must(err)
	read, _ := decode(p.t, value).(values)
	return read, true
}

// query lists the objects of p.resource with their attributes, as terraform query does, and returns their display
// names: none after an error.
func (p *inProcess) query(limit int64) (found []string) {
	p.t.Helper()
	p.start()
	stream, err := p.server.(tfprotov6.ListResourceServer).ListResource(p.t.Context(),
		&tfprotov6.ListResourceRequest{
			TypeName: p.resource, IncludeResource: true, Limit: limit,
			Config: encode(p.t, p.schema.ListResourceSchemas[p.resource].ValueType(), values{}),
		})
	p.must(err)
	for result := range stream.Results {
		if p.show(result.Diagnostics) {
			return nil
		}
		if result.Identity != nil {
			if p.value(result.Resource).IsNull() {
				p.t.Errorf("%s has no resource", result.DisplayName)
			}
			found = append(found, result.DisplayName)
		}
	}
	return found
}

func (p *inProcess) kind() tftypes.Type {
	return p.schema.ResourceSchemas[p.resource].Block.ValueType()
}

func (p *inProcess) encode(v values) *tfprotov6.DynamicValue {
	p.t.Helper()
	return encode(p.t, p.kind(), v)
}

func (p *inProcess) value(v *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	if v == nil {
		return tftypes.NewValue(p.kind(), nil)
	}
	value, err := v.Unmarshal(p.kind())
	p.must(err)
	return value
}

func (p *inProcess) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func encode(t testing.TB, kind tftypes.Type, v values) *tfprotov6.DynamicValue {
	t.Helper()
	value := tftypes.NewValue(kind, nil)
	if v != nil {
		value = toValue(t, kind, v)
	}
	encoded, err := tfprotov6.NewDynamicValue(kind, value)
	if err != nil {
		t.Fatal(err)
	}
	return &encoded
}

// toValue converts values to a type. Missing attributes are null.
func toValue(t testing.TB, kind tftypes.Type, given any) tftypes.Value {
	t.Helper()
	switch kind := kind.(type) {
	case tftypes.Object:
		if given == nil {
			break
		}
		attributes := map[string]tftypes.Value{}
		for name, of := range kind.AttributeTypes {
			attributes[name] = toValue(t, of, given.(values)[name])
		}
		for name := range given.(values) {
			if kind.AttributeTypes[name] == nil {
				t.Fatalf("there is no attribute %s", name)
			}
		}
		return tftypes.NewValue(kind, attributes)
	case tftypes.List:
		if given == nil {
			break
		}
		elements := []tftypes.Value{}
		for _, element := range given.([]any) {
			elements = append(elements, toValue(t, kind.ElementType, element))
		}
		return tftypes.NewValue(kind, elements)
	}
	return tftypes.NewValue(kind, given)
}

// decode is the opposite of toValue.
func decode(t testing.TB, value tftypes.Value) any {
	t.Helper()
	if value.IsNull() || !value.IsKnown() {
		return nil
	}
	var err error
	switch kind := value.Type(); {
	case kind.Is(tftypes.Object{}):
		attributes, decoded := map[string]tftypes.Value{}, values{}
		err = value.As(&attributes)
		for name, attribute := range attributes {
			decoded[name] = decode(t, attribute)
		}
		if err == nil {
			return decoded
		}
	case kind.Is(tftypes.List{}):
		var elements []tftypes.Value
		decoded := []any{}
		err = value.As(&elements)
		for _, element := range elements {
			decoded = append(decoded, decode(t, element))
		}
		if err == nil {
			return decoded
		}
	case kind.Is(tftypes.String):
		var text string
		if err = value.As(&text); err == nil {
			return text
		}
	case kind.Is(tftypes.Bool):
		var truth bool
		if err = value.As(&truth); err == nil {
			return truth
		}
	case kind.Is(tftypes.Number):
		number := new(big.Float)
		if err = value.As(&number); err == nil {
			return number
		}
	default:
		err = fmt.Errorf("a value of the type %s", kind)
	}
	t.Fatal(err)
	return nil
}

// containsText reports whether one of the messages contains a text.
func containsText(messages []string, text string) bool {
	return slices.ContainsFunc(messages, func(message string) bool { return strings.Contains(message, text) })
}
