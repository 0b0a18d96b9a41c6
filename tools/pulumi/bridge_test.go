// Package pulumi drives the provider through Pulumi's bridge, without the Pulumi CLI.
package pulumi

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// engine is the part of the Pulumi CLI that the bridge calls: it receives log messages.
type engine struct {
	pulumirpc.UnimplementedEngineServer
	t *testing.T
}

func (e engine) Log(_ context.Context, message *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	e.t.Logf("bridge: %s", strings.TrimSpace(message.GetMessage()))
	return &emptypb.Empty{}, nil
}

// command starts a program, and returns what it prints.
func command(t *testing.T, name string, arguments ...string) *bufio.Reader {
	t.Helper()
	reader, writer := io.Pipe()
	c := exec.CommandContext(t.Context(), name, arguments...)
	c.Stdout, c.Stderr = writer, writer
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return bufio.NewReader(reader)
}

func line(t *testing.T, output *bufio.Reader) string {
	t.Helper()
	text, err := output.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(text)
}

// account is a sandbox, and the provider behind the bridge.
type account struct {
	t         *testing.T
	directory string
	variables map[string]string
	requests  chan string
	provider  pulumirpc.ResourceProviderClient // of the current command
}

func start(t *testing.T) *account {
	t.Helper()
	directory := os.Getenv("PROVIDER_DIRECTORY")
	if directory == "" {
		t.Fatal("run make test-pulumi, which builds the provider, the sandbox and the bridge")
	}
	a := &account{t: t, directory: directory, variables: map[string]string{}, requests: make(chan string, 1000)}
	output := command(t, filepath.Join(directory, "sandbox"))
	for len(a.variables) < 3 {
		name, value, _ := strings.Cut(strings.TrimPrefix(line(t, output), "export "), "=")
		a.variables[name] = value
	}
	go func() {
		request := regexp.MustCompile(`^\d+ [A-Z]+ /`)
		for {
			text, err := output.ReadString('\n')
			if err != nil {
				return
			}
			if request.MatchString(text) {
				a.requests <- strings.TrimSpace(text)
			}
		}
	}()
	return a
}

