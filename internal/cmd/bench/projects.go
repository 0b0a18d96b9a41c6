package main

import (
	"context"
	"fmt"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// projects lets the account's clock go on between the steps, since a change within the last two seconds may not be the last.
func (b *bench) projects(ctx context.Context) error {
	const projects = 100
	w, err := b.newWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	passed := time.Duration(0)
	later := func() {
		passed += 10 * time.Second
		now := time.Now().Add(passed)
		w.account.SetClock(func() time.Time { return now })
	}
	err = w.configure(fmt.Sprintf("resource \"identitycall_project\" \"many\" {\n  count    = %d\n  name     = \"Project ${count.index}\"\n  language = \"en\"\n}\n", projects))
	if err != nil {
		return err
	}
	later()
	if _, err := w.apply(ctx); err != nil {
		return err
	}
	later()
	saved, err := w.apply(ctx, "-refresh-only")
	if err != nil {
		return err
	}
	b.table.note(fmt.Sprintf("refresh %d new projects, saved", projects), saved.requests.String(), "")
	later()
	unchanged, err := w.plan(ctx, realProvider)
	if err != nil {
		return err
	}
	b.table.requests(fmt.Sprintf("refresh %d unchanged projects", projects), unchanged.requests.String(), fmt.Sprintf("%d at most", few),
		len(unchanged.requests) <= few)

	later()
	days := int64(30)
	w.account.EditProject(w.account.Projects()[projects/2].ID, func(p *sandbox.Project) { p.RetentionDays = &days })
	later()
	changed, err := w.planChange(ctx)
	if err != nil {
		return err
	}
	b.table.requests("the same, one of them changed", changed.requests.String(), "one more", len(changed.requests) <= min(len(unchanged.requests), few)+1)
	return nil
}
