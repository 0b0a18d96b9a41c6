package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// rounds is the number of runs of each command. Compared commands alternate, so that a slower machine affects both.
const rounds = 5

// series are the costs of one command over all rounds.
type series []spent

func (s series) took() time.Duration { return s.median(func(c spent) time.Duration { return c.took }) }
func (s series) cpu() time.Duration  { return s.median(func(c spent) time.Duration { return c.cpu }) }

func (s series) median(of func(spent) time.Duration) time.Duration {
	var times []time.Duration
	for _, cost := range s {
		times = append(times, of(cost))
	}
	return median(times)
}

// median sorts times and returns the middle one.
func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// runRounds runs each command once per round, and returns the costs of each.
func runRounds(commands ...func() (spent, error)) ([]series, error) {
	costs := make([]series, len(commands))
	for range rounds {
		for i, command := range commands {
			cost, err := command()
			if err != nil {
				return nil, err
			}
			costs[i] = append(costs[i], cost)
		}
	}
	return costs, nil
}

// floor plans the same state with the real provider and with one that does nothing.
func (b *bench) floor(ctx context.Context) error {
	const numbers, goal = 300, 1.5
	w, err := b.adopted(ctx, numbers)
	if err != nil {
		return err
	}
	defer w.service.Close()
	costs, err := runRounds(
		func() (spent, error) { return w.plan(ctx, floorProvider, noChanges) },
		func() (spent, error) { return w.plan(ctx, realProvider, noChanges) },
	)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("plan of %d numbers, against a provider that does nothing", numbers)
	b.table.compare(what, costs[1].took(), costs[0].took(), goal)
	b.table.compare(what+": processor time", costs[1].cpu(), costs[0].cpu(), 0)
	return nil
}

// growth plans twice as many numbers each time. The goal is linear growth, with some room for noise.
func (b *bench) growth(ctx context.Context) error {
	const goal = 2.2
	sizes := []int{150, 300, 600}
	var plans []func() (spent, error)
	for _, size := range sizes {
		w, err := b.adopted(ctx, size)
		if err != nil {
			return err
		}
		defer w.service.Close()
		plans = append(plans, func() (spent, error) { return w.plan(ctx, realProvider, noChanges) })
	}
	costs, err := runRounds(plans...)
	if err != nil {
		return err
	}
	for i := 1; i < len(sizes); i++ {
		what := fmt.Sprintf("plan of %d numbers, against %d", sizes[i], sizes[i-1])
		b.table.compare(what, costs[i].took(), costs[i-1].took(), goal)
	}
	return nil
}

// adoption plans the adoption of numbers by phone number and by ID, in an account that has more.
func (b *bench) adoption(ctx context.Context) error {
	const numbers, account, pageSize, goal = 500, 1500, 100, 1.5
	var plans []func() (spent, error)
	for _, argument := range []string{byID, byPhoneNumber} {
		w, err := b.newWorkspace()
		if err != nil {
			return err
		}
		defer w.service.Close()
		w.addNumbers(account)
		w.service.Paginate(pageSize)
		if err := w.Configure(adopts(numbers, argument)); err != nil {
			return err
		}
		plans = append(plans, func() (spent, error) { return w.plan(ctx, realProvider, changes) })
	}
	costs, err := runRounds(plans...)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("plan to adopt %d of %d numbers by phone number, against by ID", numbers, account)
	b.table.compare(what, costs[1].took(), costs[0].took(), goal)
	b.table.compare(what+": processor time", costs[1].cpu(), costs[0].cpu(), 0)
	return nil
}
