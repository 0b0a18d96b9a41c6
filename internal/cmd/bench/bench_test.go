package main

import (
	"strings"
	"testing"
	"time"
)

func TestCompare_marksMissedGoals(t *testing.T) {
	seconds := func(all ...int) *plan {
		p := &plan{}
		for _, s := range all {
			p.costs = append(p.costs, cost{took: time.Duration(s) * time.Second, requests: s})
		}
		return p
	}
	for goal, missed := range map[float64]bool{1.5: true, 2: false} {
		row := compare("plan", seconds(9, 4, 1), seconds(2, 1, 8), goal)
		if !strings.HasPrefix(row[1], "2.00 times (4.00 s,") || strings.HasSuffix(row[2], "MISSED") != missed {
			t.Errorf("goal %g: %q", goal, row)
		}
	}
}
