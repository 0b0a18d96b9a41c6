package phonenumber_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// punctuation is a copy of the package's constant, so that a test fails if a character is removed there.
var punctuation = []string{
	"", " ", "\t", "\u00a0", "\u2002", "\u2003", "\u2009", "\u202f",
	"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "(", ")", ".", ",", "/", "·", " (", ") ", " - ",
}

var (
	formats = rapid.OneOf(
		rapid.StringMatching(`\+?[0-9 ().-]{5,20}`),
		rapid.StringMatching(`\+(1555|1415|44|4420|49|39|353|999)[0-9]{4,11}`),
		rapid.StringMatching(`(0|00|1)?[1-9][0-9]{5,10}`),
		rapid.String(),
	)
	e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

func TestSame_isReflexiveAndSymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := formats.Draw(t, "a"), formats.Draw(t, "b")
		if !phonenumber.Same(a, a) {
			t.Errorf("%q is not the same as itself", a)
		}
		if phonenumber.Same(a, b) != phonenumber.Same(b, a) {
			t.Errorf("whether %q and %q are the same depends on which comes first", a, b)
		}
	})
}

// A number in another format produces no diff.
func TestSame_ignoresPunctuationAndThePlus(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plain := "+" + rapid.StringMatching(`[1-9][0-9]{6,14}`).Draw(t, "digits")
		var formatted strings.Builder
		for i, r := range plain {
			if i > 0 {
				formatted.WriteString(rapid.SampledFrom(punctuation).Draw(t, "punctuation"))
			}
			formatted.WriteRune(r)
		}
		for _, format := range []string{formatted.String(), strings.TrimPrefix(formatted.String(), "+")} {
			if !phonenumber.Same(plain, format) {
				t.Errorf("%q and %q are not the same", plain, format)
			}
		}
		first, err := phonenumber.E164(plain, "")
		second, errFormatted := phonenumber.E164(formatted.String(), "")
		if err != nil || errFormatted != nil || first != second {
			t.Errorf("E164(%q) = %q (%v), but E164(%q) = %q (%v)", plain, first, err, formatted.String(), second, errFormatted)
		}
	})
}

// If two numbers were the same, the wrong one would be adopted or purchased.
func TestSame_comparesAllDigits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ending := rapid.StringMatching(`[0-9]{7}`)
		a, b := ending.Draw(t, "a"), ending.Draw(t, "b")
		if a == b {
			t.Skip("drawn twice")
		}
		for _, format := range []string{"+1555" + b, "555" + b, "1 555 " + b, "+1 (555) " + b} {
			if phonenumber.Same("+1555"+a, format) {
				t.Errorf("%q and %q are the same", "+1555"+a, format)
			}
		}
	})
}

func FuzzPhoneNumber(f *testing.F) {
	for _, seed := range []string{
		"+15551234567", "+1 (555) 123-4567", "+44 (0)20 7946 0958", "(415) 555-0134", "+39 06 698 12345",
		"+1 800 FLOWERS", "+0207946 0958", "+52 1 55 1234 5678", "+54 9 11 1234 5678", "", "+", "\xff",
	} {
		f.Add(seed, "US")
		f.Add(seed, "")
	}
	f.Fuzz(func(t *testing.T, number, region string) {
		accepted := phonenumber.Check(number) == nil
		written, err := phonenumber.E164(number, region)
		if err == nil {
			switch again, err := phonenumber.E164(written, ""); {
			case !accepted:
				t.Errorf("E164 accepts %q, which Check rejects", number)
			case !e164.MatchString(written):
				t.Errorf("E164(%q) = %q", number, written)
			case err != nil || again != written:
				t.Errorf("E164 returns %[2]q (%[3]v) for its own result %[1]q", written, again, err)
			case phonenumber.CheckInternational(number) == nil && !phonenumber.Same(number, written):
				t.Errorf("%q and its E.164 form %q are not the same", number, written)
			}
		}
		if masked, err := phonenumber.Mask(number); (err == nil) != accepted {
			t.Errorf("Mask(%[2]q) returns the error %[1]v, Check disagrees", err, number)
		} else if accepted && len([]rune(masked)) > len("+999•••••1234") {
			t.Errorf("Mask shows %q of %q", masked, number)
		}
		if phonenumber.Same(number, region) != phonenumber.Same(region, number) || !phonenumber.Same(number, number) {
			t.Errorf("Same is not symmetric and reflexive for %q and %q", number, region)
		}
	})
}
