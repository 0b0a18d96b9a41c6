package provider

import (
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Each resource imports the object of an import ID, or returns an error. Only a valid ID is saved in state.
func FuzzImportID(f *testing.F) {
	for _, seed := range []string{
		"7", "07", "+7", "-7", " 7", "7 ", "7.0", "1e3", "9223372036854775808", "", "/", "7/12", "7/", "/12", "7/12/1",
		"007/12", "٧",
		"+15551234567", "+1 (555) 123-4567", "+44 20 7946 0958", "+15550000000", "+", "+++", "1 555 123 4567",
		"../operators", "7?x=1", "\x00", "\xff", "\u202e7",
	} {
		f.Add(seed)
	}
	account := sandbox.New()
	account.Populate()
	server := httptest.NewServer(account)
	f.Cleanup(server.Close)
	client, err := identitycall.New(identitycall.Config{
		BaseURL: server.URL + sandbox.Prefix, APIKey: sandbox.DefaultKey,
		RequestTimeout: defaultRequestTimeout, IndexPhoneNumbers: indexPhoneNumbers,
	})
	if err != nil {
		f.Fatal(err)
	}
	base := resourceBase{&session{client: client, ledger: newLedger()}}
	f.Fuzz(func(t *testing.T, wanted string) {
		for _, r := range []resource.ResourceWithImportState{
			&operatorResource{base}, &projectResource{base}, &virtualNumberResource{base}, &virtualNumberPurchaseResource{base},
			&virtualNumberOperatorsResource{base}, &virtualNumberOperatorResource{base},
		} {
			checkImport(t, r, wanted)
		}
	})
}

// checkImport imports with one resource, and checks the result.
func checkImport(t *testing.T, r resource.ResourceWithImportState, wanted string) {
	t.Helper()
	resp := emptyImport(t, r)
	r.ImportState(t.Context(), resource.ImportStateRequest{ID: wanted}, &resp)
	for _, problem := range resp.Diagnostics.Errors() {
		text := problem.Summary() + problem.Detail()
		if !utf8.ValidString(text) ||
			strings.IndexFunc(text, unicode.IsControl) >= 0 && phonenumber.CheckInternational(wanted) != nil {
			t.Errorf("%T: the error for %q has control characters: %q", r, wanted, text)
		}
	}
	attributes := []string{"id"}
	switch r.(type) {
	case *virtualNumberOperatorsResource:
		attributes = []string{"virtual_number_id"}
	case *virtualNumberOperatorResource:
		attributes = []string{"virtual_number_id", "operator_id"}
	}
	for _, attribute := range attributes {
		var id types.String
		resp.Diagnostics.Append(resp.State.GetAttribute(t.Context(), path.Root(attribute), &id)...)
		_, err := parseID(id.ValueString())
		if (err == nil) == resp.Diagnostics.HasError() {
			t.Errorf("%T: %q is imported as the %s %s, with %v", r, wanted, attribute, id, resp.Diagnostics)
		}
		// Digits alone are an ID. Only for a phone number, the saved ID differs from the import ID.
		if err == nil && !strings.HasPrefix(strings.TrimSpace(wanted), "+") && !strings.Contains(wanted, id.ValueString()) {
			t.Errorf("%T: %q is imported as the %s %s", r, wanted, attribute, id)
		}
	}
}

// emptyImport is what the framework passes to ImportState.
func emptyImport(t *testing.T, r resource.Resource) resource.ImportStateResponse {
	t.Helper()
	var schema resource.SchemaResponse
	r.Schema(t.Context(), resource.SchemaRequest{}, &schema)
	var identity resource.IdentitySchemaResponse
	r.(resource.ResourceWithIdentity).IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identity)
	resp := resource.ImportStateResponse{
		State: tfsdk.State{
			Schema: schema.Schema,
			Raw:    tftypes.NewValue(schema.Schema.Type().TerraformType(t.Context()), nil),
		},
		Identity: &tfsdk.ResourceIdentity{
			Schema: identity.IdentitySchema,
			Raw:    tftypes.NewValue(identity.IdentitySchema.Type().TerraformType(t.Context()), nil),
		},
	}
	resp.Private = newOf(resp.Private)
	return resp
}

// newOf returns a new value of a type that this package cannot name.
func newOf[T any](*T) *T { return new(T) }
