package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// logExchange logs one attempt of a request, without its content, which may be personal.
func logExchange(ctx context.Context, e identitycall.Exchange) {
	fields := map[string]any{
		"method": e.Method, "path": e.Path, "attempt": e.Attempt, "duration_ms": e.Duration.Milliseconds(),
	}
	if e.Fault != "" {
		fields["fault"] = e.Fault
	}
	if e.Status != 0 {
		fields["status"] = e.Status
	}
	tflog.Debug(ctx, "IdentityCall API exchange", fields)
}

// logWait logs a wait at INFO, so that a run does not seem to hang.
func logWait(ctx context.Context, w identitycall.Wait) {
	tflog.Info(ctx, "Waiting before the next IdentityCall API request", map[string]any{
		"method": w.Method, "path": w.Path, "wait_ms": w.Duration.Milliseconds(), "reason": w.Reason,
	})
}
