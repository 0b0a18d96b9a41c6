package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// ModifyPlan checks the IDs, and claims the attachment: Terraform plans again inside apply, so a Delete of the same
// attachment under another address learns of it in time.
func (r *virtualNumberOperatorResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, state virtualNumberOperatorModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if known(plan.VirtualNumberID) {
		configuredID(plan.VirtualNumberID, path.Root("virtual_number_id"), &resp.Diagnostics)
	}
	if known(plan.OperatorID) {
		configuredID(plan.OperatorID, path.Root("operator_id"), &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.isSame(state) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("priority"), state.Priority)...)
	}
	if known(plan.VirtualNumberID) && known(plan.OperatorID) {
		wanted, _ := plan.attachment(&resp.Diagnostics)
		r.session.claim(wanted.claim())
	}
}

// attach attaches the operator and returns its priority.
func (s *session) attach(
	ctx context.Context, client *identitycall.Client, wanted attachment, diags *diag.Diagnostics,
) (int64, bool) {
	s.claim(wanted.claim())
	unlock, err := s.lockOperators(ctx, wanted.number)
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

// detach detaches the operator, unless another resource of this run manages the attachment or the number's list:
// then the configuration wants it to stay, under another address.
func (s *session) detach(
	ctx context.Context, client *identitycall.Client, unwanted attachment, diags *diag.Diagnostics,
) {
	summary := fmt.Sprintf("Cannot detach operator %d from virtual number %d", unwanted.operator, unwanted.number)
	unlock, err := s.lockOperators(ctx, unwanted.number)
	if err != nil {
		s.addAPIError(diags, summary, err)
		return
	}
	defer unlock()
	if s.claimed(unwanted.claim(), listClaim(unwanted.number)) {
		return
	}
	_, err = client.VirtualNumbers.Detach(ctx, unwanted.number, unwanted.operator)
	if err != nil && !identitycall.IsNotFound(err) {
		s.addAPIError(diags, summary, err)
	}
}

// operatorNotFoundError is a 404 to an attach request that is about the operator, since the number exists.
type operatorNotFoundError struct{ error }

func (e operatorNotFoundError) Unwrap() error { return e.error }

// asOperatorNotFound finds out what a 404 to an attach request is about: the number or the operator.
func asOperatorNotFound(ctx context.Context, client *identitycall.Client, wanted attachment, err error) error {
	if identitycall.IsNotFound(err) {
		if _, numberErr := client.VirtualNumbers.Get(ctx, wanted.number); numberErr == nil {
			return operatorNotFoundError{err}
		}
	}
	return err
}

// addAttachError reports a failed attach request. A 404 points at the argument that has the operator, or at the number.
func (s *session) addAttachError(diags *diag.Diagnostics, operatorAt path.Path, wanted attachment, err error) {
	notFound, isOperator := err.(operatorNotFoundError) //nolint:errorlint // asOperatorNotFound returns it unwrapped
	switch {
	case isOperator:
		diags.AddAttributeError(operatorAt, fmt.Sprintf("Operator %d not found", wanted.operator),
			fmt.Sprintf("%s Virtual number %d exists. The operator's ID is wrong, or the key from %s has no access to it: a "+
				"project-scoped key sees "+
				"only the operators of its project. Check the ID, or use an account-wide key.",
				sentence(notFound), wanted.number, s.keySource))
	case identitycall.IsNotFound(err):
		s.addAPIErrorAt(diags, path.Root("virtual_number_id"), fmt.Sprintf("Virtual number %d not found", wanted.number), err)
	default:
		s.addAPIError(
			diags, fmt.Sprintf("Cannot attach operator %d to virtual number %d", wanted.operator, wanted.number), err)
	}
}
