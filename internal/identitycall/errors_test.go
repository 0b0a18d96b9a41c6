package identitycall

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPIError_bodies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body     string
		messages []string
		excerpt  string
		empty    bool
		text     string // of the error, after "GET /things/1 returned 404 Not Found"
		notFound bool
	}{
		"error": {
			body: `{"error": "Resource not found"}`, messages: []string{"Resource not found"},
			text: ": Resource not found", notFound: true,
		},
		"errors": {
			body: `{"errors": ["Field 1 is invalid", "Field 2 is required"]}`, messages: []string{
				"Field 1 is invalid", "Field 2 is required",
			},
			text: ": Field 1 is invalid; Field 2 is required", notFound: true,
		},
		"both": {
			body: `{"errors": ["b"], "error": "a", "data": null}`, messages: []string{"a", "b"},
			text: ": a; b", notFound: true,
		},
		"errors that is one text": {
			body: `{"errors": "all of it"}`, messages: []string{"all of it"},
			text: ": all of it", notFound: true,
		},
		"errors by field, shown as they are": {
			body: `{"errors": {"name": ["is bad"]}}`, messages: []string{`{"name": ["is bad"]}`},
			text: `: {"name": ["is bad"]}`, notFound: true,
		},
		"lists in the list, shown as they are": {
			body: `{"errors": [null, ["a", "b"], 7, null]}`, messages: []string{`["a", "b"]`, "7"},
			text: `: ["a", "b"]; 7`, notFound: true,
		},
		"line breaks and escapes for a terminal": {
			body:     `{"error": "one\n\ttwo \u001b[31mred\u001b[0m \u202edesrever"}`,
			messages: []string{"one two [31mred[0m desrever"},
			text:     ": one two [31mred[0m desrever", notFound: true,
		},
		"error, after a byte order mark": {
			body: "\ufeff" + `{"error": "Resource not found"}`, messages: []string{"Resource not found"},
			text: ": Resource not found", notFound: true,
		},
		"no body": {empty: true, text: ", without a message", notFound: true},
		"only white space": {
			body: " \r\n", empty: true, text: ", without a message", notFound: true,
		},
		"a proxy's page": {
			body: proxyPage, excerpt: "404 Not Found nginx & friends",
			text: `, with a page that is not the API's: "404 Not Found nginx & friends"`,
		},
		"a page that is all head": {
			body: `<html><head><title>404 Not Found</title></head></html>`, excerpt: "404 Not Found",
			text: `, with a page that is not the API's: "404 Not Found"`,
		},
		"a page that is escaped": {
			body:    `&lt;html&gt;&lt;head&gt;&lt;style&gt;h1 {}&lt;/style&gt;&lt;/head&gt;Bad Gateway of Acme`,
			excerpt: "Bad Gateway of Acme", text: `, with a page that is not the API's: "Bad Gateway of Acme"`,
		},
		"a page without words": {body: "<html></html>", text: ", without a message"},
		"plain text": {
			body: "404 page not found\n", excerpt: "404 page not found",
			text: `, with a page that is not the API's: "404 page not found"`,
		},
		"JSON without either": {
			body: `{"message": "no route"}`, excerpt: `{"message": "no route"}`,
			text: `, with a page that is not the API's: "{\"message\": \"no route\"}"`,
		},
		"null for both": {
			body: `{"error": null, "errors": null}`, excerpt: `{"error": null, "errors": null}`,
			text: `, with a page that is not the API's: "{\"error\": null, \"errors\": null}"`,
		},
		"no errors listed": {
			body: `{"errors": []}`, excerpt: `{"errors": []}`, text: `, with a page that is not the API's: "{\"errors\": []}"`,
		},
		"JSON that is no object": {
			body: `["error"]`, excerpt: `["error"]`, text: `, with a page that is not the API's: "[\"error\"]"`,
		},
		"a long page is cut": {
			body: strings.Repeat("wörd ", 100), excerpt: strings.Repeat("wörd ", 24) + "…",
			text: `, with a page that is not the API's: "` + strings.Repeat("wörd ", 24) + `…"`,
		},
		"a long message is cut": {
			body: `{"error": "` + strings.Repeat("é", 600) + `"}`, messages: []string{strings.Repeat("é", 500) + "…"},
			text: ": " + strings.Repeat("é", 500) + "…", notFound: true,
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, reply(http.StatusNotFound, test.body)).client(t)
			err := attempt(t.Context(), client, http.MethodGet)
			want := &APIError{
				Request: Request{http.MethodGet, "/things/1"}, StatusCode: 404,
				Messages: test.messages, Excerpt: test.excerpt, Empty: test.empty, Attempts: 1,
			}
			if diff := cmp.Diff(want, asAPIError(t, err)); diff != "" {
				t.Errorf("error differs (-want +got):\n%s", diff)
			}
			if got, want := err.Error(), "GET /things/1 returned 404 Not Found"+test.text; got != want {
				t.Errorf("the error says\n%s\nwant\n%s", got, want)
			}
			if got := IsNotFound(err); got != test.notFound {
				t.Errorf("IsNotFound is %t, want %t", got, test.notFound)
			}
		}))
	}
}

