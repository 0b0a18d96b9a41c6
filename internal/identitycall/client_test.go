package identitycall

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestCheckBaseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ url, fault string }{
		{DefaultBaseURL, ""},
		{DefaultBaseURL + "/", ""},
		{"HTTPS://api.example.com", ""},
		{"https://api.example.com:8443/v1", ""},
		{"http://127.0.0.1:8080/api", ""},
		{"http://127.8.9.1", ""},
		{"http://localhost:8080", ""},
		{"http://LocalHost", ""},
		{"http://[::1]:8080", ""},
		{"http://[::ffff:127.0.0.1]:8080", ""},

		{"", "must begin with https://"},
		{"api.identitycall.ai", "must begin with https://"},
		{"//api.identitycall.ai", "must begin with https://"},
		{"ftp://api.identitycall.ai", "must begin with https://"},
		{"http://api.identitycall.ai", "would not be encrypted"},
		{"http://10.0.0.1", "would not be encrypted"},
		{"http://0.0.0.0", "would not be encrypted"},
		{"http://localhost.example.com", "would not be encrypted"},
		{"http://127.0.0.1.example.com", "would not be encrypted"},
		{"https://", "names no host"},
		{"https:///v1", "names no host"},
		{"https://:443/v1", "names no host"},
		{"https://user:secret@api.example.com", "user name or password"},
		{"https://api.example.com?key=secret", "neither a query nor a fragment"},
		{"https://api.example.com?", "neither a query nor a fragment"},
		{"https://api.example.com#v1", "neither a query nor a fragment"},
		{"https://api.example.com#", "neither a query nor a fragment"},
		{"https://api.example.com:port", "cannot be read as a URL"},
		{"https://api.example.com/\n", "has white space around it, such as a line break"},
		{"https://api.example.com/\u200b", "contains the invisible character U+200B"},
		{"https://%zz", "cannot be read as a URL"},
	} {
		t.Run(test.url, func(t *testing.T) {
			t.Parallel()
			checkFault(t, CheckBaseURL(test.url), test.fault, "secret")
		})
	}
}

func TestCheckAPIKey(t *testing.T) {
	t.Parallel()
	const form = `must be "idc_"`
	for _, test := range []struct{ name, key, fault string }{
		{"as the vendor issues them", testKey, ""},
		{"of another length", "idc_a", ""},
		{"with underscores and hyphens", "idc_live-secret_1", ""},
		{"empty", "", form},
		{"nothing after the prefix", "idc_", form},
		{"no prefix", "secret0123456789", form},
		{"prefix in capitals", "IDC_secret", form},
		{"prefix in the middle", "xidc_secret", form},
		{"the header's scheme before it", "Bearer idc_secret", form},
		{"letters of another script", "idc_sécret", form},
		{"a space in front", " idc_secret", "has white space around it"},
		{"a line break at the end", "idc_secret\n", "ends in a line break"},
		{"a line break of Windows", "idc_secret\r\n", "ends in a line break"},
		{"quotes of a word processor", "“idc_secret”", "is in quotes"},
		{"quotes and a line break", "'idc_secret'\n", "is in quotes"},
		{"an injected header", "idc_secret\r\nX-Other: 1", "contains the invisible character U+000D"},
		{"a byte order mark", "\ufeffidc_secret", "contains the invisible character U+FEFF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			checkFault(t, CheckAPIKey(test.key), test.fault, "secret")
		})
	}
}

func TestNew_errors(t *testing.T) {
	t.Parallel()
	_, err := New(Config{BaseURL: "http://example.com", APIKey: testKey})
	checkFault(t, err, "the base URL must begin with https://", "")
	_, err = New(Config{BaseURL: DefaultBaseURL, APIKey: "secret"})
	checkFault(t, err, `the API key must be "idc_"`, "secret")
}

func TestRequest_headers(t *testing.T) {
	fakeTime(func(t *testing.T) {
		service := newService(t, reply(http.StatusOK, number7))
		client := service.client(t, func(c *Config) { c.BaseURL += "/api/v1/public/" })
		if _, err := client.VirtualNumbers.Get(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		if _, err := client.VirtualNumbers.Update(t.Context(), 7, VirtualNumberUpdate{Active: Value(true)}); err != nil {
			t.Fatal(err)
		}
		for _, request := range service.seen() {
			want := map[string]string{"Authorization": "Bearer " + testKey, "Accept": "application/json", "User-Agent": "test/1"}
			if request.body != "" {
				want["Content-Type"] = "application/json"
			}
			for name, value := range want {
				if got := request.header.Get(name); got != value {
					t.Errorf("%s has %s: %q, want %q", request.method, name, got, value)
				}
			}
			if request.uri != "/api/v1/public/virtual_numbers/7" {
				t.Errorf("%s went to %s", request.method, request.uri)
			}
		}
	})(t)
}

// A redirect would send the key, in the Authorization header, to the redirect's target.
func TestNoRedirectIsFollowed(t *testing.T) {
	fakeTime(func(t *testing.T) {
		elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			t.Errorf("%s %s arrived at the redirect's target", r.Method, r.URL)
		}))
		t.Cleanup(elsewhere.Close)
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, target := range []string{elsewhere.URL, "/elsewhere"} {
				service := newService(t, reply(status, "", "Location", target))
				client := service.client(t)
				for _, method := range []string{http.MethodGet, http.MethodPatch, http.MethodPost} {
					err := attempt(t.Context(), client, method)
					host := strings.TrimPrefix(strings.TrimPrefix(target, "http://"), "/elsewhere")
					if apiErr := asAPIError(t, err); apiErr.StatusCode != status || apiErr.RedirectHost != host {
						t.Errorf("%s: %s, want the status %d and the host %q", method, err, status, host)
					}
					if host != "" && !strings.Contains(err.Error(), ", a redirect to "+host+", which is not followed") {
						t.Errorf("the error says %s", err)
					}
				}
				if seen := service.lines(); len(seen) != 3 || strings.Contains(strings.Join(seen, " "), "elsewhere") {
					t.Errorf("after %d to %s the service saw %q", status, target, seen)
				}
			}
		}
	})(t)
}

// checkFault checks that an error contains fault, or is nil if fault is empty, and that it does not contain secret.
func checkFault(t *testing.T, err error, fault, secret string) {
	t.Helper()
	switch {
	case fault == "" && err != nil:
		t.Errorf("unexpected error: %s", err)
	case fault != "" && err == nil:
		t.Errorf("no error, want one with %q", fault)
	case fault != "" && !strings.Contains(err.Error(), fault):
		t.Errorf("error %q, want one with %q", err, fault)
	case fault != "" && secret != "" && strings.Contains(err.Error(), secret):
		t.Errorf("the error %q contains the secret %q", err, secret)
	}
}
