package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// attachment is one operator in the list of one virtual number.
type attachment struct{ number, operator int64 }

// id is the attachment's ID in state, such as 7/12.
func (a attachment) id() string { return fmt.Sprintf("%d/%d", a.number, a.operator) }

// parseAttachment is the opposite of id.
func parseAttachment(text string) (attachment, bool) {
	number, operator, _ := strings.Cut(text, "/")
	numberID, numberErr := parseID(number)
	operatorID, operatorErr := parseID(operator)
	return attachment{numberID, operatorID}, numberErr == nil && operatorErr == nil
}

// label names the attachment in messages, behind the word "operator".
func (a attachment) label(s *session) string {
	return s.operatorLabel(a.operator) + " to virtual number " + s.numberLabel(a.number)
}

// isIn reports whether a number lists the operator.
func (a attachment) isIn(number identitycall.VirtualNumber) bool {
	return slices.ContainsFunc(number.Operators, func(attached identitycall.AttachedOperator) bool {
		return attached.ID == a.operator
	})
}

// notAttachedError is a complete response of a number that does not list an operator.
type notAttachedError struct{ attachment }

func (e *notAttachedError) Error() string {
	return fmt.Sprintf("GET /virtual_numbers/%d does not list the operator", e.number)
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
			Reason:  "the field \"operators\" is missing", Fields: []string{"operators"},
		}
	}
	ids := []int64{}
	for _, operator := range number.Operators {
		ids = append(ids, operator.ID)
	}
	return ids, nil
}

// attach attaches the operator, and reports whether it is attached.
func (s *session) attach(ctx context.Context, wanted attachment, diags *diag.Diagnostics) bool {
	s.ledger.claim(wanted)
	unlock, err := s.lockOperators(ctx, wanted.number, "POST", "/add_operator")
	if err != nil {
		s.addAttachError(diags, path.Root("operator_id"), wanted, err)
		return false
	}
	defer unlock()
	number, err := s.client.VirtualNumbers.Attach(ctx, wanted.number, wanted.operator)
	if err == nil && number.Operators == nil {
		number, err = s.client.VirtualNumbers.Get(ctx, wanted.number)
	}
	if err != nil {
		s.addAttachError(diags, path.Root("operator_id"), wanted, s.asOperatorNotFound(ctx, wanted, err))
		return false
	}
	if !wanted.isIn(number) {
		diags.AddError(fmt.Sprintf("Operator %s is not attached to virtual number %s",
			s.operatorLabel(wanted.operator), s.numberLabel(wanted.number)),
			"The API accepted the request, but its response does not list the operator. Look at the number in the dashboard, "+
				"and apply again.")
		return false
	}
	return true
}

// detach detaches the operator, and reports whether nothing is left to do. If another resource of this run manages the
// attachment or the number's list, it sends nothing: the attachment is still in the configuration, under another
// address.
func (s *session) detach(ctx context.Context, unwanted attachment, diags *diag.Diagnostics) bool {
	unlock, err := s.lockOperators(ctx, unwanted.number, "DELETE", "/remove_operator")
	if err == nil {
		defer unlock()
		if s.ledger.isWanted(unwanted, listObject(unwanted.number)) {
			return true
		}
		var number identitycall.VirtualNumber
		number, err = s.client.VirtualNumbers.Detach(ctx, unwanted.number, unwanted.operator)
		if unwanted.isIn(number) {
			diags.AddWarning(fmt.Sprintf("Operator %s is still attached to virtual number %s",
				s.operatorLabel(unwanted.operator), s.numberLabel(unwanted.number)),
				"The API accepted the request to detach the operator, but its response still lists it. Look at the number in "+
					"the dashboard.")
		}
	}
	if identitycall.IsNotFound(err) {
		err = s.confirmDetached(ctx, unwanted, err)
	}
	if err != nil {
		s.addAPIError(diags, fmt.Sprintf("Cannot detach operator %s from virtual number %s",
			s.operatorLabel(unwanted.operator), s.numberLabel(unwanted.number)), err)
		return false
	}
	return true
}

// confirmDetached returns nil after a 404 to a detach request if the number lacks the operator, or does not exist.
func (s *session) confirmDetached(ctx context.Context, unwanted attachment, notFound error) error {
	attached, err := attachedOperators(s.client.VirtualNumbers.Get(ctx, unwanted.number))
	switch {
	case identitycall.IsNotFound(err):
		return nil
	case slices.Contains(attached, unwanted.operator):
		number := identitycall.Request{Method: "GET", Path: fmt.Sprintf("/virtual_numbers/%d", unwanted.number)}
		return &identitycall.StillListedError{NotFound: notFound, List: number, ID: unwanted.operator}
	}
	return err
}

// operatorNotFoundError is a 404 to an attach request whose number exists: the operator was not found.
type operatorNotFoundError struct{ error }

func (e operatorNotFoundError) Unwrap() error { return e.error }

// asOperatorNotFound returns an operatorNotFoundError if an attach request failed with a 404 and the number exists.
func (s *session) asOperatorNotFound(ctx context.Context, wanted attachment, err error) error {
	if identitycall.IsNotFound(err) {
		if _, numberErr := s.client.VirtualNumbers.Get(ctx, wanted.number); numberErr == nil {
			return operatorNotFoundError{err}
		}
	}
	return err
}

// addAttachError reports a failed attach request. A 404 points at the operator or the number, whichever was not found.
// A 422 points at the operator.
func (s *session) addAttachError(diags *diag.Diagnostics, operatorAt path.Path, wanted attachment, err error) {
	operator, number := s.operatorLabel(wanted.operator), s.numberLabel(wanted.number)
	_, isOperator := err.(operatorNotFoundError) //nolint:errorlint // asOperatorNotFound returns it unwrapped
	switch {
	case isOperator:
		s.addOperatorNotFound(diags, operatorAt, wanted.operator, err, fmt.Sprintf("Virtual number %s exists. ", number))
	case identitycall.IsNotFound(err):
		s.addAPIErrorAt(diags, path.Root("virtual_number_id"), fmt.Sprintf("Virtual number %s not found", number), err)
	default:
		s.addAPIErrorAt(diags, operatorAt,
			fmt.Sprintf("Cannot attach operator %s to virtual number %s", operator, number), err)
	}
}

// addOperatorNotFound reports an operator that the key does not see. reason is a sentence with what else is known.
func (s *session) addOperatorNotFound(diags *diag.Diagnostics, at path.Path, operator int64, err error, reason string) {
	diags.AddAttributeError(at, fmt.Sprintf("Operator %s not found", s.operatorLabel(operator)),
		fmt.Sprintf("%s %sThe operator's ID is wrong, or the key from %s has no access to it: a project-scoped key sees "+
			"only the operators of its project.\n\n%s", sentence(err), reason, s.keySource, numbered([]string{
			"Check the ID, or use an account-wide key.",
			"To destroy the whole configuration, run terraform destroy -refresh=false: it skips this check.",
		})))
}
