package phonenumber

import (
	"slices"
	"sync"
)

// Index finds a phone number in a list without comparing it with every entry. It is safe for concurrent use.
type Index struct {
	texts map[string][]int // all numbers, by their text
	// The other maps contain only phone numbers.
	digits        map[numberKey][]int
	international map[string][]int // by E.164
	abroad        map[string][]int // the local numbers that are dialed from abroad, by E.164
	locals        []indexed

	// Both are built on first use: most lists and searches have no local numbers.
	regions func() map[string]map[string][]int // the international numbers by region, then by E.164
	mu      sync.Mutex
	parsed  map[string]map[string][]int // the local numbers by the region they are parsed in, then by E.164
}

type numberKey struct {
	digits        string
	international bool
}

type indexed struct {
	position int
	text     string
}

// NewIndex returns an index of numbers.
func NewIndex(numbers []string) *Index {
	x := &Index{
		texts: map[string][]int{}, digits: map[numberKey][]int{}, international: map[string][]int{},
		abroad: map[string][]int{}, parsed: map[string]map[string][]int{},
	}
	type parsedNumber struct {
		position     int
		digits, e164 string
	}
	var parsed []parsedNumber
	for i, number := range numbers {
		x.texts[number] = append(x.texts[number], i)
		if Check(number) != nil {
			continue
		}
		digits, international, _ := split(number)
		key := numberKey{digits, international}
		x.digits[key] = append(x.digits[key], i)
		if !international {
			x.locals = append(x.locals, indexed{i, number})
			if e164, err := E164(fromAbroad(number), ""); err == nil {
				x.abroad[e164] = append(x.abroad[e164], i)
			}
			continue
		}
		if e164, err := E164(number, ""); err == nil {
			x.international[e164] = append(x.international[e164], i)
			parsed = append(parsed, parsedNumber{i, digits, e164})
		}
	}
	x.regions = sync.OnceValue(func() map[string]map[string][]int {
		regions := map[string]map[string][]int{}
		for _, number := range parsed {
			region := regionOf(number.digits)
			if regions[region] == nil {
				regions[region] = map[string][]int{}
			}
			regions[region][number.e164] = append(regions[region][number.e164], number.position)
		}
		return regions
	})
	return x
}

// Find returns the positions, in ascending order, of the numbers that are the Same as number.
func (x *Index) Find(number string) []int {
	found := slices.Clone(x.texts[number])
	if Check(number) == nil {
		digits, international, _ := split(number)
		found = append(found, x.digits[numberKey{digits, international}]...)
		if international {
			found = append(found, x.findInternational(number, digits)...)
		} else {
			found = append(found, x.findLocal(number)...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func (x *Index) findInternational(number, digits string) []int {
	e164, err := E164(number, "")
	if err != nil {
		return nil
	}
	found := slices.Concat(x.international[e164], x.abroad[e164])
	if len(x.locals) > 0 {
		found = slices.Concat(found, x.localsIn(regionOf(digits))[e164])
	}
	return found
}

// findLocal parses a local number in each region of the indexed numbers.
func (x *Index) findLocal(number string) []int {
	var found []int
	if e164, err := E164(fromAbroad(number), ""); err == nil {
		found = append(found, x.international[e164]...)
	}
	for region, numbers := range x.regions() {
		if e164, err := E164(number, region); err == nil {
			found = append(found, numbers[e164]...)
		}
	}
	return found
}

// localsIn returns the local numbers by E.164, parsed in a region.
func (x *Index) localsIn(region string) map[string][]int {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.parsed[region] == nil {
		x.parsed[region] = map[string][]int{}
		for _, local := range x.locals {
			if e164, err := E164(local.text, region); err == nil {
				x.parsed[region][e164] = append(x.parsed[region][e164], local.position)
			}
		}
	}
	return x.parsed[region]
}
