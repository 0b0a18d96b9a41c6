package identitycall

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// InventoryEntry is a number that can be purchased. It comes from the carrier, and any field but the number may be
// missing.
type InventoryEntry struct {
	PhoneNumber string
	CountryCode *string
	NumberType  *string
	UpfrontCost *string // a decimal
	MonthlyCost *string // a decimal
	Features    []string
	Regions     []InventoryRegion
}

// InventoryRegion is the region of a number.
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

// text reads a string. Another value counts as missing: the inventory comes from the carrier, and one malformed entry
// must not hide the others.
func text(raw json.RawMessage) *string {
	var value *string
	if json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return value
}

// decimal reads an amount, which is a string or a number.
func decimal(raw json.RawMessage) *string {
	var number *json.Number
	if json.Unmarshal(raw, &number) != nil || number == nil {
		return text(raw)
	}
	value := number.String()
	return &value
}

// featureNames reads the features in each form that carriers use: names, objects with a name, or an object that maps
// names to true.
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
		if len(entry) > 0 && DecodeObject(entry, &region) == nil {
			regions = append(regions, region)
		}
	}
	return regions
}

const inventoryPath = "/virtual_numbers/available"

// inventoryKey is the part of the inventory that one request returns. An empty value stands for the API's default.
type inventoryKey struct{ country, numberType string }

func inventoryRequest(inventoryKey) Request { return Request{http.MethodGet, inventoryPath} }

// Available returns the numbers that can be purchased: GET /virtual_numbers/available. For an empty country or number
// type, the API uses its default. Entries without a phone number are omitted. It reads no more pages than it needs for
// limit entries; 0 stands for all. The inventory changes all the time, so it is not read again if it changes between
// two pages.
func (s *VirtualNumbersService) Available(
	ctx context.Context, country, numberType string, limit int64,
) ([]InventoryEntry, error) {
	query := url.Values{}
	if country != "" {
		query.Set("country", country)
	}
	if numberType != "" {
		query.Set("number_type", numberType)
	}
	entries, known := []InventoryEntry{}, map[string]bool{"": true}
	for page, err := range readPages[InventoryEntry](
		ctx, s.client, inventoryPath, query, decodeInventoryMeta) {
		if err != nil {
			return nil, err
		}
		for _, entry := range page.entries {
			if !known[entry.PhoneNumber] {
				known[entry.PhoneNumber] = true
				entries = append(entries, entry)
			}
		}
		if limit > 0 && int64(len(entries)) >= limit {
			return entries[:limit], nil
		}
	}
	return entries, nil
}

// FindAvailableCached returns the entry of a phone number in the inventory, and whether there is one, as
// Config.IndexPhoneNumbers compares it. A run reads the inventory once for each country and type.
func (s *VirtualNumbersService) FindAvailableCached(
	ctx context.Context, phoneNumber, country, numberType string,
) (entry InventoryEntry, found bool, err error) {
	key := inventoryKey{country, numberType}
	inventory, err := s.inventories.get(ctx, key, func(ctx context.Context) (listing[InventoryEntry], error) {
		entries, err := s.Available(ctx, country, numberType, 0)
		phone := func(e InventoryEntry) string { return e.PhoneNumber }
		return listing[InventoryEntry]{items: entries, byPhone: indexByPhone(s.client, entries, phone)}, err
	})
	if err != nil {
		return InventoryEntry{}, false, err
	}
	positions := inventory.byPhone()(phoneNumber)
	if len(positions) == 0 {
		return InventoryEntry{}, false, nil
	}
	return inventory.items[positions[0]], true, nil
}

// decodeInventoryMeta is decodeMeta for the inventory. A meta of another form comes from the carrier and is ignored.
func decodeInventoryMeta(raw json.RawMessage) (pageMeta, error) {
	var meta pageMeta
	if json.Unmarshal(raw, &meta) == nil && meta.TotalPages != nil {
		pages := min(*meta.TotalPages, maxPages)
		return pageMeta{TotalPages: &pages}, nil
	}
	return pageMeta{}, nil
}
