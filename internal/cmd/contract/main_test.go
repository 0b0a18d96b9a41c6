package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// The exit status and the first words follow from the environment and the service.
func TestRun(t *testing.T) {
	t.Parallel()
	account := sandbox.New()
	account.Populate()
	now := time.Now()
	account.SetClock(func() time.Time { return now })
	sleep := func(ctx context.Context, d time.Duration) error {
		now = now.Add(d)
		return ctx.Err()
	}
	server := httptest.NewServer(account)
	defer server.Close()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"numbers": []}`))
	}))
	defer other.Close()
	url := server.URL + sandbox.Prefix

	for name, test := range map[string]struct {
		key, url, write, number string
		code                    int
		want                    string
	}{
		"reads":           {sandbox.DefaultKey, url, "", "", 0, " 0 differ"},
		"writes":          {sandbox.DefaultKey, url, "1", "9", 0, "holds        virtual_numbers.add_operator.end"},
		"another service": {sandbox.DefaultKey, other.URL, "", "", 1, "differs      basics.data"},
		"no key":          {"", url, "", "", 2, "set IDENTITYCALL_API_KEY"},
		"malformed key":   {"secret", url, "", "", 2, "the API key in IDENTITYCALL_API_KEY must"},
		"unknown key":     {"idc_unknown", url, "", "", 2, "refused the key"},
		"plain http": {sandbox.DefaultKey, "http://api.example.com", "", "", 2,
			"the base URL in IDENTITYCALL_BASE_URL must"},
		"WRITE is unclear":   {sandbox.DefaultKey, url, "yes", "", 2, "set WRITE to 1"},
		"NUMBER alone":       {sandbox.DefaultKey, url, "", "9", 2, "set WRITE=1 too"},
		"WRITE=0 only reads": {sandbox.DefaultKey, url, "0", "", 0, "it needs WRITE=1"},
	} {
		t.Run(name, func(t *testing.T) {
			environment := map[string]string{
				"IDENTITYCALL_API_KEY": test.key, "IDENTITYCALL_BASE_URL": test.url, "WRITE": test.write, "NUMBER": test.number,
			}
			var out, errOut bytes.Buffer
			code := run(t.Context(), func(variable string) string { return environment[variable] }, &out, &errOut, sleep)
			text := out.String() + errOut.String()
			if code != test.code || !strings.Contains(text, test.want) {
				t.Errorf("exit status %d, want %d with %q:\n%s", code, test.code, test.want, text)
			}
			if test.key != "" && strings.Contains(text, test.key) {
				t.Errorf("the key was printed:\n%s", text)
			}
		})
	}
}

// An empty base URL counts as unset.
func TestConfigure_defaultBaseURL(t *testing.T) {
	t.Parallel()
	config, err := configure(func(variable string) string {
		return map[string]string{"IDENTITYCALL_API_KEY": "idc_0"}[variable]
	})
	if err != nil || config.BaseURL != "https://api.identitycall.ai/api/v1/public" || config.Write {
		t.Errorf("%+v, %v", config, err)
	}
}
