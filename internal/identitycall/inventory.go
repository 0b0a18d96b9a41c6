package identitycall

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// InventoryEntry is a number that may be rented. The carrier passes it through, and any field but the number may be missing.
type InventoryEntry struct {
	PhoneNumber string
	CountryCode *string
	NumberType  *string
	UpfrontCost *string // a decimal
	MonthlyCost *string // a decimal
	Features    []string
	Regions     []InventoryRegion
}

// InventoryRegion is where a number belongs.
type InventoryRegion struct {
	Type *string
	Name *string
}

func (e *InventoryEntry) decodeLoosely(fields map[string]json.RawMessage) {
	if phone := text(fields["phone_number"]); phone != nil {
		e.PhoneNumber = *phone
	}
	e.CountryCode = text(fields["country_code"])
	e.NumberType = text(fields["number_type"])
	e.UpfrontCost = decimal(fields["upfront_cost"])
	e.MonthlyCost = decimal(fields["monthly_cost"])
	e.Features = featureNames(fields["features"])
	e.Regions = inventoryRegions(fields["region_information"])
}

func (r *InventoryRegion) decodeLoosely(fields map[string]json.RawMessage) {
	r.Type = text(fields["region_type"])
	r.Name = text(fields["region_name"])
}

// text reads a string of the carrier's. What is none counts as missing: the inventory is passed through unchecked, and one
// odd entry must not hide all others.
func text(raw json.RawMessage) *string {
	var value *string
	if json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return value
}

// decimal reads an amount, which carriers write as a string or as a number.
func decimal(raw json.RawMessage) *string {
	var number *json.Number
	if json.Unmarshal(raw, &number) != nil || number == nil {
		return text(raw)
	}
	value := number.String()
	return &value
}

// featureNames reads the features in each of the forms that carriers use: names, objects with a name, or an object that
// maps names to true.
func featureNames(raw json.RawMessage) []string {
	features := []string{}
	var entries []json.RawMessage
	if json.Unmarshal(raw, &entries) == nil {
		for _, entry := range entries {
			var name string
			var named struct{ Name string }
			if json.Unmarshal(entry, &name) == nil || json.Unmarshal(entry, &named) == nil {
				features = append(features, max(name, named.Name))
			}
		}
		return features
	}
	var flags map[string]bool
	if json.Unmarshal(raw, &flags) == nil {
		for _, name := range slices.Sorted(maps.Keys(flags)) {
			if flags[name] {
				features = append(features, name)
			}
		}
	}
	return features
}

// inventoryRegions reads one region or a list of them.
func inventoryRegions(raw json.RawMessage) []InventoryRegion {
	var entries []json.RawMessage
	if json.Unmarshal(raw, &entries) != nil {
		entries = []json.RawMessage{raw}
	}
	regions := []InventoryRegion{}
	for _, entry := range entries {
		var region InventoryRegion
		if len(entry) > 0 && decodeObject(entry, &region) == nil {
			regions = append(regions, region)
		}
	}
	return regions
}

// Available asks for the numbers that may be rented: GET /virtual_numbers/available. An empty country or number type leaves
// the choice to the service. What has no phone number, and so cannot be rented, is left out.
func (s *VirtualNumbersService) Available(ctx context.Context, country, numberType string) ([]InventoryEntry, error) {
	request := newRequest(http.MethodGet, "/virtual_numbers/available")
	request.query = url.Values{}
	if country != "" {
		request.query.Set("country", country)
	}
	if numberType != "" {
		request.query.Set("number_type", numberType)
	}
	var all []InventoryEntry
	for page, pages := 1, 1; page <= pages; page++ {
		if page > 1 {
			request.query.Set("page", strconv.Itoa(page))
		}
		response, err := s.client.do(ctx, request)
		if err != nil {
			return nil, err
		}
		envelope, err := openEnvelope(response.body)
		if err != nil {
			return nil, &ResponseError{Request: request.Request, Reason: err.Error()}
		}
		entries, err := decodeList[InventoryEntry](envelope)
		if err != nil {
			return nil, &ResponseError{Request: request.Request, Reason: err.Error()}
		}
		all = append(all, entries...)
		pages = inventoryPages(envelope.meta)
	}
	return slices.DeleteFunc(all, func(e InventoryEntry) bool { return e.PhoneNumber == "" }), nil
}

// inventoryPages is how many pages the carrier's inventory has. A meta that says something else is the carrier's own.
func inventoryPages(raw json.RawMessage) int {
	var meta struct {
		TotalPages int `json:"total_pages"`
	}
	if json.Unmarshal(raw, &meta) != nil {
		return 1
	}
	return min(meta.TotalPages, maxPages)
}
