package main

import (
	"context"
	"fmt"
	"time"
)

// throttled refreshes more numbers than one window of the rate limit lets pass.
func (b *bench) throttled(ctx context.Context) error {
	const numbers, budget, window, wasted = 60, 15, 3 * time.Second, 12
	refresh, err := b.refreshUnderLimit(ctx, numbers, budget, window)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("refresh %d numbers at %d requests in %s", numbers, budget, window)
	bound := (numbers/budget - 1) * window // the first window is there at once
	b.table.note(what+": time", fmt.Sprintf("%s from the first request to the last, %.2f times the bound", seconds(refresh.requests.span()),
		ratio(refresh.requests.span(), bound)), fmt.Sprintf("%s, 1.15 times that at most", seconds(bound)))
	b.table.requests(what+": answers wasted on 429", fmt.Sprint(refresh.requests.refused()), fmt.Sprintf("%d at most", wasted), refresh.requests.refused() <= wasted)
	return nil
}

// slowest meets a limit that has no room for more than one request at once.
func (b *bench) slowest(ctx context.Context) error {
	const numbers = 12
	refresh, err := b.refreshUnderLimit(ctx, numbers, 1, time.Second)
	if err != nil {
		return err
	}
	served := len(refresh.requests) - refresh.requests.refused()
	b.table.requests(fmt.Sprintf("refresh %d numbers at one request a second", numbers),
		fmt.Sprintf("all read, in %s; %d wasted on 429", seconds(refresh.requests.span()), refresh.requests.refused()),
		fmt.Sprintf("gets there; the limit sets %s", seconds((numbers-1)*time.Second)), served == numbers)
	return nil
}

func (b *bench) refreshUnderLimit(ctx context.Context, numbers, budget int, window time.Duration) (spent, error) {
	w, err := b.newWorkspace(ctx)
	if err != nil {
		return spent{}, err
	}
	defer w.close()
	if err := w.configure(w.rent(numbers)); err != nil {
		return spent{}, err
	}
	if _, err := w.apply(ctx); err != nil {
		return spent{}, err
	}
	w.account.Limit(budget, window)
	return w.plan(ctx, realProvider)
}
