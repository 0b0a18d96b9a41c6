package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// privateReader and privateState are the private state of a resource, as the framework passes it to its methods.
type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateState interface {
	privateReader
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// phoneNumberKey holds the phone number as the API returned it: two local formats are compared through it.
const phoneNumberKey = "phone_number"

// stillAttachedKey holds the IDs of the attachments that an update could not detach. The next apply does.
const stillAttachedKey = "still_attached"

// savePrivate stores a value under a key of the private state.
func savePrivate(ctx context.Context, private privateState, key string, value any) diag.Diagnostics {
	content, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot save private state", err.Error())}
	}
	return private.SetKey(ctx, key, content)
}

// loadPrivate reads a value from the private state. A value in the form of another version counts as missing.
func loadPrivate[T any](ctx context.Context, private privateReader, key string) (T, diag.Diagnostics) {
	var value T
	content, diags := private.GetKey(ctx, key)
	if len(content) > 0 && json.Unmarshal(content, &value) != nil {
		var missing T
		return missing, diags
	}
	return value, diags
}
