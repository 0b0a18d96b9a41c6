package main

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestTable_marksMissedGoals(t *testing.T) {
	goals := &table{}
	goals.compare("kept", 3*time.Second, 2*time.Second, 1.5)
	goals.compare("without a goal", 9*time.Second, time.Second, 0)
	if strings.Contains(goals.String(), "MISSED") {
		t.Errorf("a goal is missed:\n%s", goals)
	}
	goals.compare("missed", 4*time.Second, 2*time.Second, 1.5)
	text := goals.String()
	if strings.Count(text, "MISSED") != 1 || !strings.Contains(text, "2.00 times (4.00 s against 2.00 s)") {
		t.Errorf("one goal of 1.5 times is missed by 2:\n%s", text)
	}
}

func TestRunRounds_alternatesAndTakesMedians(t *testing.T) {
	var order []string
	var took time.Duration
	command := func(name string) func() (spent, error) {
		return func() (spent, error) {
			order = append(order, name)
			took += time.Second
			return spent{took: took, cpu: took / 2}, nil
		}
	}
	costs, err := runRounds(command("a"), command("b"))
	if err != nil || strings.Join(order, "") != strings.Repeat("ab", rounds) {
		t.Fatalf("ran %v, error %v", order, err)
	}
	if costs[0].took() != 5*time.Second || costs[1].cpu() != 3*time.Second { // a took 1, 3, 5, 7, 9 and b 2, 4, 6, 8, 10
		t.Errorf("the medians are %v and %v", costs[0].took(), costs[1].cpu())
	}
	fails := errors.New("plan failed")
	if _, err := runRounds(func() (spent, error) { return spent{}, fails }); !errors.Is(err, fails) {
		t.Errorf("the error is %v", err)
	}
}
