package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
)

// ModifyPlan warns of the operators that a new list will detach, and marks the plan so that a replacement by the same list
// does not empty the line in between.
func (r *virtualNumberOperatorsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var plan, state virtualNumberOperatorsModel
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	mark := adoptionMark{}
	if req.State.Raw.IsNull() && known(plan.VirtualNumberID) {
		mark.ID = plan.VirtualNumberID.ValueString()
	}
	resp.Diagnostics.Append(mark.save(ctx, resp)...)
	// Of a replacement by another number's list, only this call, which still has the prior state, shows its warnings.
	if resp.Diagnostics.HasError() || !known(plan.VirtualNumberID) || plan.VirtualNumberID.Equal(state.VirtualNumberID) {
		return
	}
	client := r.session.clientWhilePlanning()
	id, err := parseID(plan.VirtualNumberID.ValueString())
	if client == nil || err != nil || plan.OperatorIDs.IsUnknown() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	operators, err := attachedOperators(client.VirtualNumbers.GetCached(ctx, id))
	if err != nil {
		r.session.addAPIError(&resp.Diagnostics, fmt.Sprintf("Cannot look up the operators of virtual number %d", id), err)
		return
	}
	var detached []string
	for _, operator := range operators {
		if !slices.Contains(operatorIDs(plan.OperatorIDs), operator) {
			detached = append(detached, newID(operator).ValueString())
		}
	}
	if len(detached) == 0 {
		return
	}
	detail := "They are attached now and not in operator_ids, which is the whole list. To keep them, name them there, or attach with identitycall_virtual_number_operator instead."
	if !allKnown(plan.OperatorIDs) {
		detail += " Some of operator_ids is not known yet: an operator that turns out to be among them stays."
	}
	resp.Diagnostics.AddAttributeWarning(path.Root("operator_ids"),
		fmt.Sprintf("Virtual number %d will lose operators: %s", id, strings.Join(detached, ", ")), detail)
}

// routingOf names a number's list among what a run has taken.
func routingOf(number types.String) string { return "operators of " + number.ValueString() }

// reach leads the number's list to the wanted one and returns the list as it was last seen, nil where it was never seen. The
// list that is current now counts, not the one of the plan; after each call the rest of the way is planned anew from its
// answer, so that a list that somebody else moves meanwhile ends up right as well.
func (r *virtualNumberOperatorsResource) reach(ctx context.Context, client *identitycall.Client, plan virtualNumberOperatorsModel, diags *diag.Diagnostics) ([]int64, bool) {
	id, ok := idInState(plan.VirtualNumberID, diags)
	if !ok {
		return nil, false
	}
	wanted := operatorIDs(plan.OperatorIDs)
	current, err := attachedOperators(client.VirtualNumbers.Get(ctx, id))
	if err != nil {
		r.session.addAPIError(diags, fmt.Sprintf("Cannot read the operators of virtual number %d", id), err)
		return nil, false
	}
	// Each step brings the list nearer. Somebody who moves it all the time must not keep us here for ever.
	for limit := 3 * (len(current) + len(wanted) + 1); limit > 0; limit-- {
		steps := planOrder(current, wanted)
		if len(steps) == 0 {
			return current, true
		}
		if current, err = r.step(ctx, client, id, steps[0], current); err != nil {
			addRoutingError(r.session, diags, id, steps[0], err)
			return current, false
		}
	}
	diags.AddError(fmt.Sprintf("The operators of virtual number %d do not stay in order", id),
		"Somebody else changes the list all the time: another run, a person, or an identitycall_virtual_number_operator of the same number. Find out who, and apply again.")
	return current, false
}

// step makes one call and returns the list after it, or the one before it together with the error.
func (r *virtualNumberOperatorsResource) step(ctx context.Context, client *identitycall.Client, id int64, step orderStep, before []int64) ([]int64, error) {
	var number identitycall.VirtualNumber
	var err error
	if step.attach {
		number, err = client.VirtualNumbers.Attach(ctx, id, step.operator)
	} else {
		number, err = client.VirtualNumbers.Detach(ctx, id, step.operator)
	}
	gone := !step.attach && identitycall.IsNotFound(err) // detached already, or the number is gone: a look tells
	if gone || (err == nil && number.Operators == nil) {
		number, err = client.VirtualNumbers.Get(ctx, id)
	}
	after, err := attachedOperators(number, err)
	if err != nil {
		if step.attach && identitycall.IsNotFound(err) {
			if _, numberErr := client.VirtualNumbers.Get(ctx, id); numberErr == nil {
				err = &outOfReachError{err: err, operator: step.operator}
			}
		}
		return before, err
	}
	return after, nil
}

// outOfReachError is a 404 to an attachment that is about the operator, since the number is there.
type outOfReachError struct {
	err      error
	operator int64
}

func (e *outOfReachError) Error() string { return e.err.Error() }
func (e *outOfReachError) Unwrap() error { return e.err }

func addRoutingError(s *session, diags *diag.Diagnostics, id int64, step orderStep, err error) {
	var outOfReach *outOfReachError
	switch {
	case errors.As(err, &outOfReach):
		diags.AddError(fmt.Sprintf("Operator %d is out of reach", outOfReach.operator),
			fmt.Sprintf("%s, while virtual number %d itself is there. The operator does not exist, or the API key's scope does not reach it: a project-scoped "+
				"key sees only the operators of its project. Create the operator with this key, or use a key that sees both.", err, id))
	case step.attach:
		s.addAPIError(diags, fmt.Sprintf("Cannot attach operator %d to virtual number %d", step.operator, id), err)
	default:
		s.addAPIError(diags, fmt.Sprintf("Cannot detach operator %d from virtual number %d", step.operator, id), err)
	}
}

// attachedOperators takes the ids of a number's operators out of its detail form, in the order of their priority. An answer
// without the list is an error: what is not there to be seen must not count as detached.
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

// operatorIDs are the known ids of a list, which idValidator has passed.
func operatorIDs(list types.List) []int64 {
	ids := []int64{}
	for _, element := range list.Elements() {
		if text, ok := element.(types.String); ok && known(text) {
			if id, err := parseID(text.ValueString()); err == nil {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func newOperatorIDs(ids []int64) types.List {
	elements := []attr.Value{}
	for _, id := range ids {
		elements = append(elements, newID(id))
	}
	return types.ListValueMust(types.StringType, elements)
}

func allKnown(list types.List) bool {
	return !slices.ContainsFunc(list.Elements(), attr.Value.IsUnknown)
}
