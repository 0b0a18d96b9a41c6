package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/identitycall/terraform-provider-identitycall/internal/identitycall"
	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// ModifyPlan says while planning what apply could only fail at: a number that is to be adopted is looked up, and a
// number whose policy is prevent is neither destroyed nor replaced by another.
func (r *virtualNumberResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var config, plan, state virtualNumberResourceModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if !req.State.Raw.IsNull() {
		// A Delete that failed leaves its mark in state, where it would speak of a replacement that is no longer planned.
		resp.Diagnostics.Append(adoptionMark{}.save(ctx, resp)...)
	}
	switch {
	case req.Plan.Raw.IsNull():
		r.planDestroy(state, &resp.Diagnostics)
	case req.State.Raw.IsNull():
		r.planCreate(ctx, config, plan, resp)
	case plan.namesAnother(state.virtualNumberModel):
		r.planReplace(ctx, config, state, &resp.Diagnostics)
	}
}

func (r *virtualNumberResource) planDestroy(state virtualNumberResourceModel, diags *diag.Diagnostics) {
	if state.DeletionPolicy.ValueString() != policyPrevent {
		return
	}
	// Of a replacement that created first, this is the second half.
	if r.session.took(state.ID.ValueString()) {
		return
	}
	diags.AddError(preventSummary(state.virtualNumberModel), preventDetail)
}

// planReplace checks a replacement by another number, in the only plan call that still has the prior state.
func (r *virtualNumberResource) planReplace(ctx context.Context, config, state virtualNumberResourceModel, diags *diag.Diagnostics) {
	if state.DeletionPolicy.ValueString() == policyPrevent {
		diags.AddError(preventSummary(state.virtualNumberModel), preventDetail)
		return
	}
	if !known(config.ID) && !config.Purchase.IsNull() {
		r.refuseRentingReplacement(ctx, config, state, diags)
		return
	}
	// A pair of id and phone number that do not belong together is found before the old number is touched.
	client := r.session.clientWhilePlanning()
	if client == nil || !known(config.ID) || !config.PhoneNumber.isKnown() {
		return
	}
	id, err := parseID(config.ID.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("id"), "Invalid id", sentence(err))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	number, err := client.VirtualNumbers.GetCached(ctx, id)
	if err != nil {
		r.session.addAPIError(diags, fmt.Sprintf("Cannot adopt the virtual number %s", config.label()), err)
		return
	}
	checkSameNumber(config.virtualNumberModel, number, diags)
}

// refuseRentingReplacement lets a number be replaced only by one that the account is known to have.
func (r *virtualNumberResource) refuseRentingReplacement(ctx context.Context, config, state virtualNumberResourceModel, diags *diag.Diagnostics) {
	if client := r.session.clientWhilePlanning(); client != nil && config.PhoneNumber.isKnown() {
		if _, ok := r.lookUp(ctx, client, config, diags); ok || diags.HasError() {
			return
		}
	}
	addRentingReplacement(state.virtualNumberModel, config.virtualNumberModel, diags)
}

// planCreate looks a phone number up among the account's and says which of the two it will do. Of an adoption it fills in id
// and country; settings stay unknown, because Terraform plans once more inside apply and refuses a known value that has
// moved. Of a renting it warns, and leaves the id unknown.
func (r *virtualNumberResource) planCreate(ctx context.Context, config, plan virtualNumberResourceModel, resp *resource.ModifyPlanResponse) {
	mark := adoptionMark{}
	if known(config.ID) {
		mark.ID = config.ID.ValueString()
	}
	if plan.PhoneNumber.isKnown() {
		mark.PhoneNumber = plan.PhoneNumber.ValueString()
	}
	switch {
	case config.ID.IsNull():
		mark.Rents = r.planByPhoneNumber(ctx, config, plan, resp)
	case config.ID.IsUnknown() && !config.Purchase.IsNull():
		warnRenting(ctx, config, false, &resp.Diagnostics) // it may turn out to be null
	}
	resp.Diagnostics.Append(mark.save(ctx, resp)...)
}