// run starts a command of the Pulumi CLI: each one has a process of the bridge, and so of the provider, of its own.
func (a *account) run() {
	t := a.t
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pulumirpc.RegisterEngineServer(server, engine{t: t})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	port := line(t, command(t, os.Getenv("BRIDGE"), listener.Addr().String()))
	connection, err := grpc.NewClient("127.0.0.1:"+port, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	a.provider = pulumirpc.NewResourceProviderClient(connection)

	_, err = a.provider.Parameterize(t.Context(), &pulumirpc.ParameterizeRequest{
		Parameters: &pulumirpc.ParameterizeRequest_Args{Args: &pulumirpc.ParameterizeRequest_ParametersArgs{
			Args: []string{filepath.Join(a.directory, "terraform-provider-identitycall")},
		}},
	})
	if err != nil {
		t.Fatal("Parameterize: ", err)
	}
	_, err = a.provider.Configure(t.Context(), &pulumirpc.ConfigureRequest{
		AcceptSecrets: true, AcceptResources: true,
		Args: properties(t, map[string]any{
			"apiKey": a.variables["IDENTITYCALL_API_KEY"], "baseUrl": a.variables["IDENTITYCALL_BASE_URL"],
		}),
	})
	if err != nil {
		t.Fatal("Configure: ", err)
	}
}

func properties(t *testing.T, values map[string]any) *structpb.Struct {
	t.Helper()
	converted, err := structpb.NewStruct(values)
	if err != nil {
		t.Fatal(err)
	}
	return converted
}

// sent returns the writes since the last call.
func (a *account) sent() []string {
	time.Sleep(100 * time.Millisecond) // the sandbox prints a request when it has responded
	writes := []string{}
	for {
		select {
		case request := <-a.requests:
			if !strings.Contains(request, " GET ") {
				writes = append(writes, request)
			}
		default:
			return writes
		}
	}
}

func (a *account) mustSend(step string, want ...string) {
	a.t.Helper()
	got := a.sent()
	a.t.Logf("%s: sent %q", step, got)
	if !slices.Equal(got, append([]string{}, want...)) {
		a.t.Errorf("%s: want %q", step, want)
	}
}

func urn(kind, name string) string {
	return fmt.Sprintf("urn:pulumi:test::test::identitycall:index/%s%s:%s::%s", strings.ToLower(kind[:1]), kind[1:], kind, name)
}

// check completes the inputs, as pulumi preview does.
func (a *account) check(kind, name string, old *structpb.Struct, inputs map[string]any) *structpb.Struct {
	a.t.Helper()
	checked, err := a.provider.Check(a.t.Context(), &pulumirpc.CheckRequest{
		Urn: urn(kind, name), Olds: old, News: properties(a.t, inputs), RandomSeed: []byte("0123456789abcdef0123456789abcdef"),
	})
	if err != nil {
		a.t.Fatal("Check: ", err)
	}
	for _, failure := range checked.GetFailures() {
		a.t.Errorf("Check of %s: %s", kind, failure.GetReason())
	}
	return checked.GetInputs()
}

func (a *account) create(kind, name string, inputs map[string]any) (id string, checked, state *structpb.Struct) {
	a.t.Helper()
	checked = a.check(kind, name, nil, inputs)
	created, err := a.provider.Create(a.t.Context(), &pulumirpc.CreateRequest{Urn: urn(kind, name), Properties: checked})
	if err != nil {
		a.t.Fatal("Create: ", err)
	}
	return created.GetId(), checked, created.GetProperties()
}

func (a *account) destroy(kind, name, id string, state *structpb.Struct) {
	a.t.Helper()
	if _, err := a.provider.Delete(a.t.Context(), &pulumirpc.DeleteRequest{
		Id: id, Urn: urn(kind, name), Properties: state,
	}); err != nil {
		a.t.Fatal("Delete: ", err)
	}
}

// TestBridge_walk adopts a number, changes it, imports it, attaches an operator and destroys everything.
func TestBridge_walk(t *testing.T) {
	a := start(t)

	a.run()
	id, inputs, state := a.create("VirtualNumber", "sales", map[string]any{
		"phoneNumber": "+15551234567", "name": "US Sales Line", "recording": false,
	})
	a.mustSend("adopt", `200 PATCH /virtual_numbers/7 {"recording":false}`)
	if got := state.GetFields()["virtualNumberId"].GetStringValue(); got != "7" || id != "7" {
		t.Errorf("adopted with the ID %q and the input virtualNumberId %q", id, got)
	}

	a.run()
	changed := a.check("VirtualNumber", "sales", inputs, map[string]any{
		"phoneNumber": "+15551234567", "name": "US Sales Line", "recording": false, "routingStrategy": "round_robin",
	})
	diff, err := a.provider.Diff(t.Context(), &pulumirpc.DiffRequest{
		Id: id, Urn: urn("VirtualNumber", "sales"), Olds: state, OldInputs: inputs, News: changed,
	})
	if err != nil || diff.GetChanges() != pulumirpc.DiffResponse_DIFF_SOME || len(diff.GetReplaces()) > 0 {
		t.Errorf("Diff: %v, %v", diff, err)
	}
	updated, err := a.provider.Update(t.Context(), &pulumirpc.UpdateRequest{
		Id: id, Urn: urn("VirtualNumber", "sales"), Olds: state, OldInputs: inputs, News: changed,
	})
	if err != nil {
		t.Fatal("Update: ", err)
	}
	a.mustSend("update", `200 PATCH /virtual_numbers/7 {"routing_strategy":"round_robin"}`)
	state = updated.GetProperties()

	a.run()
	imported, err := a.provider.Read(t.Context(), &pulumirpc.ReadRequest{Id: "8", Urn: urn("VirtualNumber", "support")})
	if err != nil || imported.GetId() != "8" || imported.GetInputs().GetFields()["name"].GetStringValue() != "US Support Line" {
		t.Errorf("import: %v, %v", imported, err)
	}
	a.mustSend("import")

	a.run()
	operator, _, operatorState := a.create("Operator", "greta", map[string]any{"name": "Greta Hall", "phoneNumber": "+15555550199"})
	a.mustSend("create an operator", `201 POST /operators {"name":"Greta Hall","phone_number":"+15555550199"}`)
	attachment, _, attachmentState := a.create("VirtualNumberOperator", "greta", map[string]any{
		"virtualNumberId": "7", "operatorId": operator,
	})
	a.mustSend("attach", fmt.Sprintf(`200 POST /virtual_numbers/7/add_operator {"operator_id":%s}`, operator))
	list, _, listState := a.create("VirtualNumberOperators", "support", map[string]any{
		"virtualNumberId": "8", "operatorIds": []any{"22", "12"},
	})
	t.Logf("the list has the ID %q", list)
	a.mustSend("reorder a list", "200 DELETE /virtual_numbers/8/remove_operator?operator_id=12",
		`200 POST /virtual_numbers/8/add_operator {"operator_id":12}`)

	a.run()
	a.destroy("VirtualNumberOperators", "support", list, listState)
	a.mustSend("destroy the list")
	a.destroy("VirtualNumberOperator", "greta", attachment, attachmentState)
	a.mustSend("detach", "200 DELETE /virtual_numbers/7/remove_operator?operator_id="+operator)
	a.destroy("Operator", "greta", operator, operatorState)
	a.mustSend("delete the operator", "200 DELETE /operators/"+operator)
	a.destroy("VirtualNumber", "sales", id, state)
	a.mustSend("destroy the number")
}

// The bridge invents a name for what has none. Adopting a number with it would rename a live line, and is refused.
func TestBridge_inventsNames(t *testing.T) {
	a := start(t)
	a.run()
	inputs := a.check("VirtualNumber", "sales", nil, map[string]any{"virtualNumberId": "7"})
	if name := inputs.GetFields()["name"].GetStringValue(); !strings.HasPrefix(name, "sales-") {
		t.Errorf("the bridge invents the name %q", name)
	}
	for _, preview := range []bool{true, false} {
		_, err := a.provider.Create(t.Context(), &pulumirpc.CreateRequest{
			Urn: urn("VirtualNumber", "sales"), Properties: inputs, Preview: preview,
		})
		if err == nil || !strings.Contains(err.Error(), "Pulumi would rename +15551234567 (ID 7) to \"sales-") {
			t.Errorf("preview %t: got %v", preview, err)
		}
	}
	a.mustSend("adopt without a name")
}
