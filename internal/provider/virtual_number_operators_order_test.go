package provider

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPlanOrder_steps(t *testing.T) {
	attach := func(operator int64) orderStep { return orderStep{attach: true, operator: operator} }
	detach := func(operator int64) orderStep { return orderStep{operator: operator} }
	for name, test := range map[string]struct {
		current, want []int64
		steps         []orderStep
	}{
		"nothing to nothing":   {nil, nil, nil},
		"as it is":             {[]int64{1, 2, 3}, []int64{1, 2, 3}, nil},
		"one more":             {[]int64{1}, []int64{1, 2}, []orderStep{attach(2)}},
		"one fewer":            {[]int64{1, 2, 3}, []int64{1, 3}, []orderStep{detach(2)}},
		"none":                 {[]int64{1, 2}, nil, []orderStep{detach(1), detach(2)}},
		"reversed":             {[]int64{1, 2}, []int64{2, 1}, []orderStep{detach(1), attach(1)}},
		"last becomes first":   {[]int64{1, 2, 3}, []int64{3, 1, 2}, []orderStep{detach(1), attach(1), detach(2), attach(2)}},
		"others":               {[]int64{1, 2}, []int64{3, 4}, []orderStep{attach(3), attach(4), detach(1), detach(2)}},
		"one for two":          {[]int64{1, 2, 3}, []int64{1, 9}, []orderStep{attach(9), detach(2), detach(3)}},
		"new one in the front": {[]int64{1}, []int64{2, 1}, []orderStep{attach(2), detach(1), attach(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.steps, planOrder(test.current, test.want), cmp.AllowUnexported(orderStep{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The steps lead to the wanted list, and no shorter sequence does. On the way, the number never has fewer operators
// than the smaller list less one, and is never without one that had one and is to have one. The rest is planned again
// after each response: that changes nothing.
func TestPlanOrder_fewestStepsWithMostOperators(t *testing.T) {
	lists := rapid.SliceOfNDistinct(rapid.Int64Range(1, 7), 0, 6, rapid.ID[int64])
	rapid.Check(t, func(t *rapid.T) {
		current, want := lists.Draw(t, "current"), lists.Draw(t, "want")
		least := min(len(current), len(want)) - 1
		if len(current) > 0 && len(want) > 0 {
			least = max(least, 1)
		}
		list := slices.Clone(current)
		steps := planOrder(current, want)
		for i, step := range steps {
			if again := planOrder(list, want); !slices.Equal(again, steps[i:]) {
				t.Fatalf("at %v the rest is %v, was %v", list, again, steps[i:])
			}
			list = apply(t, list, step)
			if len(list) < least {
				t.Fatalf("%v leave the number with %v, want at least %d operators", steps, list, least)
			}
		}
		if !slices.Equal(list, want) {
			t.Fatalf("%v lead to %v", steps, list)
		}
		if fewest := fewestSteps(current, want); len(steps) != fewest {
			t.Fatalf("%v are %d steps, want %d", steps, len(steps), fewest)
		}
	})
}

// apply does to a list what the API does: it appends what is attached, unless it is there, and removes what is
// detached.
func apply(t *rapid.T, list []int64, step orderStep) []int64 {
	index := slices.Index(list, step.operator)
	switch {
	case step.attach && index < 0:
		return append(slices.Clone(list), step.operator)
	case !step.attach && index >= 0:
		return slices.Delete(slices.Clone(list), index, index+1)
	}
	t.Fatalf("%v does nothing to %v", step, list)
	return nil
}

// fewestSteps tries every set of operators that could stay, and counts the remaining steps. What stays must be a prefix
// of the wanted list, since what is attached comes after it.
func fewestSteps(current, want []int64) int {
	best := len(current) + len(want)
	for set := 0; set < 1<<len(current); set++ {
		var stays []int64
		for i, operator := range current {
			if set&(1<<i) != 0 {
				stays = append(stays, operator)
			}
		}
		if len(stays) <= len(want) && slices.Equal(stays, want[:len(stays)]) {
			best = min(best, len(current)+len(want)-2*len(stays))
		}
	}
	return best
}

func FuzzPlanOrder(f *testing.F) {
	f.Add([]byte{1, 2, 3}, []byte{3, 1})
	f.Fuzz(func(t *testing.T, current, want []byte) {
		steps := planOrder(unique(current), unique(want))
		if limit := len(current) + len(want); len(steps) > limit {
			t.Errorf("%d steps, want at most %d", len(steps), limit)
		}
	})
}

func unique(list []byte) []int64 {
	var operators []int64
	for _, entry := range list {
		if !slices.Contains(operators, int64(entry)) {
			operators = append(operators, int64(entry))
		}
	}
	return operators
}

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