// If another error counted as a 404, an object that still exists would be removed from state.
func TestIsNotFoundIsOnlyTheAPIsOwn404(t *testing.T) {
	t.Parallel()
	own := &APIError{StatusCode: 404, Messages: []string{"Resource not found"}}
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"the API's 404":        {own, true},
		"wrapped":              {fmt.Errorf("reading: %w", own), true},
		"401":                  {&APIError{StatusCode: 401, Messages: own.Messages}, false},
		"403":                  {&APIError{StatusCode: 403, Messages: own.Messages}, false},
		"410":                  {&APIError{StatusCode: 410, Messages: own.Messages}, false},
		"422":                  {&APIError{StatusCode: 422, Messages: own.Messages}, false},
		"500 without body":     {&APIError{StatusCode: 500, Empty: true}, false},
		"a proxy's 404":        {&APIError{StatusCode: 404, Excerpt: "Not Found"}, false},
		"a page of no words":   {&APIError{StatusCode: 404}, false},
		"an unusable response": {&ResponseError{Reason: "404"}, false},
		"a broken connection":  {&TransportError{Err: errors.New("404")}, false},
		"any other error":      {errors.New("404 Not Found"), false},
		"no error":             {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := IsNotFound(test.err); got != test.want {
				t.Errorf("IsNotFound(%v) = %t", test.err, got)
			}
		})
	}
}

func TestAPIError_messagesAreBounded(t *testing.T) {
	t.Parallel()
	client := newService(t, ok).client(t)
	for text, want := range map[string]string{"exact": "exact", "longer": "longe…"} {
		if got := client.quote(text, 5); got != want {
			t.Errorf("quote cuts %q to %q, want %q", text, got, want)
		}
	}
	for name, list := range map[string]string{
		"many":   strings.TrimSuffix(strings.Repeat(`"is bad",`, 10_000), ","),
		"nested": strings.TrimSuffix(strings.Repeat(`["a",["b","c"]],`, 10_000), ","),
		"deep":   strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := client.apiError(apiRequest{}, apiResponse{status: 422, body: []byte(`{"errors": [` + list + `]}`)}, 1)
			if len(err.Messages) > maxMessages {
				t.Errorf("%d messages", len(err.Messages))
			}
			if length := len(err.Error()); length > 20_000 {
				t.Errorf("the error is %d bytes long", length)
			}
		})
	}
}

// No error contains the key, whatever a server returns: errors appear in terminals, CI logs and bug reports.
func TestNoErrorHoldsTheKey(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]http.HandlerFunc{
		"error":                     reply(401, `{"error": "unknown key `+testKey+`"}`),
		"errors":                    reply(422, `{"errors": ["`+testKey+`", "b"]}`),
		"JSON without either":       reply(400, `{"authorization": "Bearer `+testKey+`"}`),
		"escaped JSON":              reply(400, `{"error": "`+strings.ReplaceAll(testKey, "_", `\u005f`)+`"}`),
		"a proxy's page":            reply(403, `<html><body>Authorization: Bearer `+testKey+`</body></html>`),
		"a page with entities":      reply(403, `<html><body>`+strings.ReplaceAll(testKey, "_", "&#95;")+`</body></html>`),
		"a control character":       reply(403, testKey[:6]+"\x01"+testKey[6:]),
		"unprintable, with success": reply(200, testKey[:6]+"\x01"+testKey[6:]),
		"escaped many times":        reply(200, strings.ReplaceAll(testKey, "_", "&"+strings.Repeat("amp;", 8)+"#95;")),
		"escaped twice":             reply(200, strings.ReplaceAll(testKey, "_", "&amp;#95;")),
		"cut in its middle":         reply(403, strings.Repeat("x", maxExcerpt-8)+testKey),
		"escaped, and cut":          reply(403, strings.Repeat("<br>", 2040)+strings.ReplaceAll(testKey, "_", "&#95;")),
		"escaped, cut, and 200":     reply(200, strings.Repeat("<br>", 2040)+strings.ReplaceAll(testKey, "_", "&#95;")),
		"unprintable, and cut":      reply(403, strings.Repeat("<br>", 2040)+testKey[:6]+"\u200b"+testKey[6:]),
		"a message, and cut": reply(422, `{"error": "`+strings.Repeat("x", maxMessage-8)+
			strings.ReplaceAll(testKey, "_", `\u005f`)+`"}`),
		"a page with success":       reply(200, `<html><body>Authorization: Bearer `+testKey+`</body></html>`),
		"JSON cut, with success":    reply(200, `{"data": "`+testKey),
		"bad JSON, with success":    reply(200, `{"data": `+testKey+`}`),
		"a broken status line":      raw("HTTP/1.1 " + testKey + "\r\n\r\n"),
		"a broken header":           raw("HTTP/1.1 200 OK\r\n" + testKey + "\r\n\r\n"),
		"a redirect":                reply(302, "", "Location", "https://example.com/"+testKey),
		"a redirect without a host": reply(302, testKey, "Location", "https://%zz/"+testKey),
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, step).client(t)
			_, err := client.VirtualNumbers.Get(t.Context(), 7)
			if err == nil {
				t.Fatal("no error")
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if _, deepest := e.(errorWithText); deepest { //nolint:errorlint // each error of the chain is checked by itself
					break // it wraps the error of net/http, which is never printed
				}
				if text := fmt.Sprintf("%s %v", e, e); strings.Contains(text, testKey[:12]) {
					t.Errorf("the error contains the key: %s", text)
				}
			}
		}))
	}
}

