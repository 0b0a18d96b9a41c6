// Package phonenumber compares and formats phone numbers by their digits.
//
// It rejects only what cannot be a phone number. It does not check whether a numbering plan has assigned a number: test
// numbers, and the examples of the vendor, are not assigned.
package phonenumber

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

const (
	minDigits = 7
	maxDigits = 15
	// punctuation may stand between the digits of a phone number. It includes spaces and dashes of several widths.
	punctuation = " \t\u00a0\u2002\u2003\u2009\u202f-\u2010\u2011\u2012\u2013\u2014\u2015\u2212().,/·"
)

// Check returns an error if a text is not a phone number: 7 to 15 digits, the usual punctuation, and optionally a plus
// sign in front. The error does not quote the text.
func Check(number string) error {
	digits, _, err := split(number)
	if err != nil {
		return err
	}
	if len(digits) < minDigits || len(digits) > maxDigits {
		return fmt.Errorf("must have %d to %d digits; it has %d", minDigits, maxDigits, len(digits))
	}
	return nil
}

// CheckInternational is Check for a number that must start with a plus sign and the country code.
func CheckInternational(number string) error {
	if err := Check(number); err != nil {
		return err
	}
	digits, international, _ := split(number)
	if !international {
		return errors.New("must begin with a plus sign and the country code, as in +15551234567")
	}
	if digits[0] == '0' {
		return errors.New("has a zero after its plus sign, where the country code belongs")
	}
	return nil
}

// CheckRegion returns an error if a text is not a region: an ISO 3166-1 alpha-2 code, in any case, that has a country
// code.
func CheckRegion(region string) error {
	if phonenumbers.GetCountryCodeForRegion(strings.ToUpper(region)) == 0 {
		return fmt.Errorf("the region %q is not an ISO 3166-1 alpha-2 code with a country code, such as \"US\"", region)
	}
	return nil
}

// E164 returns a number in E.164: a plus sign and digits. A number without a plus sign is a local number of the region,
// an ISO 3166-1 alpha-2 code. For a number with a plus sign, the region may be empty.
func E164(number, region string) (string, error) {
	if err := Check(number); err != nil {
		return "", fmt.Errorf("the phone number %w", err)
	}
	digits, international, _ := split(number)
	region = strings.ToUpper(region)
	if err := CheckRegion(region); err != nil && region != "" {
		return "", err
	}
	if !international && region == "" {
		return "", errors.New("the phone number has no plus sign in front, so it needs a region such as \"US\"")
	}
	if international {
		if err := CheckInternational(number); err != nil {
			return "", fmt.Errorf("the phone number %w", err)
		}
	}
	text := digits
	if international {
		text = "+" + digits
	}
	// Parsing removes one national prefix. The result is parsed until it no longer changes, so that E164 of an E.164
	// number is that number. If the library cannot parse a number, for example because of an unknown country code, the
	// digits are kept.
	for range maxDigits {
		parsed, err := phonenumbers.Parse(text, region)
		if err != nil {
			break
		}
		written := phonenumbers.Format(parsed, phonenumbers.E164)
		if written == text || Check(written) != nil {
			break
		}
		text = written
	}
	if text[0] != '+' {
		return "", fmt.Errorf("the phone number cannot be dialed in the region %q", region)
	}
	return text, nil
}

// Details is what the metadata of the numbering plans contain about a number.
type Details struct {
	E164 string
	// Region is an ISO 3166-1 alpha-2 code. It is empty if several regions share the country code and the number is in the
	// plan of none of them, or if the country code belongs to no region.
	Region string
	// CountryCode has no plus sign. CountryCode and National are empty if the country code is unknown.
	CountryCode string
	// National and International are the number as it is written in its region and in other regions.
	National, International string
	// Type is one of Types; "unknown" if the number is in no range of its plan.
	Type string
	// Valid is true if the number is in a range of its plan. Whether somebody has it is not known.
	Valid bool
}

// Parse returns the details of a number. number and region are as for E164.
func Parse(number, region string) (Details, error) {
	e164, err := E164(number, region)
	if err != nil {
		return Details{}, err
	}
	details := Details{E164: e164, International: e164, Type: typeNames[phonenumbers.UNKNOWN]}
	if parsed, err := phonenumbers.Parse(e164, ""); err == nil { // otherwise the country code is unknown
		details = Details{
			E164:          e164,
			Region:        phonenumbers.GetRegionCodeForNumber(parsed),
			CountryCode:   strconv.Itoa(int(parsed.GetCountryCode())),
			National:      phonenumbers.Format(parsed, phonenumbers.NATIONAL),
			International: phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL),
			Type:          typeNames[phonenumbers.GetNumberType(parsed)],
			Valid:         phonenumbers.IsValidNumber(parsed),
		}
	}
	if details.Region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
		details.Region = ""
	}
	return details, nil
}

