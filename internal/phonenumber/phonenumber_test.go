package phonenumber_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		number  string
		wantErr string // a part of the error; empty if the number is accepted
	}{
		"E.164":                      {"+15551234567", ""},
		"local":                      {"(415) 555-0134", ""},
		"mixed punctuation":          {"+44 (0)20 7946 0958", ""},
		"dots and slashes":           {"089/123.456", ""},
		"spaces around":              {"  +1 555 123 4567\t", ""},
		"no-break and narrow spaces": {"+1\u00a0555\u202f123\u20094567", ""},
		"dashes of Unicode":          {"+1\u2010555\u2011123\u2012456\u20137\u20148", ""},
		"an unassigned number":       {"+15550000000", ""},
		"7 digits, the fewest":       {"5550134", ""},
		"15 digits, the most":        {"+123456789012345", ""},
		"6 digits":                   {"555013", "it has 6"},
		"16 digits":                  {"+1234567890123456", "it has 16"},
		"empty":                      {"", "it has 0"},
		"only punctuation":           {"+ () -", "it has 0"},
		"vanity letters":             {"+1 800 FLOWERS", "must consist of digits"},
		"a space without width":      {"+1555\u200b1234567", "contains the invisible character U+200B"},
		"an extension":               {"+1 555 123 4567 ext. 5", "must consist of digits"},
		"a plus in the middle":       {"1+5551234567", "it contains \"+\""},
		"two pluses":                 {"++15551234567", "must consist of digits"},
		"digits of another script":   {"+١٥٥٥١٢٣٤٥٦٧", "it contains \"١\""},
		"a full-width plus":          {"＋15551234567", "it contains \"＋\""},
		"an invisible character":     {"\u202a+15551234567\u202c", "contains the invisible character U+202A"},
		"a control character":        {"+1555\x001234567", "contains the invisible character U+0000"},
		"a URI":                      {"tel:+15551234567", "must consist of digits"},
		"marks of an address book":   {"\u202a+15551234567\u202c", "contains the invisible character U+202A"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkError(t, phonenumber.Check(test.number), test.wantErr, test.number)
		})
	}
}

func TestCheckInternational(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		number  string
		wantErr string
	}{
		"E.164":               {"+15551234567", ""},
		"punctuated":          {"+1 (555) 123-4567", ""},
		"punctuation first":   {"(+1) 555 123 4567", ""},
		"unknown country":     {"+999 123 4567", ""},
		"local":               {"(415) 555-0134", "must begin with a plus sign"},
		"double zero":         {"0044 20 7946 0958", "must begin with a plus sign"},
		"zero after the plus": {"+020 7946 0958", "has a zero after its plus sign"},
		"too short":           {"+1555", "it has 4"},
		"letters":             {"+1 800 FLOWERS", "must consist of digits"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkError(t, phonenumber.CheckInternational(test.number), test.wantErr, test.number)
		})
	}
}

