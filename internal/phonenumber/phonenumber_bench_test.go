package phonenumber_test

import (
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

func BenchmarkSame(b *testing.B) {
	for _, test := range []struct{ name, a, b string }{
		{"equal", "+15551234567", "+15551234567"},
		{"another format", "+1 (555) 123-4567", "+15551234567"},
		{"local", "(555) 123-4567", "+15551234567"},
		{"other", "+1 (555) 123-4567", "+15557654321"},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				phonenumber.Same(test.a, test.b)
			}
		})
	}
}
