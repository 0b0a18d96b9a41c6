package identitycall

import (
	"bytes"
	"context"
	"fmt"
	"testing"
)

// The list of a large account, in one page.
func BenchmarkDecodeOperators(b *testing.B) {
	const operators = 5000
	var body bytes.Buffer
	body.WriteString(`{"data": [`)
	for i := 1; i <= operators; i++ {
		if i > 1 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"id": %d, "name": "Operator %d", "phone_number": "+1555%07d", "initials": "O%d",
			"email": "operator%d@example.com", "active": true, "virtual_numbers_count": %d}`, i, i, i, i%10, i, i%7)
	}
	body.WriteString(`]}`)
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		decoded, err := decodePage[Operator](Request{}, body.Bytes(), decodeMeta)
		if err != nil || len(decoded.entries) != operators {
			b.Fatalf("%d operators, %v", len(decoded.entries), err)
		}
	}
}

// The cost of reading one object from a cached list.
func BenchmarkListCache_get(b *testing.B) {
	for _, size := range []int64{500, 5000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			client, err := New(Config{BaseURL: DefaultBaseURL, APIKey: testKey})
			if err != nil {
				b.Fatal(err)
			}
			byID := map[int64]Operator{}
			for id := int64(1); id <= size; id++ {
				byID[id] = Operator{ID: id}
			}
			list := func(context.Context) (listing[Operator], error) { return listing[Operator]{byID: byID}, nil }
			if _, err := client.Operators.list.lists.get(b.Context(), listKey{}, list); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := client.Operators.GetCached(b.Context(), size); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