// typeNames are the types by their number in the metadata.
var typeNames = [...]string{
	phonenumbers.FIXED_LINE:           "fixed_line",
	phonenumbers.MOBILE:               "mobile",
	phonenumbers.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
	phonenumbers.TOLL_FREE:            "toll_free",
	phonenumbers.PREMIUM_RATE:         "premium_rate",
	phonenumbers.SHARED_COST:          "shared_cost",
	phonenumbers.VOIP:                 "voip",
	phonenumbers.PERSONAL_NUMBER:      "personal_number",
	phonenumbers.PAGER:                "pager",
	phonenumbers.UAN:                  "uan",
	phonenumbers.VOICEMAIL:            "voicemail",
	phonenumbers.UNKNOWN:              "unknown",
}

// Types returns all values of Details.Type.
func Types() []string { return typeNames[:] }

// Same reports whether a and b are the same number in any format. Equal digits are the same number, with or without a
// plus sign: spreadsheets and YAML drop it. Otherwise, a number without one is local: a number of the region of the
// other, or dialed from abroad. Texts that are not phone numbers are the same only if they are equal.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	if Check(a) != nil || Check(b) != nil {
		return false
	}
	digitsA, internationalA, _ := split(a)
	digitsB, internationalB, _ := split(b)
	switch {
	case digitsA == digitsB:
		return true
	case internationalA && internationalB:
		return sameE164(a, "", b, "")
	case internationalA:
		return sameLocal(b, a)
	case internationalB:
		return sameLocal(a, b)
	}
	return false // two local numbers: without a region, only equal digits are the same number
}

// Mask hides all digits of a number but its country code and the last four, as in +1•••••4567. Of a short number it
// shows fewer digits: at most half of those after the country code.
func Mask(number string) (string, error) {
	if err := Check(number); err != nil {
		return "", fmt.Errorf("the phone number %w", err)
	}
	digits, international, _ := split(number)
	front, rest := "", digits
	if international {
		front = "+"
		if parsed, err := phonenumbers.Parse("+"+digits, ""); err == nil {
			code := strconv.Itoa(int(parsed.GetCountryCode()))
			front, rest = front+code, strings.TrimPrefix(digits, code)
		}
	}
	return front + "•••••" + rest[len(rest)-min(4, len(rest)/2):], nil
}

// Country returns the country of a number with a plus sign, an ISO 3166-1 alpha-2 code. If no numbering plan has
// assigned the number, it is the main country of its country code. It is empty if the number has no country.
func Country(number string) string {
	if CheckInternational(number) != nil {
		return ""
	}
	digits, _, _ := split(number)
	country := regionOf(digits)
	if CheckRegion(country) != nil { // such as 001, the region of freephone numbers of several countries
		return ""
	}
	return country
}

// sameLocal reports whether a number without a plus sign is the international one: dialed in its region or from abroad,
// or with only its plus sign missing.
func sameLocal(local, international string) bool {
	digits, _, _ := split(international)
	return sameE164(local, regionOf(digits), international, "") || sameE164(fromAbroad(local), "", international, "")
}

// fromAbroad returns the number that a format without a plus sign stands for when it is dialed from another country:
// with 00, in Australia 0011, in North America 011. For other formats it is the number with a plus sign. 011 is an area
// code in several countries, so that it counts only if more digits follow than a number of such an area has.
func fromAbroad(local string) string {
	digits, _, _ := split(local)
	for _, prefix := range []struct {
		digits string
		least  int // digits after the prefix
	}{{"0011", minDigits}, {"00", minDigits}, {"011", 10}, {"", minDigits}} {
		if rest, ok := strings.CutPrefix(digits, prefix.digits); ok && len(rest) >= prefix.least {
			return "+" + rest
		}
	}
	return ""
}

func sameE164(a, regionA, b, regionB string) bool {
	first, errA := E164(a, regionA)
	second, errB := E164(b, regionB)
	return errA == nil && errB == nil && first == second
}

// regionOf returns the region of an international number, or the main region of its country code. It is empty if the
// country code is unknown.
func regionOf(digits string) string {
	parsed, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return ""
	}
	if region := phonenumbers.GetRegionCodeForNumber(parsed); region != "" && region != phonenumbers.UNKNOWN_REGION {
		return region
	}
	return phonenumbers.GetRegionCodeForCountryCode(int(parsed.GetCountryCode()))
}

// split returns the digits of a number, and whether it starts with a plus sign.
func split(number string) (digits string, international bool, err error) {
	var b strings.Builder
	for _, r := range strings.TrimSpace(number) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0 && !international:
			international = true
		case strings.ContainsRune(punctuation, r):
		default:
			return "", false, unexpected(r)
		}
	}
	return b.String(), international, nil
}

// unexpected returns the error for a character that no phone number has. One that nobody sees, and that is copied along
// with a number, is shown by its code point.
func unexpected(r rune) error {
	if !unicode.IsPrint(r) {
		return fmt.Errorf("contains the invisible character %U. Type the number instead of copying it", r)
	}
	return fmt.Errorf("must consist of digits and the usual punctuation, with a plus sign only in front; it contains %q",
		string(r))
}
