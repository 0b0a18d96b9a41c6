package provider

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPlanOrder(t *testing.T) {
	attach := func(operator int64) orderStep { return orderStep{attach: true, operator: operator} }
	detach := func(operator int64) orderStep { return orderStep{operator: operator} }
	for name, test := range map[string]struct {
		current, wanted []int64
		steps           []orderStep
	}{
		"nothing to nothing":   {nil, nil, nil},
		"as it is":             {[]int64{1, 2, 3}, []int64{1, 2, 3}, nil},
		"one more":             {[]int64{1}, []int64{1, 2}, []orderStep{attach(2)}},
		"one less":             {[]int64{1, 2, 3}, []int64{1, 3}, []orderStep{detach(2)}},
		"nobody":               {[]int64{1, 2}, nil, []orderStep{detach(1), detach(2)}},
		"turned round":         {[]int64{1, 2}, []int64{2, 1}, []orderStep{detach(1), attach(1)}},
		"last becomes first":   {[]int64{1, 2, 3}, []int64{3, 1, 2}, []orderStep{detach(1), detach(2), attach(1), attach(2)}},
		"others":               {[]int64{1, 2}, []int64{3, 4}, []orderStep{attach(3), detach(1), detach(2), attach(4)}},
		"new one in the front": {[]int64{1}, []int64{2, 1}, []orderStep{attach(2), detach(1), attach(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.steps, planOrder(test.current, test.wanted), cmp.AllowUnexported(orderStep{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPlanOrder_property(t *testing.T) {
	lists := rapid.SliceOfNDistinct(rapid.Int64Range(1, 7), 0, 6, rapid.ID[int64])
	rapid.Check(t, func(t *rapid.T) {
		current, wanted := lists.Draw(t, "current"), lists.Draw(t, "wanted")
		list := slices.Clone(current)
		steps := planOrder(current, wanted)
		for _, step := range steps {
			list = take(t, list, step)
			if len(list) == 0 && len(current) > 0 && len(wanted) > 0 {
				t.Fatalf("%v leave the line without an operator", steps)
			}
		}
		if !slices.Equal(list, wanted) {
			t.Fatalf("%v lead to %v", steps, list)
		}
		if fewest := fewestSteps(current, wanted); len(steps) != fewest {
			t.Fatalf("%v are %d steps, %d do", steps, len(steps), fewest)
		}
	})
}

// take does to a list what the API does: it appends what is attached, unless it is there, and drops what is detached.
func take(t *rapid.T, list []int64, step orderStep) []int64 {
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

// fewestSteps tries every set of operators that could stay, and counts what is left to do: what stays must be the beginning
// of the wanted list, since all that is attached comes after it.
func fewestSteps(current, wanted []int64) int {
	best := len(current) + len(wanted)
	for set := 0; set < 1<<len(current); set++ {
		var stays []int64
		for i, operator := range current {
			if set&(1<<i) != 0 {
				stays = append(stays, operator)
			}
		}
		if len(stays) <= len(wanted) && slices.Equal(stays, wanted[:len(stays)]) {
			best = min(best, len(current)+len(wanted)-2*len(stays))
		}
	}
	return best
}

func FuzzPlanOrder(f *testing.F) {
	f.Add([]byte{1, 2, 3}, []byte{3, 1})
	f.Fuzz(func(t *testing.T, current, wanted []byte) {
		steps := planOrder(unique(current), unique(wanted))
		if limit := len(current) + len(wanted); len(steps) > limit {
			t.Errorf("%d steps, %d at most", len(steps), limit)
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
