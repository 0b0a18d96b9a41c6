package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// A request that is printed still reaches the account with its body, and its response is unchanged.
func TestPrinted_passesRequestsOn(t *testing.T) {
	account := sandbox.New()
	account.Populate()
	server := httptest.NewServer(printed(account))
	defer server.Close()
	address := server.URL + sandbox.Prefix + "/virtual_numbers/7"
	request, err := http.NewRequest(http.MethodPatch, address, strings.NewReader(`{"recording":false}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+sandbox.DefaultKey)
	request.Header.Set("Content-Type", "application/json")
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(response.Body)
	number, _ := account.VirtualNumber(7)
	if response.StatusCode != http.StatusOK || !strings.Contains(string(body), `"recording":false`) || number.Recording {
		t.Errorf("got %d %s, and the number records: %t", response.StatusCode, body, number.Recording)
	}
}
