package phonenumber_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// Find returns the same positions as a comparison with Same.
func TestIndex_findsExactlyWhatIsTheSame(t *testing.T) {
	t.Parallel()
	// Few digits, so that many of the numbers drawn are the same in another format.
	similar := rapid.OneOf(
		rapid.SampledFrom([]string{
			"+15551234567", "+1 (555) 123-4567", "(555) 123-4567", "1 555 123 4567", "5551234567", "555.123.4567", "+5551234567",
			"+442079460958", "+44 (0)20 7946 0958", "020 7946 0958", "2079460958",
			"+4915112345678", "0151 12345678", "+9991234567",
			"+999 123 4567", "9991234567", "+0207946 0958", "reception", "", "+", "+15551234567 ", "0011 44 20 7946 0958",
			"00442079460958", "011 442079460958", "001 555 123 4567", "00",
			"447700900123", "+447700900123", "44 (0)20 7946 0958", "491701234567", "+491701234567", "0170 1234567",
			"0011 45 33 12 34 56", "+4533123456", "+14533123456", "011 4930 2270", "+49302270", "+911149302270",
		}),
		formats,
	)
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(similar, 0, 20).Draw(t, "numbers")
		index := phonenumber.NewIndex(numbers)
		for range 3 {
			number := similar.Draw(t, "number")
			var want []int
			for i, other := range numbers {
				if phonenumber.Same(number, other) {
					want = append(want, i)
				}
			}
			if got := index.Find(number); !slices.Equal(got, want) {
				t.Errorf("Find(%q) in %q returns %v, want %v", number, numbers, got, want)
			}
		}
	})
}

// The national formats of all countries are found, whatever their prefixes.
func TestIndex_findsNationalFormats(t *testing.T) {
	t.Parallel()
	tried, same := 0, 0
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			tried++
			number := phonenumbers.Format(example, phonenumbers.E164)
			national := phonenumbers.Format(example, phonenumbers.NATIONAL)
			if !phonenumber.Same(national, number) { // for example, it is too short
				continue
			}
			same++
			if len(phonenumber.NewIndex([]string{number}).Find(national)) != 1 {
				t.Errorf("Find(%q) does not find %s", national, number)
			}
		}
	}
	if same < tried*9/10 {
		t.Errorf("only %d of %d national formats are the same as their number", same, tried)
	}
}

// A plan that adopts 500 of 1,500 numbers by phone number.
func BenchmarkIndex_500among1500(b *testing.B) {
	numbers := make([]string, 1500)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("+1415%07d", 5550000+i)
	}
	for name, format := range map[string]string{"international": "+1 (415) 555-%04d", "local": "(415) 555-%04d"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				index := phonenumber.NewIndex(numbers)
				for i := range 500 {
					if got := index.Find(fmt.Sprintf(format, i)); len(got) != 1 || got[0] != i {
						b.Fatalf("found %v, want %d", got, i)
					}
				}
			}
		})
	}
}