// planByPhoneNumber plans the adoption or the renting of a number without an id, and reports whether it is to be rented.
func (r *virtualNumberResource) planByPhoneNumber(ctx context.Context, config, plan virtualNumberResourceModel, resp *resource.ModifyPlanResponse) bool {
	client := r.session.clientWhilePlanning()
	if client == nil || !plan.PhoneNumber.isKnown() {
		if !config.Purchase.IsNull() {
			warnRenting(ctx, config, false, &resp.Diagnostics)
		}
		return false
	}
	found, ok := r.lookUp(ctx, client, plan, &resp.Diagnostics)
	switch {
	case resp.Diagnostics.HasError():
		return false
	case !ok && config.Purchase.IsNull():
		addNotThere(plan.virtualNumberModel, &resp.Diagnostics)
		return false
	case !ok:
		warnRenting(ctx, config, !config.Purchase.IsUnknown(), &resp.Diagnostics)
		return true
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), newID(found.ID))...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("country_code"), found.CountryCode)...)
	if !found.Active && config.Active.IsNull() {
		resp.Diagnostics.AddAttributeWarning(path.Root("active"), inactiveSummary(found.PhoneNumber), inactiveDetail)
	}
	return false
}

// lookUp finds the planned phone number among the account's numbers, while planning.
func (r *virtualNumberResource) lookUp(ctx context.Context, client *identitycall.Client, plan virtualNumberResourceModel, diags *diag.Diagnostics) (identitycall.VirtualNumberSummary, bool) {
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	numbers, err := client.VirtualNumbers.ListCached(ctx)
	if err != nil {
		r.session.addAPIError(diags, "Cannot look up "+plan.label()+" among the account's virtual numbers", err)
		return identitycall.VirtualNumberSummary{}, false
	}
	return onlyNumber(numbers, plan.PhoneNumber.ValueString(), diags)
}

// adopt finds the number that the configuration names and sets what it sets, with one PATCH.
func (r *virtualNumberResource) adopt(ctx context.Context, client *identitycall.Client, config, plan virtualNumberResourceModel, diags *diag.Diagnostics) (identitycall.VirtualNumber, bool) {
	id, ok := r.adopted(ctx, client, plan, diags)
	if !ok {
		return identitycall.VirtualNumber{}, false
	}
	summary := fmt.Sprintf("Cannot adopt the virtual number %s", plan.label())
	update := plan.updateRequest(virtualNumberModel{})
	var number identitycall.VirtualNumber
	var err error
	// With both id and phone_number written, they are compared before anything is. An id that the plan found by the phone
	// number needs no such look.
	if known(config.ID) && known(config.PhoneNumber) || update.IsEmpty() {
		if number, err = client.VirtualNumbers.Get(ctx, id); err != nil {
			r.session.addAPIError(diags, summary, err)
			return number, false
		}
		if plan.PhoneNumber.isKnown() && !checkSameNumber(plan.virtualNumberModel, number, diags) {
			return number, false
		}
	}
	if !update.IsEmpty() {
		if number, err = client.VirtualNumbers.Update(ctx, id, update); err != nil {
			r.session.addAPIError(diags, summary, err, virtualNumberArguments...)
			return number, false
		}
	}
	return number, true
}

// adopted returns the id of the number to adopt: the planned one, else that of the account's number with these digits.
func (r *virtualNumberResource) adopted(ctx context.Context, client *identitycall.Client, plan virtualNumberResourceModel, diags *diag.Diagnostics) (int64, bool) {
	if known(plan.ID) {
		return idInState(plan.ID, diags)
	}
	numbers, err := client.VirtualNumbers.List(ctx)
	if err != nil {
		r.session.addAPIError(diags, fmt.Sprintf("Cannot look up %s among the account's virtual numbers", plan.label()), err)
		return 0, false
	}
	found, ok := onlyNumber(numbers, plan.PhoneNumber.ValueString(), diags)
	if !ok && !diags.HasError() {
		addNotThere(plan.virtualNumberModel, diags)
	}
	return found.ID, ok
}