func TestE164(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		number, region string
		want           string
		wantErr        string
	}{
		"already E.164":                      {number: "+15551234567", want: "+15551234567"},
		"punctuated":                         {number: "+1 (555) 123-4567", want: "+15551234567"},
		"the national zero in brackets":      {number: "+44 (0)20 7946 0958", want: "+442079460958"},
		"Italy's zero belongs to the number": {number: "+39 06 698 12345", want: "+390669812345"},
		"an unassigned number":               {number: "+15550000000", want: "+15550000000"},
		"an unknown country":                 {number: "+999 123-4567", want: "+9991234567"},
		"the region does not matter":         {number: "+442079460958", region: "US", want: "+442079460958"},
		"local, United States":               {number: "(415) 555-0134", region: "US", want: "+14155550134"},
		"local, with the 1 in front":         {number: "1-415-555-0134", region: "US", want: "+14155550134"},
		"local, United Kingdom":              {number: "020 7946 0958", region: "GB", want: "+442079460958"},
		"a region in small letters":          {number: "020 7946 0958", region: "gb", want: "+442079460958"},
		"abroad, as it is dialed in Germany": {number: "0044 20 7946 0958", region: "DE", want: "+442079460958"},

		"local, without a region": {number: "(415) 555-0134", wantErr: "it needs a region such as \"US\""},
		"no region":               {number: "(415) 555-0134", region: "ZZ", wantErr: `the region "ZZ" is not an ISO 3166-1`},
		"no region, with +":       {number: "+14155550134", region: "USA", wantErr: `the region "USA" is not an ISO 3166-1`},
		"zero after the plus":     {number: "+0207946 0958", wantErr: "has a zero after its plus sign"},
		"6 digits":                {number: "+15550", wantErr: "the phone number must have 7 to 15 digits; it has 5"},
		"letters":                 {number: "+1 800 FLOWERS", wantErr: "the phone number must consist of digits"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := phonenumber.E164(test.number, test.region)
			checkError(t, err, test.wantErr, test.number)
			if got != test.want {
				t.Errorf("E164(%q, %q) = %q, want %q", test.number, test.region, got, test.want)
			}
		})
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		a, b string
		want bool
	}{
		"equal":                                {"+15551234567", "+15551234567", true},
		"punctuated":                           {"+1 (555) 123-4567", "+15551234567", true},
		"the national zero in brackets":        {"+44 (0)20 7946 0958", "+442079460958", true},
		"local and international":              {"(415) 555-0134", "+14155550134", true},
		"local with the 1 and international":   {"1 415 555 0134", "+14155550134", true},
		"local and international, British":     {"020 7946 0958", "+44 20 7946 0958", true},
		"local of an unassigned number":        {"(555) 123-4567", "+15551234567", true},
		"local, in two formats":                {"(415) 555-0134", "415.555.0134", true},
		"dashes of Unicode":                    {"+1\u2013555\u2013123\u20134567", "+1-555-123-4567", true},
		"an unknown country, in two formats":   {"+999 123 4567", "+9991234567", true},
		"dialed from abroad":                   {"001 415 555 0134", "+14155550134", true},
		"dialed from abroad, fewest digits":    {"00 1 234567", "+1 234567", true},
		"dialed from North America":            {"011 44 20 7946 0958", "+442079460958", true},
		"dialed from Australia":                {"0011 45 33 12 34 56", "+45 33 12 34 56", true},
		"dialed from Australia, not 00":        {"0011 45 33 12 34 56", "+1 453 312 3456", false},
		"dialed from abroad, another number":   {"001 415 555 0134", "+14155550135", false},
		"local of Delhi":                       {"011 4930 2270", "+49 30 227 0", false},
		"local of Buenos Aires":                {"011 4317-1100", "+43 1 711 00", false},
		"local of São Paulo":                   {"011 94930 2270", "+49 493 022 70", false},
		"local of Leeds":                       {"0113 496 0000", "+34 960 000", false},
		"another last digit":                   {"+15551234567", "+15551234568", false},
		"another country":                      {"+15551234567", "+445551234567", false},
		"local, but of another number":         {"(415) 555-0135", "+14155550134", false},
		"local of one country, number of more": {"020 7946 0958", "+14155550134", false},
		"without the plus, another number":     {"442079460958", "+442079460959", false},
		"without the plus, national zero":      {"49 (0)170 1234567", "+49 170 1234567", true},
		"without the plus, two local formats":  {"49 170 1234567", "0170 1234567", false},
		"two local formats, no region":         {"1 415 555 0134", "415 555 0134", false},
		"no numbers, equal":                    {"reception", "reception", true},
		"no numbers, of the same digits":       {"a1", "1a", false},
		"a number and none":                    {"+15551234567", "", false},
		"letters are not read as digits":       {"+1 800 356 9377", "+1 800 FLOWERS", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := phonenumber.Same(test.a, test.b); got != test.want {
				t.Errorf("Same(%q, %q) = %t, want %t", test.a, test.b, got, test.want)
			}
			if got := phonenumber.Same(test.b, test.a); got != test.want {
				t.Errorf("Same(%q, %q) = %t, want %t", test.b, test.a, got, test.want)
			}
		})
	}
}

