package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

const rounds = 5

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func ratio(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }

// median sorts what it is given.
func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// adopted is a workspace whose state has that many numbers, and whose plans find nothing to do.
func (b *bench) adopted(ctx context.Context, numbers int) (*workspace, error) {
	w, err := b.newWorkspace(ctx)
	if err != nil {
		return nil, err
	}
	err = w.configure(w.rent(numbers))
	if err == nil {
		_, err = w.apply(ctx)
	}
	if err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// floor plans the same numbers with the real provider and with the one that does nothing, in turn, so that a machine that
// slows down does so for both.
func (b *bench) floor(ctx context.Context) error {
	const numbers = 300
	w, err := b.adopted(ctx, numbers)
	if err != nil {
		return err
	}
	defer w.close()
	times, work := map[string][]time.Duration{}, map[string][]time.Duration{}
	for range rounds {
		for _, provider := range []string{floorProvider, realProvider} {
			planned, err := w.plan(ctx, provider)
			if err != nil {
				return err
			}
			times[provider] = append(times[provider], planned.took)
			work[provider] = append(work[provider], planned.worked)
		}
	}
	compare := func(of map[string][]time.Duration) string {
		took, least := median(of[realProvider]), median(of[floorProvider])
		return fmt.Sprintf("%.2f times (%s against %s, medians of %d)", ratio(took, least), seconds(took), seconds(least), rounds)
	}
	what := fmt.Sprintf("plan over %d numbers against its floor", numbers)
	b.table.note(what+": time", compare(times), "1.5 times")
	b.table.note(what+": processor time", compare(work), "")
	return nil
}

// growth plans over twice as many numbers each time, in turn.
func (b *bench) growth(ctx context.Context) error {
	sizes := []int{150, 300, 600}
	times := make([][]time.Duration, len(sizes))
	workspaces := make([]*workspace, len(sizes))
	for i, size := range sizes {
		w, err := b.adopted(ctx, size)
		if err != nil {
			return err
		}
		defer w.close()
		workspaces[i] = w
	}
	for range rounds {
		for i, w := range workspaces {
			planned, err := w.plan(ctx, realProvider)
			if err != nil {
				return err
			}
			times[i] = append(times[i], planned.took)
		}
	}
	var before time.Duration
	for i, size := range sizes {
		took := median(times[i])
		measured, bound := seconds(took), ""
		if i > 0 { // each size is twice the one before
			measured += fmt.Sprintf(", %.2f times that of half as many", ratio(took, before))
			bound = "2 times"
		}
		b.table.note(fmt.Sprintf("plan over %d numbers", size), measured, bound)
		before = took
	}
	return nil
}
