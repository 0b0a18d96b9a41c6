package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// attachment is one operator in the list of one virtual number.
type attachment struct{ number, operator int64 }

// priority is the operator's place in the list of a number, counted from 0; false if it is not attached.
func (a attachment) priority(number identitycall.VirtualNumber) (int64, bool) {
	for _, attached := range number.Operators {
		if attached.ID == a.operator {
			return attached.Priority, true
		}
	}
	return 0, false
}

// attachedOperators returns the IDs of a number's operators in the order of their priority. A response without the list
// is an error: its operators must not count as detached.
func attachedOperators(number identitycall.VirtualNumber, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	if number.Operators == nil {
		return nil, &identitycall.ResponseError{
			Request: identitycall.Request{Method: "GET", Path: fmt.Sprintf("/virtual_numbers/%d", number.ID)},
			Reason:  "the field \"operators\" is missing",
		}
	}
	ids := []int64{}
	for _, operator := range number.Operators {
		ids = append(ids, operator.ID)
	}
	return ids, nil
}

// attach attaches the operator and returns its priority.
func (s *session) attach(
	ctx context.Context, client *identitycall.Client, wanted attachment, diags *diag.Diagnostics,
) (int64, bool) {
	s.ledger.claim(wanted)
	unlock, err := s.lockOperators(ctx, wanted.number, "POST", "/add_operator")
	if err != nil {
		s.addAttachError(diags, path.Root("operator_id"), wanted, err)
		return 0, false
	}
	defer unlock()
	number, err := client.VirtualNumbers.Attach(ctx, wanted.number, wanted.operator)
	if err == nil && number.Operators == nil {
		number, err = client.VirtualNumbers.Get(ctx, wanted.number)
	}
	if err != nil {
		s.addAttachError(diags, path.Root("operator_id"), wanted, asOperatorNotFound(ctx, client, wanted, err))
		return 0, false
	}
	priority, found := wanted.priority(number)
	if !found {
		diags.AddError(fmt.Sprintf("Operator %d is not attached to virtual number %d", wanted.operator, wanted.number),
			"The API accepted the request, but its response does not list the operator. Look at the number in the dashboard, "+
				"and apply again.")
	}
	return priority, found
}

// detach detaches the operator, unless another resource of this run manages the attachment or the number's list: then
// the attachment is still in the configuration, under another address.
func (s *session) detach(
	ctx context.Context, client *identitycall.Client, unwanted attachment, diags *diag.Diagnostics,
) {
	summary := fmt.Sprintf("Cannot detach operator %d from virtual number %d", unwanted.operator, unwanted.number)
	unlock, err := s.lockOperators(ctx, unwanted.number, "DELETE", "/remove_operator")
	if err != nil {
		s.addAPIError(diags, summary, err)
		return
	}
	defer unlock()
	if s.ledger.isWanted(unwanted, listObject(unwanted.number)) {
		return
	}
	_, err = client.VirtualNumbers.Detach(ctx, unwanted.number, unwanted.operator)
	if err != nil && !identitycall.IsNotFound(err) {
		s.addAPIError(diags, summary, err)
	}
}

// operatorNotFoundError is a 404 to an attach request whose number exists: the operator was not found.
type operatorNotFoundError struct{ error }

func (e operatorNotFoundError) Unwrap() error { return e.error }

// asOperatorNotFound returns an operatorNotFoundError if an attach request failed with a 404 and the number exists.
func asOperatorNotFound(ctx context.Context, client *identitycall.Client, wanted attachment, err error) error {
	if identitycall.IsNotFound(err) {
		if _, numberErr := client.VirtualNumbers.Get(ctx, wanted.number); numberErr == nil {
			return operatorNotFoundError{err}
		}
	}
	return err
}

// addAttachError reports a failed attach request. A 404 points at the operator or the number, whichever was not found.
// A 422 points at the operator.
func (s *session) addAttachError(diags *diag.Diagnostics, operatorAt path.Path, wanted attachment, err error) {
	notFound, isOperator := err.(operatorNotFoundError) //nolint:errorlint // asOperatorNotFound returns it unwrapped
	switch {
	case isOperator:
		diags.AddAttributeError(operatorAt, fmt.Sprintf("Operator %d not found", wanted.operator),
			fmt.Sprintf("%s Virtual number %d exists. The operator's ID is wrong, or the key from %s has no access to it: a "+
				"project-scoped key sees only the operators of its project. Check the ID, or use an account-wide key.",
				sentence(notFound), wanted.number, s.keySource))
	case identitycall.IsNotFound(err):
		s.addAPIErrorAt(diags, path.Root("virtual_number_id"), fmt.Sprintf("Virtual number %d not found", wanted.number), err)
	default:
		s.addAPIErrorAt(diags, operatorAt,
			fmt.Sprintf("Cannot attach operator %d to virtual number %d", wanted.operator, wanted.number), err)
	}
}