// YAML and spreadsheets drop the plus. Each country has numbers whose digits are also a local format.
func TestSame_withoutThePlus(t *testing.T) {
	t.Parallel()
	for name, e164 := range map[string]string{
		"Austria": "+43664123456", "Denmark": "+4532123456", "Germany": "+491701234567", "Indonesia": "+628123456789",
		"Italy": "+390612345678", "Kosovo": "+38344123456", "Russia": "+79123456789", "Sweden": "+46701234567",
		"Switzerland": "+41781234567", "United States": "+14155550134", "unassigned": "+15551234567",
		"unknown country": "+9991234567", "15 digits": "+493012345678901",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			digits := strings.TrimPrefix(e164, "+")
			for _, format := range []string{digits, digits[:3] + " " + digits[3:]} {
				if !phonenumber.Same(format, e164) || !phonenumber.Same(e164, format) {
					t.Errorf("%q and %q are not the same", format, e164)
				}
				if found := phonenumber.NewIndex([]string{e164 + "0", e164}).Find(format); !slices.Equal(found, []int{1}) {
					t.Errorf("Find(%q) returns %v", format, found)
				}
			}
		})
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	type details = phonenumber.Details
	for name, test := range map[string]struct {
		number, region string
		want           phonenumber.Details
	}{
		"local": {"(415) 555-0134", "us", details{"+14155550134", "US", "1", "(415) 555-0134", "+1 415-555-0134",
			"fixed_line_or_mobile", true}},
		"the country code of several regions": {"+44 1481 960194", "", details{"+441481960194", "GG", "44", "01481 960194",
			"+44 1481 960194", "fixed_line", true}},
		"mobile": {"0170 1234567", "DE", details{"+491701234567", "DE", "49", "0170 1234567", "+49 170 1234567", "mobile",
			true}},
		"of no region": {"+800 1234 5678", "", details{"+80012345678", "", "800", "1234 5678", "+800 1234 5678", "toll_free",
			true}},
		"unassigned, of several regions": {"+1 (555) 123-4567", "", details{"+15551234567", "", "1", "(555) 123-4567",
			"+1 555-123-4567", "unknown", false}},
		"unassigned, of one region": {"+353 1 11 1111", "", details{"+3531111111", "IE", "353", "1111111",
			"+353 1111111", "unknown", false}},
		"unknown country": {"+999 123-4567", "", details{"+9991234567", "", "", "", "+9991234567", "unknown", false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := phonenumber.Parse(test.number, test.region); err != nil || got != test.want {
				t.Errorf("Parse(%q, %q) = %+v, %v, want %+v", test.number, test.region, got, err, test.want)
			}
		})
	}
	if _, err := phonenumber.Parse("(415) 555-0134", ""); err == nil {
		t.Error("a local number without a region is accepted")
	}
}

func TestMask(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		number, want string
		wantErr      string
	}{
		"one-digit country code":   {number: "+15551234567", want: "+1•••••4567"},
		"two-digit country code":   {number: "+44 (0)20 7946 0958", want: "+44•••••0958"},
		"three-digit country code": {number: "+353 1 234 5678", want: "+353•••••5678"},
		"unknown country code":     {number: "+999 123 4567", want: "+•••••4567"},
		"local":                    {number: "(415) 555-0134", want: "•••••0134"},
		"half of a short number":   {number: "+44 12345", want: "+44•••••45"},
		"letters":                  {number: "+1 800 FLOWERS", wantErr: "the phone number must consist of digits"},
		"too short":                {number: "555013", wantErr: "the phone number must have 7 to 15 digits; it has 6"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := phonenumber.Mask(test.number)
			checkError(t, err, test.wantErr, test.number)
			if got != test.want {
				t.Errorf("Mask(%q) = %q, want %q", test.number, got, test.want)
			}
		})
	}
}

// checkError compares an error with the expected part of it. No error may quote the number: errors are shown in
// diagnostics and logs.
func checkError(t *testing.T, err error, want, number string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("unexpected error: %s", err)
	case want != "" && err == nil:
		t.Errorf("accepted, want an error with %q", want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Errorf("error %q, want %q", err, want)
	case want != "" && len(number) > 3 && strings.Contains(err.Error(), number):
		t.Errorf("the error %q quotes the number", err)
	}
}

func TestCountry(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"+1 (555) 000-1111": "US", // not assigned
		"+14165550123":      "CA",
		"+442079460958":     "GB",
		"+447781123456":     "GG",
		"+4915550004444":    "DE",
		"+80012345678":      "", // freephone in several countries
		"+9991234567":       "",
		"5550001111":        "",
		"sales":             "",
	} {
		if got := phonenumber.Country(number); got != want {
			t.Errorf("the country of %s is %q, want %q", number, got, want)
		}
	}
}
