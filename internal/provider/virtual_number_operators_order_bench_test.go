package provider

import (
	"fmt"
	"slices"
	"testing"
)

func BenchmarkPlanOrder(b *testing.B) {
	for _, size := range []int64{10, 100} {
		var current, moved []int64
		for id := range size {
			current = append(current, id+1)
		}
		moved = append(moved, current[size-1])
		moved = append(moved, current[:size-1]...)
		turned := slices.Clone(current)
		slices.Reverse(turned)
		for _, test := range []struct {
			name   string
			wanted []int64
		}{{"as it is", current}, {"last to the front", moved}, {"turned round", turned}} {
			b.Run(fmt.Sprintf("%d, %s", size, test.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					planOrder(current, test.wanted)
				}
			})
		}
	}
}