// onlyNumber finds the account's number that means the same as phone.
func onlyNumber(numbers []identitycall.VirtualNumberSummary, phone string, diags *diag.Diagnostics) (identitycall.VirtualNumberSummary, bool) {
	var found []identitycall.VirtualNumberSummary
	var ids []string
	for _, number := range numbers {
		if phonenumber.Same(number.PhoneNumber, phone) {
			found = append(found, number)
			ids = append(ids, newID(number.ID).ValueString())
		}
	}
	if len(found) > 1 {
		diags.AddAttributeError(path.Root("phone_number"), "Several virtual numbers are "+phone,
			fmt.Sprintf("The account's numbers with the ids %s have these digits. Say with id which one is meant.", strings.Join(ids, ", ")))
	}
	if len(found) != 1 {
		return identitycall.VirtualNumberSummary{}, false
	}
	return found[0], true
}

func checkSameNumber(named virtualNumberModel, number identitycall.VirtualNumber, diags *diag.Diagnostics) bool {
	if phonenumber.Same(named.PhoneNumber.ValueString(), number.PhoneNumber) {
		return true
	}
	diags.AddAttributeError(path.Root("phone_number"), "id and phone_number name two different numbers",
		fmt.Sprintf("The virtual number with id %d is %s, not %s. Nothing was changed. Correct one of the two, or leave one out.",
			number.ID, number.PhoneNumber, named.PhoneNumber.ValueString()))
	return false
}

func addNotThere(named virtualNumberModel, diags *diag.Diagnostics) {
	phone := named.PhoneNumber.ValueString()
	diags.AddAttributeError(path.Root("phone_number"), fmt.Sprintf("The account has no virtual number %s", phone),
		"None of the numbers that the API key sees has these digits. Two ways out: if the number is rented already, check its digits and whether "+
			"the key's scope reaches it (a key of another project does not); if it shall be rented, which costs money, add purchase = {} to this resource.")
}

// namesAnother reports whether the plan names another number than state does: then it is a replacement. What is not known
// counts as another.
func (m virtualNumberResourceModel) namesAnother(state virtualNumberModel) bool {
	return !m.ID.Equal(state.ID) || !m.PhoneNumber.isKnown() ||
		!phonenumber.Same(m.PhoneNumber.ValueString(), state.PhoneNumber.ValueString())
}

// adoptionMark is what the plan of a creation leaves in private data. Terraform hands the private data of a replacement's plan
// to the Delete of the old object, which so learns whether the same number comes back.
type adoptionMark struct {
	ID          string `json:"id,omitempty"`
	PhoneNumber string `json:"phone_number,omitempty"`
	// Rents tells that the creation would rent the number.
	Rents bool `json:"rents,omitempty"`
}

const adoptionMarkKey = "adopts"

func (m adoptionMark) save(ctx context.Context, resp *resource.ModifyPlanResponse) diag.Diagnostics {
	content, err := json.Marshal(m)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot mark the plan", err.Error())}
	}
	return resp.Private.SetKey(ctx, adoptionMarkKey, content)
}

// privateData is what the framework hands to Delete.
type privateData interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

func replacementMark(ctx context.Context, private privateData) (adoptionMark, diag.Diagnostics) {
	var mark adoptionMark
	content, diags := private.GetKey(ctx, adoptionMarkKey)
	if len(content) > 0 {
		if err := json.Unmarshal(content, &mark); err != nil {
			diags.AddError("Cannot read the plan's mark", err.Error())
		}
	}
	return mark, diags
}

// takes reports whether the creation that left the mark is about the same number as state.
func (m adoptionMark) takes(state virtualNumberModel) bool {
	if m.ID != "" {
		return m.ID == state.ID.ValueString()
	}
	return m.PhoneNumber != "" && phonenumber.Same(m.PhoneNumber, state.PhoneNumber.ValueString())
}

func preventSummary(state virtualNumberModel) string {
	return fmt.Sprintf("Virtual number %s must not be destroyed or replaced", state.label())
}

const preventDetail = "Its deletion_policy is \"prevent\". If this is what you want, set deletion_policy to \"abandon\" or \"deactivate\", apply that, and then try " +
	"again: a changed policy counts only after an apply. To take the number out of Terraform and leave it alone, use a removed block, or terraform state rm. If the resource is only " +
	"marked as tainted, terraform untaint takes the mark away."

func inactiveSummary(phone string) string {
	return fmt.Sprintf("Virtual number %s is inactive and receives no calls", phone)
}

const inactiveDetail = "It is adopted as it is, since the configuration does not say whether it shall be active. Set active = true to have it take calls, or active = false to say that it shall not."
