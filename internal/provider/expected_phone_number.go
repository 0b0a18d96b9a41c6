package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// wrongKeyError is a key that does not see expected_phone_number.
type wrongKeyError struct{ phoneNumber, keySource string }

func (e *wrongKeyError) Error() string {
	return fmt.Sprintf("the key does not see expected_phone_number %s. It is probably the key of another account or "+
		"project. The key comes from %s", e.phoneNumber, e.keySource)
}

// checkKey fails if the key does not see expected_phone_number. It guards every write and every removal from state,
// since a key of another account gets a 404 for everything. One list serves the whole run.
func (s *session) checkKey(ctx context.Context) error {
	if s.expectedPhoneNumber == "" || s.keyChecked.Load() {
		return nil
	}
	numbers, err := s.client.VirtualNumbers.FindCached(ctx, s.expectedPhoneNumber)
	if err != nil {
		return fmt.Errorf("cannot check that the key sees expected_phone_number: %w", err)
	}
	if len(numbers) == 0 {
		return &wrongKeyError{s.expectedPhoneNumber, s.keySource}
	}
	s.keyChecked.Store(true)
	return nil
}

// isRightKey adds an error with this summary, and returns false, unless checkKey succeeds.
func (s *session) isRightKey(ctx context.Context, summary string, diags *diag.Diagnostics) bool {
	err := s.checkKey(ctx)
	if err != nil {
		s.addAPIError(diags, summary, err)
	}
	return err == nil
}

func isWrongKey(err error) bool { return errors.As(err, new(*wrongKeyError)) }
