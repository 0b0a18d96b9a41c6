package main

import (
	"context"
	"fmt"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// rent puts numbers into the account, with the ids from 1 on, and configures their adoption by id.
func (w *workspace) rent(count int) (configuration string) {
	for i := 1; i <= count; i++ {
		w.account.AddVirtualNumber(sandbox.VirtualNumber{ID: int64(i), PhoneNumber: fmt.Sprintf("+1555%07d", i), Active: true})
	}
	return fmt.Sprintf("resource \"identitycall_virtual_number\" \"many\" {\n  count     = %d\n  id        = tostring(count.index + 1)\n  recording = true\n}\n", count)
}

// numbers adopts numbers, refreshes them, and refreshes them together with who answers them.
func (b *bench) numbers(ctx context.Context) error {
	w, err := b.newWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	numbers := w.rent(many)
	if err := w.configure(numbers); err != nil {
		return err
	}
	adopted, err := w.apply(ctx)
	if err != nil {
		return err
	}
	b.table.requests(fmt.Sprintf("adopt %d numbers by id, one setting", many), adopted.requests.String(), fmt.Sprintf("%d PATCH, %d GET at most", many, few),
		adopted.requests.count("PATCH") == many && adopted.requests.count("GET") <= few && len(adopted.requests) <= many+few)

	refreshed, err := w.plan(ctx, realProvider)
	if err != nil {
		return err
	}
	b.table.requests(fmt.Sprintf("refresh %d numbers", many), refreshed.requests.String(), fmt.Sprint(many), len(refreshed.requests) <= many)

	w.account.AddOperator(sandbox.Operator{ID: 900_001, Name: "Alice Carter", PhoneNumber: "+15555550112", Active: true})
	routing := fmt.Sprintf("resource \"identitycall_virtual_number_operators\" \"many\" {\n  count             = %d\n  virtual_number_id = identitycall_virtual_number.many[count.index].id\n  operator_ids      = [\"900001\"]\n}\n", many)
	if err := w.configure(numbers + routing); err != nil {
		return err
	}
	if _, err := w.apply(ctx); err != nil {
		return err
	}
	routed, err := w.plan(ctx, realProvider)
	if err != nil {
		return err
	}
	b.table.requests(fmt.Sprintf("refresh %d numbers with routing", many), routed.requests.String(), fmt.Sprintf("%d, and 2 at most", many), len(routed.requests) <= many+2)
	return nil
}
