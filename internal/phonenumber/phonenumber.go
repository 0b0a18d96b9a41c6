// Package phonenumber compares and writes phone numbers by their digits, not by their format.
//
// It refuses only what cannot be a phone number. Whether a numbering plan has assigned a number is none of its
// business: test numbers, and the vendor's own examples, are not.
package phonenumber

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

const (
	minDigits = 7
	maxDigits = 15
	// punctuation is what people put between the digits of a phone number, spaces of several widths and dashes included.
	punctuation = " \t\u00a0\u2002\u2003\u2009\u202f-\u2010\u2011\u2012\u2013\u2014\u2015\u2212().,/·"
)

// Check says what keeps a text from being a phone number: anything but digits, the usual punctuation and a plus
// sign in front, and fewer than 7 or more than 15 digits. The text is not quoted in the error.
func Check(number string) error {
	digits, _, err := split(number)
	if err != nil {
		return err
	}
	if len(digits) < minDigits || len(digits) > maxDigits {
		return fmt.Errorf("has %d digits; a phone number has %d to %d", len(digits), minDigits, maxDigits)
	}
	return nil
}

// CheckInternational is Check for a number that must begin with a plus sign and its country code.
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

// CheckRegion says what keeps a text from being a region: an ISO 3166-1 alpha-2 code, in any case, that has a calling
// code.
func CheckRegion(region string) error {
	if phonenumbers.GetCountryCodeForRegion(strings.ToUpper(region)) == 0 {
		return fmt.Errorf("the region %q is no ISO 3166-1 alpha-2 code with a country code, such as \"US\"", region)
	}
	return nil
}

// E164 writes a number as a plus sign and digits. A number without a plus sign is read as it is dialled in the
// region, an ISO 3166-1 alpha-2 code; for one with a plus sign the region may be empty.
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
		return "", errors.New("the phone number has no plus sign in front, so a region such as \"US\" must say " +
			"where it is dialled")
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
	// Reading takes one national prefix off. Where somebody wrote it twice, what remains is read again, so that the
	// result stands for itself. What the library cannot read, such as an unknown country code, stays as it is.
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
		return "", fmt.Errorf("the phone number cannot be dialled in the region %q", region)
	}
	return text, nil
}

// Same reports whether two formats are one number. Where one of them is local, it is read in the region of the
// other. Texts that are no phone numbers are the same only when they are equal.
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
	case internationalA == internationalB && digitsA == digitsB:
		return true
	case internationalA && internationalB:
		return sameE164(a, "", b, "")
	case internationalA:
		return sameE164(a, "", b, regionOf(digitsA))
	case internationalB:
		return sameE164(a, regionOf(digitsB), b, "")
	}
	return false // two local formats: without a region only equal digits are known to be the same
}

// Mask hides all but a number's country code and its last four digits, as in +1•••••4567, for texts that are shown to
// more people than should know the number. Of a short number it shows fewer: never more than half of what is hidden
// else.
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

func sameE164(a, regionA, b, regionB string) bool {
	first, errA := E164(a, regionA)
	second, errB := E164(b, regionB)
	return errA == nil && errB == nil && first == second
}

// regionOf is the region in which an international number's local format is read: its own, else the main one of
// its country code. Empty if the country code is unknown.
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

// split takes a number's digits out of its punctuation, and tells whether it begins with a plus sign.
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
			return "", false, fmt.Errorf("must consist of digits and the usual punctuation, with a plus sign only in front")
		}
	}
	return b.String(), international, nil
}
