package identitycall

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAvailable_decodesWhatCarriersSend(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		entry string
		want  []InventoryEntry
	}{
		"as documented": {
			`{"phone_number": "+15550001111", "country_code": "US", "number_type": "local", "upfront_cost": "1.00",
				"monthly_cost": "2.50", "features": ["voice", "sms"],
				"region_information": [{"region_type": "state", "region_name": "New York"}]}`,
			[]InventoryEntry{{
				PhoneNumber: "+15550001111", CountryCode: pointer("US"), NumberType: pointer("local"),
				UpfrontCost: pointer("1.00"), MonthlyCost: pointer("2.50"), Features: []string{"voice", "sms"},
				Regions: []InventoryRegion{{Type: pointer("state"), Name: pointer("New York")}},
			}},
		},
		"only a number": {
			`{"phone_number": "+15550001111"}`,
			[]InventoryEntry{{PhoneNumber: "+15550001111", Features: []string{}, Regions: []InventoryRegion{}}},
		},
		"costs as numbers, features as a map, one region": {
			`{"phone_number": "+15550001111", "upfront_cost": 1.10, "features": {"voice": true, "fax": false, "mms": true},
				"region_information": {"region_type": "city"}}`,
			[]InventoryEntry{{
				PhoneNumber: "+15550001111", UpfrontCost: pointer("1.10"), Features: []string{"mms", "voice"},
				Regions: []InventoryRegion{{Type: pointer("city")}},
			}},
		},
		"features as objects, values of other types": {
			`{"phone_number": "+15550001111", "country_code": 1, "monthly_cost": null, "features": [{"name": "sms"}, 7],
				"region_information": [7, null]}`,
			[]InventoryEntry{{
				PhoneNumber: "+15550001111", Features: []string{"sms"}, Regions: []InventoryRegion{},
			}},
		},
		"no number":           {`{"country_code": "US"}`, []InventoryEntry{}},
		"an odd phone number": {`{"phone_number": 15550001111}`, []InventoryEntry{}},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			client := newService(t, reply(http.StatusOK, listOf(test.entry))).client(t)
			got, err := client.VirtualNumbers.Available(t.Context(), "", "", 0)
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v, entries differ (-want +got):\n%s", err, diff)
			}
		}))
	}
}

func TestAvailable_readsAllPages(t *testing.T) {
	t.Parallel()
	entry := func(digit string) string { return `{"phone_number": "+1555000111` + digit + `"}` }
	for name, test := range map[string]struct {
		country, numberType string
		limit               int64
		pages               []string
		count               int
		sent                []string
	}{
		"no filter": {
			pages: []string{listOf(entry("1"))}, count: 1, sent: []string{"GET /virtual_numbers/available"},
		},
		"filters": {
			country: "GB", numberType: "toll-free", pages: []string{listOf()},
			sent: []string{"GET /virtual_numbers/available?country=GB&number_type=toll-free"},
		},
		"two pages": {
			country: "US", pages: []string{pageOf(2, entry("1"), entry("2")), pageOf(2, entry("2"), entry("3"))}, count: 3,
			sent: []string{
				"GET /virtual_numbers/available?country=US", "GET /virtual_numbers/available?country=US&page=2",
			},
		},
		"a limit that the first page reaches": {
			limit: 2, pages: []string{pageOf(50, entry("1"), entry("2"), entry("3"))}, count: 2,
			sent: []string{"GET /virtual_numbers/available"},
		},
		"a limit that entries without a number do not reach": {
			limit: 2, pages: []string{pageOf(50, entry("1"), "{}", entry("1")), pageOf(50, entry("2"))}, count: 2,
			sent: []string{"GET /virtual_numbers/available", "GET /virtual_numbers/available?page=2"},
		},
		"a limit beyond the inventory": {
			limit: 9, pages: []string{pageOf(2, entry("1")), pageOf(2, entry("2"))}, count: 2,
			sent: []string{"GET /virtual_numbers/available", "GET /virtual_numbers/available?page=2"},
		},
		"a page less while it is read": {
			pages: []string{pageOf(3, entry("1")), pageOf(2, entry("2"))}, count: 2,
			sent: []string{"GET /virtual_numbers/available", "GET /virtual_numbers/available?page=2"},
		},
		"a meta of the carrier's own": {
			pages: []string{`{"data": [` + entry("1") + `], "meta": ["x"]}`}, count: 1,
			sent: []string{"GET /virtual_numbers/available"},
		},
	} {
		t.Run(name, fakeTime(func(t *testing.T) {
			var steps []http.HandlerFunc
			for _, page := range test.pages {
				steps = append(steps, reply(http.StatusOK, page))
			}
			service := newService(t, steps...)
			got, err := service.client(t).VirtualNumbers.Available(t.Context(), test.country, test.numberType, test.limit)
			if err != nil || len(got) != test.count {
				t.Errorf("got %+v, %v, want %d", got, err, test.count)
			}
			if diff := cmp.Diff(test.sent, service.lines()); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s", diff)
			}
		}))
	}
}

func TestAvailable_errors(t *testing.T) {
	fakeTime(func(t *testing.T) {
		for want, step := range map[string]http.HandlerFunc{
			`its "data" is not a list`:           reply(http.StatusOK, `{"data": {}}`),
			"it is a page that is not the API's": reply(http.StatusOK, proxyPage),
			"403 Forbidden: Read permission":     reply(http.StatusForbidden, `{"error": "Read permission required"}`),
			"404 Not Found: Resource not found":  reply(http.StatusNotFound, `{"error": "Resource not found"}`),
		} {
			got, err := newService(t, step).client(t).VirtualNumbers.Available(t.Context(), "", "", 0)
			if err == nil || !strings.Contains(err.Error(), want) || got != nil || IsNotFound(err) {
				t.Errorf("got %v, %v, want an error with %q", got, err, want)
			}
		}
	})(t)
}
