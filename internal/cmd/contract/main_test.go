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

// The outcome and the first words follow from the environment and the service.
func TestRun(t *testing.T) {
	t.Parallel()
	account := sandbox.New()
	account.Populate()
	now := time.Now()
	account.SetClock(func() time.Time { return now })
	sleep := func(ctx context.Context, d time.Duration) error { now = now.Add(d); return ctx.Err() }
	server := httptest.NewServer(account)
	defer server.Close()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"numbers": []}`))
	}))
	defer other.Close()
	url := server.URL + sandbox.Prefix

	for name, test := range map[string]struct {
		key, url, write, number string
		ok                      bool
		want                    string
	}{
		"reads":              {sandbox.DefaultKey, url, "", "", true, " 0 differ"},
		"writes":             {sandbox.DefaultKey, url, "1", "9", true, "holds        virtual_numbers.add_operator.end"},
		"WRITE=0 only reads": {sandbox.DefaultKey, url, "0", "", true, "it needs WRITE=1"},
		"another service":    {sandbox.DefaultKey, other.URL, "", "", false, "differs      basics.data"},
		"no key":             {"", url, "", "", false, "set IDENTITYCALL_API_KEY"},
		"malformed key":      {"secret", url, "", "", false, "the API key in IDENTITYCALL_API_KEY must"},
		"unknown key":        {"idc_unknown", url, "", "", false, "refused the key"},
		"plain http":         {sandbox.DefaultKey, "http://api.example.com", "", "", false, "IDENTITYCALL_BASE_URL must"},
		"unclear WRITE":      {sandbox.DefaultKey, url, "yes", "", false, "set WRITE to 1"},
		"NUMBER alone":       {sandbox.DefaultKey, url, "", "9", false, "set WRITE=1 too"},
	} {
		t.Run(name, func(t *testing.T) {
			environment := map[string]string{
				"IDENTITYCALL_API_KEY": test.key, "IDENTITYCALL_BASE_URL": test.url, "WRITE": test.write, "NUMBER": test.number,
			}
			var out bytes.Buffer
			ok, err := run(t.Context(), func(variable string) string { return environment[variable] }, &out, sleep)
			if err != nil {
				out.WriteString(err.Error())
			}
			if text := out.String(); ok != test.ok || !strings.Contains(text, test.want) {
				t.Errorf("%t, want %t with %q:\n%s", ok, test.ok, test.want, text)
			}
			if test.key != "" && strings.Contains(out.String(), test.key) {
				t.Error("the key was printed")
			}
		})
	}
}
