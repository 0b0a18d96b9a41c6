package main

import (
	"context"
	"fmt"
)

// operators creates operators and refreshes them, with both forms of the list.
func (b *bench) operators(ctx context.Context) error {
	const pageSize = 100
	w, err := b.newWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	err = w.configure(fmt.Sprintf(`resource "identitycall_operator" "many" {
  count        = %d
  name         = "Operator ${count.index}"
  phone_number = "+1555${5550000 + count.index}"
}
`, many))
	if err != nil {
		return err
	}
	created, err := w.apply(ctx)
	if err != nil {
		return err
	}
	b.table.requests(fmt.Sprintf("create %d operators", many), created.requests.String(), fmt.Sprintf("%d POST, 5 GET at most", many),
		created.requests.count("POST") == many && created.requests.count("GET") <= 5 && len(created.requests) <= many+5)

	whole, err := w.plan(ctx, realProvider)
	if err != nil {
		return err
	}
	b.table.requests(fmt.Sprintf("refresh %d operators, list without pages", many), whole.requests.String(), "1 list", len(whole.requests) <= 1)

	w.account.Paginate(pageSize)
	paged, err := w.plan(ctx, realProvider)
	if err != nil {
		return err
	}
	b.table.requests(fmt.Sprintf("refresh %d operators, pages of %d", many, pageSize), paged.requests.String(), fmt.Sprintf("%d pages at most", few),
		len(paged.requests) <= few)
	return nil
}
