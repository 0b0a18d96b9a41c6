package identitycall

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// fuzzClient returns a client that decodes responses and sends no request.
func fuzzClient(f *testing.F) *Client {
	f.Helper()
	client, err := New(Config{BaseURL: DefaultBaseURL, APIKey: testKey})
	if err != nil {
		f.Fatal(err)
	}
	return client
}

// decodeOutcome decodes a response with success as a request does.
func decodeOutcome[T any](client *Client, request apiRequest, body []byte) (object T, err error) {
	response := apiResponse{status: http.StatusOK, body: body}
	if err := client.outcome(request, response, nil, 1); err != nil {
		return object, err
	}
	return decodeResponse[T](request, response)
}

// checkShown checks that a text with content of a response can be shown: short, valid UTF-8, no control characters.
func checkShown(t *testing.T, text string) {
	t.Helper()
	if len(text) > 100_000 {
		t.Errorf("a text of %d bytes", len(text))
	}
	if !utf8.ValidString(text) || strings.IndexFunc(text, unicode.IsControl) >= 0 {
		t.Errorf("not fit to be shown: %q", text)
	}
}

func FuzzDecodeVirtualNumber(f *testing.F) {
	for _, seed := range []string{
		number7, `{"data": null}`, `{"data": {"id": 7}}`, `[]`, ``, proxyPage,
		`{"data": {"id": 1e99, "operators": [null], "stats": []}}`,
		`{"data": {"id": "\u001b", "name": {}}}`, "\x00\xff", `{"data":{"stats":{}}}`,
	} {
		f.Add([]byte(seed))
	}
	client, request := fuzzClient(f), newRequest(http.MethodGet, "/virtual_numbers/7", nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		number, err := decodeOutcome[VirtualNumber](client, request, body)
		if err != nil {
			checkShown(t, err.Error())
			return
		}
		if number.ID <= 0 || number.PhoneNumber == "" || number.RoutingStrategy == "" {
			t.Errorf("%q was read as %+v", body, number)
		}
		for _, operator := range number.Operators {
			if operator.ID <= 0 {
				t.Errorf("%q was read with the operator %+v", body, operator)
			}
		}
	})
}

func FuzzDecodePage(f *testing.F) {
	for _, seed := range []string{
		listOf(short(7)), pageOf(3, short(7), short(8)), listOf(`{"id": 7, "phone_number": "+1", "name": 5}`),
		pageOf(-1), pageOf(1 << 40), `{"data": [[]], "meta": []}`, `{"data": []}`, ``, proxyPage,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := decodePage[VirtualNumberSummary](Request{http.MethodGet, "/virtual_numbers"}, body, decodeMeta)
		if err != nil {
			checkShown(t, err.Error())
			return
		}
		if pages := page.meta.TotalPages; pages != nil && (*pages < 0 || *pages > maxPages) {
			t.Errorf("%q was read with %d pages", body, *pages)
		}
		for _, number := range page.entries {
			if number.ID <= 0 || number.PhoneNumber == "" {
				t.Errorf("%q was read with %+v", body, number)
			}
			if number.Err != nil {
				checkShown(t, number.Err.Error())
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	now := time.Date(2026, 4, 14, 16, 22, 5, 0, time.UTC)
	for _, seed := range []string{"", "0", "120", "-1", "+5", "1.5", "99999999999999999999", "soon",
		httpDate(now.Add(time.Minute)), "Fri, 31 Dec 9999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"} {
		f.Add(seed, httpDate(now), http.StatusTooManyRequests)
		f.Add(seed, "nonsense", http.StatusServiceUnavailable)
		f.Add(seed, "", http.StatusOK)
	}
	f.Fuzz(func(t *testing.T, value, date string, status int) {
		response := apiResponse{status: status, header: http.Header{"Retry-After": {value}, "Date": {date}}}
		wait := retryAfter(response, now)
		if wait < 0 && wait != -1 {
			t.Errorf("Retry-After %q, Date %q: %s", value, date, wait)
		}
		if wait >= 0 && status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
			t.Errorf("a %d with Retry-After %q waits %s", status, value, wait)
		}
	})
}

func FuzzAPIError(f *testing.F) {
	for _, seed := range []string{
		"", " ", proxyPage, `{"error": "Resource not found"}`, `{"errors": ["a", ["b", {"c": null}], null]}`,
		`{"error": {"a": 1}}`,
		`{"error": "\u001b[31m\u202e\u0000"}`, "<style", "<!-- <script></style>", "&#27;[31m&lt;b&gt;", "\xff\xfe",
		`[]`, `null`,
		"plain " + testKey, `{"error": "` + testKey + `"}`,
	} {
		f.Add([]byte(seed), 404)
	}
	client := fuzzClient(f)
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		err := client.apiError(newRequest(http.MethodGet, "/things/1", nil), apiResponse{status: status, body: body}, 2)
		checkShown(t, err.Error())
		if strings.Contains(err.Error(), testKey) {
			t.Errorf("the key is in %q", err)
		}
		if len(err.Messages) > 2*maxMessages {
			t.Errorf("%d messages", len(err.Messages))
		}
		if err.Empty && (len(err.Messages) > 0 || err.Excerpt != "") || len(err.Messages) > 0 && err.Excerpt != "" {
			t.Errorf("inconsistent: %+v", err)
		}
	})
}