func TestErrors_texts(t *testing.T) {
	t.Parallel()
	request := Request{"PATCH", "/virtual_numbers/7"}
	for _, test := range []struct {
		err  error
		want string
	}{
		{
			&APIError{Request: request, StatusCode: 503, Messages: []string{"busy"}, Attempts: 5},
			"PATCH /virtual_numbers/7 returned 503 Service Unavailable: busy (sent 5 times)",
		},
		{
			&TransportError{Request: request, Attempts: 1, Err: errors.New("broken")},
			"PATCH /virtual_numbers/7 got no complete response: broken",
		},
		{
			&TransportError{Request: request, Attempts: 2, Err: errors.New("broken")},
			"PATCH /virtual_numbers/7 got no complete response: broken (sent 2 times)",
		},
		{
			&ResponseError{Request: request, Reason: "bad"},
			"PATCH /virtual_numbers/7 got a response that cannot be used: bad",
		},
		{
			&WaitError{Request: request, Wait: 90e9, Left: -1, Reason: "a pause"},
			"PATCH /virtual_numbers/7 was not sent: a pause takes 1m30s, but the operation's timeout ends in 0s",
		},
		{
			&TransportError{Request: request, Err: contextError(context.DeadlineExceeded)},
			"PATCH /virtual_numbers/7 got no complete response: the operation's timeout ended",
		},
		{
			&TransportError{Request: request, Unsent: true, Err: contextError(context.Canceled)},
			"PATCH /virtual_numbers/7 was not sent: the run was cancelled",
		},
		{
			&TransportError{Request: request, Unsent: true, Attempts: 5, Err: errors.New("no route")},
			"PATCH /virtual_numbers/7 was not sent: no route (tried 5 times)",
		},
		{
			&WaitError{Request: request, Wait: 2e9, Left: 9e9, Reason: "a pause", Cause: contextError(context.Canceled)},
			"PATCH /virtual_numbers/7 was not sent: the run was cancelled during a pause",
		},
		{
			&WaitError{Request: request, Cause: contextError(context.DeadlineExceeded)},
			"PATCH /virtual_numbers/7 was not sent: the operation's timeout ended",
		},
		{
			&StoppedError{Request: request, Cause: errors.New("GET /operators returned 401")},
			"PATCH /virtual_numbers/7 was not sent, because of an earlier failure: GET /operators returned 401",
		},
		{
			&StoppedError{Request: request, Sent: true, Cause: errors.New("GET /operators returned 401")},
			"GET /operators returned 401",
		},
		{
			&LostResponseError{Request: request, Err: errors.New("POST /operators returned 503")},
			"POST /operators returned 503; a lookup did not find what it may have created",
		},
		{
			&LostResponseError{Request: request, Err: errors.New("no response"), LookupErr: errors.New("no list")},
			"no response; the lookup of what it may have created failed too: no list",
		},
		{
			&APIError{Request: request, StatusCode: 599, Messages: []string{"unknown"}, Attempts: 1},
			"PATCH /virtual_numbers/7 returned 599: unknown",
		},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("the error says\n%s\nwant\n%s", got, test.want)
		}
	}
}