// fuzzDecoding decodes bodies as one kind of object, and passes those that are usable to check.
func fuzzDecoding[T any](f *testing.F, check func(t *testing.T, body []byte, object T), seeds ...string) {
	for _, seed := range append(seeds, `{"data": null}`, `{"data": {"id": 7}}`, `{"data": {"id": -1, "name": []}}`, `[]`,
		``, proxyPage, "\x00\xff") {
		f.Add([]byte(seed))
	}
	client, request := fuzzClient(f), newRequest(http.MethodGet, "/things/7", nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := decodeOutcome[T](client, request, body)
		if err != nil {
			checkShown(t, err.Error())
			return
		}
		check(t, body, object)
	})
}

func FuzzDecodeOperator(f *testing.F) {
	fuzzDecoding[Operator](f, func(t *testing.T, body []byte, operator Operator) {
		if operator.ID <= 0 || operator.PhoneNumber == "" {
			t.Errorf("%q was read as %+v", body, operator)
		}
	}, operator12, strings.Replace(operator12, "12", "1.5", 1), strings.Replace(operator12, `"+15555550112"`, "null", 1))
}

func FuzzDecodeProject(f *testing.F) {
	fuzzDecoding[Project](f, func(t *testing.T, body []byte, project Project) {
		if _, err := time.Parse(time.RFC3339, project.UpdatedAt); project.ID <= 0 || err != nil {
			t.Errorf("%q was read as %+v", body, project)
		}
		if pct := project.QualityBaselinePct; pct != nil && (*pct != *pct || *pct-*pct != 0) {
			t.Errorf("%q was read with %v percent", body, *pct)
		}
	}, project3, strings.Replace(project3, "87.5", "1e400", 1),
		strings.Replace(project3, "2026-04-14T16:22:05Z", "yesterday", 1))
}

// The inventory comes from the carrier and may contain anything. Fields that cannot be read are omitted.
func FuzzDecodeInventory(f *testing.F) {
	for _, seed := range []string{inventory, `{"data": [{"features": [[]], "region_information": [null, 7]}]}`,
		`{"data": [null]}`, `{"data": {}}`, ``, proxyPage} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := decodePage[InventoryEntry](Request{}, body, decodeInventoryMeta)
		if err != nil {
			checkShown(t, err.Error())
			return
		}
		for _, entry := range page.entries {
			if len(entry.Features)+len(entry.Regions) > len(body) {
				t.Errorf("%q was read with %d features and %d regions", body, len(entry.Features), len(entry.Regions))
			}
		}
	})
}
